"""What pages show of plans and actions, said once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for

from noress.core import clock, spans
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.actions import policy, queries, wording
from noress.domain.actions.due import Due
from noress.domain.actions.models import Action, ActionPlan, ActionState
from noress.extensions import db
from noress.web.identity import current_actor


def seen_at() -> datetime:
    """When "late" is judged. Visitors' pages are kept ready for a day: for them, at its beginning."""
    now = clock.now()
    if current_actor() is not None:
        return now
    return clock.to_utc(datetime.combine(clock.today(now), time()))


class Line(NamedTuple):
    """An action as a list, a board or a calendar shows it."""

    id: int
    number: str
    url: str
    what: Translated
    where: Translated | None
    how: Translated | None
    deliverables: Translated | None
    when: str
    words: str
    owner: Any
    owner_url: str | None
    state: str
    state_kind: str
    progress: int
    late: str
    plan: ActionPlan | None
    #: "2013-02-01", "2013-02-28": exactly, for those who count
    due_first: str = ""
    due_last: str = ""
    #: where it stands within its month, in days from 0: (first, how many)
    span: tuple[int, int] | None = None
    #: the same for the work before the due time
    work: tuple[int, int] | None = None


def lines(actions: Iterable[Action], now: datetime) -> list[Line]:
    return [line(action, now) for action in actions]


def line(action: Action, now: datetime) -> Line:
    state, kind = wording.state_of(action, now)
    due = Due.of(action)
    owner_url = None
    if action.owner_institution_id is not None:
        owner_url = url_for("public.member", institution_id=action.owner_institution_id)
    elif action.owner_body_id is not None:
        owner_url = url_for("public.body", body_id=action.owner_body_id)
    return Line(
        id=action.id, number=action.number, url=url_for("actions.show", action_id=action.id), what=action.what,
        where=action.where, how=action.how, deliverables=action.deliverables, when=wording.due_words(due),
        words=action.due_words or "", owner=wording.owner_name(action), owner_url=owner_url, state=state,
        state_kind=kind, progress=action.progress, late=wording.late_words(action, now), plan=action.plan,
        due_first=due.first.isoformat() if due else "", due_last=due.on.isoformat() if due else "",
        span=_span(due), work=_work(action.starts_on, due),
    )  # fmt: skip


def _span(due: Due | None) -> tuple[int, int] | None:
    """A day is a day wide, a month the whole month."""
    return (due.first.day - 1, (due.on - due.first).days + 1) if due is not None else None


def _work(starts_on: date | None, due: Due | None) -> tuple[int, int] | None:
    """From the start, or from the first of the month when it began earlier, to the due time."""
    if starts_on is None or due is None or starts_on >= due.first:
        return None
    first = max(starts_on, due.on.replace(day=1))
    return (first.day - 1, (due.first - first).days) if first < due.first else None


class Month(NamedTuple):
    """A month of the calendar of a plan; without `title`, the actions that have no date."""

    title: str
    key: str
    days: int
    #: today, in days from 0, in the present month
    today: int | None
    lines: list[Line]


def months(actions: Iterable[Action], now: datetime) -> list[Month]:
    """Actions in the order of their due dates, under the month that they fall in."""
    today = clock.today(now)
    return [
        _month(first, list(found), today, now)
        for first, found in groupby(actions, key=lambda a: a.due_on.replace(day=1) if a.due_on else None)
    ]


def _month(first: date | None, actions: list[Action], today: date, now: datetime) -> Month:
    if first is None:
        return Month("", "sans-date", 0, None, lines(actions, now))
    is_now = first == today.replace(day=1)
    return Month(
        wording.month_words(first), f"{first:%Y-%m}", spans.end_of_month(first).day, today.day - 1 if is_now else None,
        lines(actions, now),
    )  # fmt: skip


def board(actions: Iterable[Action], now: datetime) -> list[tuple[ActionState, Any, list[Line]]]:
    """[(state, its word, lines)]: every state has its column, empty ones too."""
    found: dict[ActionState, list[Line]] = {state: [] for state in ActionState}
    for action in actions:
        found[action.state].append(line(action, now))
    return [(state, state.label, rows) for state, rows in found.items()]


@dataclass
class PlanCounts:
    """How far a plan is."""

    total: int = 0
    done: int = 0
    late: int = 0
    dropped: int = 0

    @property
    def percent(self) -> int:
        """Of the lines that still count; a dropped one does not."""
        counted = self.total - self.dropped
        return round(100 * self.done / counted) if counted else 0


def count_plans(plans: Iterable[ActionPlan], now: datetime) -> dict[int, PlanCounts]:
    """One query for all of them."""
    counts = {plan.id: PlanCounts() for plan in plans}
    if not counts:
        return {}
    for plan_id, state, total, late in db.session.execute(queries.count_lines(counts, now)):
        one = counts[plan_id or 0]
        one.total += total
        one.late += late or 0
        one.done += total if state is ActionState.DONE else 0
        one.dropped += total if state is ActionState.DROPPED else 0
    return counts


def origin_rows(action: Action, actor: Actor | None) -> list[tuple[str, Any]]:
    """Where an action comes from: (kind, object), for the page to link."""
    found: list[tuple[str, Any]] = []
    if action.proposal is not None:
        found.append(("proposal", action.proposal))
    if action.decision is not None and (action.decision.is_public or (actor is not None)):
        found.append(("decision", action.decision))
    if action.meeting is not None and action.meeting.state.is_public:
        found.append(("meeting", action.meeting))
    return found


def shows_plan(actor: Actor | None, plan: ActionPlan | None) -> bool:
    """An owner may know of its own line and not of the plan."""
    return plan is not None and policy.can_see_plan(actor, plan)


def body_name(plan: ActionPlan) -> Any:
    return wording.body_name(plan)
