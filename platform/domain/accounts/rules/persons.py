"""Persons and their staff functions; suspending and reinstating accounts."""

from datetime import date, datetime
from typing import Any

from noress.core import clock
from noress.core.contacts import clean_phone
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.domain.accounts import mails, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import is_current
from noress.domain.accounts.inputs import clean_address, clean_language, clean_name, folded_name
from noress.domain.accounts.models import Account, Person, Visibility
from noress.domain.accounts.policy import can_manage_functions
from noress.domain.accounts.rules.devices import end_sign_ins
from noress.domain.accounts.rules.guards import refuse_above, refuse_merged
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Assignment, Function
from noress.domain.outbox import rules as outbox
from noress.extensions import db


def create_person(
    *, name: str, name_ar: str | None, language: str, email: str | None, phone: str | None,
    visibility: Visibility, is_shared_address: bool = False, actor: Actor, now: datetime,
) -> Person:  # fmt: skip
    """A person known by name, with or without a mail address. The same address twice is refused unless
    it is said to be a mailbox that several persons read."""
    values = _clean(name=name, name_ar=name_ar, language=language, phone=phone, visibility=visibility)
    values["email"] = _free_address(email, None, is_shared_address)
    person = Person(created_at=now, **values)
    db.session.add(person)
    db.session.flush()  # history needs its number
    note_creation(person, actor=actor, now=now)
    return person


def prepare_person(
    *, name: str, name_ar: str | None, language: str, email: str | None, phone: str | None, source: str, now: datetime,
) -> Person:  # fmt: skip
    """Somebody whose details a third party gave: their source is kept, the secretariat alone sees them. Who else
    reads the address was looked at before. Many are written with one flush, then each is noted."""
    values = _clean(
        name=name, name_ar=name_ar, language=language, phone=phone, visibility=Visibility.INTERNAL
    )
    address = clean_address(email) if (email or "").strip() else None
    person = Person(created_at=now, email=address, source=source, **values)
    db.session.add(person)
    return person


def note_creation(person: Person, *, actor: Actor, now: datetime) -> None:
    """Their first line of history."""
    columns = ("name", "name_ar", "language", "phone", "visibility", "email", "source")
    values = {name: getattr(person, name) for name in columns}
    record(actor, "person.created", person, now=now,
           changes={name: (None, value) for name, value in values.items() if value})  # fmt: skip


