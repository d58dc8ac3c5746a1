"""From a signed-in device to the actor that rules and policies receive."""

from datetime import date, datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.database import read_json, read_rows
from noress.core.i18n import Translated
from noress.domain.accounts import queries
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.accounts.models import Device, Person
from noress.domain.institutions.models import (
    Assignment,
    BodyKind,
    Function,
    Mandate,
    MandateRole,
    Seat,
    SeatKind,
)
from noress.extensions import db


def is_current(place: Seat | Mandate | Assignment, on: date) -> bool:
    """Between its dates, and for a seat not closed."""
    if isinstance(place, Seat) and place.closed_at is not None:
        return False
    return place.starts_on <= on and (place.ends_on is None or place.ends_on >= on)


class Presence(NamedTuple):
    """A living device and who acts on it: nobody while "who is acting?" has not been answered."""

    device_id: int
    actor: Actor | None
    #: core/stamps.py; None on a device that has only just signed in
    public_stamp: int | None = None


class Row(NamedTuple):
    """Of a device and one mandate and one function of who acts on it, as `queries.list_presence` reads it."""

    device_id: int
    public_stamp: int
    person_id: int | None
    name: str
    name_ar: str | None
    language: str
    method: str
    account_id: int
    has_second_factor: bool
    seat_id: int | None
    seat_kind: str | None
    institution_id: int | None
    institution_name: dict[str, str] | None
    body_id: int | None
    body_kind: str
    role: str
    function: str | None


def find_presence(token_digest: str, *, now: datetime) -> Presence | None:
    """Who is behind a device, if it lives; one query."""
    values = {"token_digest": token_digest, "now": now, "on": clock.today(now)}
    rows = [
        Row._make(said)
        for (said,) in read_json(db.session, queries.list_presence(db.engine.dialect.name), values)
    ]
    if not rows:
        return None
    row = rows[0]
    if row.person_id is None:
        return Presence(row.device_id, None, row.public_stamp)
    actor = Actor(
        name=row.name, name_ar=row.name_ar, method=row.method, language=row.language, person_id=row.person_id,
        account_id=row.account_id, device_id=row.device_id, seat_id=row.seat_id,
        seat_kind=SeatKind(row.seat_kind) if row.seat_kind else None,
        institution_id=row.institution_id, institution_name=Translated(row.institution_name or {}),
        body_roles=frozenset(
            BodyRole(r.body_id, BodyKind(r.body_kind), MandateRole(r.role)) for r in rows if r.body_id is not None
        ),
        functions=frozenset(Function(r.function) for r in rows if r.function is not None),
        has_second_factor=bool(row.has_second_factor),
    )  # fmt: skip
    return Presence(row.device_id, actor, row.public_stamp)


def actor_of(device: Device, *, now: datetime) -> Actor | None:
    """The actor of a device; None while "who is acting?" has not been answered."""
    if device.person is None:
        return None
    return build_actor(
        device.person, seat=device.seat, now=now, method=device.method, account_id=device.account_id,
        device_id=device.id, has_second_factor=device.second_factor_at is not None,
    )  # fmt: skip


def build_actor(
    person: Person, *, seat: Seat | None, now: datetime, method: str, account_id: int | None = None,
    device_id: int | None = None, has_second_factor: bool = False,
) -> Actor:  # fmt: skip
    """Two queries: the current mandates of the person and of the institution, and the functions."""
    values = {
        "person_id": person.id, "institution_id": seat.institution_id if seat else None, "on": clock.today(now),
    }  # fmt: skip
    db.session.flush()  # read_rows does not: a rule may just have given what is read here
    mandates = read_rows(db.session, queries.CURRENT_ROLES, values)
    functions = read_rows(db.session, queries.CURRENT_FUNCTIONS, values)
    return Actor(
        name=person.name, name_ar=person.name_ar, method=method, language=person.language, person_id=person.id,
        account_id=account_id, device_id=device_id,
        seat_id=seat.id if seat else None, seat_kind=seat.kind if seat else None,
        institution_id=seat.institution_id if seat else None,
        institution_name=seat.institution.name if seat else Actor.system().institution_name,
        body_roles=frozenset(BodyRole(row.body_id, row.kind, row.role) for row in mandates),
        functions=frozenset(row.function for row in functions),
        has_second_factor=has_second_factor,
    )  # fmt: skip
