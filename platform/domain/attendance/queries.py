"""Reading attendance: lines, the roll of voices, doors, sheets and figures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.accounts.queries import between
from noress.domain.attendance.models import (
    Attendance,
    AttendanceFigure,
    AttendanceStatus,
    CheckIn,
    SignInSheet,
)
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Category,
    Institution,
    Mandate,
    MandateRole,
    Membership,
)
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState, meeting_body
from noress.domain.minutes.models import Minutes, MinutesState

_NOTHING_MORE = raiseload("*", sql_only=True)


def list_lines(meeting_id: int) -> Select[Attendance]:
    """Institutions in the order of lists, then guests as they came, with names."""
    return (
        select(Attendance)
        .outerjoin(Institution, Attendance.institution_id == Institution.id)
        .where(Attendance.meeting_id == meeting_id)
        .options(
            joinedload(Attendance.institution).options(_NOTHING_MORE),
            joinedload(Attendance.proxy_institution).options(_NOTHING_MORE),
            _NOTHING_MORE,
        )
        .order_by(Institution.name_sort.is_(None), Institution.name_sort, Attendance.id)
    )


def get_line(meeting_id: int, institution_id: int) -> Select[Attendance]:
    return select(Attendance).where(
        Attendance.meeting_id == meeting_id, Attendance.institution_id == institution_id
    )


def list_voices(body: Body, on: date) -> Select[Institution]:
    """The institutions that have a voice in a body that day: members of the network for a plenary, those
    that hold a place there otherwise; observers have none."""
    query = (
        select(Institution)
        .join(Category, Institution.category_code == Category.code)
        .where(Category.has_voice, Institution.membership == Membership.MEMBER)
        .options(_NOTHING_MORE)
        .order_by(Institution.name_sort, Institution.id)
    )
    if body.kind is BodyKind.PLENARY:
        return query.where(
            or_(Institution.member_until.is_(None), Institution.member_until >= on),
            or_(Institution.member_since.is_(None), Institution.member_since <= on),
        )
    places = select(Mandate.institution_id).where(
        Mandate.body_id == body.id, between(Mandate, on), Mandate.role != MandateRole.OBSERVER,
        Mandate.institution_id.is_not(None),
    )  # fmt: skip
    return query.where(Institution.id.in_(places))


def list_invited_institutions(meeting_id: int) -> Select[Institution]:
    """The institutions with a living invitation, voice or not."""
    invited = select(Invitation.institution_id).where(
        Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None),
        Invitation.institution_id.is_not(None),
    )  # fmt: skip
    return (
        select(Institution)
        .where(Institution.id.in_(invited))
        .options(_NOTHING_MORE)
        .order_by(Institution.name_sort, Institution.id)
    )


def list_answers(meeting_id: int) -> Select[int | None, Answer, str | None, str | None]:
    """Rows (institution, answer, delegate, guest's name) of the living invitations."""
    return select(
        Invitation.institution_id, Invitation.answer, Invitation.delegate_name, Invitation.guest_name
    ).where(Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None))


def count_carried(meeting_id: int, institution_id: int, except_id: int | None) -> Select[int]:
    """How many other voices this institution carries."""
    query = select(func.count()).where(
        Attendance.meeting_id == meeting_id,
        Attendance.status == AttendanceStatus.REPRESENTED,
        Attendance.proxy_institution_id == institution_id,
    )
    return query if except_id is None else query.where(Attendance.id != except_id)


def count_guests(meeting_id: int) -> Select[int]:
    return select(func.count()).where(
        Attendance.meeting_id == meeting_id, Attendance.status == AttendanceStatus.GUEST
    )


def find_guest(meeting_id: int, names: str) -> Select[Attendance]:
    return select(Attendance).where(
        Attendance.meeting_id == meeting_id, Attendance.institution_id.is_(None),
        func.lower(Attendance.names) == names.lower(),
    )  # fmt: skip


def get_check_in(meeting_id: int) -> Select[CheckIn]:
    return select(CheckIn).where(CheckIn.meeting_id == meeting_id)


def get_check_in_by_code(code: str) -> Select[CheckIn]:
    return (
        select(CheckIn)
        .where(CheckIn.code == code)
        .options(joinedload(CheckIn.meeting).selectinload(Meeting.bodies))
    )


def list_sheets(meeting_id: int) -> Select[SignInSheet]:
    return (
        select(SignInSheet)
        .where(SignInSheet.meeting_id == meeting_id, SignInSheet.removed_at.is_(None))
        .options(joinedload(SignInSheet.file), _NOTHING_MORE)
        .order_by(SignInSheet.id)
    )


def list_figures(meeting_id: int) -> Select[AttendanceFigure]:
    return (
        select(AttendanceFigure)
        .where(AttendanceFigure.meeting_id == meeting_id)
        .order_by(AttendanceFigure.measure, AttendanceFigure.id)
    )


def is_record_locked(meeting_id: int) -> Select[bool]:
    """Whether the meeting's record is approved: what it says of who came stands."""
    locked = (MinutesState.APPROVED, MinutesState.PUBLISHED)
    return select(
        select(Minutes.id).where(Minutes.meeting_id == meeting_id, Minutes.state.in_(locked)).exists()
    )


def list_without_attendance(
    from_instant: datetime, until: datetime, body_ids: Iterable[int] | None
) -> Select[Any]:
    """Meetings of these days, convened or held, of which nobody has recorded who came."""
    recorded = select(Attendance.id).where(Attendance.meeting_id == Meeting.id).exists()
    query = (
        select(Meeting)
        .where(
            Meeting.state.in_((MeetingState.CONVENED, MeetingState.HELD)), ~recorded,
            Meeting.starts_at >= from_instant, Meeting.starts_at < until,
        )
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at)
    )  # fmt: skip
    if body_ids is None:
        return query
    return query.where(
        Meeting.id.in_(select(meeting_body.c.meeting_id).where(meeting_body.c.body_id.in_(list(body_ids))))
    )
