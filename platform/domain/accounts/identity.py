"""From a signed-in device to the actor that rules and policies receive."""

from datetime import date, datetime

from noress.core import clock
from noress.domain.accounts import queries
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.accounts.models import Device, Person
from noress.domain.institutions.models import Assignment, Mandate, Seat
from noress.extensions import db


def is_current(place: Seat | Mandate | Assignment, on: date) -> bool:
    """Between its dates, and for a seat not closed."""
    if isinstance(place, Seat) and place.closed_at is not None:
        return False
    return place.starts_on <= on and (place.ends_on is None or place.ends_on >= on)


def get_device(token_digest: str, *, now: datetime) -> Device | None:
    """The living device of this digest: not revoked, not expired, its account not suspended, its seat open."""
    device = db.session.scalars(queries.get_device(), {"token_digest": token_digest}).one_or_none()
    if device is None or device.revoked_at or device.expires_at <= now or device.account.suspended_at:
        return None
    if device.seat is not None and not is_current(device.seat, clock.today(now)):
        return None
    return device


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
    mandates = db.session.execute(queries.CURRENT_ROLES, values).all()
    functions = db.session.scalars(queries.CURRENT_FUNCTIONS, values).all()
    return Actor(
        name=person.name, method=method, language=person.language, person_id=person.id,
        account_id=account_id, device_id=device_id,
        seat_id=seat.id if seat else None, seat_kind=seat.kind if seat else None,
        institution_id=seat.institution_id if seat else None,
        institution_name=seat.institution.name if seat else Actor.system().institution_name,
        body_roles=frozenset(BodyRole(*row) for row in mandates), functions=frozenset(functions),
        has_second_factor=has_second_factor,
    )  # fmt: skip
