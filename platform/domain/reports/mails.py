"""Mails to those who hold a project about its reports, each in their own language."""

from typing import Any

from noress.core import formats
from noress.core.i18n import lazy as _
from noress.domain.applications.mails import WORKING
from noress.domain.applications.models import ApplicationPerson
from noress.domain.outbox.rules import Mail
from noress.domain.reports.models import ProjectReport

#: (name, subject, lines) of a mail
Said = tuple[str, Any, list[Any]]


def about_report(report: ProjectReport, to: ApplicationPerson, said: Said, *, url: str) -> Mail:
    name, subject, lines = said
    award = report.award
    rows = [
        (_("Projet"), award.application.title), (_("Structure"), award.structure.name),
        (_("Rapport"), report.kind.label), (_("À envoyer avant le"), report.due_on),
    ]  # fmt: skip
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.name, language=to.language,
        key=f"report-{name}-{report.id}-{report.version}-{to.id}", about=("application", award.application_id),
        values={"subject": subject, "lines": lines, "rows": rows, "label": _("Ouvrir le rapport"), "url": url, "why": WORKING},
    )  # fmt: skip


def received(report: ProjectReport) -> Said:
    return "received", _("Votre rapport est reçu"), [
        _("Le secrétariat va le lire. Vous recevrez sa réponse par courriel."),
    ]  # fmt: skip


def accepted(report: ProjectReport) -> Said:
    return (
        "accepted",
        _("Votre rapport est accepté"),
        [_("Merci. Le secrétariat a lu et accepté votre rapport.")],
    )


def returned(report: ProjectReport) -> Said:
    return "returned", _("Votre rapport est à corriger"), [
        _("Le secrétariat vous rend votre rapport :"), report.reason,
        _("Vos réponses sont gardées. Corrigez-les, puis envoyez le rapport de nouveau."),
    ]  # fmt: skip


def skipped(report: ProjectReport) -> Said:
    return (
        "skipped",
        _("Vous êtes dispensé d'un rapport"),
        [_("Ce rapport ne vous est plus demandé :"), report.reason],
    )


def soon(report: ProjectReport) -> Said:
    return "reminder-1", _("Votre rapport est bientôt à envoyer"), [
        _("Cinq questions suffisent, depuis un téléphone. Le formulaire se remplit aussi sans réseau."),
    ]  # fmt: skip


def late(report: ProjectReport) -> Said:
    return "reminder-2", _("Votre rapport est en retard"), [
        _("Il était à envoyer avant le %(day)s. Si quelque chose vous empêche, écrivez au secrétariat.",
          day=formats.date_short(report.due_on)),
    ]  # fmt: skip
