"""Every statement on calls, their questions and what they are compared with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, not_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.applications.models import (
    SENT,
    Application,
    ApplicationPerson,
    ApplicationState,
    Part,
)
from noress.domain.funding.models import CallKind, CallQuestion, CallState, Funder, FundingCall
from noress.domain.outbox.models import WorkerMark


def _not_read() -> tuple[Any, ...]:
    """Lists show none of these."""
    return raiseload(FundingCall.funders), raiseload(FundingCall.criteria), raiseload(FundingCall.carrier)


def get_call(call_id: int) -> Select[FundingCall]:
    """With all that its pages show."""
    return (
        select(FundingCall)
        .where(FundingCall.id == call_id)
        .options(
            joinedload(FundingCall.carrier),
            joinedload(FundingCall.note_questionnaire),
            joinedload(FundingCall.file_questionnaire),
            selectinload(FundingCall.lots),
            selectinload(FundingCall.criteria),
            selectinload(FundingCall.funders).joinedload(Funder.institution),
        )
    )


def get_edition(edition: int, *, is_test: bool = False, kind: CallKind = CallKind.AMI) -> Select[FundingCall]:
    return select(FundingCall).where(
        FundingCall.kind == kind, FundingCall.edition == edition, FundingCall.is_test.is_(is_test)
    )


def count_applications_of_lot(lot_id: int) -> Select[int]:
    return select(func.count(Application.id)).where(Application.lot_id == lot_id)


def of_projects(call_id: Any) -> ColumnElement[bool]:
    """That key is of a call for projects: the prize is told by itself."""
    ids = select(FundingCall.id).where(FundingCall.kind == CallKind.AMI)
    found: ColumnElement[bool] = call_id.in_(ids)
    return found


def list_public_calls() -> Select[FundingCall]:
    """Calls for projects that were announced, those of everybody: the last edition first."""
    return (
        select(FundingCall)
        .where(
            FundingCall.kind == CallKind.AMI,
            FundingCall.state != CallState.DRAFT,
            FundingCall.is_test.is_(False),
        )
        .options(selectinload(FundingCall.lots), *_not_read())
        .order_by(FundingCall.edition.desc())
    )


def list_current_calls(now: datetime, kind: CallKind = CallKind.AMI) -> Select[FundingCall]:
    """Of that kind, announced or open, not closed yet: what closes first, first."""
    return (
        select(FundingCall)
        .where(
            FundingCall.kind == kind, FundingCall.state.in_((CallState.ANNOUNCED, CallState.OPEN)), FundingCall.is_test.is_(False),
            FundingCall.closes_at >= now,
        )
        .options(*_not_read())
        .order_by(FundingCall.closes_at, FundingCall.id)
    )  # fmt: skip


def list_calls() -> Select[FundingCall]:
    """All calls for projects, those in the making and trials too."""
    return (
        select(FundingCall)
        .where(FundingCall.kind == CallKind.AMI)
        .options(selectinload(FundingCall.lots), *_not_read())
        .order_by(FundingCall.edition.desc(), FundingCall.is_test, FundingCall.id.desc())
    )


def list_sources() -> Select[int, int, object]:
    """(key, edition, title) of what a new edition may be taken from."""
    return (
        select(FundingCall.id, FundingCall.edition, FundingCall.title)
        .where(FundingCall.kind == CallKind.AMI, FundingCall.is_test.is_(False))
        .order_by(FundingCall.edition.desc())
    )


def count_by_call(call_ids: Iterable[int], hidden: Select[int]) -> Select[int, int, Any]:
    """(call, applications begun, of which sent); withdrawn ones left out, and those that the reader is recused from."""
    sent = func.sum(case((Application.state.in_([state.value for state in SENT]), 1), else_=0))
    return (
        select(Application.call_id, func.count(Application.id), sent)
        .where(
            Application.call_id.in_(list(call_ids)), Application.state != ApplicationState.WITHDRAWN,
            Application.id.not_in(hidden),
        )
        .group_by(Application.call_id)
    )  # fmt: skip


def list_to_open(now: datetime) -> Select[FundingCall]:
    """Of both kinds: dates turn them alike."""
    return select(FundingCall).where(FundingCall.state == CallState.ANNOUNCED, FundingCall.opens_at <= now)


def list_to_close(now: datetime) -> Select[FundingCall]:
    """Past their closing; the rule adds the grace of each."""
    return select(FundingCall).where(FundingCall.state == CallState.OPEN, FundingCall.closes_at < now)


#: the worker's mark: that those who did not send their full file were told
FILES_TOLD = "call-files-"


def list_files_closed(now: datetime) -> Select[FundingCall]:
    """Whose second stage closed, when nobody was told since."""
    is_told = exists().where(
        WorkerMark.name == FILES_TOLD + cast(FundingCall.id, String),
        WorkerMark.at >= FundingCall.files_close_at,
    )
    return select(FundingCall).where(
        FundingCall.stages == 2, FundingCall.files_close_at < now, not_(is_told),
        FundingCall.state.in_((CallState.OPEN, CallState.REVIEW)),
    )  # fmt: skip


def list_unsent_workers(call_id: int, stage: int) -> Select[ApplicationPerson]:
    """Who works on a draft of that stage, with the application."""
    return (
        select(ApplicationPerson)
        .join(ApplicationPerson.application)
        .where(
            Application.call_id == call_id, Application.stage == stage,
            Application.state == ApplicationState.DRAFT, ApplicationPerson.removed_at.is_(None),
            ApplicationPerson.part.in_((Part.OWNER, Part.EDIT)),
        )
        .options(joinedload(ApplicationPerson.application))
        .order_by(ApplicationPerson.id)
    )  # fmt: skip


def list_answers(call_id: int) -> Select[CallQuestion]:
    """What everybody reads, the last answer first."""
    return (
        select(CallQuestion)
        .where(CallQuestion.call_id == call_id, CallQuestion.published_at.is_not(None))
        .options(raiseload(CallQuestion.call))
        .order_by(CallQuestion.published_at.desc(), CallQuestion.id.desc())
    )


def list_questions(call_id: int, *, waiting: bool) -> Select[CallQuestion]:
    """For the desk: those that wait, the oldest first; else those settled, the last first."""
    is_waiting = and_(CallQuestion.published_at.is_(None), CallQuestion.dismissed_at.is_(None))
    order = (CallQuestion.asked_at, CallQuestion.id) if waiting else (CallQuestion.id.desc(),)
    return (
        select(CallQuestion)
        .where(CallQuestion.call_id == call_id, is_waiting if waiting else not_(is_waiting))
        .order_by(*order)
    )


def list_question_ids(call_id: int) -> Select[int]:
    """For its history, at most as many as a call takes in a few days."""
    return (
        select(CallQuestion.id)
        .where(CallQuestion.call_id == call_id)
        .order_by(CallQuestion.id.desc())
        .limit(1000)
    )


def count_waiting_questions(call_ids: Iterable[int]) -> Select[int, int]:
    """(call, questions without answer)."""
    return (
        select(CallQuestion.call_id, func.count(CallQuestion.id))
        .where(
            CallQuestion.call_id.in_(list(call_ids)), CallQuestion.published_at.is_(None),
            CallQuestion.dismissed_at.is_(None),
        )
        .group_by(CallQuestion.call_id)
    )  # fmt: skip


def list_calls_with_questions() -> Select[FundingCall, int]:
    """(call, questions without answer), for the list of what is to be done."""
    return (
        select(FundingCall, func.count(CallQuestion.id))
        .join(CallQuestion, CallQuestion.call_id == FundingCall.id)
        .where(CallQuestion.published_at.is_(None), CallQuestion.dismissed_at.is_(None))
        .group_by(FundingCall.id)
        .order_by(FundingCall.id)
    )


def get_same_question(call_id: int, asked: str, since: datetime) -> Select[CallQuestion]:
    """The same words lately: a second press."""
    return (
        select(CallQuestion)
        .where(CallQuestion.call_id == call_id, CallQuestion.asked == asked, CallQuestion.asked_at >= since)
        .limit(1)
    )


def list_forgotten_questions(before: datetime) -> Select[CallQuestion]:
    """Asked that long ago, with an address that nobody used."""
    return select(CallQuestion).where(CallQuestion.asked_at < before, is_named())


def is_named() -> ColumnElement[bool]:
    return CallQuestion.email.is_not(None)
