"""When an action is due: a minute, a day, a week or a month. What is stored is the last day of that time."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from noress.core import clock, spans
from noress.domain.actions.models import SILENT_MONTHS, Action, DuePrecision

#: "the end of February" is drawn from that day on
END_OF_MONTH = 21


class Due(NamedTuple):
    """`on` is the last day of the time said; `wall` the hour, of the minute only; `words` the source's own."""

    on: date
    precision: DuePrecision = DuePrecision.DAY
    wall: str | None = None
    is_end: bool = False
    words: str | None = None

    @classmethod
    def within(
        cls, day: date, precision: DuePrecision, *, wall: str | None = None, is_end: bool = False,
        words: str | None = None,
    ) -> "Due":  # fmt: skip
        """The time of that precision which holds the day."""
        on = {DuePrecision.MONTH: spans.end_of_month, DuePrecision.WEEK: spans.end_of_week}.get(
            precision, date.replace
        )(day)
        wall = wall if precision is DuePrecision.MINUTE else None
        return cls(on, precision, wall, is_end and precision is DuePrecision.MONTH, words)

    @classmethod
    def of(cls, action: Action) -> "Due | None":
        """What is stored."""
        if action.due_on is None or action.due_precision is None:
            return None
        return cls(action.due_on, action.due_precision, action.due_wall, action.due_is_end, action.due_words)

    @property
    def first(self) -> date:
        """The first day of the time said."""
        if self.precision is DuePrecision.MONTH:
            return self.on.replace(day=END_OF_MONTH if self.is_end else 1)
        return spans.start_of_week(self.on) if self.precision is DuePrecision.WEEK else self.on

    @property
    def until(self) -> datetime:
        """The instant after which it is late."""
        if self.wall:
            return clock.to_utc(datetime.combine(self.on, time.fromisoformat(self.wall)))
        return clock.to_utc(datetime.combine(self.on + timedelta(days=1), time()))


def silent_before(now: datetime) -> datetime:
    """A word older than this instant is no news any more; `queries` counts alike."""
    return clock.to_utc(datetime.combine(spans.months_before(clock.today(now), SILENT_MONTHS), time()))


def last_news_at(action: Action) -> datetime:
    return action.last_report_at or action.created_at


def is_silent(action: Action, now: datetime) -> bool:
    """Without date, and nobody has said anything for six months."""
    return action.due_on is None and last_news_at(action) < silent_before(now)


def is_overdue(action: Action, now: datetime) -> bool:
    """Computed when shown, never stored; `queries.is_overdue` says the same to the database."""
    if not action.state.is_open or (action.plan is not None and action.plan.closed_on is not None):
        return False
    due = Due.of(action)
    return due.until <= now if due is not None else is_silent(action, now)
