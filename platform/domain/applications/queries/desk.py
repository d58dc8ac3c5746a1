"""Applications as the desk reads them. Every list leaves out the files that the reader is recused from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from noress.core.folding import fold
from noress.core.types import UTCDateTime
from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import between
from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationPerson,
    ApplicationState,
    CorrectionRequest,
)
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import CallState, FundingCall, Lot
from noress.domain.institutions.models import Assignment, Function
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.reviewing.queries import list_handlers, list_secretariat_roles

S = ApplicationState
#: a message that the structure leaves without an answer that long is late
UNANSWERED_AFTER = timedelta(days=7)
#: to check; complete, to decide on; waits for the structure; the structure wrote; corrected and not looked at; the structure is late;
#: decided and not told; a mail to it was refused; with a late door
MARKS = (
    "to_check", "to_decide", "awaits", "answered", "corrected", "overdue", "to_tell", "undelivered", "late_door",
)  # fmt: skip
_NOW, _UNANSWERED = bindparam("now", type_=UTCDateTime), bindparam("unanswered", type_=UTCDateTime)


@dataclass(frozen=True)
class Wanted:
    """What the list of a call is narrowed to; nothing chosen is "" or None."""

    call_id: int
    words: str = ""
    state: ApplicationState | None = None
    stage: int | None = None
    lot_id: int | None = None
    province: str = ""
    #: 0: nobody's
    officer_id: int | None = None
    label: str = ""
    mark: str = ""


def was_sent() -> ColumnElement[bool]:
    """A draft that was never sent is its authors' alone: it is named, and not read."""
    return Application.number.is_not(None)


def _seen(call_id: Any, recused: Select[Any]) -> tuple[ColumnElement[bool], ...]:
    return Application.call_id == call_id, Application.id.not_in(recused)


def list_ids(wanted: Wanted, recused: Select[Any], now: datetime) -> Select[int]:
    """The last sent first; drafts that were never sent only where they are asked for."""
    query = select(Application.id).where(*_seen(wanted.call_id, recused), *_where(wanted, now))
    if wanted.words:
        query = query.join(Application.structure)
    return query.order_by(Application.submitted_at.desc().nulls_last(), Application.id.desc())


def times(now: datetime) -> dict[str, datetime]:
    """What the statements below are run with, that are built once: building one of them costs more than running it."""
    return {"now": now, "unanswered": now - UNANSWERED_AFTER}


