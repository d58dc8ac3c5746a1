"""One mail to each structure, in its language, with its own link."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.actions.queries.recipients import list_seat_holders
from noress.domain.audit.rules import record
from noress.domain.campaigns import mails, queries
from noress.domain.campaigns.addresses import hash_email
from noress.domain.campaigns.grid import definition_in_use
from noress.domain.campaigns.mails import Address, Asking
from noress.domain.campaigns.models import Campaign, Means, Participant
from noress.domain.campaigns.participation_links import invitation_url, stop_url
from noress.domain.campaigns.rules.following import take_in_answers
from noress.domain.campaigns.rules.running import check_open
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.filling import minutes_needed
from noress.extensions import db

#: mails of one press; the rest leaves with the next one
MOST_AT_ONCE = 500
_BATCH = 400


def list_to_invite(campaign: Campaign, *, now: datetime) -> list[tuple[Participant, Address]]:
    """Whom the next press writes to: never invited, nothing begun, with an address that may be used."""
    return reached(list(db.session.scalars(queries.list_to_invite(campaign.id))), now=now)


def send_invitations(*, campaign: Campaign, actor: Actor, now: datetime) -> int:
    """Invite those who never were, at most 500 at once; how many mails leave."""
    lock(campaign)
    check_open(campaign, now)
    take_in_answers(campaign)
    db.session.flush()  # those who have answered by their own page are not written to
    found = list_to_invite(campaign, now=now)[:MOST_AT_ONCE]
    if not found:
        message = _("Personne n'est à inviter : toutes l'ont été, ont répondu, ou n'ont pas d'adresse.")
        raise RuleError("nobody", message, status=409)
    minutes = minutes_of(campaign)
    for participant, address in found:
        participant.invited_at, participant.means, participant.language = (
            now,
            Means.INVITATION,
            address.language,
        )
        enqueue(mails.invitation(participant, address, asking(participant, address, minutes)), now=now)
    record(actor, "campaign.invited", campaign, now=now, changes={"mails": (None, len(found))})
    return len(found)


def reached(participants: Sequence[Participant], *, now: datetime) -> list[tuple[Participant, Address]]:
    """Those that have an address: their own, or that of whoever speaks for the institution now; neither refused by
    a mail server nor of somebody who asked to be left alone."""
    seats = _seats(participants, now)
    found = [
        (participant, address)
        for participant in participants
        if (address := _address(participant, seats.get(participant.institution_id or 0))) is not None
    ]
    unwanted, refused = set[str](), set[str]()
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        unwanted |= set(db.session.scalars(queries.list_unwanted(hash_email(a.email) for _p, a in batch)))
        refused |= set(db.session.scalars(queries.list_refused_addresses(p.id for p, _a in batch)))
    return [
        (participant, address)
        for participant, address in found
        if hash_email(address.email) not in unwanted and address.email not in refused
    ]


def _seats(participants: Iterable[Participant], now: datetime) -> dict[int, Person]:
    """The person who speaks for each institution that has no address of its own, titulars first."""
    ids = {one.institution_id for one in participants if one.institution_id is not None and not one.email}
    first: dict[int, Person] = {}
    for key, person in db.session.execute(list_seat_holders(ids, clock.today(now))) if ids else ():
        if person.email:
            first.setdefault(key, person)
    return first


def _address(participant: Participant, person: Person | None) -> Address | None:
    if participant.email:
        return Address(participant.email, participant.language)
    if person is None or not person.email:
        return None
    name = (person.name_ar or person.name) if person.language == "ar" else person.name
    return Address(person.email, person.language, name, person.id)


def minutes_of(campaign: Campaign) -> int:
    return minutes_needed(definition_in_use(campaign.questionnaire_id) or Definition(), {})


def asking(participant: Participant, address: Address, minutes: int) -> Asking:
    code = address.language
    return Asking(minutes, invitation_url(participant, language=code), stop_url(participant, language=code))
