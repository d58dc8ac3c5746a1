"""Reading what keeps the catalogue true: who is asked, what comes back, what was reported, what neighbours know."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.catalogue.models import (
    UNLISTED,
    HiddenBecause,
    Structure,
    StructureKeeper,
    StructureState,
)
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.upkeep.models import (
    GREY_AFTER,
    MOST_ASKS,
    REMINDED_AFTER,
    SILENT_FOR,
    STALE_AFTER,
    Knowledge,
    ReportState,
    StructureReport,
    StructureVouch,
)

#: what neighbours say counts that long
SAID_WITHIN = timedelta(days=365)


# --- asking once a year ------------------------------------------------------------------------------


def count_asked_since(template: str, since: datetime) -> Select[int]:
    return select(func.count(OutboxMail.id)).where(
        OutboxMail.template == template, OutboxMail.created_at >= since
    )


def list_due_ids(today: date, now: datetime, limit: int) -> Select[int]:
    """Those to be asked, or reminded: what waits longest first."""
    first, last = REMINDED_AFTER
    is_due = or_(
        Structure.asks == 0,
        and_(Structure.asks == 1, Structure.asked_at <= now - first),
        and_(Structure.asks == 2, Structure.asked_at <= now - (last - first)),
    )
    return (
        select(Structure.id)
        .where(
            Structure.ask_on <= today, Structure.listed > UNLISTED, Structure.opposed_at.is_(None),
            Structure.needs_phone.is_(False), is_due,
        )
        .order_by(Structure.ask_on, Structure.id)
        .limit(limit)
    )  # fmt: skip


def list_stale_ids(today: date, now: datetime, limit: int) -> Select[int]:
    """Those that nobody confirmed though they were asked, or could not be asked, long enough ago."""
    return (
        select(Structure.id)
        .where(
            Structure.ask_on <= today - STALE_AFTER, Structure.state == StructureState.PUBLISHED,
            Structure.asked_at <= now - SILENT_FOR,
            or_(Structure.asks >= MOST_ASKS, Structure.needs_phone.is_(True)),
        )
        .order_by(Structure.ask_on, Structure.id)
        .limit(limit)
    )  # fmt: skip


def list_returned(since: datetime) -> Select[*tuple[Any, ...]]:
    """(entry, address, when) of mails about listed entries that failed for good."""
    return (
        select(Structure, OutboxMail.to_address, func.max(OutboxMail.created_at))
        .join(OutboxMail, and_(OutboxMail.about_type == "structure", OutboxMail.about_id == Structure.id))
        .where(
            OutboxMail.state == MailState.FAILED, OutboxMail.created_at >= since, Structure.needs_phone.is_(False),
            Structure.listed > UNLISTED,
        )
        .group_by(Structure.id, OutboxMail.to_address)
        .order_by(Structure.id)
    )  # fmt: skip


def has_returned(structure_id: int, address: str) -> Select[bool]:
    """A mail about this entry to this address came back: it is not written to again."""
    return select(exists().where(
        OutboxMail.about_type == "structure", OutboxMail.about_id == structure_id, OutboxMail.to_address == address,
        OutboxMail.state == MailState.FAILED,
    ))  # fmt: skip


def list_mails_to(structure_id: int, address: str) -> Select[OutboxMail]:
    """What was sent there about this entry."""
    return select(OutboxMail).where(
        OutboxMail.about_type == "structure", OutboxMail.about_id == structure_id, OutboxMail.to_address == address,
        OutboxMail.state == MailState.SENT,
    ).order_by(OutboxMail.id.desc())  # fmt: skip


def list_due_of_keeper(person_id: int, institution_id: int | None, today: date) -> Select[Structure]:
    """Entries that this person keeps and that ask to be confirmed."""
    kept = select(StructureKeeper.structure_id).where(
        StructureKeeper.person_id == person_id, StructureKeeper.ended_at.is_(None)
    )
    own: ColumnElement[bool] = Structure.id.in_(kept)
    if institution_id is not None:
        own = or_(own, Structure.institution_id == institution_id)
    is_stale = and_(
        Structure.state == StructureState.HIDDEN, Structure.hidden_because == HiddenBecause.STALE,
        Structure.opposed_at.is_(None),
    )  # fmt: skip
    is_due = and_(Structure.listed > UNLISTED, Structure.ask_on <= today)
    return select(Structure).where(own, or_(is_due, is_stale)).order_by(Structure.ask_on, Structure.id)


# --- to be checked by telephone ----------------------------------------------------------------------


def is_said_gone(since: datetime) -> ColumnElement[bool]:
    """Two institutions say that it is gone and none that it is known, or they disagree, since it was confirmed."""
    counts = is_latest_word(since)
    gone = func.sum(case((StructureVouch.says == Knowledge.GONE, 1), else_=0))
    said = (
        select(StructureVouch.structure_id)
        .join(Structure, Structure.id == StructureVouch.structure_id)
        .where(counts)
        .group_by(StructureVouch.structure_id)
        .having(gone >= 1, func.count() >= 2)
    )
    return Structure.id.in_(said)


def is_latest_word(since: datetime) -> ColumnElement[bool]:
    """Said within that time, and after the last day on which it was confirmed. Joins Structure."""
    after = or_(Structure.confirmed_on.is_(None), func.date(StructureVouch.said_at) > Structure.confirmed_on)
    return and_(StructureVouch.said_at >= since, after)


def is_grey(today: date) -> ColumnElement[bool]:
    """As `freshness_of` says, for listed entries."""
    return and_(
        Structure.ask_on <= today - GREY_AFTER, Structure.listed > UNLISTED,
        or_(Structure.asks >= MOST_ASKS, Structure.needs_phone.is_(True)),
    )  # fmt: skip


def is_alive() -> ColumnElement[bool]:
    """Published, or away only because nobody confirmed it; never one that asked to be left alone."""
    is_stale = and_(Structure.state == StructureState.HIDDEN, Structure.hidden_because == HiddenBecause.STALE)
    return and_(Structure.opposed_at.is_(None), or_(Structure.state == StructureState.PUBLISHED, is_stale))


def list_to_phone(wanted: ColumnElement[bool]) -> Select[Structure]:
    return (
        select(Structure)
        .where(is_alive(), wanted)
        .options(joinedload(Structure.detail))
        .order_by(Structure.province_code, Structure.name_sort, Structure.id)
    )


def count_to_phone(since: datetime) -> Select[int]:
    return select(func.count(Structure.id)).where(
        is_alive(), or_(Structure.needs_phone.is_(True), is_said_gone(since))
    )


def list_gone_among(ids: Sequence[int], since: datetime) -> Select[int]:
    return select(Structure.id).where(Structure.id.in_(ids), is_said_gone(since))


# --- what neighbours know ----------------------------------------------------------------------------


def list_vouches(structure_ids: Iterable[int], since: datetime) -> Select[StructureVouch]:
    """The last word of each institution, the newest first."""
    return (
        select(StructureVouch)
        .where(StructureVouch.structure_id.in_(structure_ids), StructureVouch.said_at >= since)
        .options(joinedload(StructureVouch.institution))
        .order_by(StructureVouch.said_at.desc(), StructureVouch.id)
    )


def get_vouch(structure_id: int, institution_id: int) -> Select[StructureVouch]:
    return select(StructureVouch).where(
        StructureVouch.structure_id == structure_id, StructureVouch.institution_id == institution_id
    )


# --- mistakes reported -------------------------------------------------------------------------------


def list_reports(*, is_open: bool) -> Select[StructureReport]:
    """What waits longest first; of those answered, the last answered first."""
    query = select(StructureReport).options(
        joinedload(StructureReport.structure), joinedload(StructureReport.answered_by)
    )
    if is_open:
        return query.where(StructureReport.state == ReportState.OPEN).order_by(
            StructureReport.created_at, StructureReport.id
        )
    return query.where(StructureReport.state != ReportState.OPEN).order_by(
        StructureReport.answered_at.desc(), StructureReport.id.desc()
    )


def count_reports() -> Select[*tuple[Any, ...]]:
    """(open, answered)."""
    is_open = StructureReport.state == ReportState.OPEN
    return select(
        func.coalesce(func.sum(case((is_open, 1), else_=0)), 0),
        func.coalesce(func.sum(case((is_open, 0), else_=1)), 0),
    )


def list_open_reports_of(structure_id: int) -> Select[StructureReport]:
    return (
        select(StructureReport)
        .where(StructureReport.structure_id == structure_id, StructureReport.state == ReportState.OPEN)
        .order_by(StructureReport.created_at, StructureReport.id)
    )


def is_named() -> ColumnElement[bool]:
    """Says who reported: an address, or a person."""
    return or_(StructureReport.email.is_not(None), StructureReport.person_id.is_not(None))


def list_named_reports(before: datetime) -> Select[StructureReport]:
    return select(StructureReport).where(is_named(), StructureReport.created_at < before)


def list_mails_about_reports(ids: Sequence[int]) -> Select[OutboxMail]:
    return select(OutboxMail).where(OutboxMail.about_type == "structure_report", OutboxMail.about_id.in_(ids))


def list_reports_of_person(person_id: int, email: str | None) -> Select[StructureReport]:
    is_theirs: ColumnElement[bool] = StructureReport.person_id == person_id
    if email:
        is_theirs = or_(is_theirs, func.lower(StructureReport.email) == email.lower())
    return select(StructureReport).where(is_theirs)
