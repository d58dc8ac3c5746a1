"""Reading plans and actions. Each returns a Select with its loads declared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.core import clock, spans
from noress.core.folding import fold
from noress.domain.actions.models import (
    SILENT_MONTHS,
    Action,
    ActionEvidence,
    ActionImport,
    ActionPlan,
    ActionReport,
    ActionState,
)
from noress.domain.decisions.models import Decision
from noress.domain.institutions.models import Body, BodyKind, Institution
from noress.domain.meetings.models import Meeting, meeting_body

_NOTHING_MORE = raiseload("*", sql_only=True)
_OPEN = (ActionState.OPEN, ActionState.BLOCKED)


@dataclass(frozen=True)
class Reach:
    """What of the actions a person may know: everything, those of their institution, of their bodies."""

    everything: bool = False
    institution_id: int | None = None
    body_ids: frozenset[int] = field(default_factory=frozenset)
    #: holds a seat: the plenary's plans are every member's
    is_member: bool = False


class Wanted(NamedTuple):
    """What a list of actions is narrowed to."""

    words: str = ""
    where: str = ""
    plan_id: int | None = None
    body_id: int | None = None
    owner_institution_id: int | None = None
    owner_body_id: int | None = None
    is_outside: bool = False
    state: ActionState | None = None
    only_overdue: bool = False


# --- conditions ---------------------------------------------------------------------------------------


def is_open() -> ColumnElement[bool]:
    """Something is still expected, and its plan is not over."""
    closed = select(ActionPlan.id).where(ActionPlan.id == Action.plan_id, ActionPlan.closed_on.is_not(None))
    return and_(Action.removed_at.is_(None), Action.state.in_(_OPEN), ~closed.exists())


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """What `due.is_overdue` says of one action, said of all."""
    wall = clock.to_wall(now)
    return and_(
        is_open(),
        or_(
            Action.due_on < wall.date(),
            and_(Action.due_on == wall.date(), Action.due_wall <= f"{wall:%H:%M}"),
            _is_silent(wall.date()),
        ),
    )


def _is_silent(today: date) -> ColumnElement[bool]:
    before = clock.to_utc(datetime.combine(spans.months_before(today, SILENT_MONTHS), time()))
    last_news = func.coalesce(Action.last_report_at, Action.created_at)
    return and_(Action.due_on.is_(None), last_news < before)


def is_of_bodies(body_ids: Any) -> ColumnElement[bool]:
    """Of a plan of these bodies, entrusted to one of them, or come out of a meeting of theirs."""
    meetings = select(meeting_body.c.meeting_id).where(meeting_body.c.body_id.in_(body_ids))
    return or_(
        Action.plan_id.in_(select(ActionPlan.id).where(ActionPlan.body_id.in_(body_ids))),
        Action.owner_body_id.in_(body_ids), Action.meeting_id.in_(meetings),
        Action.decision_id.in_(select(Decision.id).where(Decision.meeting_id.in_(meetings))),
    )  # fmt: skip


def is_within(reach: Reach) -> ColumnElement[bool]:
    """The actions that this reach holds; `policy.can_see_action` says the same of one."""
    if reach.everything:
        return true()
    public = select(ActionPlan.id).where(ActionPlan.is_public.is_(True))
    found: list[ColumnElement[bool]] = [Action.plan_id.in_(public)]
    if reach.institution_id is not None:
        found.append(Action.owner_institution_id == reach.institution_id)
    if reach.body_ids:
        found.append(is_of_bodies(list(reach.body_ids)))
    if reach.is_member:
        found.append(is_of_bodies(select(Body.id).where(Body.kind == BodyKind.PLENARY)))
    return or_(*found)


def _plan_is_within(reach: Reach) -> ColumnElement[bool]:
    if reach.everything:
        return true()
    found: list[ColumnElement[bool]] = [ActionPlan.is_public.is_(True)]
    if reach.body_ids:
        found.append(ActionPlan.body_id.in_(list(reach.body_ids)))
    if reach.is_member:
        found.append(ActionPlan.body_id.in_(select(Body.id).where(Body.kind == BodyKind.PLENARY)))
    return or_(*found)


def _contains(column: Any, words: str) -> list[ColumnElement[bool]]:
    """Every word of a search, anywhere."""
    return [column.contains(word, autoescape=True) for word in fold(words).split()]


def _by_due() -> list[Any]:
    """The most pressing first; without date last."""
    return [Action.due_on.is_(None), Action.due_on, Action.due_wall, Action.id]


# --- lists of actions ---------------------------------------------------------------------------------


def with_owner(query: Select[Action]) -> Select[Action]:
    """Plan, its body, and the owner's name: what every list shows."""
    return query.options(
        joinedload(Action.plan).options(joinedload(ActionPlan.body).options(_NOTHING_MORE), _NOTHING_MORE),
        joinedload(Action.owner_institution).options(_NOTHING_MORE),
        joinedload(Action.owner_body).options(_NOTHING_MORE),
        _NOTHING_MORE,
    )


