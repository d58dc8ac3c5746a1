"""Creating and editing an action; following the block of the record that it came from."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.actions import queries
from noress.domain.actions.models import Action, ActionPlan, ActionState
from noress.domain.actions.values import (
    ActionValues,
    check_values,
    columns_of,
    outside_columns,
    refold,
    source_of,
)
from noress.domain.audit import queries as audit
from noress.domain.audit.rules import changed, record
from noress.domain.decisions.models import Decision
from noress.domain.meetings.models import Meeting, Proposal
from noress.domain.minutes.models import MinutesBlock
from noress.extensions import db

SIGN = "…@…"
STALE = _("Quelqu'un a enregistré cette action pendant que vous écriviez. Comparez les deux textes.")


def create_action(
    *, values: ActionValues, actor: Actor, now: datetime, plan: ActionPlan | None = None,
    block: MinutesBlock | None = None, meeting: Meeting | None = None, decision: Decision | None = None,
    proposal: Proposal | None = None,
) -> Action:  # fmt: skip
    """A new line with the next number of the year; a block that has its action already keeps it."""
    if block is not None:
        known = db.session.scalars(queries.get_action_of_block(block.id)).one_or_none()
        if known is not None:
            return known
    check_values(values)
    check_plan(plan)
    year = clock.today(now).year
    outside = outside_columns(values)
    action = Action(
        number=f"A-{year}-{next_number(db.session(), 'A', year):03d}", plan_id=plan.id if plan else None,
        position=(db.session.scalar(queries.get_last_position(plan.id)) or 0) + 1 if plan else 0,
        block_id=block.id if block else None, meeting_id=meeting.id if meeting else None,
        decision_id=decision.id if decision else None, proposal_id=proposal.id if proposal else None,
        state=ActionState.OPEN, progress=0, link_generation=1, reminders=0, version=1, created_at=now,
        **columns_of(values), **outside, **_given(outside["owner_email"], actor, now),
    )  # fmt: skip
    refold(action)
    db.session.add(action)
    db.session.flush()  # history needs its number
    record(actor, "action.created", action, now=now, changes={"what": (None, action.what)})
    return action


def edit_action(
    *, action: Action, values: ActionValues, version: int, actor: Actor, now: datetime,
    plan: ActionPlan | None = None, decision: Decision | None = None, proposal: Proposal | None = None,
) -> None:  # fmt: skip
    """Save the six columns and where the line comes from."""
    lock(action)
    if action.version != version:
        raise StaleVersion(STALE, ActionValues.of(action))
    check_values(values)
    if plan is None or plan.id != action.plan_id:
        check_plan(plan)
    links = {
        "plan_id": plan.id if plan else None, "decision_id": decision.id if decision else None,
        "proposal_id": proposal.id if proposal else None,
    }  # fmt: skip
    _write(action, {**columns_of(values), **links}, values, actor=actor, now=now)


def follow_block(
    *, block: MinutesBlock, values: ActionValues | None, actor: Actor, now: datetime
) -> Action | None:
    """The block was corrected: its action says the same. What the block does not say stays as it is. With
    `values=None` (the block is removed, or is no action any more), an action still open is dropped; when the
    block comes back, so does the action, as it was. None when the block has no action."""
    action = db.session.scalars(queries.get_action_of_block(block.id)).one_or_none()
    if action is None:
        return None
    lock(action)
    if values is None:
        if action.state.is_open:
            changes = changed(action, {"state": ActionState.DROPPED})
            action.version += 1
            record(actor, "action.block_removed", action, now=now, changes=changes)
        return action
    said = _completed(values, ActionValues.of(action))
    check_values(said)
    if action.state is ActionState.DROPPED:
        _take_up_again(action, actor, now)
    _write(action, columns_of(said), said, actor=actor, now=now)
    return action


def _take_up_again(action: Action, actor: Actor, now: datetime) -> None:
    """Only what the removal of its block dropped; what somebody gave up stays so."""
    history = db.session.scalars(audit.list_history(action.__tablename__, action.id))
    last = next((event for event in history if "state" in event.changes), None)
    if last is None or last.action != "action.block_removed":
        return
    changes = changed(action, {"state": ActionState(last.changes["state"][0])})
    action.version += 1
    record(actor, "action.block_returned", action, now=now, changes=changes)


def check_plan(plan: ActionPlan | None) -> None:
    """A plan that is over takes no new line."""
    if plan is not None and plan.closed_on is not None:
        message = _("Ce plan est clos : il ne prend plus de ligne.")
        raise RuleError("closed_plan", message, field="plan_id", status=409)


def _completed(said: ActionValues, kept: ActionValues) -> ActionValues:
    """What the block says, over what the action already had."""
    owners = ("owner_institution_id", "owner_body_id", "owner_words")
    names_owner = any(getattr(said, name) for name in owners)
    merged: dict[str, Any] = {
        name: getattr(said, name) or getattr(kept, name)
        for name in ("what", "where", "how", "deliverables", "starts_on", "due")
    }
    merged |= {name: getattr(said if names_owner else kept, name) for name in owners}
    if merged["owner_words"]:
        same = merged["owner_words"] == kept.owner_words
        merged["owner_email"] = said.owner_email or (kept.owner_email if same else None)
        merged["owner_language"] = said.owner_language if said.owner_email else kept.owner_language
    else:
        merged["owner_email"] = None
    return replace(kept, **merged)


def _write(
    action: Action, columns: dict[str, Any], values: ActionValues, *, actor: Actor, now: datetime
) -> None:
    changes = changed(action, {**columns, **outside_columns(values)})
    if not changes:
        return
    if "owner_email" in changes:
        # who gave the address is part of using it; links already mailed die with the old one
        changed(action, {**_given(action.owner_email, actor, now), "reminders": 0})
    if changes.keys() & {"owner_email", "owner_institution_id", "owner_body_id", "owner_words"}:
        action.link_generation += 1
    if "plan_id" in changes:
        last = db.session.scalar(queries.get_last_position(action.plan_id)) if action.plan_id else None
        action.position = (last or 0) + 1
    refold(action)
    action.version += 1
    record(actor, "action.edited", action, now=now, changes=_without_address(changes))


def _without_address(changes: dict[str, Any]) -> dict[str, Any]:
    """History is kept for years, a third party's address is not: that it changed, never what it was."""
    if "owner_email" not in changes:
        return changes
    before, after = (SIGN if address else None for address in changes["owner_email"])
    return {**changes, "owner_email": (before, f"{SIGN} " if before and after else after)}


def _given(address: str | None, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "owner_email_at": now if address else None,
        "owner_email_source": source_of(actor) if address else None,
    }
