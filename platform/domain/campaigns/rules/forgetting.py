"""Addresses that somebody else gave, of structures that sent nothing: forgotten with their names."""

from datetime import datetime

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns import queries
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.rules.joining import close_link
from noress.domain.campaigns.rules.relaying import forward_link_of
from noress.domain.outbox.models import MailState
from noress.domain.questionnaires.listening import after_discarding
from noress.domain.questionnaires.models import Response
from noress.extensions import db


def forget_silent(*, before: datetime, now: datetime) -> int:
    """Of campaigns that ended before then. Their place in the chain stays, without a name. How many went."""
    found = db.session.scalars(relay.list_to_forget(before, clock.today(before))).all()
    forget_mails([one.id for one in found])
    for participant in found:
        if participant.response is not None and participant.response.email == participant.email:
            participant.response.email = None
        participant.email = participant.phone = participant.name = None
        participant.name_folded = ""
        participant.link_generation += 1
        record(Actor.system(), "participant.forgotten", participant, now=now)
    return len(found)


def forget_mails(participant_ids: list[int]) -> None:
    """What was written to them says their address and their name; what waits to leave does not."""
    for mail in db.session.scalars(relay.list_mails_about(participant_ids)):
        mail.to_address = mail.to_name = mail.subject = mail.text = mail.html = ""
        mail.stop_url = None
        if mail.state is MailState.QUEUED:
            mail.state = MailState.MERGED


def forget_contacts(passer: Participant, now: datetime) -> None:
    """What was typed by somebody whose answers were found to be junk: nobody is written to."""
    for participant in db.session.scalars(relay.list_waiting_mails(passer.id)):
        participant.email = None
        record(Actor.system(), "participant.forgotten", participant, now=now)


@after_discarding
def shut_junk(response: Response, actor: Actor, now: datetime) -> None:
    """Its link takes nobody, those that it named are not written to."""
    passer = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if passer is None:
        return
    forget_contacts(passer, now)
    link = forward_link_of(passer)
    if link is not None:
        close_link(link=link, actor=actor, now=now)
