"""Which needs find no answer, by territory: the emptiest first."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import median
from typing import Any

from noress.core import clock, territories
from noress.core.i18n import lazy as _
from noress.domain.guidance.queries import counting
from noress.extensions import db

DAY_SECONDS = 86_400
NOWHERE, NOTHING = _("lieu non précisé"), _("besoin non précisé")


@dataclass
class Need:
    """A province and a need: what was looked for there, and what came of it."""

    province: str | None
    need_id: int | None
    asked: int = 0
    empty: int = 0
    sent: int = 0
    answered: int = 0
    unanswered: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def days(self) -> float | None:
        """Median of the days until the first answer."""
        return round(median(self.waits), 1) if self.waits else None

    @property
    def is_empty(self) -> bool:
        """Nothing fits at all: every search there came back empty, or nobody has answered."""
        return (self.asked > 0 and self.empty == self.asked) or (self.unanswered > 0 and not self.answered)

    @property
    def place(self) -> Any:
        found = territories.get(self.province or "")
        return found.name if found else NOWHERE


def read_board(*, since: date | None, province: str = "") -> list[Need]:
    """Three grouped statements. Empty cells first, then those that fail most often."""
    began = clock.to_utc(datetime.combine(since, time())) if since is not None else None
    needs: dict[tuple[str | None, int | None], Need] = {}
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    rows["searches"] += db.session.execute(counting.count_searches(since, province)).all()
    rows["requests"] += db.session.execute(counting.count_requests(began, province)).all()
    rows["waits"] += db.session.execute(counting.list_waits(began, province)).all()
    for place, need, asked, empty in rows["searches"]:
        one = needs.setdefault((place, need), Need(place, need))
        one.asked, one.empty = asked, int(empty or 0)
    for place, need, sent, answered, unanswered in rows["requests"]:
        one = needs.setdefault((place, need), Need(place, need))
        one.sent, one.answered, one.unanswered = sent, int(answered or 0), int(unanswered or 0)
    for place, need, sent_at, answered_at in rows["waits"]:
        needs[place, need].waits.append((answered_at - sent_at).total_seconds() / DAY_SECONDS)
    return sorted(needs.values(), key=_rank)


def _rank(one: Need) -> tuple[Any, ...]:
    return (
        not one.is_empty, -(one.empty + one.unanswered), -one.asked, -one.sent, one.province or "~", one.need_id or 0,
    )  # fmt: skip
