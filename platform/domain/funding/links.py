"""The secret of the public form where questions are asked: good for this platform alone, sets no cookie."""

from datetime import datetime, timedelta
from typing import Any

from noress.core import links, tokens
from noress.domain.competitions.finding import competition_of
from noress.domain.funding.models import FundingCall

_PAGE = "call-question-page"
#: where the numbers of pages begin, so that they stay small
_EPOCH = 1_700_000_000
PAGE_FOR = timedelta(days=30)


def page_token(call: FundingCall, now: datetime) -> str:
    """By the hour: a page that is kept ready for everybody carries it."""
    return links.token(_PAGE, (int(now.timestamp()) - _EPOCH) // 3600, call.id)


def is_page_token(call: FundingCall, token: Any, now: datetime) -> bool:
    claim = tokens.read_token(links.secret(), _PAGE, str(token or ""))
    if claim is None or not tokens.matches(links.secret(), _PAGE, claim, call.id):
        return False
    hours = (int(now.timestamp()) - _EPOCH) // 3600 - claim.row_id
    return 0 <= hours <= PAGE_FOR // timedelta(hours=1)


def call_url(call: FundingCall, language: str | None = None) -> str:
    """Of an edition of the prize, its own page."""
    if (competition := competition_of(call)) is not None:
        return links.to("competitions.show", competition_id=competition.id, lang=language)
    return links.to("funding.show", funding_call_id=call.id, lang=language)


def questions_url(call: FundingCall, language: str | None = None) -> str:
    if (competition := competition_of(call)) is not None:
        return links.to("competitions.questions", competition_id=competition.id, lang=language)
    return links.to("funding.questions", funding_call_id=call.id, lang=language)
