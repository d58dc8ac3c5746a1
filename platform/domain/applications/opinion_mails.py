"""Mails about outside opinions: to whoever is asked, once and two reminders at most; to the desk when they answered."""

from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Opinion
from noress.domain.outbox.rules import Mail

ASKED = _("le secrétariat permanent du réseau a donné votre adresse pour vous demander un avis")
FOLLOWS = _("vous suivez ce dossier de candidature")


def asked(opinion: Opinion, *, url: str) -> Mail:
    return _to_asked(
        opinion, url, key=key_of(opinion), subject=_("Votre avis est demandé sur une candidature"),
        lines=[
            _("Le secrétariat permanent vous demande votre avis sur un dossier de candidature."), opinion.question,
            _("La page s'ouvre sans mot de passe. Elle montre ce dossier seul ; le lien est personnel, ne le donnez à personne."),
            _("Vous avez un lien avec ce dossier, ou pas le temps ? La même page vous permet de décliner."),
        ],
    )  # fmt: skip


def reminder(opinion: Opinion, number: int, *, url: str) -> Mail:
    return _to_asked(
        opinion, url, key=reminder_key(opinion, number), subject=_("Rappel : votre avis est attendu sur une candidature"),
        lines=[
            _("Nous n'avons pas encore reçu votre avis sur ce dossier."), opinion.question,
            _("Si vous ne pouvez pas répondre, déclinez sur la page : nous demanderons à quelqu'un d'autre."),
        ],
    )  # fmt: skip


def key_of(opinion: Opinion) -> str:
    return f"opinion-{opinion.id}-{opinion.link_generation}"


def reminder_key(opinion: Opinion, number: int) -> str:
    return f"{key_of(opinion)}-reminder-{number}"


def _to_asked(opinion: Opinion, url: str, *, key: str, subject: Any, lines: list[Any]) -> Mail:
    application = opinion.application
    rows: list[tuple[Any, Any]] = [
        (_("Appel"), application.call.title),
        (_("Structure"), application.structure.name),
        (_("Projet"), application.title),
    ]
    if opinion.due_on:
        rows.append((_("Réponse attendue avant la fin du"), opinion.due_on))
    return Mail(
        template="application_notice", to_address=opinion.email, to_name=opinion.name, language=opinion.language, key=key,
        merge_key=key_of(opinion), about=("application", application.id),
        values={"subject": subject, "lines": lines, "rows": rows, "label": _("Lire le dossier et répondre"), "url": url, "why": ASKED},
    )  # fmt: skip


def answered(opinion: Opinion, to: Person, *, now: datetime) -> Mail | None:
    """To whoever asked, or follows the file: an opinion came, or none will. What it says stands on the page."""
    if not to.email or to.is_suspended:
        return None
    is_declined = opinion.declined_because is not None
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.own_name, language=to.language, person_id=to.id,
        key=f"opinion-answered-{opinion.id}-{opinion.link_generation}-{to.id}", about=("application", opinion.application_id),
        values={
            "subject": _("Une demande d'avis est déclinée") if is_declined else _("Un avis est arrivé"),
            "lines": [_("%(name)s ne donnera pas d'avis sur ce dossier.", name=opinion.name) if is_declined
                      else _("%(name)s a donné son avis sur ce dossier.", name=opinion.name)],
            "rows": [(_("Dossier"), opinion.application.number or "–"), (_("Projet"), opinion.application.title)],
            "label": _("Voir les avis"), "why": FOLLOWS,
            "url": links.to("opinions.index", application_id=opinion.application_id),
        },
    )  # fmt: skip
