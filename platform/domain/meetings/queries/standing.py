"""What the usual items of an agenda are made from, and what stands behind the numbers of a draft."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.actions import queries as actions
from noress.domain.actions.models import Action
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.letters.models import Departure, Letter, MeetingLetter
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingState, meeting_body
from noress.domain.minutes.models import Minutes, MinutesKind, MinutesState
from noress.domain.outbox.models import MailState, OutboxMail

_NOTHING_MORE = raiseload("*", sql_only=True)
_OVER = (MeetingState.HELD, MeetingState.CLOSED)
_WAITING = (ProposedState.PROPOSED, ProposedState.PARKED)
_UNAPPROVED = (MinutesState.DRAFTING, MinutesState.CIRCULATED)


def of_bodies(body_ids: Iterable[int]) -> Select[int]:
    """The meetings of these bodies."""
    return select(meeting_body.c.meeting_id).where(meeting_body.c.body_id.in_(list(body_ids)))


def list_unapproved(body_ids: Iterable[int], before: datetime) -> Select[Meeting, MinutesKind]:
    """Rows (meeting, kind of its record): held earlier by one of these bodies, its record begun and not approved."""
    return (
        select(Meeting, Minutes.kind)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.id.in_(of_bodies(body_ids)), Meeting.state.in_(_OVER), Meeting.starts_at < before,
            Minutes.state.in_(_UNAPPROVED),
        )
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip


def get_latest(
    body_ids: Iterable[int], before: datetime, *, except_id: int
) -> Select[Meeting, MinutesState | None]:
    """The last meeting of these bodies that took place, or should have, and where its record stands."""
    return (
        select(Meeting, Minutes.state)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.id.in_(of_bodies(body_ids)), Meeting.state.in_((MeetingState.CONVENED, *_OVER)),
            Meeting.starts_at < before, Meeting.id != except_id,
        )
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )  # fmt: skip


def has_something_to_follow(body_ids: Iterable[int], before: datetime) -> Select[bool]:
    """Whether these bodies have a decision in force, or an open action."""
    ids = list(body_ids)
    decided = (
        select(Decision.id)
        .join(Meeting, Decision.meeting_id == Meeting.id)
        .where(
            Decision.state == DecisionState.IN_FORCE,
            Meeting.starts_at < before,
            Meeting.id.in_(of_bodies(ids)),
        )
    )
    under_way = select(Action.id).where(actions.is_of_bodies(ids), actions.is_open())
    return select(or_(decided.exists(), under_way.exists()))


def list_origins(item_ids: Iterable[int]) -> Select[AgendaItem]:
    """These items, each with the item that it continues and that item's meeting."""
    return (
        select(AgendaItem)
        .where(AgendaItem.id.in_(list(item_ids)))
        .options(
            joinedload(AgendaItem.meeting).options(_NOTHING_MORE),
            joinedload(AgendaItem.carried_from).options(_NOTHING_MORE),
            _NOTHING_MORE,
        )
    )


def has_letters(meeting_id: Any) -> ColumnElement[bool]:
    """Whether letters of this meeting bear numbers."""
    return (
        select(Letter.id)
        .join(MeetingLetter, Letter.text_id == MeetingLetter.id)
        .where(MeetingLetter.meeting_id == meeting_id)
        .exists()
    )


def count_letters_to_send(meeting_id: Any) -> ScalarSelect[int]:
    """How many of its living letters have not left."""
    has_left = (
        select(Departure.id).where(Departure.letter_id == Letter.id, Departure.removed_at.is_(None)).exists()
    )
    return (
        select(func.count(Letter.id))
        .join(MeetingLetter, Letter.text_id == MeetingLetter.id)
        .where(MeetingLetter.meeting_id == meeting_id, Letter.cancelled_at.is_(None), ~has_left)
        .scalar_subquery()
    )


def count_waiting_items(meeting_id: Any) -> ScalarSelect[int]:
    """How many proposals wait in the backlog of its bodies."""
    bodies = select(meeting_body.c.body_id).where(meeting_body.c.meeting_id == meeting_id)
    return (
        select(func.count(ProposedItem.id))
        .where(ProposedItem.body_id.in_(bodies), ProposedItem.state.in_(_WAITING))
        .scalar_subquery()
    )


def has_numbered_letters(meeting_id: int) -> Select[Any]:
    return select(has_letters(meeting_id))


def get_next_departure(meeting_id: Any) -> ScalarSelect[Any]:
    """When the next waiting update of the meeting leaves."""
    found = select(func.min(OutboxMail.not_before)).where(
        OutboxMail.about_type == "meeting", OutboxMail.about_id == meeting_id,
        OutboxMail.state == MailState.QUEUED, OutboxMail.template == "meeting_update",
    )  # fmt: skip
    return found.scalar_subquery()
