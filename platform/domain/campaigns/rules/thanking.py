"""Who passed the questionnaire on is thanked once for each structure that answers, several in one mail when they come
together; told its name, never its answers."""

from datetime import datetime, timedelta

from noress.core import links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.campaigns import queries, relay_mails
from noress.domain.campaigns.addresses import hash_email
from noress.domain.campaigns.mails import Address
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.open_links import relay_token
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.rules.holding import is_held
from noress.domain.campaigns.rules.inviting import reached
from noress.domain.campaigns.rules.relaying import welcome_answer  # noqa: F401 -- listens first: it gives the name
from noress.domain.campaigns.states import counts
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.listening import after_sending
from noress.domain.questionnaires.models import Response
from noress.extensions import db

#: those that answer within it share one mail
TOGETHER = timedelta(hours=1)
MOST_A_DAY, DAY = 5, timedelta(days=1)


@after_sending
def thank_passer(response: Response, now: datetime) -> None:
    """Once per structure, when its answers count."""
    participant = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if participant is None or participant.passed_on_by is None or participant.thanked_at is not None:
        return
    passer = participant.passed_on_by
    if not counts(response) or is_held(passer.response):
        return
    participant.thanked_at = now
    db.session.flush()  # it is among those that the mail names
    _write_to(passer, now)


def _write_to(passer: Participant, now: datetime) -> None:
    address = _address_of(passer, now)
    if address is None:
        return
    left = db.session.execute(relay.list_thanks_left(passer.id)).all()
    told = db.session.scalars(relay.list_thanked_since(passer.id, left[0].created_at if left else None)).all()
    leaves_at = now + TOGETHER
    if len(left) == MOST_A_DAY:
        leaves_at = max(leaves_at, left[-1].not_before + DAY)
    with in_language(address.language):
        names = [one.name or _("une structure à qui vous avez transmis le lien") for one in told]
    url = links.to("relay.pass_on", token=relay_token(passer), lang=address.language)
    enqueue(relay_mails.thanks(passer, address, names, url, leaves_at=leaves_at), now=now)


def _address_of(passer: Participant, now: datetime) -> Address | None:
    """Its own, its institution's seat, or the one it gave for its receipt; none if it asked to be left alone."""
    if passer.declined_at is not None:
        return None
    found = reached([passer], now=now)
    if found:
        return found[0][1]
    email = passer.response.email if passer.response is not None else None
    if not email or db.session.scalars(queries.list_unwanted([hash_email(email)])).first() is not None:
        return None
    return Address(email, passer.language)
