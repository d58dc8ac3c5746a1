"""What records leave to do: to write, to answer, to read, to approve."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import raiseload

from noress.domain.actions.models import Action
from noress.domain.attendance.models import Attendance
from noress.domain.decisions.models import Decision
from noress.domain.institutions.models import Body, BodyKind, Category, Institution, Membership
from noress.domain.meetings.models import Meeting, MeetingState, meeting_body
from noress.domain.minutes.models import (
    Consultation,
    ConsultationVoice,
    Correction,
    CorrectionState,
    Minutes,
    MinutesBlock,
    MinutesReading,
    MinutesState,
)
from noress.domain.minutes.queries.concerned import CAME

_NOTHING_MORE = raiseload("*", sql_only=True)


def _of_bodies(body_ids: Iterable[int] | None) -> list[ColumnElement[bool]]:
    """Meetings of these bodies; of all when None."""
    return [] if body_ids is None else [Meeting.id.in_(_of(body_ids))]


def list_to_write(now: datetime, body_ids: Iterable[int] | None = None) -> Select[Meeting, Minutes | None]:
    """Rows (meeting, record being written or None): convened, over, and nothing circulated yet."""
    return (
        select(Meeting, Minutes)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.state.in_((MeetingState.CONVENED, MeetingState.HELD)), Meeting.convened_at.is_not(None),
            func.coalesce(Meeting.ends_at, Meeting.starts_at) <= now,
            or_(Minutes.id.is_(None), Minutes.state == MinutesState.DRAFTING), *_of_bodies(body_ids),
        )
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at)
        .limit(20)
    )  # fmt: skip


def list_under_way(now: datetime) -> Select[Any]:
    """Rows (record, meeting, corrections that wait, consultation that is open): circulated or approved."""
    waiting = (
        select(func.count(Correction.id))
        .join(MinutesBlock, Correction.block_id == MinutesBlock.id)
        .where(MinutesBlock.minutes_id == Minutes.id, Correction.state == CorrectionState.PROPOSED)
        .correlate(Minutes)
        .scalar_subquery()
    )
    return (
        select(Minutes, Meeting, waiting, Consultation)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .outerjoin(
            Consultation, and_(Consultation.minutes_id == Minutes.id, Consultation.closed_at.is_(None))
        )
        .where(Minutes.state.in_((MinutesState.CIRCULATED, MinutesState.APPROVED)))
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at)
        .limit(20)
    )


def _of_plenary(institution_id: int) -> Select[int]:
    """Meetings of the plenary, when this institution is a member."""
    is_member = select(Institution.id).where(
        Institution.id == institution_id, Institution.membership == Membership.MEMBER
    )
    return (
        select(meeting_body.c.meeting_id)
        .join(Body, Body.id == meeting_body.c.body_id)
        .where(Body.kind == BodyKind.PLENARY, is_member.exists())
    )


def _of(body_ids: Iterable[int]) -> Select[int]:
    return select(meeting_body.c.meeting_id).where(meeting_body.c.body_id.in_(list(body_ids)))


def _reached(institution_id: int, body_ids: Iterable[int]) -> ColumnElement[bool]:
    """Meetings of the bodies that this institution, or its person, sits in; of the plenary for members; and
    those it was at."""
    there = select(Attendance.meeting_id).where(
        Attendance.institution_id == institution_id, Attendance.status.in_(CAME)
    )
    return or_(
        Meeting.id.in_(_of_plenary(institution_id)), Meeting.id.in_(there), Meeting.id.in_(_of(body_ids))
    )


def _has_voice(institution_id: int, body_ids: Iterable[int]) -> ColumnElement[bool]:
    """Meetings where this institution has a voice: `body_ids` are those it does not merely observe."""
    of_kind = (
        select(Institution.id)
        .join(Category, Institution.category_code == Category.code)
        .where(Institution.id == institution_id, Category.has_voice)
    )
    return and_(
        of_kind.exists(),
        or_(Meeting.id.in_(_of_plenary(institution_id)), Meeting.id.in_(_of(body_ids))),
    )


def list_to_review(institution_id: int, body_ids: Iterable[int], now: datetime) -> Select[Minutes, Meeting]:
    """Circulated records that this institution has neither read nor corrected, the first deadline first."""
    corrected = (
        select(Correction.id)
        .join(MinutesBlock, Correction.block_id == MinutesBlock.id)
        .where(MinutesBlock.minutes_id == Minutes.id, Correction.institution_id == institution_id)
        .exists()
    )
    has_read = (
        select(MinutesReading.id)
        .where(MinutesReading.minutes_id == Minutes.id, MinutesReading.institution_id == institution_id)
        .exists()
    )
    return (
        select(Minutes, Meeting)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .where(
            Minutes.state == MinutesState.CIRCULATED, Minutes.corrections_until > now, ~corrected, ~has_read,
            _reached(institution_id, body_ids),
        )
        .options(_NOTHING_MORE)
        .order_by(Minutes.corrections_until)
        .limit(20)
    )  # fmt: skip


def list_to_voice(
    institution_id: int, body_ids: Iterable[int], now: datetime
) -> Select[Consultation, Meeting]:
    """Open consultations of this institution's bodies that it has not answered."""
    has_spoken = (
        select(ConsultationVoice.id)
        .where(
            ConsultationVoice.consultation_id == Consultation.id,
            ConsultationVoice.institution_id == institution_id,
        )
        .exists()
    )
    return (
        select(Consultation, Meeting)
        .join(Minutes, Consultation.minutes_id == Minutes.id)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .where(
            Consultation.closed_at.is_(None),
            Consultation.closes_at > now,
            ~has_spoken,
            _has_voice(institution_id, body_ids),
        )
        .options(_NOTHING_MORE)
        .order_by(Consultation.closes_at)
        .limit(20)
    )


def list_registered_blocks(meeting_id: int) -> Any:
    """Keys of the blocks that have their decision or their action."""
    return union_all(
        select(Decision.block_id).where(Decision.meeting_id == meeting_id, Decision.block_id.is_not(None)),
        select(Action.block_id).where(Action.meeting_id == meeting_id, Action.block_id.is_not(None)),
    )
