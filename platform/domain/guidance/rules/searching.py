"""Counting what people look for, without saying who."""

from datetime import datetime, timedelta

from noress.core import clock
from noress.domain.accounts import limits
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.guidance.asking import Asked
from noress.domain.guidance.finding import find
from noress.domain.guidance.models import Guidance
from noress.extensions import db

#: a workshop of forty people shares one network
MOST_BY_NETWORK, WINDOW = 120, timedelta(hours=1)
_SEARCHED = "guidance"


def note_search(
    *, asked: Asked, vocabulary: Vocabulary, language: str, network: str, trap: str, now: datetime
) -> Guidance | None:
    """One line: the day, the place, the need, how many fit. Machines, and the same search in bulk, count nothing; who
    searches is led on in any case."""
    if trap.strip() or asked.is_empty:
        return None
    limit = limits.Limit(_SEARCHED, limits.by_network(network), MOST_BY_NETWORK, window=WINDOW)
    if limits.wait_for(limit, now=now) is not None:
        return None
    limits.note(_SEARCHED, limit.subject, succeeded=True, now=now)
    line = Guidance(
        asked_on=clock.today(now), province_code=asked.province or None, language=language,
        stage_id=asked.stage.id if asked.stage else None, need_id=asked.need.id if asked.need else None,
        public_id=asked.public.id if asked.public else None, found=len(find(asked, vocabulary, widens=False).ids),
    )  # fmt: skip
    db.session.add(line)
    return line