def _living() -> Select[Action]:
    return select(Action).where(Action.removed_at.is_(None))


def list_actions(wanted: Wanted, reach: Reach, now: datetime) -> Select[Action]:
    """What somebody may see, narrowed, the most pressing first; what is over comes last."""
    query = _living().where(is_within(reach), *_narrowed(wanted, now))
    return with_owner(query).order_by(case((is_open(), 0), else_=1), *_by_due())


def _narrowed(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    found = [*_contains(Action.text_folded, wanted.words), *_contains(Action.where_folded, wanted.where)]
    columns = {
        "plan_id": Action.plan_id, "owner_institution_id": Action.owner_institution_id,
        "owner_body_id": Action.owner_body_id, "state": Action.state,
    }  # fmt: skip
    found += [
        column == value for name, column in columns.items() if (value := getattr(wanted, name)) is not None
    ]
    if wanted.body_id is not None:
        found.append(is_of_bodies([wanted.body_id]))
    if wanted.is_outside:
        found.append(Action.owner_words.is_not(None))
    if wanted.only_overdue:
        found.append(is_overdue(now))
    return found


def list_lines(plan_id: int) -> Select[Action]:
    """The lines of a plan in its order."""
    return with_owner(_living().where(Action.plan_id == plan_id)).order_by(Action.position, Action.id)


def list_ids(query: Select[Action]) -> Select[int]:
    """The keys of a list, in its order, for an export."""
    return query.with_only_columns(Action.id)


def list_by_ids(ids: Iterable[int]) -> Select[Action]:
    """For exports, in no order."""
    return with_owner(select(Action).where(Action.id.in_(list(ids))))


def list_lines_by_due(plan_id: int) -> Select[Action]:
    """The lines of a plan along its time; without date last."""
    return with_owner(_living().where(Action.plan_id == plan_id)).order_by(*_by_due())


def list_lines_by_state(plan_id: int) -> Select[Action]:
    """The lines of a plan by state, in the order that the board shows, the most pressing first."""
    ranks = {state: rank for rank, state in enumerate(ActionState)}
    query = _living().where(Action.plan_id == plan_id)
    return with_owner(query).order_by(case(ranks, value=Action.state), *_by_due())


def list_open_actions_of_meeting_bodies(body_ids: Iterable[int], *, limit: int = 100) -> Select[Action]:
    """What the "follow-up of decisions" of an agenda shows: open actions of these bodies' plans, entrusted to
    them, or decided in their meetings; the most pressing first, with plan and owner."""
    ids = list(body_ids)
    query = _living().where(is_of_bodies(ids) if ids else false(), is_open())
    return with_owner(query.order_by(*_by_due()).limit(limit))


def list_actions_of_decision(decision_id: int) -> Select[Action]:
    """Every action that came out of a decision, in the order of their numbers."""
    return with_owner(_living().where(Action.decision_id == decision_id).order_by(Action.id))


def list_actions_of_institution(institution_id: int, *, only_open: bool = False) -> Select[Action]:
    """What an institution answers for, the most pressing first."""
    query = _living().where(Action.owner_institution_id == institution_id)
    return with_owner((query.where(is_open()) if only_open else query).order_by(*_by_due()))


def get_action_of_block(block_id: int) -> Select[Action]:
    """The one action that a block of a record created."""
    return select(Action).where(Action.block_id == block_id)


def get_last_position(plan_id: int) -> Select[int | None]:
    """The place of a plan's last line."""
    return select(func.max(Action.position)).where(Action.plan_id == plan_id)


def get_action_page(action_id: int) -> Select[Action]:
    """One action with all that its page shows: where it comes from, what was said of it and by whom."""
    reports = selectinload(Action.reports)
    return with_owner(select(Action).where(Action.id == action_id)).options(
        joinedload(Action.proposal).options(_NOTHING_MORE),
        joinedload(Action.meeting).options(selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE),
        joinedload(Action.decision).options(
            joinedload(Decision.meeting).options(selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE),
            _NOTHING_MORE,
        ),
        reports.joinedload(ActionReport.institution).options(_NOTHING_MORE),
        reports.joinedload(ActionReport.reported_by).options(_NOTHING_MORE),
        reports.selectinload(ActionReport.evidence).joinedload(ActionEvidence.file).options(_NOTHING_MORE),
    )  # fmt: skip


def get_report_of_key(client_key: str) -> Select[ActionReport]:
    """The word that a page has already sent."""
    return select(ActionReport).where(ActionReport.client_key == client_key).options(_NOTHING_MORE)


def get_last_report(action_id: int) -> Select[ActionReport]:
    """The newest word on an action, with its proofs."""
    return (
        select(ActionReport)
        .where(ActionReport.action_id == action_id)
        .options(
            selectinload(ActionReport.evidence).joinedload(ActionEvidence.file).options(_NOTHING_MORE),
            _NOTHING_MORE,
        )
        .order_by(ActionReport.id.desc())
        .limit(1)
    )


# --- plans --------------------------------------------------------------------------------------------


def list_plans(reach: Reach) -> Select[ActionPlan]:
    """Plans that go on, then those that are over; the newest first."""
    return (
        select(ActionPlan)
        .where(_plan_is_within(reach))
        .options(joinedload(ActionPlan.body).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(ActionPlan.closed_on.is_not(None), ActionPlan.starts_on.desc(), ActionPlan.id.desc())
    )


def list_plan_choices(reach: Reach, *, only_open: bool = False) -> Select[int, Any]:
    """(id, title) of the plans within reach, for a list to choose from."""
    query = select(ActionPlan.id, ActionPlan.title).where(_plan_is_within(reach))
    query = query.where(ActionPlan.closed_on.is_(None)) if only_open else query
    return query.order_by(ActionPlan.closed_on.is_not(None), ActionPlan.id.desc()).limit(200)


def count_lines(plan_ids: Iterable[int], now: datetime) -> Select[int | None, ActionState, int, int]:
    """Rows (plan, state, how many lines, how many of them are late)."""
    late = func.sum(case((is_overdue(now), 1), else_=0))
    return (
        select(Action.plan_id, Action.state, func.count(), late)
        .where(Action.plan_id.in_(list(plan_ids)), Action.removed_at.is_(None))
        .group_by(Action.plan_id, Action.state)
    )


def list_owner_institutions(reach: Reach) -> Select[int, Any]:
    """(id, name) of the institutions that answer for an action within reach."""
    owners = select(Action.owner_institution_id).where(Action.removed_at.is_(None), is_within(reach))
    return select(Institution.id, Institution.name).where(Institution.id.in_(owners)).order_by(
        Institution.name_sort
    )  # fmt: skip


def list_owner_bodies(reach: Reach) -> Select[int, Any]:
    """(id, name) of the bodies that answer for an action within reach."""
    owners = select(Action.owner_body_id).where(Action.removed_at.is_(None), is_within(reach))
    return select(Body.id, Body.name).where(Body.id.in_(owners)).order_by(Body.position, Body.id)


def list_body_choices(on: date) -> Select[int, Any]:
    """(id, name) of the bodies that live that day."""
    living = or_(Body.dissolved_on.is_(None), Body.dissolved_on > on)
    return select(Body.id, Body.name).where(living).order_by(Body.position, Body.id)


def list_decision_choices(limit: int = 200) -> Select[Decision]:
    """The latest decisions, for an action to name the one that it carries out."""
    return (
        select(Decision)
        .options(_NOTHING_MORE)
        .order_by(Decision.adopted_on.desc(), Decision.id.desc())
        .limit(limit)
    )


# --- what waits ---------------------------------------------------------------------------------------


def is_due_soon(now: datetime, within: timedelta, heard_before: datetime) -> ColumnElement[bool]:
    """Due within that time, or late already, and not just spoken of."""
    until = clock.today(now + within)
    unheard = or_(Action.last_report_at.is_(None), Action.last_report_at < heard_before)
    return and_(is_open(), or_(Action.due_on <= until, _is_silent(clock.today(now))), unheard)


def list_due_soon(now: datetime, within: timedelta, heard_before: datetime) -> Select[Action]:
    """Every action that its owner may be asked about, the most pressing first."""
    return with_owner(_living().where(is_due_soon(now, within, heard_before)).order_by(*_by_due()))


def list_due_soon_of(
    institution_id: int, now: datetime, within: timedelta, heard_before: datetime
) -> Select[Action]:
    """Those of one institution."""
    return list_due_soon(now, within, heard_before).where(Action.owner_institution_id == institution_id)


def count_overdue(now: datetime) -> Select[int]:
    return select(func.count()).select_from(Action).where(is_overdue(now))


# --- imports ------------------------------------------------------------------------------------------


def list_imports(plan_id: int, limit: int = 10) -> Select[ActionImport]:
    """The latest sheets sent for a plan."""
    return (
        select(ActionImport)
        .where(ActionImport.plan_id == plan_id)
        .options(_NOTHING_MORE)
        .order_by(ActionImport.id.desc())
        .limit(limit)
    )


def list_written(ids: Iterable[int]) -> Select[Action]:
    """The lines that an import wrote, whatever became of them."""
    return select(Action).where(Action.id.in_(list(ids))).options(_NOTHING_MORE).order_by(Action.id)
