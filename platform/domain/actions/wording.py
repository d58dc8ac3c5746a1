"""Actions in words: when they are due, who answers for them, in which state they are."""

import re
from datetime import date, datetime, time
from typing import Any

from babel.dates import format_date

from noress.core import formats, spans
from noress.core.i18n import DEFAULT, language, locale
from noress.core.i18n import gettext as _
from noress.domain.actions.due import Due, is_overdue, is_silent, last_news_at
from noress.domain.actions.models import Action, ActionPlan, ActionState, DuePrecision

#: colour and shape of a state: components/status.html
KINDS = {
    ActionState.OPEN: "info", ActionState.BLOCKED: "warning", ActionState.DONE: "ok", ActionState.DROPPED: "neutral",
}  # fmt: skip


def month_words(day: date) -> str:
    """avril 2013."""
    return format_date(day, "LLLL y", locale=locale())


def due_words(due: Due | None) -> str:
    """fin février 2013; 1re semaine de mai 2013; avril 2013; 3 février 2013, 10 h 30."""
    if due is None:
        return _("sans date")
    if due.precision is DuePrecision.MONTH:
        month = month_words(due.on)
        return _("fin %(month)s", month=month) if due.is_end else month
    if due.precision is DuePrecision.WEEK:
        return _week_words(due.on)
    if due.wall:
        hours = formats.time_words(datetime.combine(due.on, time.fromisoformat(due.wall)))
        return _("%(date)s, %(hours)s", date=formats.date_short(due.on), hours=hours)
    return formats.date_short(due.on)


def _week_words(day: date) -> str:
    month = month_words(day)
    words = {
        1: _("1re semaine de %(month)s", month=month), 2: _("2e semaine de %(month)s", month=month),
        3: _("3e semaine de %(month)s", month=month), 4: _("4e semaine de %(month)s", month=month),
    }[spans.week_of_month(day)]  # fmt: skip
    return re.sub(r"\bde (?=[ao])", "d'", words) if language() == DEFAULT else words


def owner_name(action: Action) -> Any:
    """The institution or the body in the reader's language, or the outside body's own words."""
    if action.owner_institution is not None:
        return action.owner_institution.name
    if action.owner_body is not None:
        return action.owner_body.name
    return action.owner_words or ""


def body_name(plan: ActionPlan) -> Any:
    return plan.body.name if plan.body is not None else plan.body_words or ""


def state_of(action: Action, now: datetime) -> tuple[str, str]:
    """(word, kind of status). In a plan that is over, what was never reported is not said to go on."""
    if action.state.is_open and action.plan is not None and action.plan.closed_on is not None:
        return _("suite non documentée"), "neutral"
    return str(action.state.label), KINDS[action.state]


def late_words(action: Action, now: datetime) -> str:
    """Why it is late, or nothing: "en retard", "sans nouvelle depuis le 3 mai 2026"."""
    if not is_overdue(action, now):
        return ""
    if is_silent(action, now):
        return _("sans nouvelle depuis le %(date)s", date=formats.date_short(last_news_at(action)))
    return _("en retard")


def title_of(action: Action, limit: int = 120) -> str:
    """What is to be done, short enough for a title or the subject of a mail."""
    text = " ".join(str(action.what).split())
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def due_of(action: Action) -> Due | None:
    return Due.of(action)


def shortened(text: Any, limit: int = 90) -> str:
    """A content on one line, for a list to choose from."""
    words = " ".join(str(text).split())
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + "…"
