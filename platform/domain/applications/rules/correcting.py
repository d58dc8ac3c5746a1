"""Correction requests: what to correct, why, and until when. While one is open the structure changes its file and sends
it again, whatever the hour of closing; its clock ends it by itself."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications import desk_mails
from noress.domain.applications.links import home_url
from noress.domain.applications.models import (
    Application,
    ApplicationPerson,
    ApplicationState,
    CorrectionKind,
    CorrectionRequest,
)
from noress.domain.applications.queries import desk_file
from noress.domain.applications.taking import check_seen, checked_text, note_change, take
from noress.domain.audit.rules import record
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

S = ApplicationState
#: after a decision was told, what was judged stays as it was
CORRECTABLE = frozenset({S.SUBMITTED, S.ELIGIBLE})
BATCH = 200


def open_request(application: Application, now: datetime) -> CorrectionRequest | None:
    """The request that is open: neither answered, nor taken back, nor past its day."""
    found = db.session.scalars(desk_file.get_unsettled_correction(application.id)).one_or_none()
    return found if found is not None and now <= found.due_at else None


def ask_correction(
    *, application: Application, kind: CorrectionKind, questions: Sequence[str], reason: str, version: int,
    seen: str | None, actor: Actor, now: datetime,
) -> CorrectionRequest:  # fmt: skip
    """Send the file back; who may fill it in is written to."""
    take(application, actor=actor, version=version)
    response = _check_correctable(application, now)
    check_seen(application, seen)
    text = checked_text(
        reason, field="reason", missing=_("Écrivez ce qui est à corriger : la structure le lira.")
    )
    known = [question.key for question in definition_of(response).questions()]
    request = CorrectionRequest(
        application=application, stage=application.stage, kind=kind, reason=text, asked_at=now, asked_by_id=actor.person_id,
        questions=[key for key in known if key in set(questions)], due_at=_due(application, now),
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    before, application.complete_at = application.state, None
    application.state = S.SUBMITTED
    changes: dict[str, tuple[Any, Any]] = {
        "correction_kind": (None, kind),
        "reason": (None, text),
        "due_at": (None, request.due_at),
    }
    if before is not S.SUBMITTED:
        changes["state"] = (before, S.SUBMITTED)
    note_change(application, "correction_asked", changes, actor=actor, now=now)
    for person in readers(application):
        enqueue(desk_mails.correction(request, person, url=home_url(person)), now=now)
    return request


def _check_correctable(application: Application, now: datetime) -> Response:
    """What was sent, where it may go back; a request whose day is over makes room for the next."""
    response = application.response
    if application.state not in CORRECTABLE or response is None or not response.snapshots:
        message = _(
            "Ce dossier est « %(state)s » : il ne se corrige pas maintenant.", state=application.state.label
        )
        raise RuleError("wrong_state", message, status=409)
    unsettled = db.session.scalars(desk_file.get_unsettled_correction(application.id)).one_or_none()
    if unsettled is not None and now <= unsettled.due_at:
        message = _("Une correction est déjà demandée : reprenez-la avant d'en demander une autre.")
        raise RuleError("already_asked", message, status=409)
    if unsettled is not None:
        _end(unsettled, now)
    return response


def _due(application: Application, now: datetime) -> datetime:
    """The end of the last day, Morocco's time."""
    day = clock.today(now) + timedelta(days=application.call.correction_days)
    return clock.to_utc(datetime.combine(day, time(23, 59, 59)))


def readers(application: Application) -> list[ApplicationPerson]:
    """Of the structure: who may do something about it."""
    return [person for person in application.people if person.removed_at is None and person.part.can_edit]


def withdraw_request(*, application: Application, actor: Actor, now: datetime) -> None:
    """The desk needs it no more: the structure's file is closed again, as it was sent last."""
    take(application, actor=actor)
    request = open_request(application, now)
    if request is None:
        message = _("Aucune correction n'est demandée en ce moment.")
        raise RuleError("nothing_open", message, status=409)
    request.ended_at = now
    note_change(application, "correction_withdrawn", {}, actor=actor, now=now)
    for person in readers(application):
        enqueue(desk_mails.correction_withdrawn(request, person, url=home_url(person)), now=now)


def close_request(application: Application, now: datetime) -> None:
    """Called when the corrected file is sent again, by whoever holds it: it is to be looked at anew."""
    request = db.session.scalars(desk_file.get_unsettled_correction(application.id)).one_or_none()
    if request is None:
        return
    if now <= request.due_at:
        request.corrected_at = now
    else:
        request.ended_at = request.due_at
    application.complete_at = None


def end_overdue_requests(*, now: datetime) -> int:
    """Requests whose day is over: they are over since then, whenever this runs."""
    found = db.session.scalars(desk_file.list_overdue_corrections(now, BATCH)).all()
    ended = 0
    for request in found:
        lock(request)
        if request.corrected_at is not None or request.ended_at is not None:
            continue
        _end(request, now)
        ended += 1
    return ended


def _end(request: CorrectionRequest, now: datetime) -> None:
    request.ended_at = request.due_at
    record(Actor.system(), "application.correction_ran_out", request.application, now=now)
