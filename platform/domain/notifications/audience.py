"""Who sits in a body: whom its news concern, through their seats or in their own name."""

from collections.abc import Iterable
from datetime import datetime

from noress.core import clock
from noress.domain.institutions.models import Seat
from noress.domain.meetings import queries as meetings
from noress.domain.notifications import queries
from noress.domain.notifications.mailboxes import Reached
from noress.extensions import db


def list_people_of(body_ids: Iterable[int], *, now: datetime) -> list[Reached]:
    """Open seats of the bodies' institutions, every member's for the plenary, then those who sit by name."""
    ids, on = list(dict.fromkeys(body_ids)), clock.today(now)
    if not ids:
        return []
    seats: dict[int, Seat] = {}
    if db.session.scalar(queries.is_plenary_among(ids)):
        seats |= {seat.id: seat for seat in db.session.scalars(meetings.list_plenary_seats(on))}
    seats |= {seat.id: seat for seat in db.session.scalars(meetings.list_body_seats(ids, on))}
    return [*seats.values(), *db.session.scalars(meetings.list_body_persons_without_seat(ids, on))]
