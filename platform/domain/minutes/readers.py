"""The mailboxes that a record is sent to: one for each address and language, with those it stands for."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.folding import fold_address
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.core.names import called_in
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import BodyKind, Institution, Seat
from noress.domain.meetings import queries as meetings
from noress.domain.meetings.mails import usable_address
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import queries
from noress.extensions import db


class Reader(NamedTuple):
    """Somebody who reads the record: through a seat of an institution, or by name."""

    person: Person
    institution: Institution | None
    label: str
    seat: Seat | None = None

    @property
    def address(self) -> str:
        return usable_address(self.person.email)


class Mailbox(NamedTuple):
    """One address, in one language; `places` says in whose name it is written to."""

    address: str
    language: str
    name: str
    places: tuple[str, ...]
    person_id: int | None = None

    @property
    def digest(self) -> str:
        """The address within keys: short, and not readable in a Message-ID."""
        return hashlib.sha256(f"{fold_address(self.address)} {self.language}".encode()).hexdigest()[:16]


def list_readers(meeting: Meeting, *, now: datetime) -> list[Reader]:
    """Open seats of the bodies' institutions and of those that were there, then persons who sit by name."""
    on, body_ids = clock.today(now), [body.id for body in meeting.bodies]
    found: dict[int, Seat] = {}
    if any(body.kind is BodyKind.PLENARY for body in meeting.bodies):
        found |= {seat.id: seat for seat in db.session.scalars(meetings.list_plenary_seats(on))}
    found |= {seat.id: seat for seat in db.session.scalars(meetings.list_body_seats(body_ids, on))}
    found |= {seat.id: seat for seat in db.session.scalars(queries.list_seats_that_came(meeting.id, on))}
    persons = db.session.scalars(meetings.list_body_persons_without_seat(body_ids, on))
    return [*map(of_seat, found.values()), *(Reader(person, None, "") for person in persons)]


def of_seat(seat: Seat) -> Reader:
    return Reader(seat.person, seat.institution, _seat_label(seat), seat)


def _seat_label(seat: Seat) -> str:
    with in_language(seat.person.language):
        return _("%(name)s, %(kind)s", name=seat.institution.name, kind=seat.kind.label)


def group_by_mailbox(readers: Iterable[Reader]) -> list[Mailbox]:
    """One mailbox per address and language, in the order received; those without address are left out."""
    groups: dict[tuple[str, str], list[Reader]] = {}
    for reader in readers:
        if reader.address:
            groups.setdefault((fold_address(reader.address), reader.person.language), []).append(reader)
    return [_mailbox(language, found) for (_address, language), found in groups.items()]


def _mailbox(language: str, found: list[Reader]) -> Mailbox:
    people = {reader.person.id: reader.person for reader in found}
    alone = next(iter(people.values())) if len(people) == 1 else None
    return Mailbox(
        address=found[0].address, language=language, name=called_in(language, alone.name, alone.name_ar) if alone else "",
        places=tuple(dict.fromkeys(reader.label for reader in found if reader.label)),
        person_id=alone.id if alone else None,
    )  # fmt: skip