@lru_cache(maxsize=1)
def list_lines() -> Select[*tuple[Any, ...]]:
    """What the list shows of the files :ids, and what waits; in no order."""
    waits = ("to_check", "awaits", "answered", "overdue", "undelivered")
    return (
        select(
            Application.id, Application.title, Application.number, Application.state, Application.public_state, Application.stage,
            Application.submitted_at, Application.complete_at, Application.decided_at, Application.late_until,
            Application.labels, Application.province_code, Structure.name.label("structure"), Lot.title.label("lot"),
            Person.name.label("officer"), Person.name_ar.label("officer_ar"),
            *(_mark(name, _NOW, _UNANSWERED).label(name) for name in waits),
        )
        .join(Structure, Structure.id == Application.structure_id)
        .join(Lot, Lot.id == Application.lot_id)
        .outerjoin(Person, Person.id == Application.officer_id)
        .where(Application.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip


def _where(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.state is None and not wanted.words and wanted.mark != "late_door":
        where.append(was_sent())
    for word in fold(wanted.words).split()[:8]:
        found = (Application.title_folded, Structure.name_folded, func.lower(Application.number))
        where.append(or_(*(column.contains(word, autoescape=True) for column in found)))
    equal: tuple[tuple[Any, Any], ...] = (
        (Application.state, wanted.state), (Application.stage, wanted.stage), (Application.lot_id, wanted.lot_id),
        (Application.province_code, wanted.province), (Application.officer_id, wanted.officer_id),
    )  # fmt: skip
    where += [column == value for column, value in equal if value]
    if wanted.officer_id == 0:
        where.append(Application.officer_id.is_(None))
    if wanted.label:
        where.append(_has_label(wanted.label))
    if wanted.mark:
        where.append(_mark(wanted.mark, now))
    return where


def _has_label(label: str) -> ColumnElement[bool]:
    """In JSON as either engine writes it: with letters of every alphabet, or with their codes."""
    stored = cast(Application.labels, Text)
    written = {json.dumps(label, ensure_ascii=False), json.dumps(label)}
    return or_(*(stored.contains(text, autoescape=True) for text in sorted(written)))


def _mark(mark: str, now: Any, unanswered: Any = None) -> ColumnElement[bool]:
    """`unanswered`: messages sent before are late, where `now` is a place for a value."""
    if mark == "to_check":
        return is_to_check(now)
    if mark == "to_decide":
        is_complete = Application.complete_at >= func.coalesce(
            Application.submitted_at, Application.complete_at
        )
        return and_(Application.state == S.SUBMITTED, is_complete, ~_has_open_correction(now))
    if mark == "awaits":
        return or_(_has_open_correction(now), _awaits_message())
    if mark == "answered":
        return _structure_wrote_last()
    if mark == "corrected":
        return and_(is_to_check(now), _correction(CorrectionRequest.corrected_at.is_not(None)))
    if mark == "overdue":
        return or_(
            _correction_ran_out(now),
            _awaits_message(now - UNANSWERED_AFTER if unanswered is None else unanswered),
        )
    if mark == "to_tell":
        return is_to_tell()
    if mark == "undelivered":
        return Application.id.in_(refused_mails().with_only_columns(OutboxMail.about_id))
    return Application.late_until.is_not(None) if mark == "late_door" else false()


def is_to_check(now: Any) -> ColumnElement[bool]:
    """Sent, and not found complete since; the structure is not correcting it."""
    return and_(
        Application.state == S.SUBMITTED,
        or_(Application.complete_at.is_(None), Application.complete_at < Application.submitted_at),
        ~_has_open_correction(now),
    )


def is_to_tell() -> ColumnElement[bool]:
    """What `rules.retaining.telling_of` says in Python."""
    decided = (S.ELIGIBLE, S.INELIGIBLE, S.NOT_RETAINED)
    is_retained = and_(
        Application.state == S.ELIGIBLE, Application.decided_at.is_not(None), Application.stage == 1
    )
    return or_(
        and_(Application.state.in_(decided), Application.state != Application.public_state), is_retained
    )


def _correction(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(CorrectionRequest.application_id == Application.id, *where)


def _has_open_correction(now: Any) -> ColumnElement[bool]:
    return _correction(
        CorrectionRequest.corrected_at.is_(None), CorrectionRequest.ended_at.is_(None), CorrectionRequest.due_at >= now
    )  # fmt: skip


def _correction_ran_out(now: Any) -> ColumnElement[bool]:
    """The last one asked; one that the desk took back ended before its day."""
    later, this = aliased(CorrectionRequest), CorrectionRequest
    is_last = ~exists().where(later.application_id == this.application_id, later.id > this.id)
    has_run_out = or_(this.ended_at.is_(None), this.ended_at >= this.due_at)
    missed = _correction(this.corrected_at.is_(None), this.due_at < now, has_run_out, is_last)
    return and_(Application.state == S.SUBMITTED, missed)


def _awaits_message(before: Any = None) -> ColumnElement[bool]:
    where: list[ColumnElement[bool]] = [
        ApplicationMessage.awaits_answer.is_(True), ApplicationMessage.answered_at.is_(None)
    ]  # fmt: skip
    if before is not None:
        where.append(ApplicationMessage.sent_at < before)
    return exists().where(ApplicationMessage.application_id == Application.id, *where)


def _structure_wrote_last() -> ColumnElement[bool]:
    later = aliased(ApplicationMessage)
    return exists().where(
        ApplicationMessage.application_id == Application.id, ApplicationMessage.author_id.is_not(None),
        ~exists().where(later.application_id == ApplicationMessage.application_id, later.id > ApplicationMessage.id),
    )  # fmt: skip


def refused_mails() -> Select[OutboxMail]:
    """Mails about a file that their mailbox refused, where no later one arrived there. To an address that still works
    on it."""
    later, works = aliased(OutboxMail), ApplicationPerson
    return select(OutboxMail).where(
        OutboxMail.state == MailState.FAILED, OutboxMail.about_type == Application.__tablename__,
        exists().where(
            works.application_id == OutboxMail.about_id, works.email == OutboxMail.to_address, works.removed_at.is_(None)
        ),
        ~exists().where(
            later.to_address == OutboxMail.to_address, later.about_type == OutboxMail.about_type,
            later.about_id == OutboxMail.about_id, later.id > OutboxMail.id, later.state == MailState.SENT,
        ),
    )  # fmt: skip


@lru_cache(maxsize=1)
def list_refused_mails() -> Select[OutboxMail]:
    """About :application; the last one of each mailbox comes first."""
    is_about = OutboxMail.about_id == bindparam("application", type_=Integer)
    return refused_mails().where(is_about).order_by(OutboxMail.id.desc())


@lru_cache(maxsize=64)
def count_states(recused: Select[Any]) -> Select[*tuple[Any, ...]]:
    """Of the call :call, by state and by labels as they are stored, of which there are few: how many files, how many were sent,
    how many carry each mark, how many nobody follows. Built once for each reader, whose `recused` is kept as long."""
    labels = cast(Application.labels, Text).label("labels")
    counted = [func.count().filter(_mark(mark, _NOW, _UNANSWERED)).label(mark) for mark in MARKS]
    return (
        select(
            Application.state, labels, func.count().label("files"), func.count(Application.number).label("sent"), *counted,
            func.count().filter(_is_unassigned()).label("unassigned"),
        )
        .where(*_seen(bindparam("call", type_=Integer), recused))
        .group_by(Application.state, labels)
    )  # fmt: skip


def _is_unassigned() -> ColumnElement[bool]:
    """Received and nobody's; what is withdrawn or refused asks for nobody."""
    return and_(Application.officer_id.is_(None), Application.state.in_((S.SUBMITTED, S.ELIGIBLE)))


def list_for_export(ids: Sequence[int]) -> Select[Application]:
    return (
        select(Application)
        .where(Application.id.in_(ids))
        .options(
            joinedload(Application.structure), joinedload(Application.lot), joinedload(Application.officer),
            joinedload(Application.affiliated_with), joinedload(Application.call),
        )
    )  # fmt: skip


def list_unassigned(wanted: Wanted, recused: Select[Any], now: datetime) -> Select[Application]:
    """Of this list, those that nobody follows, held until the transaction ends, in one order so that two never wait in
    a ring."""
    return (
        select(Application)
        .join(Application.structure)
        .where(*_seen(wanted.call_id, recused), *_where(wanted, now), _is_unassigned())
        .order_by(Application.id)
        .with_for_update(of=Application)
    )


def count_to_share(wanted: Wanted, recused: Select[Any], now: datetime) -> Select[int]:
    where = (*_seen(wanted.call_id, recused), *_where(wanted, now), _is_unassigned())
    return select(func.count()).select_from(Application).join(Application.structure).where(*where)


def count_by_province(call_id: int) -> Select[*tuple[Any, ...]]:
    """(province, officer, how many files), whoever follows most of a province first."""
    return (
        select(Application.province_code, Application.officer_id, func.count())
        .where(
            Application.call_id == call_id, Application.officer_id.is_not(None), Application.province_code.is_not(None)
        )
        .group_by(Application.province_code, Application.officer_id)
        .order_by(func.count().desc(), Application.officer_id)
    )  # fmt: skip


def list_to_write(ids: Select[int] | Sequence[int], recused: Select[Any]) -> Select[Application]:
    """Of these, those that can be written to."""
    return (
        select(Application)
        .where(Application.id.in_(ids), Application.id.not_in(recused), Application.state != S.WITHDRAWN)
        .options(joinedload(Application.structure), joinedload(Application.call), selectinload(Application.people))
        .order_by(Application.number.nulls_last(), Application.id)
    )  # fmt: skip


def list_to_tell(call_id: int, recused: Select[Any]) -> Select[Application]:
    return (
        select(Application)
        .where(*_seen(call_id, recused), is_to_tell())
        .options(joinedload(Application.structure), joinedload(Application.call), selectinload(Application.people))
        .order_by(Application.number, Application.id)
    )  # fmt: skip


def list_late_doors(call_id: int, recused: Select[Any]) -> Select[Application]:
    """For the call's page: whom a late door was opened for, until when, why."""
    return (
        select(Application)
        .where(*_seen(call_id, recused), Application.late_until.is_not(None))
        .options(joinedload(Application.structure), joinedload(Application.late_by))
        .order_by(Application.late_until, Application.id)
    )


def list_calls() -> Select[FundingCall]:
    """Those of both kinds that took applications or will, the last first."""
    return (
        select(FundingCall)
        .where(FundingCall.state != CallState.DRAFT)
        .order_by(FundingCall.is_test, FundingCall.edition.desc(), FundingCall.id.desc())
    )


# --- who follows files, and what waits for them ---------------------------------------------------------


@lru_cache(maxsize=4)
def list_officer_names(on: date) -> Select[*tuple[Any, ...]]:
    """(person, name, Arabic name) of `list_officers`."""
    return list_officers(on).with_only_columns(Person.id, Person.name, Person.name_ar)


def list_officers(on: date) -> Select[Person]:
    """Desk officers, the animation team and the permanent secretariat: who may follow a file, by name."""
    functions = Assignment.function.in_((Function.DESK_OFFICER, Function.ANIMATION_TEAM))
    by_function = select(Assignment.person_id).where(between(Assignment, on), functions)
    secretariat = list_secretariat_roles(on).subquery()
    return list_handlers(on).where(
        or_(Person.id.in_(by_function), Person.id.in_(select(secretariat.c.person_id)))
    )


def count_followed(call_id: int, recused: Select[Any] | None = None) -> Select[*tuple[Any, ...]]:
    """(officer, how many files of the call): all, or those that a reader sees."""
    seen = [Application.id.not_in(recused)] if recused is not None else []
    return (
        select(Application.officer_id, func.count())
        .where(Application.call_id == call_id, Application.officer_id.is_not(None), *seen)
        .group_by(Application.officer_id)
    )


def list_waiting_for(person_id: int, mark: str, recused: Select[Any], now: datetime) -> Select[Application]:
    """The files that this officer follows and that carry the mark, what waits longest first."""
    return (
        select(Application)
        .where(Application.officer_id == person_id, Application.id.not_in(recused), _mark(mark, now))
        .options(joinedload(Application.structure), joinedload(Application.call))
        .order_by(Application.submitted_at, Application.id)
    )


def count_unassigned(recused: Select[Any]) -> Select[*tuple[Any, ...]]:
    """(call, its kind, how many received files nobody follows)."""
    return _count_by_call(_is_unassigned(), recused)


def count_to_tell(recused: Select[Any]) -> Select[*tuple[Any, ...]]:
    """(call, its kind, how many decisions were not told)."""
    return _count_by_call(is_to_tell(), recused)


def _count_by_call(where: ColumnElement[bool], recused: Select[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(Application.call_id, FundingCall.kind, func.count())
        .join(FundingCall, FundingCall.id == Application.call_id)
        .where(Application.id.not_in(recused), where)
        .group_by(Application.call_id, FundingCall.kind)
        .order_by(Application.call_id)
    )
