"""Invitations to join: single-use, good fourteen days, bound to one address and one seat, revocable."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from noress.core import clock, links, tokens
from noress.core.contacts import clean_phone
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import mails, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import is_current
from noress.domain.accounts.inputs import clean_address, clean_language, clean_name, folded_name
from noress.domain.accounts.models import Account, AccountInvitation, Consent, Person, Visibility
from noress.domain.accounts.rules.devices import end_sign_ins
from noress.domain.accounts.rules.guards import refuse_above, refuse_merged
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Seat
from noress.domain.outbox import rules as outbox
from noress.extensions import db

LIFE: Final = timedelta(days=14)
PURPOSE: Final = "join"
#: version of the notice that people accept when they join
CONSENT_VERSION: Final = "2026-11"


class Standing(StrEnum):
    """What an invitation's link is worth."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    #: the seat it was bound to is closed
    CLOSED = "closed"


class Details(NamedTuple):
    """What the invited person types when joining."""

    name: str
    name_ar: str | None
    language: str
    phone: str | None
    visibility: Visibility
    has_consented: bool


def invite_person(
    *, person: Person, email: str, seat: Seat | None = None, actor: Actor, now: datetime
) -> AccountInvitation:  # fmt: skip
    """Mail an invitation to join, bound to this address and this seat; older ones for the same person and
    seat stop working."""
    email = clean_address(email)
    if person.erased_at is not None:
        raise RuleError("erased", _("Les données de cette personne ont été effacées."), status=409)
    refuse_merged(person)
    if seat is not None and not is_current(seat, clock.today(now)) and seat.starts_on <= clock.today(now):
        raise RuleError("seat_closed", _("Ce siège est fermé."), status=409)
    account = person.account
    if account is not None and account.email == email and seat is None:
        raise RuleError(
            "has_account", _("Cette personne a déjà un compte à cette adresse."), field="email", status=409
        )
    if email != (account.email if account is not None else person.email):
        refuse_above(person, actor, now=now)
    for older in db.session.scalars(
        queries.list_living_invitations(person.id, seat.id if seat else None, same_seat=True)
    ):
        older.revoked_at = now
    changes = changed(person, {"email": email})
    invitation = AccountInvitation(
        email=email, person_id=person.id, person=person, seat_id=seat.id if seat else None, seat=seat,
        created_at=now, created_by_id=actor.person_id, expires_at=now + LIFE,
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()  # the link holds its number
    outbox.enqueue(
        mails.account_invitation(invitation, inviter=actor, url=invitation_address(invitation)), now=now
    )
    record(actor, "person.invited", person, now=now, changes={**changes, "invitation": (None, email)})
    return invitation


def invitation_address(invitation: AccountInvitation) -> str:
    """The link of the mail, in the person's language."""
    token = links.token(PURPOSE, invitation.id, invitation.generation)
    return links.to("accounts.join", token=token, lang=invitation.person.language)


def read_invitation(token: str) -> AccountInvitation | None:
    """The invitation of a link; None when the link was tampered with."""
    claim = tokens.read_token(links.secret(), PURPOSE, token)
    found = db.session.get(AccountInvitation, claim.row_id) if claim is not None else None
    if claim is None or found is None:
        return None
    return found if tokens.matches(links.secret(), PURPOSE, claim, found.generation) else None


def standing_of(invitation: AccountInvitation, *, now: datetime) -> Standing:
    if invitation.used_at is not None:
        return Standing.USED
    person = invitation.person
    if invitation.revoked_at is not None or person.erased_at is not None or person.merged_into_id is not None:
        return Standing.REVOKED
    if invitation.expires_at <= now:
        return Standing.EXPIRED
    seat = invitation.seat
    if seat is not None and not is_current(seat, max(clock.today(now), seat.starts_on)):
        return Standing.CLOSED
    return Standing.OPEN


def revoke_invitation(*, invitation: AccountInvitation, actor: Actor, now: datetime) -> None:
    """The link stops working."""
    if standing_of(invitation, now=now) is not Standing.OPEN:
        raise RuleError("not_open", _("Cette invitation ne sert déjà plus."), status=409)
    invitation.revoked_at = now
    record(actor, "person.invitation_revoked", invitation.person, now=now,
           changes={"invitation": (invitation.email, None)})  # fmt: skip


def accept_invitation(*, invitation: AccountInvitation, details: Details, now: datetime) -> Account:
    """Join: the account of the address, made if there is none, gets this person. Two acceptances at
    once: exactly one succeeds."""
    if standing_of(invitation, now=now) is not Standing.OPEN:
        raise RuleError("not_open", _("Cette invitation ne sert plus."), status=410)
    refuse_merged(invitation.person)
    values = _clean(details)
    if not db.session.execute(queries.use_invitation(invitation.id, now)).rowcount:  # type: ignore[attr-defined]
        raise RuleError("not_open", _("Cette invitation a déjà servi."), status=410)
    db.session.refresh(invitation)
    person = invitation.person
    account = _account_for(invitation.email, person, now)
    if account.suspended_at is not None:
        raise RuleError(
            "suspended", _("Ce compte est suspendu. Le secrétariat peut vous dire pourquoi."), status=403
        )
    changes = changed(person, {**values, "email": invitation.email, "account_id": account.id})
    person.account = account
    person.version += 1
    db.session.add(Consent(person_id=person.id, purpose="account", text_version=CONSENT_VERSION, at=now))
    db.session.flush()  # the mailbox's persons are counted next
    account.is_shared = (
        account.is_shared or len(db.session.scalars(queries.list_persons_of_account(account.id)).all()) > 1
    )
    actor = Actor(
        name=person.name, method="link", language=person.language, person_id=person.id, account_id=account.id
    )
    record(actor, "person.joined", person, now=now, changes=changes)
    return account


def _clean(details: Details) -> dict[str, Any]:
    name = clean_name(details.name)
    name_ar = clean_name(details.name_ar, field="name_ar", required=False) or None
    if not details.has_consented:
        raise RuleError("consent", _("Cochez cette case pour ouvrir votre compte."), field="consent")
    return {
        "name": name, "name_ar": name_ar, "name_folded": folded_name(name, name_ar),
        "language": clean_language(details.language), "phone": clean_phone(details.phone),
        "visibility": details.visibility,
    }  # fmt: skip


def _account_for(email: str, person: Person, now: datetime) -> Account:
    """The account of the address. A person who had another one leaves it: its browsers are signed out."""
    account = db.session.scalars(queries.get_account(email)).one_or_none()
    if account is None:
        account = Account(email=email, created_at=now)
        db.session.add(account)
        db.session.flush()  # its number joins the person
    if person.account_id not in (None, account.id):
        end_sign_ins(person_id=person.id, now=now)
    return account