def edit_person(
    *, person: Person, name: str, name_ar: str | None, language: str, email: str | None, phone: str | None,
    visibility: Visibility, version: int, is_shared_address: bool = False, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Correct a person. The address of somebody who has an account changes by inviting them at the new one."""
    _refuse_erased(person)
    refuse_merged(person)
    _refuse_stale(person, version)
    values = _clean(name=name, name_ar=name_ar, language=language, phone=phone, visibility=visibility)
    if person.account_id is None:
        values["email"] = _free_address(email, person, is_shared_address)
        if values["email"] != person.email:
            refuse_above(person, actor, now=now)
    _save(person, values, "person.edited", actor, now)


def edit_own_details(
    *, person: Person, name: str, name_ar: str | None, language: str, phone: str | None,
    visibility: Visibility, version: int, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """What everybody may correct about themselves without asking."""
    _refuse_stale(person, version)
    values = _clean(name=name, name_ar=name_ar, language=language, phone=phone, visibility=visibility)
    _save(person, values, "person.edited", actor, now)


def suspend_account(*, account: Account, actor: Actor, now: datetime) -> None:
    """Nobody signs in with this account until it is reinstated; every sign-in and open invitation ends at once."""
    if account.suspended_at is not None:
        raise RuleError("suspended", _("Ce compte est déjà suspendu."), status=409)
    if account.id == actor.account_id:
        raise RuleError("own", _("On ne suspend pas son propre compte."), status=403)
    for person in account.persons:
        refuse_above(person, actor, now=now)
    account.suspended_at = now
    end_sign_ins(account_id=account.id, now=now)
    for person in account.persons:
        for invitation in db.session.scalars(queries.list_living_invitations(person.id)):
            invitation.revoked_at = now
        record(actor, "person.suspended", person, now=now)
    record(actor, "account.suspended", account, now=now)
    outbox.enqueue(mails.account_notice(account, "suspended"), now=now)


def reinstate_account(*, account: Account, actor: Actor, now: datetime) -> None:
    """The account signs in again, as it was."""
    if account.suspended_at is None:
        raise RuleError("not_suspended", _("Ce compte n'est pas suspendu."), status=409)
    for person in account.persons:
        refuse_above(person, actor, now=now)
    changes = {"suspended_at": (account.suspended_at, None)}
    account.suspended_at = None
    for person in account.persons:
        record(actor, "person.reinstated", person, now=now)
    record(actor, "account.reinstated", account, now=now, changes=changes)
    outbox.enqueue(mails.account_notice(account, "reinstated"), now=now)


def give_function(
    *, person: Person, function: Function, starts_on: date, ends_on: date | None, note: str | None,
    actor: Actor, now: datetime,
) -> Assignment:  # fmt: skip
    """Give a staff function from a date, perhaps to a date."""
    _refuse_erased(person)
    refuse_merged(person)
    _only_functions_managers(actor)
    if ends_on is not None and ends_on < starts_on:
        message = _("La date de fin est avant la date de début. Corrigez l'une des deux.")
        raise RuleError("dates", message, field="ends_on")
    for held in db.session.scalars(queries.list_functions_of_person(person.id)):
        if held.function is function and (held.ends_on is None or held.ends_on >= starts_on):
            raise RuleError(
                "held", _("Cette personne a déjà cette fonction à cette date."), field="function", status=409
            )
    assignment = Assignment(
        person_id=person.id, function=function, starts_on=starts_on, ends_on=ends_on, note=note or None
    )
    db.session.add(assignment)
    record(actor, "person.function_given", person, now=now, changes={"function": (None, function)})
    return assignment


def end_function(*, assignment: Assignment, actor: Actor, now: datetime) -> None:
    """End a staff function today; the rights end with it, from the next page opened."""
    _only_functions_managers(actor)
    today = clock.today(now)
    if not is_current(assignment, today) and assignment.starts_on <= today:
        raise RuleError("ended", _("Cette fonction est déjà terminée."), status=409)
    record(actor, "person.function_ended", assignment.person, now=now,
           changes={"function": (assignment.function, None)})  # fmt: skip
    yesterday = date.fromordinal(today.toordinal() - 1)
    if assignment.starts_on > yesterday:
        db.session.delete(assignment)  # it never ran a whole day: dates could not say that it is over
    else:
        assignment.ends_on = yesterday


def _only_functions_managers(actor: Actor) -> None:
    """Checked on the route and here: a function gives rights."""
    if actor.method != "system" and not can_manage_functions(actor):
        raise RuleError(
            "functions", _("La coordination et l'administration technique donnent les fonctions."), status=403
        )


def _refuse_erased(person: Person) -> None:
    if person.erased_at is not None:
        raise RuleError("erased", _("Les données de cette personne ont été effacées."), status=409)


def _refuse_stale(person: Person, version: int) -> None:
    if person.version != version:
        raise StaleVersion(
            _("Quelqu'un a modifié cette fiche pendant que vous écriviez. Comparez, puis enregistrez."),
            person,
        )


def _clean(
    *, name: str, name_ar: str | None, language: str, phone: str | None, visibility: Visibility
) -> dict[str, Any]:  # fmt: skip
    clean = clean_name(name)
    clean_ar = clean_name(name_ar, field="name_ar", required=False) or None
    return {
        "name": clean, "name_ar": clean_ar, "name_folded": folded_name(clean, clean_ar),
        "language": clean_language(language), "phone": clean_phone(phone), "visibility": visibility,
    }  # fmt: skip


def _free_address(email: str | None, person: Person | None, is_shared: bool) -> str | None:
    if not (email or "").strip():
        return None
    address = clean_address(email)
    others = [other for other in db.session.scalars(queries.list_persons_of_address(address))
              if person is None or other.id != person.id]  # fmt: skip
    if others and not is_shared:
        raise RuleError(
            "address_taken",
            _("%(name)s a déjà cette adresse. Si plusieurs personnes lisent cette boîte, cochez la case plus bas.",
              name=others[0].shown_name),
            field="email",
        )  # fmt: skip
    return address


def _save(person: Person, values: dict[str, Any], action: str, actor: Actor, now: datetime) -> None:
    changes = changed(person, values)
    changes.pop("name_folded", None)
    if changes:
        person.version += 1
        record(actor, action, person, now=now, changes=changes)
