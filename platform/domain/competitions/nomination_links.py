"""The personal link of somebody who is put forward, `/concours/nomination/<token>`: opening it changes nothing."""

from noress.core import links, tokens
from noress.domain.competitions.models import Nomination
from noress.domain.competitions.queries import entering as queries
from noress.extensions import db

_PURPOSE = "nomination"


def token_of(nomination: Nomination) -> str:
    return links.token(_PURPOSE, nomination.id, nomination.link_generation)


def nomination_url(nomination: Nomination) -> str:
    return links.to("entering.nomination", token=token_of(nomination), lang=nomination.language)


def find_nomination(token: str) -> Nomination | None:
    """Whom the token was given to; None for a forged one, one that was replaced, or one that was forgotten."""
    claim = tokens.read_token(links.secret(), _PURPOSE, token)
    found = db.session.get(Nomination, claim.row_id, options=queries.with_edition()) if claim else None
    if claim is None or found is None:
        return None
    return found if tokens.matches(links.secret(), _PURPOSE, claim, found.link_generation) else None
