"""The personal link of somebody asked for an opinion, `/avis/<token>`: that file alone, until it is answered. Opening
it changes nothing."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from noress.core import links, tokens
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationState, Opinion
from noress.extensions import db

_PURPOSE = "opinion"
#: an answer that comes late is still taken that long after its day; without a day, that long after it was asked
LATE, WITHOUT_DAY = timedelta(days=30), timedelta(days=90)


class Door(StrEnum):
    """What the link still opens."""

    OPEN = "open"
    #: answered or declined: what was said, the file no longer
    DONE = "done"
    #: taken back, over, or the application was withdrawn
    SHUT = "shut"


def token_of(opinion: Opinion) -> str:
    return links.token(_PURPOSE, opinion.id, opinion.link_generation)


def opinion_url(opinion: Opinion) -> str:
    return links.to("opinions.show", token=token_of(opinion), lang=opinion.language)


def find_opinion(token: str) -> Opinion | None:
    """What the token was given for; None for a forged one, or one that was replaced."""
    claim = tokens.read_token(links.secret(), _PURPOSE, token)
    opinion = db.session.get(Opinion, claim.row_id) if claim else None
    if claim is None or opinion is None:
        return None
    return opinion if tokens.matches(links.secret(), _PURPOSE, claim, opinion.link_generation) else None


def door_of(opinion: Opinion, now: datetime) -> Door:
    if opinion.withdrawn_at is not None:
        return Door.SHUT
    if opinion.answered_at is not None:
        return Door.DONE
    if opinion.application.state is ApplicationState.WITHDRAWN or now >= ends_at(opinion):
        return Door.SHUT
    return Door.OPEN


def ends_at(opinion: Opinion) -> datetime:
    if opinion.due_on is None:
        return opinion.asked_at + WITHOUT_DAY
    return datetime.combine(opinion.due_on, time(), UTC) + LATE


def actor_of(opinion: Opinion) -> Actor:
    """Who acts behind the link: known by it alone. History keeps no name that somebody else gave."""
    return Actor(name="", method="link", language=opinion.language)
