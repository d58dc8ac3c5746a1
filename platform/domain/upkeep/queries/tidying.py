"""Reading sprints: what fills their queue, whose turn it is, how far they are."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.accounts.models import Person
from noress.domain.catalogue.models import HiddenBecause, Structure
from noress.domain.upkeep.models import (
    CardReason,
    ReportState,
    Sprint,
    SprintCard,
    StructureReport,
)
from noress.domain.upkeep.queries import SAID_WITHIN, is_alive, is_said_gone


def reason_is(reason: CardReason, today: date, now: datetime) -> ColumnElement[bool] | None:
    """Which entries have this reason; None for duplicates, which are compared, not looked up."""
    reported = select(StructureReport.structure_id).where(StructureReport.state == ReportState.OPEN)
    has_no_offer = and_(Structure.services == 0, Structure.tags == 0)
    return {
        CardReason.BOUNCED: Structure.needs_phone.is_(True),
        CardReason.UNCONFIRMED: or_(
            Structure.ask_on <= today, Structure.hidden_because == HiddenBecause.STALE
        ),
        CardReason.SAID_GONE: is_said_gone(now - SAID_WITHIN),
        CardReason.INCOMPLETE: or_(
            Structure.kind_code.is_(None), Structure.commune_code.is_(None), has_no_offer
        ),
        CardReason.REPORTED: Structure.id.in_(reported),
    }.get(reason)


def list_ids(wanted: ColumnElement[bool], province_code: str | None, limit: int) -> Select[int]:
    query = select(Structure.id).where(is_alive(), wanted)
    if province_code:
        query = query.where(Structure.province_code == province_code)
    return query.order_by(Structure.name_sort, Structure.id).limit(limit)


def list_alive_among(ids: list[int], province_code: str | None) -> Select[int]:
    return list_ids(Structure.id.in_(ids), province_code, len(ids))


def list_queued(sprint_id: int) -> Select[int]:
    return select(SprintCard.structure_id).where(SprintCard.sprint_id == sprint_id)


def list_sprints() -> Select[Sprint]:
    """Open ones first, the newest first."""
    return select(Sprint).order_by(Sprint.closed_at.is_not(None), Sprint.created_at.desc(), Sprint.id.desc())


def list_open_now(person_id: int | None, now: datetime, limit: int) -> Select[*tuple[Any, ...]]:
    """(sprint, cards left) of the open sprints in which a card may be taken now, or is this person's; the oldest
    first."""
    is_free = and_(
        or_(
            SprintCard.held_until.is_(None), SprintCard.held_until <= now, SprintCard.held_by_id == person_id
        ),
        or_(SprintCard.not_before.is_(None), SprintCard.not_before <= now),
    )
    return (
        select(Sprint, func.count())
        .join(SprintCard, SprintCard.sprint_id == Sprint.id)
        .where(Sprint.closed_at.is_(None), SprintCard.done_at.is_(None), is_free)
        .group_by(Sprint.id)
        .order_by(Sprint.id)
        .limit(limit)
    )


def count_cards(sprint_ids: list[int], now: datetime) -> Select[*tuple[Any, ...]]:
    """(sprint, all, done, held now, coming back later) of each."""
    waits = SprintCard.done_at.is_(None)
    is_held = and_(waits, SprintCard.held_until > now)
    is_later = and_(waits, SprintCard.not_before > now)
    return (
        select(
            SprintCard.sprint_id, func.count(), _many(SprintCard.done_at.is_not(None)), _many(is_held), _many(is_later)
        )
        .where(SprintCard.sprint_id.in_(sprint_ids))
        .group_by(SprintCard.sprint_id)
    )  # fmt: skip


def _many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def count_by_person(sprint_id: int) -> Select[*tuple[Any, ...]]:
    """(name, cards done), the busiest first."""
    return (
        select(Person.name, func.count())
        .join(SprintCard, SprintCard.done_by_id == Person.id)
        .where(SprintCard.sprint_id == sprint_id, SprintCard.done_at.is_not(None))
        .group_by(Person.id, Person.name)
        .order_by(func.count().desc(), Person.name)
    )


def count_by_outcome(sprint_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(SprintCard.outcome, func.count())
        .where(SprintCard.sprint_id == sprint_id, SprintCard.done_at.is_not(None))
        .group_by(SprintCard.outcome)
    )


def get_held(sprint_id: int, person_id: int, now: datetime) -> Select[SprintCard]:
    """The card that this person works on."""
    return select(SprintCard).where(
        SprintCard.sprint_id == sprint_id, SprintCard.held_by_id == person_id, SprintCard.held_until > now,
        SprintCard.done_at.is_(None),
    ).order_by(SprintCard.id)  # fmt: skip


def take_next(sprint_id: int, now: datetime) -> Select[SprintCard]:
    """The first that nobody holds, held by this transaction; one that another is taking is passed over."""
    return (
        select(SprintCard)
        .where(
            SprintCard.sprint_id == sprint_id, SprintCard.done_at.is_(None),
            or_(SprintCard.held_until.is_(None), SprintCard.held_until <= now),
            or_(SprintCard.not_before.is_(None), SprintCard.not_before <= now),
        )
        .order_by(SprintCard.tries, SprintCard.position, SprintCard.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )  # fmt: skip


def list_held(sprint_id: int) -> Select[SprintCard]:
    return select(SprintCard).where(
        SprintCard.sprint_id == sprint_id, SprintCard.done_at.is_(None), SprintCard.held_by_id.is_not(None)
    )


def get_next_return(sprint_id: int, now: datetime) -> Select[datetime | None]:
    """When the first card that nobody answered comes back."""
    return select(func.min(SprintCard.not_before)).where(
        SprintCard.sprint_id == sprint_id, SprintCard.done_at.is_(None), SprintCard.not_before > now
    )


def list_done(sprint_id: int) -> Select[SprintCard]:
    """The last done first."""
    return (
        select(SprintCard)
        .where(SprintCard.sprint_id == sprint_id, SprintCard.done_at.is_not(None))
        .options(joinedload(SprintCard.structure), joinedload(SprintCard.done_by))
        .order_by(SprintCard.done_at.desc(), SprintCard.id.desc())
    )


def list_last_cards(structure_ids: list[int]) -> Select[SprintCard]:
    """What was last noted of these entries on the telephone, the oldest first."""
    return (
        select(SprintCard)
        .where(SprintCard.structure_id.in_(structure_ids), SprintCard.done_at.is_not(None))
        .options(joinedload(SprintCard.done_by))
        .order_by(SprintCard.done_at)
    )
