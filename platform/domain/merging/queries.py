"""Reading and moving what points at an institution, whatever the table."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Select, Update, and_, func, or_, select, update
from sqlalchemy.orm import aliased, joinedload, raiseload

from noress.core.references import key_of
from noress.domain.accounts.models import AccountInvitation, Person
from noress.domain.attendance.models import Attendance
from noress.domain.catalogue.models import StructureDistinct, StructureMerge
from noress.domain.institutions.models import Assignment, Institution, Mandate, Seat
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.merging.models import InstitutionDistinct, InstitutionMerge, PersonDistinct, PersonMerge
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


# --- either kind of record ----------------------------------------------------------------------------

Distinct = InstitutionDistinct | PersonDistinct | StructureDistinct
Merge = InstitutionMerge | PersonMerge | StructureMerge


def list_distinct_pairs(table: type[Distinct]) -> Select[int, int]:
    """(smaller key, larger key) of the records that somebody found to be two."""
    return select(table.first_id, table.second_id)


def list_distinct(table: type[Distinct]) -> Select[Any]:
    """With both records, and who decided; the newest first."""
    return (
        select(table)
        .options(
            joinedload(table.first), joinedload(table.second), joinedload(table.decided_by), _NOTHING_MORE
        )
        .order_by(table.id.desc())
    )  # fmt: skip


def get_distinct(table: type[Distinct], first_id: int, second_id: int) -> Select[Any]:
    return select(table).where(table.first_id == first_id, table.second_id == second_id)


def list_merges(table: type[Merge]) -> Select[Any]:
    """Merges that hold, the newest first, with both records and who merged."""
    return (
        select(table)
        .where(table.undone_at.is_(None))
        .options(joinedload(table.kept), joinedload(table.merged), joinedload(table.merged_by), _NOTHING_MORE)
        .order_by(table.id.desc())
    )


# --- any table --------------------------------------------------------------------------------------


def list_pointing(column: Column[Any], keys: Sequence[int]) -> Select[int]:
    """Keys of the rows whose column holds one of these keys."""
    key = key_of(column.table)
    return select(key).where(column.in_(keys)).order_by(key)


def list_unchanged(
    column: Column[Any], keys: Sequence[int], value: int, before: tuple[Column[Any], datetime] | None = None
) -> Select[int]:
    """Of these rows, those whose column still holds the value; `before`: written up to that instant."""
    key = key_of(column.table)
    query = select(key).where(key.in_(keys), column == value)
    return query.where(before[0] <= before[1]) if before else query


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


# --- persons ----------------------------------------------------------------------------------------


def list_living_persons() -> Select[Person]:
    """Every person neither erased nor merged into another, with their account."""
    return (
        select(Person)
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .options(joinedload(Person.account), _NOTHING_MORE)
        .order_by(Person.id)
    )


def list_institutions_of_persons() -> Select[int, int]:
    """(person, institution) of every seat ever held, closed ones too."""
    return select(Seat.person_id, Seat.institution_id).distinct()


def list_seat_names(person_ids: Sequence[int], on: date) -> Select[int, Any]:
    """(person, name of the institution) of the open seats of these persons."""
    return (
        select(Seat.person_id, Institution.name)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(Seat.person_id.in_(person_ids), Seat.closed_at.is_(None))
        .where(or_(Seat.ends_on.is_(None), Seat.ends_on >= on))
        .order_by(Institution.name_sort, Seat.id)
    )


def list_other_readers(account_id: int, person_ids: Sequence[int]) -> Select[Person]:
    """Who else reads the mailbox of an account."""
    return (
        select(Person)
        .where(Person.account_id == account_id, Person.id.not_in(person_ids))
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .options(_NOTHING_MORE)
        .order_by(Person.id)
    )


def list_living_invitations_to_join(person_ids: Sequence[int]) -> Select[AccountInvitation]:
    return (
        select(AccountInvitation)
        .where(AccountInvitation.person_id.in_(person_ids))
        .where(AccountInvitation.used_at.is_(None), AccountInvitation.revoked_at.is_(None))
        .options(_NOTHING_MORE)
        .order_by(AccountInvitation.id)
    )


def list_places_to_come(person_id: int, on: date) -> list[Select[int]]:
    """Seats, mandates and functions held that day or later: what an account opens."""
    lasts = [
        select(model.id).where(
            model.person_id == person_id, or_(model.ends_on.is_(None), model.ends_on >= on)
        )
        for model in (Seat, Mandate, Assignment)
    ]
    return [lasts[0].where(Seat.closed_at.is_(None)), *lasts[1:]]


def list_seats_in_both(first_id: int, second_id: int, on: date) -> Select[Seat]:
    """Open seats of the second person in an institution where the first has one too."""
    its = aliased(Seat)
    return (
        select(Seat)
        .join(
            its,
            and_(
                its.institution_id == Seat.institution_id, its.person_id == first_id, its.closed_at.is_(None)
            ),
        )
        .where(Seat.person_id == second_id, Seat.closed_at.is_(None))
        .where(or_(Seat.ends_on.is_(None), Seat.ends_on >= on))
        .options(joinedload(Seat.institution), _NOTHING_MORE)
        .order_by(Seat.id)
        .distinct()
    )


def list_mandates_of_both(first_id: int, second_id: int, on: date) -> Select[Mandate]:
    """Places of the second person in a body where the first has the same role, for the same institution."""
    its = aliased(Mandate)
    same = and_(
        its.person_id == first_id, its.body_id == Mandate.body_id, its.role == Mandate.role,
        func.coalesce(its.institution_id, 0) == func.coalesce(Mandate.institution_id, 0),
        or_(its.ends_on.is_(None), its.ends_on >= on),
    )  # fmt: skip
    return (
        select(Mandate)
        .join(its, same)
        .where(Mandate.person_id == second_id, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on))
        .options(joinedload(Mandate.body), _NOTHING_MORE)
        .order_by(Mandate.id)
        .distinct()
    )


def list_functions_of_both(first_id: int, second_id: int, on: date) -> Select[Assignment]:
    """Functions of the second person that the first has too."""
    its = aliased(Assignment)
    same = and_(its.person_id == first_id, its.function == Assignment.function,
                or_(its.ends_on.is_(None), its.ends_on >= on))  # fmt: skip
    return (
        select(Assignment)
        .join(its, same)
        .where(Assignment.person_id == second_id, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= on))
        .options(_NOTHING_MORE)
        .order_by(Assignment.id)
        .distinct()
    )


def list_persons_to_merge_with(person_id: int, words: Sequence[str]) -> Select[Person]:
    """Others whose name or address holds all of these words."""
    query = list_living_persons().where(Person.id != person_id).order_by(None)
    for word in words:
        query = query.where(
            or_(
                Person.name_folded.contains(word, autoescape=True),
                Person.email.contains(word, autoescape=True),
            )
        )
    return query.order_by(Person.name_folded, Person.id)
