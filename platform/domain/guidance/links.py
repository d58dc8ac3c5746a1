"""Mailed links of conversations, `/contact/<token>`, and of proposals of mutual aid, `/entraide/p/<token>`: one for
each side, so that neither opens the other's. Opening one changes nothing."""

from datetime import datetime, timedelta
from typing import Any

from noress.core import links, tokens
from noress.domain.accounts.actor import Actor
from noress.domain.guidance.models import AidMatch, AidState, ContactRequest
from noress.extensions import db

_ASKER, _STRUCTURE = "contact-asker", "contact-structure"
_GIVER, _TAKER = "aid-giver", "aid-taker"
#: a conversation opens that long after it ended, or after it began when it never did
AFTER_END, AFTER_START = timedelta(days=90), timedelta(days=365)
#: a proposal is good for that long; what both agreed on, a little longer
PROPOSED_FOR, AGREED_FOR = timedelta(days=30), timedelta(days=180)


def conversation_url(request: ContactRequest, *, is_structure: bool, language: str | None = None) -> str:
    token = conversation_token(request, is_structure=is_structure)
    return links.to("guidance.conversation", token=token, lang=language)


def conversation_token(request: ContactRequest, *, is_structure: bool) -> str:
    purpose = _STRUCTURE if is_structure else _ASKER
    generation = request.structure_generation if is_structure else request.asker_generation
    return links.token(purpose, request.id, generation)


def find_conversation(token: str, *, now: datetime) -> tuple[ContactRequest, bool, bool] | None:
    """(request, whether the structure's side opened it, whether it still opens); None for a forged or ended link."""
    secret = links.secret()
    claim = tokens.read_token(secret, _ASKER, token)
    request = db.session.get(ContactRequest, claim.row_id) if claim else None
    if claim is None or request is None:
        return None
    is_structure = tokens.matches(secret, _STRUCTURE, claim, request.structure_generation)
    if not is_structure and not tokens.matches(secret, _ASKER, claim, request.asker_generation):
        return None
    ended = request.closed_at + AFTER_END if request.closed_at else request.sent_at + AFTER_START
    return request, is_structure, now < ended and request.name is not None


def match_token(match: AidMatch, *, is_giver: bool) -> str:
    return links.token(_GIVER if is_giver else _TAKER, match.id, 1)


def match_url(match: AidMatch, *, is_giver: bool, language: str | None = None) -> str:
    return links.to("guidance.proposal", token=match_token(match, is_giver=is_giver), lang=language)


def find_match(token: str, *, now: datetime) -> tuple[AidMatch, bool, bool] | None:
    """(match, whether the giver's side opened it, whether it still opens)."""
    secret = links.secret()
    claim = tokens.read_token(secret, _GIVER, token)
    match = db.session.get(AidMatch, claim.row_id) if claim else None
    if claim is None or match is None:
        return None
    is_giver = tokens.matches(secret, _GIVER, claim, 1)
    if not is_giver and not tokens.matches(secret, _TAKER, claim, 1):
        return None
    until = AGREED_FOR if match.state is AidState.AGREED else PROPOSED_FOR
    return match, is_giver, match.state is not AidState.LAPSED and now < match.proposed_at + until


def actor_of_asker(request: ContactRequest) -> Actor:
    """Who asks has no account, and history keeps no name of theirs."""
    return Actor(name="", method="link", language=request.language)


# --- the secret of a public form: good for this platform alone, sets no cookie ---------------------------

_PAGE = "guidance-page"
#: where the numbers of pages begin, so that they stay small
_EPOCH = 1_700_000_000
PAGE_FOR = timedelta(days=30)


def page_token(subject_id: int, now: datetime) -> str:
    """By the hour: a page that is kept ready for everybody carries it."""
    return links.token(_PAGE, (int(now.timestamp()) - _EPOCH) // 3600, subject_id)


def is_page_token(subject_id: int, token: Any, now: datetime) -> bool:
    claim = tokens.read_token(links.secret(), _PAGE, str(token or ""))
    if claim is None or not tokens.matches(links.secret(), _PAGE, claim, subject_id):
        return False
    hours = (int(now.timestamp()) - _EPOCH) // 3600 - claim.row_id
    return 0 <= hours <= PAGE_FOR // timedelta(hours=1)
