""" "Ne plus me contacter": the address goes, its keyed hash stays, and no campaign asks it again."""

from datetime import datetime

from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns import queries
from noress.domain.campaigns.addresses import hashes_of_participant
from noress.domain.campaigns.models import DoNotContact, Participant
from noress.domain.campaigns.rules.forgetting import forget_mails
from noress.extensions import db


def decline(*, participant: Participant, actor: Actor, now: datetime) -> bool:
    """What was written to it is emptied; answers that were sent stay. Done twice, it changes nothing the second time.
    Whether it changed anything."""
    lock(participant)
    if participant.declined_at is not None:
        return False
    hashes = hashes_of_participant(participant)
    known = set(db.session.scalars(queries.list_unwanted(hashes)))
    db.session.add_all(DoNotContact(address_hash=one, asked_at=now) for one in hashes if one not in known)
    forget_mails([participant.id])
    response = participant.response
    if response is not None and response.submitted_at is None and response.email == participant.email:
        response.email = None
    participant.email = participant.phone = None
    participant.declined_at = now
    record(actor, "participant.declined", participant, now=now)
    return True
