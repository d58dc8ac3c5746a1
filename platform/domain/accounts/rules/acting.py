"""Who is acting: one mailbox may serve several persons, one person may hold several seats."""

from datetime import datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import identity, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.inputs import clean_name, folded_name
from noress.domain.accounts.models import Account, Device, Person
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Seat
from noress.extensions import db


class Identity(NamedTuple):
    """A person, and the seat they would act for."""

    person: Person
    seat: Seat | None

    @property
    def key(self) -> str:
        return f"{self.person.id}-{self.seat.id if self.seat else 0}"


def list_identities(account: Account, *, now: datetime) -> list[Identity]:
    """Everybody that this account may act as. In a shared mailbox each person may act for each of its
    seats: they all read its mails, and history keeps the name of the one who acted."""
    today = clock.today(now)
    persons = list(db.session.scalars(queries.list_persons_of_account(account.id)))
    seats = list(db.session.scalars(queries.list_open_seats(account.id, today)))
    placed = set(db.session.scalars(queries.list_persons_with_place([p.id for p in persons], today)))
    found = []
    for person in persons:
        own = [seat for seat in seats if account.is_shared or seat.person_id == person.id]
        found += [Identity(person, seat) for seat in own]
        if person.id in placed or not own:
            found.append(Identity(person, None))
    return found


def only_identity(account: Account, *, now: datetime) -> Identity | None:
    """The one identity of an account that leaves no choice. A shared mailbox always asks."""
    found = list_identities(account, now=now)
    return found[0] if len(found) == 1 and not account.is_shared else None


def choose_identity(*, device: Device, person_id: int, seat_id: int | None, now: datetime) -> Actor:
    """From now on this browser acts as this person, in the name of this seat; history records it."""
    for found in list_identities(device.account, now=now):
        if found.person.id == person_id and (found.seat.id if found.seat else None) == seat_id:
            break
    else:
        raise RuleError("identity", _("Choisissez une des réponses proposées."), field="identity")
    is_first = device.person_id is None
    device.person, device.seat = found.person, found.seat
    db.session.flush()  # the actor is built from the row
    actor = identity.actor_of(device, now=now)
    assert actor is not None
    record(actor, "account.signed_in" if is_first else "account.acting_changed", device.account, now=now)
    return actor


def add_name_to_mailbox(*, device: Device, name: str, language: str, now: datetime) -> Person:
    """Another person who reads this shared mailbox gives their name. They get no seat, mandate or
    function of their own: they may act for the seats of the mailbox, under their name."""
    account = device.account
    if not account.is_shared:
        raise RuleError("not_shared", _("Cette boîte n'est lue que par une personne."), status=403)
    name = clean_name(name)
    folded = folded_name(name, None)
    if any(
        person.name_folded == folded
        for person in db.session.scalars(queries.list_persons_of_account(account.id))
    ):
        raise RuleError("name_known", _("Ce nom est déjà dans la liste : choisissez-le."), field="name")
    person = Person(
        account_id=account.id,
        name=name,
        name_folded=folded,
        language=language,
        email=account.email,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()  # history needs its number
    actor = Actor(
        name=name, method=device.method, language=language, person_id=person.id, account_id=account.id,
        device_id=device.id,
    )  # fmt: skip
    record(actor, "person.added_to_mailbox", person, now=now, changes={"name": (None, name)})
    return person
