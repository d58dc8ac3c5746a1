"""Mails of the desk to those who work on an application, each in their own language. They say what the structure may
know of: never the desk's state, notes or labels."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationPerson,
    CorrectionRequest,
)
from noress.domain.applications.wording import wording_of
from noress.domain.funding.calendar import closing_of
from noress.domain.outbox.rules import Mail

Rows = list[tuple[Any, Any]]


def correction(request: CorrectionRequest, to: ApplicationPerson, *, url: str) -> Mail:
    """What to correct, why, until when."""
    rows: Rows = [
        (_("Ce qui ne va pas"), request.kind.label),
        (_("À renvoyer avant (heure du Maroc)"), request.due_at),
    ]
    return _mail(
        request.application, to, f"correction-{request.id}", url=url, subject=_("Candidature à corriger"),
        lines=[
            _("Le secrétariat a lu votre candidature et vous demande de la corriger :"), request.reason,
            _("Vos réponses sont gardées : changez seulement ce qu'il faut, puis envoyez de nouveau."),
        ],
        rows=rows, label=_("Corriger la candidature"),
    )  # fmt: skip


def correction_withdrawn(request: CorrectionRequest, to: ApplicationPerson, *, url: str) -> Mail:
    """Nothing is to be corrected any more."""
    return _mail(
        request.application, to, f"correction-withdrawn-{request.id}", url=url,
        subject=_("Plus rien à corriger dans votre candidature"),
        lines=[_("Le secrétariat ne demande plus de correction. La candidature reste comme vous l'avez envoyée.")],
        label=_("Revoir la candidature"),
    )  # fmt: skip


def message(made: ApplicationMessage, application: Application, to: ApplicationPerson, *, url: str) -> Mail:
    """What the desk wrote, and whether it waits for an answer."""
    lines: list[Any] = [made.text]
    if made.file is not None:
        lines.append(_("Un fichier est joint : il se télécharge depuis la page de la candidature."))
    if made.awaits_answer:
        lines.append(_("Le secrétariat attend votre réponse."))
    asks = _("Une réponse est attendue pour votre candidature")
    return _mail(
        application, to, f"message-{made.id}", url=url, lines=lines,
        subject=asks if made.awaits_answer else _("Un message pour votre candidature"),
        label=_("Répondre") if made.awaits_answer else _("Lire et répondre"),
    )  # fmt: skip


def late_door(application: Application, to: ApplicationPerson, *, url: str) -> Mail:
    """This one may be sent later than the others."""
    until = application.late_until
    assert until is not None, "the rule has just opened it"
    return _mail(
        application, to, f"late-door-{application.id}-{until.timestamp():.0f}", url=url,
        subject=_("Un délai pour envoyer votre candidature"),
        lines=[_("Un délai vous est accordé pour envoyer votre candidature. Il ne vaut que pour elle.")],
        rows=[(_("À envoyer avant (heure du Maroc)"), until)], label=_("Finir et envoyer"),
    )  # fmt: skip


_TOLD = {
    "eligible": _("Votre candidature est recevable : elle continue d'être examinée."),
    "ineligible": _("Votre candidature n'est pas recevable."),
    "retained": _("Votre candidature est retenue pour la suite : il vous reste à remplir et à envoyer le dossier complet."),
    "not_retained": _("Votre candidature n'est pas retenue pour la suite."),
}  # fmt: skip


def told(
    application: Application, telling: str, to: ApplicationPerson, *, url: str, reason: str | None
) -> Mail:
    """What was decided, and why."""
    lines: list[Any] = [_TOLD[telling]]
    if reason:
        lines.append(reason)
    is_retained = telling == "retained"
    rows: Rows = (
        [(_("À envoyer avant (heure du Maroc)"), closing_of(application.call, 2))] if is_retained else []
    )
    return _mail(
        application, to, f"told-{application.id}-{application.version}", url=url, lines=lines, rows=rows,
        subject=_("Ce qui est décidé pour votre candidature"),
        label=_("Remplir le dossier complet") if is_retained else _("Voir la candidature"),
    )  # fmt: skip


def _mail(
    application: Application, to: ApplicationPerson, key: str, *, subject: Any, lines: list[Any], label: Any, url: str,
    rows: Rows | None = None,
) -> Mail:  # fmt: skip
    words = wording_of(application.call)
    facts: Rows = [
        *([(_("Numéro"), application.number)] if application.number else []), (words.call, application.call.title),
        (words.holder, application.structure.name), (words.project, application.title), *(rows or []),
    ]  # fmt: skip
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.name, language=to.language,
        key=f"application-{key}-{to.id}", about=("application", application.id),
        values={"subject": subject, "lines": lines, "rows": facts, "label": label, "url": url, "why": words.why},
    )  # fmt: skip
