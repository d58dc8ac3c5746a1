"""The words of the history of recusals, ties and opinions."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.reviewing.models import LinkKind

REVIEWING_ACTIONS: dict[str, Any] = {
    "recusal.declared": _("Déport déclaré"),
    "recusal.substitute_named": _("Remplaçant nommé"),
    "recusal.lifted": _("Déport levé"),
    "organisation_link.added": _("Lien avec une organisation noté"),
    "organisation_link.removed": _("Lien avec une organisation retiré"),
    "opinion.asked": _("Avis demandé à une personne extérieure"),
    "opinion.reminded": _("Demande d'avis rappelée"),
    "opinion.withdrawn": _("Demande d'avis retirée"),
    "opinion.given": _("Avis donné"),
    "opinion.declined": _("Avis décliné"),
}
REVIEWING_FIELDS: dict[str, Any] = {
    "recused_person_id": _("Personne écartée"),
    "substitute_person_id": _("Remplaçant"),
    "link_kind": _("Sorte de lien"),
    "linked_institution_id": _("Autre organisation"),
}
REVIEWING_ENUMS: dict[tuple[str, str], Any] = {("institution", "link_kind"): LinkKind}
