"""Mails to those who work on an application: the decision, each in their own language; the answer to an appeal."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application, ApplicationPerson
from noress.domain.applications.wording import wording_of
from noress.domain.awards.models import Appeal, DecisionLetter
from noress.domain.outbox.rules import Mail

Rows = list[tuple[Any, Any]]


def decision(letter: DecisionLetter, to: ApplicationPerson, *, url: str) -> Mail:
    """The letter itself, and where it is read and kept."""
    text = letter.arabic if to.language == "ar" else letter.french
    return _mail(
        letter.application, to, f"decision-{letter.number}", url=url, subject=wording_of(letter.application.call).result_mail,
        lines=text.split("\n\n"), rows=[(_("Lettre"), letter.number)], label=_("Voir le résultat"),
    )  # fmt: skip


def appeal_filed(appeal: Appeal, to: ApplicationPerson, *, url: str) -> Mail:
    """The receipt of a request to look again."""
    return _mail(
        appeal.application, to, f"appeal-{appeal.id}", url=url, subject=_("Votre recours est reçu"),
        lines=[_("Votre demande de nouvel examen est reçue. Le secrétariat vous répondra ici et par courriel."), appeal.text],
        label=_("Voir le recours"),
    )  # fmt: skip


def appeal_answered(appeal: Appeal, to: ApplicationPerson, *, url: str) -> Mail:
    upheld = _("Votre recours est accepté : votre dossier est examiné de nouveau.")
    dismissed = _("Votre recours n'est pas accepté : la décision reste la même.")
    return _mail(
        appeal.application, to, f"appeal-answer-{appeal.id}", url=url, subject=_("Réponse à votre recours"),
        lines=[upheld if appeal.is_upheld else dismissed, appeal.answer], label=_("Voir la réponse"),
    )  # fmt: skip


def _mail(
    application: Application, to: ApplicationPerson, key: str, *, subject: Any, lines: list[Any], label: Any, url: str,
    rows: Rows | None = None,
) -> Mail:  # fmt: skip
    words = wording_of(application.call)
    facts: Rows = [
        (_("Numéro"), application.number), (words.call, application.call.title),
        (words.holder, application.structure.name), (words.project, application.title), *(rows or []),
    ]  # fmt: skip
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.name, language=to.language,
        key=f"application-{key}-{to.id}", about=("application", application.id),
        values={"subject": subject, "lines": lines, "rows": facts, "label": label, "url": url, "why": words.why},
    )  # fmt: skip
