"""What a structure that has answered sees of passing on: its link, what came of it, the contacts that it gave."""

from datetime import datetime
from typing import NamedTuple

from noress.core import links
from noress.domain.campaigns import queries
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.open_links import forward_text, link_url, relay_token
from noress.domain.campaigns.participation_links import why_closed
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.rules.relaying import MOST_CONTACTS, forward_link_of, why_not
from noress.domain.campaigns.states import counts
from noress.domain.questionnaires.models import Response
from noress.extensions import db


class Passing(NamedTuple):
    """`texts` are (language, text ready to be sent), its own language first."""

    url: str
    texts: list[tuple[str, str]]
    #: structures that answered thanks to it
    answered: int
    #: where a name and an address are given
    more_url: str


class GivenContact(NamedTuple):
    """One that it typed: whether it has answered, and never what. `text` is for a telephone that gets no mail."""

    name: str
    phone: str | None
    has_answered: bool
    text: str


def passing_after(response: Response, now: datetime) -> Passing | None:
    """For the receipt of an answer to an open campaign that may still be passed on."""
    passer = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if passer is None or why_closed(passer.campaign, now) is not None or why_not(passer, now) is not None:
        return None
    return read_passing(passer)


def is_over(response: Response, now: datetime) -> bool:
    """What was begun for a campaign that has ended: it stays, and cannot be sent."""
    if response.number is not None:
        return False
    one = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    return one is not None and why_closed(one.campaign, now) is not None


def read_passing(passer: Participant) -> Passing | None:
    link = forward_link_of(passer)
    if link is None:
        return None
    own = passer.language if passer.language in ("fr", "ar") else "fr"
    languages = [own, "ar" if own == "fr" else "fr"]
    return Passing(
        url=link_url(link), texts=[(code, forward_text(link, code)) for code in languages],
        answered=db.session.scalar(relay.count_answered_thanks_to(passer.id)) or 0,
        more_url=links.to("relay.pass_on", token=relay_token(passer)),
    )  # fmt: skip


def list_contacts(passer: Participant) -> list[GivenContact]:
    link = forward_link_of(passer)
    return [
        GivenContact(
            one.name or "", one.phone, counts(one.response),
            forward_text(link, one.language) if link is not None and one.phone else "",
        )
        for one in db.session.scalars(relay.list_typed(passer.id).limit(MOST_CONTACTS))
    ]  # fmt: skip
