"""Opening and editing the seats through which persons speak for an institution."""

from datetime import date, datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import rules as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person, Visibility
from noress.domain.accounts.rules.guards import refuse_merged
from noress.domain.audit.rules import changed, record
from noress.domain.institutions import queries
from noress.domain.institutions.models import Institution, Membership, Seat, SeatKind
from noress.domain.institutions.rules.checks import (
    check_dates,
    check_line,
    check_not_merged,
    check_version,
    hold,
)
from noress.domain.institutions.rules.guards import guard_seats_of
from noress.domain.institutions.rules.succession import check_successor, hand_over
from noress.extensions import db


class NewPerson(NamedTuple):
    """Somebody the platform does not know yet, as typed by the secretariat."""

    name: str
    email: str | None = None
    phone: str | None = None
    language: str = "fr"
    #: the address is a mailbox that several persons read
    is_shared_address: bool = False


def open_seat(
    *, institution: Institution, person: Person | NewPerson, kind: SeatKind, starts_on: date,
    ends_on: date | None = None, designation: str | None = None, succeeds: Seat | None = None,
    actor: Actor, now: datetime,
) -> Seat:  # fmt: skip
    """Let a person speak for a member institution. With `succeeds`, what waited for a closed seat of the
    same institution passes to this one."""
    hold(institution)
    check_not_merged(institution)
    guard_seats_of(institution, actor=actor, now=now)
    if institution.membership is not Membership.MEMBER:
        message = _(
            "Seule une institution membre a des sièges. Celle-ci : %(state)s.",
            state=institution.membership.label,
        )
        raise RuleError("not_member", message, status=409)
    check_dates(starts_on, ends_on, start="starts_on", end="ends_on")
    if ends_on is not None and ends_on < clock.today(now):
        raise RuleError("past", _("Cette date est passée : le siège serait déjà fermé."), field="ends_on")
    check_line(designation, field="designation")
    if isinstance(person, NewPerson):
        person = add_person(person=person, actor=actor, now=now)
    refuse_merged(person)
    seats = db.session.scalars(queries.list_open_seats_of(institution.id)).all()
    if person.erased_at is not None or any(seat.person_id == person.id for seat in seats):
        message = _("Cette personne a déjà un siège ouvert dans cette institution.")
        raise RuleError("already_seated", message, field="person_id")
    seat = Seat(
        institution_id=institution.id, person_id=person.id, kind=kind, starts_on=starts_on, ends_on=ends_on,
        designation=designation or None, calendar_generation=1, version=1,
    )  # fmt: skip
    db.session.add(seat)
    db.session.flush()  # history needs its id
    note_opening(seat, actor=actor, now=now)
    if succeeds is not None:
        succeed_seat(seat=succeeds, successor=seat, actor=actor, now=now)
    return seat


def prepare_first_seat(*, institution: Institution, person: Person, kind: SeatKind, starts_on: date) -> Seat:
    """For a member that was just created: nobody sits there yet, and it leads nothing."""
    seat = Seat(
        institution_id=institution.id, person_id=person.id, kind=kind, starts_on=starts_on, calendar_generation=1,
        version=1,
    )  # fmt: skip
    db.session.add(seat)
    return seat


def note_opening(seat: Seat, *, actor: Actor, now: datetime) -> None:
    """Its first line of history."""
    columns = ("person_id", "institution_id", "kind", "starts_on", "ends_on", "designation")
    record(actor, "seat.opened", seat, now=now,
           changes={name: (None, getattr(seat, name)) for name in columns})  # fmt: skip


def succeed_seat(*, seat: Seat, successor: Seat, actor: Actor, now: datetime) -> None:
    """Name who takes over from a seat that was closed without a successor."""
    hold(seat)
    if seat.closed_at is None or seat.successor_id is not None:
        message = _("Ce siège a déjà un successeur, ou il est encore ouvert.")
        raise RuleError("has_successor", message, field="succeeds_id", status=409)
    check_successor(seat, successor, field="succeeds_id")
    changes = changed(seat, {"successor_id": successor.id})
    seat.version += 1
    record(actor, "seat.succeeded", seat, now=now, changes=changes)
    hand_over(seat, successor, actor=actor, now=now)


def add_person(*, person: NewPerson, actor: Actor, now: datetime) -> Person:
    """The person typed, or the one already known under the same name at the same address."""
    email = clean_email(person.email)
    known = db.session.scalars(queries.get_same_person(person.name, email)).one_or_none() if email else None
    if known is not None:
        return known
    return accounts.create_person(
        name=person.name, name_ar=None, language=person.language, email=email, phone=person.phone,
        visibility=Visibility.INTERNAL, is_shared_address=person.is_shared_address, actor=actor, now=now,
    )  # fmt: skip


def edit_seat(
    *, seat: Seat, kind: SeatKind, starts_on: date, ends_on: date | None, designation: str | None,
    version: int, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Correct the dates, kind or designation of an open seat; ending it now is closing it."""
    check_version(seat, version)
    if seat.closed_at is not None:
        raise RuleError("closed", _("Ce siège est fermé : il ne change plus."), status=409)
    check_dates(starts_on, ends_on, start="starts_on", end="ends_on")
    if ends_on is not None and ends_on < clock.today(now):
        message = _(
            "Cette date est passée. Pour mettre fin au siège, fermez-le : son accès s'arrête aussitôt."
        )
        raise RuleError("past", message, field="ends_on")
    check_line(designation, field="designation")
    values = {"kind": kind, "starts_on": starts_on, "ends_on": ends_on, "designation": designation or None}
    changes = changed(seat, values)
    if changes:
        seat.version += 1
        record(actor, "seat.edited", seat, now=now, changes=changes)


def invite_seat(*, seat: Seat, email: str | None, actor: Actor, now: datetime) -> None:
    """Mail the person of a seat an invitation to open their account and act for it."""
    if seat.closed_at is not None:
        raise RuleError("closed", _("Ce siège est fermé : personne ne peut y être invité."), status=409)
    address = clean_email(email)
    if address is None:
        raise RuleError("email_missing", _("Écrivez l'adresse où envoyer l'invitation."), field="email")
    accounts.invite_person(person=seat.person, email=address, seat=seat, actor=actor, now=now)
