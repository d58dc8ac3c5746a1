"""Reading accounts, persons, devices."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.accounts.models import Account, Device, Person
from noress.domain.institutions.models import (
    Assignment,
    Body,
    BodyKind,
    Function,
    Institution,
    Mandate,
    MandateRole,
    Seat,
)


def get_device(token_digest: str) -> Select[Device]:
    """A device with its account, person, seat and institution, in one query."""
    return (
        select(Device)
        .where(Device.token_digest == token_digest)
        .options(
            joinedload(Device.account), joinedload(Device.person),
            joinedload(Device.seat).joinedload(Seat.institution).load_only(Institution.id, Institution.name),
        )
    )  # fmt: skip


def between(model: type[Mandate] | type[Assignment] | type[Seat], on: date) -> ColumnElement[bool]:
    """The place is held on that day."""
    return and_(model.starts_on <= on, or_(model.ends_on.is_(None), model.ends_on >= on))


def seat_is_open(on: date) -> ColumnElement[bool]:
    return and_(Seat.closed_at.is_(None), between(Seat, on))


def list_current_roles(
    person_id: int, institution_id: int | None, on: date
) -> Select[int, BodyKind, MandateRole]:
    """Places in bodies that this person holds that day, personally or through the institution they act for."""
    holder: ColumnElement[bool] = Mandate.person_id == person_id
    if institution_id is not None:
        holder = or_(holder, and_(Mandate.institution_id == institution_id, Mandate.person_id.is_(None)))
    return (
        select(Body.id, Body.kind, Mandate.role)
        .join(Mandate, Mandate.body_id == Body.id)
        .where(holder, between(Mandate, on))
    )


def list_current_functions(person_id: int, on: date) -> Select[Function]:
    return select(Assignment.function).where(Assignment.person_id == person_id, between(Assignment, on))


def get_account(email: str) -> Select[Account]:
    """The account of a folded address."""
    return select(Account).where(Account.email == email)


def list_open_seats(account_id: int, on: date) -> Select[Seat]:
    """Seats that the persons of an account hold that day, with person and institution."""
    return (
        select(Seat)
        .join(Person, Seat.person_id == Person.id)
        .where(Person.account_id == account_id, Person.erased_at.is_(None), seat_is_open(on))
        .options(joinedload(Seat.person), joinedload(Seat.institution))
        .order_by(Seat.id)
    )
