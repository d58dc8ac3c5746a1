"""Field names as people read them, for a form that is shown again outside its own page."""

from typing import Any

from noress.core.i18n import gettext as _
from noress.core.i18n import lazy

LABELS: dict[str, Any] = {
    "name": lazy("Nom"), "name_ar": lazy("Nom en arabe"), "email": lazy("Adresse de courriel"),
    "phone": lazy("Téléphone"), "language": lazy("Langue"), "visibility": lazy("Coordonnées visibles par"),
    "theme": lazy("Thème"), "title": lazy("Titre"), "place": lazy("Lieu"), "introduction": lazy("Introduction"),
    "date": lazy("Date"), "starts_at": lazy("Début"), "ends_at": lazy("Fin"), "starts": lazy("Début"),
    "ends": lazy("Fin"), "starts_on": lazy("Début"), "ends_on": lazy("Fin"), "answer": lazy("Réponse"),
    "reason": lazy("Raison"), "delegate_name": lazy("Qui vient à votre place"), "note": lazy("Note"),
    "text": lazy("Texte"), "online_url": lazy("Lien en ligne"), "place_hints": lazy("Comment s'y rendre"),
    "function": lazy("Fonction"), "kind": lazy("Type"), "type": lazy("Type"), "role": lazy("Rôle"),
    "description": lazy("Présentation"), "address": lazy("Adresse"), "minutes": lazy("Durée en minutes"),
    "presenter": lazy("Présenté par"), "designation": lazy("Acte de désignation"), "act": lazy("Acte"),
}  # fmt: skip


def readable(name: str) -> str:
    """ "theme_ar" is "Thème (arabe)"; an unknown name stays as it is, without its underscores."""
    if name in LABELS:
        return str(LABELS[name])
    stem, _sep, tail = name.rpartition("_")
    languages = {"fr": _("français"), "ar": _("arabe"), "en": _("anglais")}
    if stem and tail in languages:
        return _("%(label)s (%(language)s)", label=readable(stem), language=languages[tail])
    return name.replace("_", " ").replace("-", " ").capitalize()
