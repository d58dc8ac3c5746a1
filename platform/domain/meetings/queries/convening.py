"""Who will be convened to a meeting, who was left out, and who was convened."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import between, seat_is_open
from noress.domain.institutions.models import Body, Institution, Mandate, Membership, Seat
from noress.domain.meetings.models import Exclusion, Invitation

_NOTHING_MORE = raiseload("*", sql_only=True)


def _open_seats(on: date) -> Select[Seat]:
    return (
        select(Seat)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(seat_is_open(on))
        .options(joinedload(Seat.person), joinedload(Seat.institution).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Institution.name_sort, Seat.id)
    )


def list_plenary_seats(on: date) -> Select[Seat]:
    """Every open seat of the member institutions, with a voice or observing."""
    return _open_seats(on).where(Institution.membership == Membership.MEMBER)


def list_body_seats(body_ids: Iterable[int], on: date) -> Select[Seat]:
    """Open seats of the institutions holding a place in these bodies, and of the persons holding one."""
    held = [Mandate.body_id.in_(list(body_ids)), between(Mandate, on)]
    institutions = select(Mandate.institution_id).where(*held, Mandate.person_id.is_(None))
    persons = select(Mandate.person_id).where(*held, Mandate.person_id.is_not(None))
    return _open_seats(on).where(
        or_(Seat.institution_id.in_(institutions), Seat.person_id.in_(persons)),
        Institution.membership.in_([Membership.MEMBER, Membership.UNKNOWN]),
    )


def list_body_persons_without_seat(body_ids: Iterable[int], on: date) -> Select[Person]:
    """Persons holding a place in these bodies who sit for no institution that day."""
    seated = select(Seat.person_id).where(seat_is_open(on))
    return (
        select(Person)
        .where(
            Person.id.in_(
                select(Mandate.person_id).where(
                    Mandate.body_id.in_(list(body_ids)), between(Mandate, on), Mandate.person_id.is_not(None)
                )
            ),
            Person.id.not_in(seated), Person.erased_at.is_(None), Person.merged_into_id.is_(None),
        )
        .order_by(Person.name_folded, Person.id)
    )  # fmt: skip


@lru_cache(maxsize=8)
def list_bodies(on: date) -> Select[Body]:
    """The bodies that can be convened that day."""
    return (
        select(Body)
        .where(or_(Body.dissolved_on.is_(None), Body.dissolved_on > on))
        .options(_NOTHING_MORE)
        .order_by(Body.position, Body.id)
    )


def list_exclusions(meeting_id: int) -> Select[Exclusion]:
    """Seats left out of a meeting, with their person and institution, in the order of lists."""
    return (
        select(Exclusion)
        .join(Seat, Exclusion.seat_id == Seat.id)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(Exclusion.meeting_id == meeting_id)
        .options(
            joinedload(Exclusion.seat).options(
                joinedload(Seat.person), joinedload(Seat.institution).options(_NOTHING_MORE)
            ),
            _NOTHING_MORE,
        )
        .order_by(Institution.name_sort, Exclusion.id)
    )


def list_told_seats(meeting_id: int) -> Select[Seat]:
    """The open seats that were convened and still are, with person and institution."""
    return (
        select(Seat)
        .join(Invitation, Invitation.seat_id == Seat.id)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(
            Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None), Invitation.sent_at.is_not(None),
            Seat.closed_at.is_(None),
        )
        .options(joinedload(Seat.person), joinedload(Seat.institution).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Institution.name_sort, Seat.id)
    )  # fmt: skip


def list_invited_seat_ids(meeting_id: int) -> Select[int | None]:
    """The seats that are convened today."""
    return select(Invitation.seat_id).where(
        Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None), Invitation.seat_id.is_not(None)
    )
