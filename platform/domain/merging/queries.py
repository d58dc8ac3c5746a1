"""Reading and moving what points at an institution, whatever the table."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Select, Update, and_, func, or_, select, update
from sqlalchemy.orm import aliased, joinedload, raiseload

from noress.core.references import key_of
from noress.domain.attendance.models import Attendance
from noress.domain.institutions.models import Institution, Mandate, Seat
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.merging.models import InstitutionDistinct, InstitutionMerge
from noress.domain.minutes.models import (
    BlockKind,
    Consultation,
    ConsultationVoice,
    Minutes,
    MinutesBlock,
    MinutesState,
)

_NOTHING_MORE = raiseload("*", sql_only=True)


def list_living() -> Select[Institution]:
    """Every record that was not merged into another."""
    return (
        select(Institution)
        .where(Institution.merged_into_id.is_(None))
        .options(_NOTHING_MORE)
        .order_by(Institution.id)
    )


def list_distinct_pairs() -> Select[int, int]:
    """(smaller key, larger key) of the records that somebody found to be two."""
    return select(InstitutionDistinct.first_id, InstitutionDistinct.second_id)


def list_distinct() -> Select[InstitutionDistinct]:
    """With both institutions, and who decided; the newest first."""
    return (
        select(InstitutionDistinct)
        .options(
            joinedload(InstitutionDistinct.first), joinedload(InstitutionDistinct.second),
            joinedload(InstitutionDistinct.decided_by), _NOTHING_MORE,
        )
        .order_by(InstitutionDistinct.id.desc())
    )  # fmt: skip


def get_distinct(first_id: int, second_id: int) -> Select[InstitutionDistinct]:
    return select(InstitutionDistinct).where(
        InstitutionDistinct.first_id == first_id, InstitutionDistinct.second_id == second_id
    )


def list_merges() -> Select[InstitutionMerge]:
    """Merges that hold, the newest first, with their institutions and who merged."""
    return (
        select(InstitutionMerge)
        .where(InstitutionMerge.undone_at.is_(None))
        .options(
            joinedload(InstitutionMerge.kept), joinedload(InstitutionMerge.merged),
            joinedload(InstitutionMerge.merged_by), _NOTHING_MORE,
        )
        .order_by(InstitutionMerge.id.desc())
    )  # fmt: skip


# --- any table --------------------------------------------------------------------------------------


def list_pointing(column: Column[Any], keys: Sequence[int]) -> Select[int]:
    """Keys of the rows whose column holds one of these keys."""
    key = key_of(column.table)
    return select(key).where(column.in_(keys)).order_by(key)


def list_unchanged(column: Column[Any], keys: Sequence[int], value: int) -> Select[int]:
    """Of these rows, those whose column still holds the value."""
    key = key_of(column.table)
    return select(key).where(key.in_(keys), column == value)


def list_doubled(
    column: Column[Any], others: Sequence[Column[Any]], kept_id: int, merged_id: int
) -> Select[int]:
    """Rows of the merged one beside which the kept one has its own: together they would break a rule of
    uniqueness."""
    mine, its = column.table.alias(), column.table.alias()
    same = [mine.c[other.name] == its.c[other.name] for other in others]
    key = mine.c[key_of(column.table).name]
    return (
        select(key)
        .join(its, and_(its.c[column.name] == kept_id, *same))
        .where(mine.c[column.name] == merged_id)
        .distinct()
    )


def list_naming_both(column: Column[Any], other: Column[Any], kept_id: int, merged_id: int) -> Select[int]:
    """Rows that name both: moved, they would name the kept one twice."""
    return select(key_of(column.table)).where(column == merged_id, other == kept_id)


def point_at(column: Column[Any], keys: Sequence[int], value: int) -> Update:
    """Make the column of these rows hold this key."""
    return update(column.table).where(key_of(column.table).in_(keys)).values({column.name: value})


def list_since(link: Column[Any], seat: Column[Any], kept_id: int, seat_ids: Sequence[int]) -> Select[int]:
    """Rows of the kept one made through one of these seats."""
    return select(key_of(link.table)).where(link == kept_id, seat.in_(seat_ids))


# --- this table or that -----------------------------------------------------------------------------


def list_doubled_mandates(kept_id: int, merged_id: int) -> Select[int]:
    """Places of the merged one in a body where the kept one sits in the same role, at the same time."""
    its = aliased(Mandate)
    return (
        select(Mandate.id)
        .join(its, and_(its.institution_id == kept_id, its.body_id == Mandate.body_id, its.role == Mandate.role))
        .where(
            Mandate.institution_id == merged_id,
            func.coalesce(its.person_id, 0) == func.coalesce(Mandate.person_id, 0),
            or_(Mandate.ends_on.is_(None), its.starts_on <= Mandate.ends_on),
            or_(its.ends_on.is_(None), Mandate.starts_on <= its.ends_on),
        )
        .distinct()
    )  # fmt: skip


def list_blocks_owned(institution_id: int) -> Select[MinutesBlock]:
    """Action blocks of records still open that name this institution as the owner."""
    return (
        select(MinutesBlock)
        .join(MinutesBlock.minutes)
        .where(
            MinutesBlock.kind == BlockKind.ACTION,
            Minutes.state.in_((MinutesState.DRAFTING, MinutesState.CIRCULATED)),
            MinutesBlock.details["owner_institution_id"].as_integer() == institution_id,
        )
        .options(_NOTHING_MORE)
        .order_by(MinutesBlock.id)
    )  # fmt: skip


def list_blocks(keys: Iterable[int]) -> Select[MinutesBlock]:
    return select(MinutesBlock).where(MinutesBlock.id.in_(list(keys))).options(_NOTHING_MORE)


def list_meetings_with_both(first_id: int, second_id: int) -> Select[Meeting]:
    """Meetings not closed yet whose attendance has a line for each of the two."""
    its = aliased(Attendance)
    return (
        select(Meeting)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(its, and_(its.meeting_id == Meeting.id, its.institution_id == second_id))
        .where(Attendance.institution_id == first_id, Meeting.state != MeetingState.CLOSED)
        .options(_NOTHING_MORE)
        .order_by(Meeting.id)
    )


def list_consultations_with_both(first_id: int, second_id: int) -> Select[Consultation]:
    """Consultations still open in which each of the two has given a voice."""
    its = aliased(ConsultationVoice)
    return (
        select(Consultation)
        .join(ConsultationVoice, ConsultationVoice.consultation_id == Consultation.id)
        .join(its, and_(its.consultation_id == Consultation.id, its.institution_id == second_id))
        .where(ConsultationVoice.institution_id == first_id, Consultation.closed_at.is_(None))
        .options(joinedload(Consultation.minutes).joinedload(Minutes.meeting), _NOTHING_MORE)
        .order_by(Consultation.id)
    )


def list_people_of_both(first_id: int, second_id: int, on: date) -> Select[Seat]:
    """Open seats of the second whose person has one in the first too."""
    its = aliased(Seat)
    return (
        select(Seat)
        .join(
            its,
            and_(its.person_id == Seat.person_id, its.institution_id == first_id, its.closed_at.is_(None)),
        )
        .where(Seat.institution_id == second_id, Seat.closed_at.is_(None))
        .where(or_(Seat.ends_on.is_(None), Seat.ends_on >= on))
        .options(joinedload(Seat.person), _NOTHING_MORE)
        .order_by(Seat.id)
        .distinct()
    )


def list_succeeded(seat_ids: Sequence[int], institution_id: int) -> Select[int]:
    """Of these seats, those whose successor is a seat of this institution, not one of them."""
    its = aliased(Seat)
    return (
        select(Seat.id)
        .join(its, Seat.successor_id == its.id)
        .where(Seat.id.in_(seat_ids), its.institution_id == institution_id, its.id.not_in(seat_ids))
    )
