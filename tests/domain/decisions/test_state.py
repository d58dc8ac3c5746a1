"""What becomes of a decision: each way out of replacing, executing and reopening."""

from datetime import date

import pytest

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.decisions import rules
from noress.domain.decisions.models import Decision, DecisionState
from noress.extensions import db
from tests.factories.decisions import make_decision, make_held_meeting

NEXT_DAY = date(2026, 10, 9)


def get(decision):
    return db.session.get(Decision, decision.id)


@pytest.fixture
def replace(work, actor, now):
    def call(decision, by):
        with work():
            rules.replace_decision(decision=get(decision), by=get(by), actor=actor, now=now)

    return call


@pytest.fixture
def execute(work, actor, now):
    def call(decision, on=NEXT_DAY, note=None):
        with work():
            rules.execute_decision(decision=get(decision), on=on, note=note, actor=actor, now=now)

    return call


@pytest.fixture
def reopen(work, actor, now):
    def call(decision, note=None):
        with work():
            rules.reopen_decision(decision=get(decision), note=note, actor=actor, now=now)

    return call


def state(decision):
    row = get(decision)
    return row.state, row.replaced_by_id, row.executed_on, row.state_note, row.version


def test_a_later_decision_replaces(app, replace, history):
    old, new = make_decision(), make_decision(adopted_on=NEXT_DAY)
    replace(old, new)
    assert state(old) == (DecisionState.REPLACED, new.id, None, None, 2)
    assert state(new) == (DecisionState.IN_FORCE, None, None, None, 1)
    changes = {"state": ["in_force", "replaced"], "replaced_by": [None, new.number]}
    assert history() == [("decision.replaced", changes)]


def test_within_a_session_the_rank_says_what_came_first(app, replace):
    meeting = make_held_meeting()
    first, second = make_decision(meeting=meeting), make_decision(meeting=meeting)
    with pytest.raises(RuleError, match="older"):
        replace(second, first)
    replace(first, second)
    assert state(first)[:2] == (DecisionState.REPLACED, second.id)


def refused(call, *args):
    with pytest.raises(RuleError) as error:
        call(*args)
    return error.value.code, error.value.field, error.value.status


def test_what_cannot_replace(app, replace, history):
    decision = make_decision(adopted_on=NEXT_DAY)
    assert refused(replace, decision, decision) == ("itself", "by", 422)
    assert refused(replace, decision, make_decision()) == ("older", "by", 422)
    withdrawn = make_decision(adopted_on=NEXT_DAY, state=DecisionState.WITHDRAWN, is_public=False)
    assert refused(replace, decision, withdrawn) == ("by_withdrawn", "by", 422)
    hidden = make_decision(adopted_on=NEXT_DAY, is_public=False)
    assert refused(replace, decision, hidden) == ("by_not_public", "by", 422)
    assert (state(decision), history()) == ((DecisionState.IN_FORCE, None, None, None, 1), [])


def test_decisions_do_not_replace_each_other_in_a_circle(app, replace):
    one, two, three = make_decision(), make_decision(), make_decision()
    replace(one, two)
    replace(two, three)
    assert refused(replace, three, one) == ("cycle", "by", 422)
    assert refused(replace, three, two) == ("cycle", "by", 422)
    assert state(three)[0] is DecisionState.IN_FORCE


@pytest.mark.parametrize(
    ("is_state", "code"),
    [(DecisionState.REPLACED, "not_in_force"), (DecisionState.EXECUTED, "not_in_force"),
     (DecisionState.WITHDRAWN, "withdrawn")],
)  # fmt: skip
def test_only_what_is_in_force_is_replaced_or_executed(app, replace, execute, is_state, code):
    decision = make_decision(state=is_state)
    assert refused(replace, decision, make_decision(adopted_on=NEXT_DAY)) == (code, None, 409)
    assert refused(execute, decision) == (code, None, 409)


def test_a_decision_is_executed_with_a_note(app, execute, history):
    decision, note = make_decision(), Translated(fr="Le fonds reçoit ses premiers dossiers.")
    execute(decision, NEXT_DAY, note)
    assert state(decision) == (DecisionState.EXECUTED, None, NEXT_DAY, note, 2)
    changes = {
        "state": ["in_force", "executed"], "executed_on": [None, "2026-10-09"], "state_note": [None, dict(note)]
    }  # fmt: skip
    assert history() == [("decision.executed", changes)]


@pytest.mark.parametrize(("on", "code"), [(date(2026, 11, 21), "future"), (date(2026, 10, 7), "before")])
def test_the_day_of_execution_is_between_its_adoption_and_today(app, execute, on, code):
    decision = make_decision()
    assert refused(execute, decision, on) == (code, "executed_on", 422)
    execute(decision, date(2026, 10, 8))


def test_a_decision_comes_into_force_again(app, execute, replace, reopen, history):
    old, new = make_decision(), make_decision(adopted_on=NEXT_DAY)
    replace(old, new)
    reopen(old)
    assert state(old) == (DecisionState.IN_FORCE, None, None, None, 3)
    assert history()[-1] == (
        "decision.reopened",
        {"state": ["replaced", "in_force"], "replaced_by": [new.number, None]},
    )  # fmt: skip
    execute(old, NEXT_DAY, Translated(fr="Fait."))
    reopen(old, Translated(fr="À refaire."))
    assert state(old) == (DecisionState.IN_FORCE, None, None, {"fr": "À refaire."}, 5)


@pytest.mark.parametrize(
    ("is_state", "code"), [(DecisionState.IN_FORCE, "in_force"), (DecisionState.WITHDRAWN, "withdrawn")]
)
def test_what_is_not_reopened(app, reopen, is_state, code):
    assert refused(reopen, make_decision(state=is_state)) == (code, None, 409)
