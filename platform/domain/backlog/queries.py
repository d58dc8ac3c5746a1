"""Reading what is proposed for agendas, and what the follow-up of decisions shows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload, selectinload

from noress.domain.actions import queries as actions
from noress.domain.actions.models import Action
from noress.domain.actions.queries import Reach
from noress.domain.backlog.models import ProposedDocument, ProposedItem, ProposedState
from noress.domain.decisions import queries as decisions
from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.decisions.queries import Reader
from noress.domain.institutions.models import Body
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingState, meeting_body
from noress.domain.minutes.models import MinutesBlock

_NOTHING_MORE = raiseload("*", sql_only=True)
#: their agenda is still being made
_OPEN = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.POSTPONED)
_WAITING = (ProposedState.PROPOSED, ProposedState.PARKED)


def _of_bodies(body_ids: Iterable[int]) -> Select[int]:
    return select(meeting_body.c.meeting_id).where(meeting_body.c.body_id.in_(list(body_ids)))


def _shown(query: Select[ProposedItem]) -> Select[ProposedItem]:
    """With all that a list shows of each."""
    return query.options(
        joinedload(ProposedItem.institution).options(_NOTHING_MORE),
        joinedload(ProposedItem.person),
        joinedload(ProposedItem.body).options(_NOTHING_MORE),
        joinedload(ProposedItem.meeting).options(_NOTHING_MORE),
        joinedload(ProposedItem.carried_from).options(
            joinedload(AgendaItem.meeting).options(_NOTHING_MORE), _NOTHING_MORE
        ),
        joinedload(ProposedItem.agenda_item).options(
            joinedload(AgendaItem.meeting).options(_NOTHING_MORE), _NOTHING_MORE
        ),
        selectinload(ProposedItem.documents).options(joinedload(ProposedDocument.file), _NOTHING_MORE),
        _NOTHING_MORE,
    )


def get_item(item_id: int) -> Select[ProposedItem]:
    """One, with what its page shows; rules go on from there, so nothing is forbidden."""
    return (
        select(ProposedItem)
        .where(ProposedItem.id == item_id)
        .options(
            joinedload(ProposedItem.institution),
            joinedload(ProposedItem.person),
            joinedload(ProposedItem.body),
            joinedload(ProposedItem.meeting),
            joinedload(ProposedItem.carried_from).joinedload(AgendaItem.meeting),
            joinedload(ProposedItem.agenda_item).joinedload(AgendaItem.meeting),
            selectinload(ProposedItem.documents).joinedload(ProposedDocument.file),
        )
    )


def list_of_institution(institution_id: int | None, person_id: int | None) -> Select[ProposedItem]:
    """What an institution proposed, or a person who sits by name; the newest first."""
    if institution_id is not None:
        own: ColumnElement[bool] = ProposedItem.institution_id == institution_id
    elif person_id is not None:
        own = and_(ProposedItem.institution_id.is_(None), ProposedItem.person_id == person_id)
    else:
        own = false()
    return _shown(select(ProposedItem).where(own)).order_by(ProposedItem.id.desc())


def list_of_meeting(meeting_id: int) -> Select[ProposedItem]:
    """Proposed for one meeting, whatever became of it; those to decide on first."""
    first = case((ProposedItem.state == ProposedState.PROPOSED, 0), else_=1)
    query = select(ProposedItem).outerjoin(AgendaItem, ProposedItem.agenda_item_id == AgendaItem.id)
    where = or_(ProposedItem.meeting_id == meeting_id, AgendaItem.meeting_id == meeting_id)
    return _shown(query.where(where)).order_by(first, ProposedItem.id)


def list_waiting(body_ids: Iterable[int], *, except_meeting_id: int | None = None) -> Select[ProposedItem]:
    """What waits in the backlog of these bodies: to decide on first, then what is kept for another time."""
    query = select(ProposedItem).where(
        ProposedItem.body_id.in_(list(body_ids)), ProposedItem.state.in_(_WAITING)
    )
    if except_meeting_id is not None:
        query = query.where(
            or_(ProposedItem.meeting_id.is_(None), ProposedItem.meeting_id != except_meeting_id)
        )
    first = case((ProposedItem.state == ProposedState.PROPOSED, 0), else_=1)
    return _shown(query).order_by(first, ProposedItem.id)


def count_waiting(body_ids: Iterable[int]) -> Select[ProposedState, int]:
    """Rows (state, how many) of the backlog of these bodies."""
    return (
        select(ProposedItem.state, func.count())
        .where(ProposedItem.body_id.in_(list(body_ids)), ProposedItem.state.in_(_WAITING))
        .group_by(ProposedItem.state)
    )


def count_undecided_of(institution_id: int, body_id: int) -> Select[int]:
    return select(func.count()).where(
        ProposedItem.institution_id == institution_id, ProposedItem.body_id == body_id,
        ProposedItem.state == ProposedState.PROPOSED,
    )  # fmt: skip


def count_to_decide() -> Select[Any]:
    """Rows (body, meeting or None, how many proposals wait for a word), the nearest meeting first."""
    query: Any = (
        select(Body, Meeting, func.count(ProposedItem.id))
        .select_from(ProposedItem)
        .join(Body, ProposedItem.body_id == Body.id)
        .outerjoin(Meeting, ProposedItem.meeting_id == Meeting.id)
        .where(ProposedItem.state == ProposedState.PROPOSED)
        .group_by(Body.id, Meeting.id)
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at.is_(None), Meeting.starts_at, Body.position, Body.id)
        .limit(20)
    )
    return query


def list_open_meetings(
    body_ids: Iterable[int], now: datetime, except_id: int | None = None
) -> Select[Meeting]:
    """Meetings of these bodies whose agenda is still being made, the nearest first."""
    query = select(Meeting).where(
        Meeting.id.in_(_of_bodies(body_ids)), Meeting.state.in_(_OPEN),
        or_(Meeting.starts_at > now, Meeting.state == MeetingState.POSTPONED),
    )  # fmt: skip
    if except_id is not None:
        query = query.where(Meeting.id != except_id)
    return query.order_by(Meeting.starts_at, Meeting.id).limit(50)


def list_accepted_into(item_ids: Iterable[int]) -> Select[ProposedItem]:
    """The proposals that became these items."""
    return (
        select(ProposedItem)
        .where(ProposedItem.agenda_item_id.in_(list(item_ids)), ProposedItem.state == ProposedState.ACCEPTED)
        .order_by(ProposedItem.id)
    )


def list_proposed_for(meeting_id: int) -> Select[ProposedItem]:
    """Those that name this meeting and wait for a word."""
    return (
        select(ProposedItem)
        .where(ProposedItem.meeting_id == meeting_id, ProposedItem.state.in_(_WAITING))
        .order_by(ProposedItem.id)
    )


def list_ids_of_meeting(meeting_id: int) -> Select[int]:
    """Every proposal of a meeting: their history is its."""
    accepted = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)
    return select(ProposedItem.id).where(
        or_(ProposedItem.meeting_id == meeting_id, ProposedItem.agenda_item_id.in_(accepted))
    )


def list_answered(before: datetime) -> Select[ProposedItem]:
    """Declined or withdrawn before that instant, with their documents."""
    return (
        select(ProposedItem)
        .where(
            ProposedItem.state.in_((ProposedState.DECLINED, ProposedState.WITHDRAWN)),
            ProposedItem.decided_at < before,
        )
        .options(selectinload(ProposedItem.documents))
        .order_by(ProposedItem.id)
    )


def list_named_of(person_id: int) -> Select[ProposedItem]:
    """What somebody who sits by name proposed and no agenda took: their own words, with their documents."""
    return (
        select(ProposedItem)
        .where(
            ProposedItem.person_id == person_id, ProposedItem.institution_id.is_(None),
            ProposedItem.state != ProposedState.ACCEPTED,
        )
        .options(selectinload(ProposedItem.documents))
        .order_by(ProposedItem.id)
    )  # fmt: skip


# --- carrying over -----------------------------------------------------------------------------------


def list_items_to_carry(meeting_id: int) -> Select[AgendaItem, int, bool]:
    """Rows (item, how many living blocks its record has, whether it was carried over already)."""
    copy = aliased(AgendaItem)
    written = (
        select(func.count(MinutesBlock.id))
        .where(MinutesBlock.agenda_item_id == AgendaItem.id, MinutesBlock.removed_at.is_(None))
        .correlate(AgendaItem)
        .scalar_subquery()
    )
    copies = select(copy.id).where(copy.carried_from_id == AgendaItem.id)
    waiting = select(ProposedItem.id).where(
        ProposedItem.carried_from_id == AgendaItem.id, ProposedItem.state.in_(_WAITING)
    )
    return (
        select(AgendaItem, written, or_(copies.exists(), waiting.exists()))
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    )


def is_carried(item_id: int) -> Select[Any]:
    """Whether an item was carried over already, to an agenda or to a backlog."""
    copies = select(AgendaItem.id).where(AgendaItem.carried_from_id == item_id)
    waiting = select(ProposedItem.id).where(
        ProposedItem.carried_from_id == item_id, ProposedItem.state.in_(_WAITING)
    )
    return select(or_(copies.exists(), waiting.exists()))


def get_with_origin(item_id: int) -> Select[AgendaItem]:
    """One item with its meeting: one step of the chain of a carried item."""
    return select(AgendaItem).where(AgendaItem.id == item_id).options(joinedload(AgendaItem.meeting))


# --- the follow-up -----------------------------------------------------------------------------------


def _in_force(body_ids: Iterable[int], before: datetime, reader: Reader) -> Select[Decision]:
    return (
        select(Decision)
        .join(Meeting, Decision.meeting_id == Meeting.id)
        .where(
            Meeting.id.in_(_of_bodies(body_ids)), Meeting.starts_at < before,
            Decision.state == DecisionState.IN_FORCE, decisions.is_visible(reader),
        )
    )  # fmt: skip


def list_decisions_in_force(
    body_ids: Iterable[int], before: datetime, reader: Reader, limit: int
) -> Select[Decision]:
    """Decisions of these bodies' earlier meetings that hold, the latest first, with their meeting."""
    return (
        _in_force(body_ids, before, reader)
        .options(joinedload(Decision.meeting).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Decision.adopted_on.desc(), Decision.rank)
        .limit(limit)
    )


def list_actions_to_follow(
    body_ids: Iterable[int], reach: Reach, now: datetime, limit: int
) -> Select[Action]:
    """Open actions of these bodies that this reader may know of: those that are late first."""
    late = case((actions.is_overdue(now), 0), else_=1)
    query = actions.list_open_actions_of_meeting_bodies(body_ids, limit=limit).where(actions.is_within(reach))
    return query.order_by(None).order_by(late, Action.due_on.is_(None), Action.due_on, Action.id)


def count_to_follow(
    body_ids: Iterable[int], before: datetime, reader: Reader, reach: Reach, now: datetime
) -> Select[int, int, int]:
    """One row: decisions in force, open actions, those of them that are late."""
    held = _in_force(body_ids, before, reader).with_only_columns(func.count(Decision.id))
    ids = list(body_ids)
    under_way = select(func.count(Action.id)).where(
        actions.is_of_bodies(ids) if ids else false(), actions.is_open(), actions.is_within(reach)
    )
    late = under_way.where(actions.is_overdue(now))
    return select(held.scalar_subquery(), under_way.scalar_subquery(), late.scalar_subquery())
