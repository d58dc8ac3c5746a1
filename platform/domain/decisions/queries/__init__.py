"""Reading the register of decisions. Each returns a Select with its loads declared."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.decisions.queries.register import (
    Choice,
    Counts,
    Filters,
    Line,
    Reader,
    has_words,
    is_visible,
    list_ids,
    read_choices,
    read_page,
)
from noress.domain.institutions.models import Category, Institution, Mandate, MandateRole, Membership
from noress.domain.meetings.models import AgendaItem, Meeting
from noress.domain.minutes.models import Minutes, MinutesBlock

__all__ = [
    "Choice", "Counts", "Filters", "Line", "Reader", "count_in_force", "count_members_with_voice", "count_voices_of_bodies",
    "get_by_number", "get_decision", "get_decision_of_block", "get_last_rank", "has_record", "has_words",
    "is_visible", "list_by_ids", "list_decisions_to_publish", "list_ids", "list_of_meeting",
    "list_replaced", "list_replaced_by", "read_choices", "read_page",
]  # fmt: skip

#: a relation nobody declared is an error; one already in memory is not
_NOTHING_MORE = raiseload("*", sql_only=True)


def _with_meeting(query: Select[Any]) -> Select[Any]:
    return query.options(
        joinedload(Decision.meeting).options(
            selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE
        ),
        _NOTHING_MORE,
    )


def list_by_ids(ids: Iterable[int]) -> Select[Decision]:
    """For exports: with their session, its bodies and what replaces each, in no order."""
    query = _with_meeting(select(Decision).where(Decision.id.in_(list(ids))))
    return query.options(joinedload(Decision.replaced_by).options(_NOTHING_MORE))


# --- one decision ------------------------------------------------------------------------------------


def get_decision(number: str, reader: Reader) -> Select[Decision]:
    """The one of this number, with its session and what replaces it."""
    query = select(Decision).where(Decision.number == number, is_visible(reader))
    return _with_meeting(query).options(joinedload(Decision.replaced_by).options(_NOTHING_MORE))


def list_replaced(decision_id: int, reader: Reader) -> Select[Decision]:
    """Those that this decision replaces, as far as this reader may know of them."""
    return (
        select(Decision)
        .where(Decision.replaced_by_id == decision_id, is_visible(reader))
        .options(_NOTHING_MORE)
        .order_by(Decision.adopted_on, Decision.rank)
    )


def get_by_number(number: str) -> Select[Decision]:
    return select(Decision).where(Decision.number == number).options(joinedload(Decision.replaced_by))


def list_of_meeting(meeting_id: int, reader: Reader) -> Select[Decision]:
    """The decisions of one session, in their order."""
    return (
        select(Decision)
        .where(Decision.meeting_id == meeting_id, is_visible(reader))
        .options(_NOTHING_MORE)
        .order_by(Decision.rank)
    )


def count_in_force() -> Select[int]:
    """How many public decisions are in force."""
    return select(func.count()).where(Decision.is_public, Decision.state == DecisionState.IN_FORCE)


# --- what rules ask ----------------------------------------------------------------------------------


def get_decision_of_block(block_id: int) -> Select[Decision]:
    """The decision that a block of the record registered."""
    return select(Decision).where(Decision.block_id == block_id)


def get_last_rank(meeting_id: int) -> Select[int | None]:
    return select(func.max(Decision.rank)).where(Decision.meeting_id == meeting_id)


def has_record(meeting_id: int) -> Select[bool]:
    """Whether the platform holds the record of the meeting."""
    return select(exists().where(Minutes.meeting_id == meeting_id))


def list_replaced_by(decision_id: int) -> Select[Decision]:
    """Those that this decision replaces."""
    return (
        select(Decision)
        .where(Decision.replaced_by_id == decision_id)
        .options(joinedload(Decision.replaced_by))
        .order_by(Decision.adopted_on, Decision.rank)
    )


def list_decisions_to_publish(meeting_id: int) -> Select[Decision]:
    """Those not public yet that may become so: neither withdrawn, nor from a confidential block, nor under
    an item that visitors do not see."""
    hidden = (
        select(MinutesBlock.id)
        .outerjoin(AgendaItem, MinutesBlock.agenda_item_id == AgendaItem.id)
        .where(
            MinutesBlock.id == Decision.block_id,
            or_(MinutesBlock.is_confidential, AgendaItem.is_internal.is_(True)),
        )
    )
    return (
        select(Decision)
        .where(
            Decision.meeting_id == meeting_id, Decision.is_public.is_(False),
            Decision.state != DecisionState.WITHDRAWN, ~exists(hidden),
        )
        .order_by(Decision.rank)
    )  # fmt: skip


def _with_voice(on: date) -> Select[int]:
    """Institutions that were members that day, of a category with a voice."""
    return (
        select(Institution.id)
        .join(Institution.category)
        .where(
            Category.has_voice,
            or_(
                Institution.membership == Membership.MEMBER,
                and_(
                    Institution.membership.in_((Membership.LEFT, Membership.SUSPENDED)),
                    Institution.member_until >= on,
                ),
            ),
        )
    )


def count_members_with_voice(on: date) -> Select[int]:
    """How many institutions had a voice in the plenary that day."""
    return select(func.count()).select_from(_with_voice(on).subquery())


def count_voices_of_bodies(body_ids: Iterable[int], on: date) -> Select[int]:
    """How many places with a voice the bodies held that day: one per institution, one per person sitting
    without an institution; observers have none."""
    held = (
        select(Mandate.institution_id, Mandate.person_id)
        .outerjoin(Institution, Mandate.institution_id == Institution.id)
        .outerjoin(Category, Institution.category_code == Category.code)
        .where(
            Mandate.body_id.in_(list(body_ids)), Mandate.role != MandateRole.OBSERVER,
            Mandate.starts_on <= on, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
            or_(Mandate.institution_id.is_(None), Category.has_voice),
        )
        .subquery()
    )  # fmt: skip
    institutions = select(func.count(held.c.institution_id.distinct())).scalar_subquery()
    persons = (
        select(func.count(held.c.person_id.distinct()))
        .where(held.c.institution_id.is_(None))
        .scalar_subquery()
    )
    return select(institutions + persons)
