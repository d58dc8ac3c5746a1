"""A block put back brings back what its removal took out of the registers, as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.actions.models import Action, ActionState
from noress.domain.audit.models import AuditEvent
from noress.domain.decisions import rules as decisions
from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.institutions.models import BodyKind
from noress.domain.minutes import rules
from noress.domain.minutes.models import BlockKind, MinutesState
from noress.extensions import db
from tests.domain.minutes.conftest import fresh
from tests.factories import make_body
from tests.factories.actions import make_action
from tests.factories.decisions import make_decision
from tests.factories.minutes import make_block, make_held_meeting, make_minutes


@pytest.fixture
def circulated(app):
    body = make_body(BodyKind.COMMITTEE, "Comité financement")
    return make_minutes(make_held_meeting(bodies=[body]), state=MinutesState.CIRCULATED)


def take_out_and_back(block, work, actor, now, between=lambda: None):
    with work():
        rules.remove_block(block=block, actor=actor, now=now)
    between()
    with work():
        rules.return_block(block=block, actor=actor, now=now + timedelta(minutes=1))


def history_of(row):
    events = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_type == row.__tablename__, AuditEvent.object_id == row.id)
        .order_by(AuditEvent.id)
    )
    return [(event.action, event.changes) for event in events]


@pytest.mark.parametrize("state", [ActionState.OPEN, ActionState.BLOCKED])
def test_the_action_is_expected_again(actor, now, work, circulated, state):
    block = make_block(circulated, "Écrire aux communes", kind=BlockKind.ACTION)
    action = make_action(block_id=block.id, meeting_id=circulated.meeting_id, state=state)
    take_out_and_back(
        block, work, actor, now, lambda: _assert_is(fresh(Action, action.id).state, ActionState.DROPPED)
    )
    assert fresh(Action, action.id).state is state
    assert history_of(action)[:2] == [
        ("action.block_removed", {"state": [state.value, "dropped"]}),
        ("action.block_returned", {"state": ["dropped", state.value]}),
    ]


def registered(minutes, text="Un règlement est adopté.", **values):
    day = minutes.meeting.starts_wall.date()
    return make_decision(text, meeting=minutes.meeting, adopted_on=day, **values)


def _assert_is(found, expected):
    assert found is expected


def test_an_action_that_was_given_up_before_stays_so(actor, now, work, circulated):
    block = make_block(circulated, "Écrire aux communes", kind=BlockKind.ACTION)
    action = make_action(block_id=block.id, meeting_id=circulated.meeting_id, state=ActionState.DROPPED)
    take_out_and_back(block, work, actor, now)
    assert fresh(Action, action.id).state is ActionState.DROPPED
    assert "action.block_returned" not in [name for name, _changes in history_of(action)]


def test_the_decision_is_in_force_again(actor, now, work, circulated):
    block = make_block(
        circulated, "Un fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"}
    )
    decision = registered(circulated, block.text, block_id=block.id)
    take_out_and_back(
        block,
        work,
        actor,
        now,
        lambda: _assert_is(fresh(Decision, decision.id).state, DecisionState.WITHDRAWN),
    )
    assert fresh(Decision, decision.id).state is DecisionState.IN_FORCE


def test_an_executed_decision_is_executed_again(actor, now, work, circulated):
    block = make_block(
        circulated, "Un fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"}
    )
    decision = registered(circulated, block.text, block_id=block.id)
    with work():
        decisions.execute_decision(decision=decision, on=decision.adopted_on, note=None, actor=actor, now=now)
    take_out_and_back(block, work, actor, now)
    found = fresh(Decision, decision.id)
    assert (found.state, found.executed_on) == (DecisionState.EXECUTED, found.adopted_on)


def test_a_decision_replaces_again_what_it_replaced(actor, now, work, circulated):
    older = registered(circulated, rank=1)
    block = make_block(
        circulated, "Un fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"}
    )
    decision = registered(circulated, block.text, block_id=block.id, rank=2)
    with work():
        decisions.replace_decision(decision=older, by=decision, actor=actor, now=now)
    take_out_and_back(
        block, work, actor, now, lambda: _assert_is(fresh(Decision, older.id).state, DecisionState.IN_FORCE)
    )
    found = fresh(Decision, older.id)
    assert (found.state, found.replaced_by_id) == (DecisionState.REPLACED, decision.id)
    assert [name for name, _changes in history_of(older)] == [
        "decision.replaced", "decision.reopened", "decision.replaced",
    ]  # fmt: skip


def test_a_replaced_decision_is_replaced_again(actor, now, work, circulated):
    block = make_block(
        circulated, "Un fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"}
    )
    decision = registered(circulated, block.text, block_id=block.id, rank=1)
    newer = registered(circulated, rank=2)
    with work():
        decisions.replace_decision(decision=decision, by=newer, actor=actor, now=now)
    take_out_and_back(block, work, actor, now)
    found = fresh(Decision, decision.id)
    assert (found.state, found.replaced_by_id) == (DecisionState.REPLACED, newer.id)
