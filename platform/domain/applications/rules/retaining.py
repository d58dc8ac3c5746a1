"""After a first stage: who is asked for the full file. And telling structures what was decided, several at once."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications import desk_mails
from noress.domain.applications.links import home_url
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.prefill import answers_of_note
from noress.domain.applications.rules.correcting import readers
from noress.domain.applications.taking import checked_text, note_change, take
from noress.domain.audit.rules import changed
from noress.domain.funding.calendar import closing_of
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseFile
from noress.domain.questionnaires.rules.answering import definition_of

S = ApplicationState


class Telling(StrEnum):
    """What the structure will be told."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    RETAINED = "retained"
    NOT_RETAINED = "not_retained"

    @property
    def label(self) -> Any:
        return {
            "eligible": _("recevable"), "ineligible": _("non recevable"),
            "retained": _("retenue pour le dossier complet"), "not_retained": _("non retenue"),
        }[self.value]  # fmt: skip


def is_retained(application: Application) -> bool:
    """Decided, and not told yet: telling opens the full file."""
    return (
        application.state is S.ELIGIBLE
        and application.decided_at is not None
        and _has_next_stage(application)
    )


def telling_of(application: Application) -> Telling | None:
    """What waits to be told, if anything."""
    if is_retained(application):
        return Telling.RETAINED
    if application.state is application.public_state or application.state.value not in set(Telling):
        return None
    return Telling(application.state.value)


def decide_retention(
    *,
    application: Application,
    is_retained: bool,
    reason: str | None,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """The desk's decision; the structure is told nothing yet."""
    take(application, actor=actor, version=version)
    if not _has_next_stage(application) or application.state not in (S.ELIGIBLE, S.NOT_RETAINED):
        message = _("Seule une candidature recevable à la première étape est retenue ou non.")
        raise RuleError("wrong_state", message, status=409)
    given = (reason or "").strip()
    if given or not is_retained or application.public_state is S.NOT_RETAINED:
        given = checked_text(reason, field="reason", missing=_("Écrivez pourquoi : la structure le lira."))
    values = {
        "state": S.ELIGIBLE if is_retained else S.NOT_RETAINED,
        "reason": given or None,
        "decided_at": now,
    }
    changes = changed(application, values)
    shown = {key: change for key, change in changes.items() if key != "decided_at"}
    note_change(application, "retained" if is_retained else "not_retained", shown, actor=actor, now=now)


def _has_next_stage(application: Application) -> bool:
    return application.stage == 1 and application.call.stages == 2


def tell(*, applications: Sequence[Application], actor: Actor, now: datetime) -> list[Application]:
    """Each structure reads what was decided about its file, by mail and on its page. Those that have nothing to be
    told any more are left; returns those that were told."""
    told = []
    for application in sorted(applications, key=lambda one: one.id):  # one order: two never wait in a ring
        take(application, actor=actor)
        telling = telling_of(application)
        if telling is None:
            continue
        before, reason = application.public_state, application.reason
        if telling is Telling.RETAINED:
            _open_full_file(application, actor, now)
        else:
            application.public_state = application.state
        application.told_at = now
        changes = {"told": (None, telling), "public_state": (before, application.public_state)}
        note_change(application, "told", changes, actor=actor, now=now)
        for person in readers(application):
            mail = desk_mails.told(application, telling.value, person, url=home_url(person), reason=reason)
            enqueue(mail, now=now)
        told.append(application)
    return told


def _open_full_file(application: Application, actor: Actor, now: datetime) -> None:
    """The second stage begins: a draft that holds what the note said already."""
    closing = closing_of(application.call, 2)
    questionnaire = application.call.file_questionnaire
    if questionnaire is None or closing is None or closing <= now:
        message = _("Réglez d'abord dans l'appel le dossier complet et sa date de clôture, à venir.")
        raise RuleError("no_file_stage", message, status=409)
    if application.file_response is None:
        response = questionnaires.begin_response(
            questionnaire=questionnaire, language=application.language, actor=actor, now=now, for_domain=True
        )
        note = application.note_response
        if note is not None:
            definition = definition_of(response)
            response.values = answers_of_note(definition_of(note), definition, note)
            _hold_files(response, definition)
        application.file_response = response
    application.stage, application.state, application.public_state = 2, S.DRAFT, S.DRAFT
    application.complete_at = application.decided_at = application.reason = None
    application.late_until = application.late_reason = application.late_by_id = None


def _hold_files(response: Response, definition: Definition) -> None:
    """Files of the note that answer the same question of the full file are joined to both."""
    response.files = [
        ResponseFile(question=question.key, file_id=part["file"])
        for question in definition.questions()
        if types.get(question.type).is_file
        for part in response.values.get(question.key) or []
    ]
