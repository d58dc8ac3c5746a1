"""Who is concerned by a record: who was there, who has a voice, through which seats they are reached."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.accounts.queries import seat_is_open
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.institutions.models import Institution, Seat

_NOTHING_MORE = raiseload("*", sql_only=True)
#: an institution whose people, or whose proxy, were in the room
CAME = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.LEFT,
    AttendanceStatus.REPRESENTED,
)


def came(meeting_id: int) -> Select[int | None]:
    """The institutions that were there, or were represented."""
    return select(Attendance.institution_id).where(
        Attendance.meeting_id == meeting_id,
        Attendance.institution_id.is_not(None),
        Attendance.status.in_(CAME),
    )


def was_there(meeting_id: int, institution_id: int) -> Select[bool]:
    query = came(meeting_id).where(Attendance.institution_id == institution_id)
    return select(query.exists())


def list_seats_that_came(meeting_id: int, on: date) -> Select[Seat]:
    """Open seats of the institutions that were there, whether of the body or invited."""
    return (
        select(Seat)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(seat_is_open(on), Seat.institution_id.in_(came(meeting_id)))
        .options(joinedload(Seat.person), joinedload(Seat.institution).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Institution.name_sort, Seat.id)
    )


def list_seats_of(institution_ids: Iterable[int], on: date) -> Select[Seat]:
    """Open seats of these institutions."""
    return (
        select(Seat)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(seat_is_open(on), Seat.institution_id.in_(list(institution_ids)))
        .options(joinedload(Seat.person), joinedload(Seat.institution).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Institution.name_sort, Seat.id)
    )


def list_present(meeting_id: int) -> Select[Institution]:
    """The institutions that were there, or were represented: what the extract says."""
    return (
        select(Institution)
        .where(Institution.id.in_(came(meeting_id)))
        .options(_NOTHING_MORE)
        .order_by(Institution.name_sort, Institution.id)
    )
