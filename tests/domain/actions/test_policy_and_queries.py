"""Who may know of what: said of one action and of a list alike."""

from datetime import date

import pytest

from noress.core.i18n import Translated
from noress.domain.accounts.identity import build_actor
from noress.domain.actions import policy, queries
from noress.domain.actions.models import Action, ActionPlan, ActionState
from noress.domain.actions.queries import Wanted
from noress.domain.institutions.models import BodyKind, Function, MandateRole
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_assignment,
    make_body,
    make_institution,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.actions import make_action, make_plan
from tests.factories.decisions import make_decision


@pytest.fixture
def world(app):
    """A committee with its plan, a public plan, and what hangs on them."""
    committee, plenary = make_body(BodyKind.COMMITTEE, "Comité"), make_body(BodyKind.PLENARY)
    own, other = make_institution("La nôtre"), make_institution("Une autre")
    meeting = make_meeting("Du comité", bodies=[committee], state=MeetingState.CLOSED)
    decision = make_decision(meeting=meeting)
    actions = {
        "of the committee's plan": make_action(plan_id=make_plan("Du comité", body_id=committee.id).id),
        "of the plenary's plan": make_action(plan_id=make_plan("De la plénière", body_id=plenary.id).id),
        "public": make_action(plan_id=make_plan("Public", is_public=True).id),
        "ours": make_action(owner_institution_id=own.id),
        "another's": make_action(owner_institution_id=other.id),
        "entrusted to the committee": make_action(owner_body_id=committee.id),
        "from its meeting": make_action(meeting_id=meeting.id),
        "from its decision": make_action(decision_id=decision.id),
        "of nobody's": make_action(),
        "taken back": make_action(owner_institution_id=own.id, removed_at=NOW),
    }
    return {
        "committee": committee,
        "own": own,
        "other": other,
        "actions": actions,
        "decision": decision,
        "meeting": meeting,
    }


def actor_of(world, kind):
    if kind == "visitor":
        return None
    if kind == "secretariat":
        person = make_person()
        make_assignment(person, Function.ANIMATION_TEAM)
        return build_actor(person, seat=None, now=NOW, method="code")
    if kind == "without seat":
        return build_actor(make_person(), seat=None, now=NOW, method="code")
    institution = make_institution("Troisième")
    if kind == "owner":
        institution = world["own"]
    elif kind in set(MandateRole):
        make_mandate(world["committee"], role=MandateRole(kind), institution_id=institution.id)
    seat = make_seat(institution)
    return build_actor(seat.person, seat=seat, now=NOW, method="code")


COMMITTEE = {"of the committee's plan", "entrusted to the committee", "from its meeting", "from its decision"}
SEEN = {
    "visitor": {"public"},
    "without seat": {"public"},
    "stranger": {"public", "of the plenary's plan"},
    "owner": {"public", "of the plenary's plan", "ours"},
    "member": {"public", "of the plenary's plan"} | COMMITTEE,
    "observer": {"public", "of the plenary's plan"} | COMMITTEE,
    "chair": {"public", "of the plenary's plan"} | COMMITTEE,
    "secretariat": {"public", "of the plenary's plan", "ours", "another's", "of nobody's"} | COMMITTEE,
}
EDITED = {
    "chair": COMMITTEE,
    "rapporteur": COMMITTEE,
    "secretariat": SEEN["secretariat"],
    "member": set(),
    "owner": set(),
    "stranger": set(),
}
REPORTED = {**EDITED, "owner": {"ours"}}


@pytest.mark.parametrize("kind", SEEN)
def test_what_each_sees_one_by_one_and_in_a_list(world, kind):
    actor = actor_of(world, kind)
    names = {action.id: name for name, action in world["actions"].items()}
    one_by_one = {
        name
        for name, action in world["actions"].items()
        if policy.can_see_action(actor, db.session.merge(action))
    }
    listed = db.session.scalars(queries.list_actions(Wanted(), policy.reach_of(actor), NOW)).all()
    assert one_by_one == SEEN[kind]
    assert {names[action.id] for action in listed} == SEEN[kind]


@pytest.mark.parametrize("kind", EDITED)
def test_who_edits_and_who_gives_news(world, kind):
    actor = actor_of(world, kind)
    rows = {name: db.session.merge(action) for name, action in world["actions"].items()}
    assert {name for name, action in rows.items() if policy.can_edit_action(actor, action)} == EDITED[kind]
    assert {name for name, action in rows.items() if policy.can_report(actor, action)} == REPORTED[kind]


@pytest.mark.parametrize("kind", ["visitor", "stranger", "member", "secretariat"])
def test_plans_are_listed_as_they_are_seen(world, kind):
    actor = actor_of(world, kind)
    every = db.session.scalars(db.select(ActionPlan)).all()
    listed = db.session.scalars(queries.list_plans(policy.reach_of(actor))).all()
    assert {plan.id for plan in listed} == {plan.id for plan in every if policy.can_see_plan(actor, plan)}


def found(wanted, now=NOW):
    reach = queries.Reach(everything=True)
    return [action.number for action in db.session.scalars(queries.list_actions(wanted, reach, now))]


def test_the_list_is_narrowed(world):
    late = make_action(
        "Écrire à Tétouan",
        due_on=date(2026, 11, 1),
        where=Translated(fr="Province d'Al Hoceïma"),
        state=ActionState.BLOCKED,
    )
    actions = world["actions"]
    assert found(Wanted(words="ecrire tetouan")) == [late.number]
    assert found(Wanted(words=late.number)) == []  # its shadow was written without it
    assert found(Wanted(words="100%")) == []
    assert found(Wanted(where="al hoceima")) == [late.number]
    assert found(Wanted(only_overdue=True)) == [late.number]
    assert found(Wanted(state=ActionState.BLOCKED)) == [late.number]
    assert found(Wanted(owner_institution_id=world["own"].id)) == [actions["ours"].number]
    assert found(Wanted(owner_body_id=world["committee"].id)) == [
        actions["entrusted to the committee"].number
    ]
    assert set(found(Wanted(body_id=world["committee"].id))) == {actions[name].number for name in COMMITTEE}
    assert found(Wanted(plan_id=actions["public"].plan_id)) == [actions["public"].number]
    assert len(found(Wanted(is_outside=True))) == 7


def test_the_most_pressing_comes_first_and_what_is_over_last(app):
    done = make_action("Faite", due_on=date(2026, 1, 1), state=ActionState.DONE)
    dateless = make_action("Sans date", due_on=None)
    later, sooner = make_action("Tard", due_on=date(2027, 1, 1)), make_action("Tôt", due_on=date(2026, 12, 1))
    assert found(Wanted()) == [sooner.number, later.number, dateless.number, done.number]


def test_what_other_domains_ask(world):
    actions = world["actions"]
    bodies = queries.list_open_actions_of_meeting_bodies([world["committee"].id])
    assert {a.id for a in db.session.scalars(bodies)} == {actions[name].id for name in COMMITTEE}
    assert db.session.scalars(queries.list_open_actions_of_meeting_bodies([])).all() == []
    of_decision = db.session.scalars(queries.list_actions_of_decision(world["decision"].id)).all()
    assert [a.id for a in of_decision] == [actions["from its decision"].id]
    done = make_action(owner_institution_id=world["own"].id, state=ActionState.DONE)
    own = world["own"].id
    assert {a.id for a in db.session.scalars(queries.list_actions_of_institution(own))} == {
        actions["ours"].id,
        done.id,
    }
    assert [a.id for a in db.session.scalars(queries.list_actions_of_institution(own, only_open=True))] == [
        actions["ours"].id
    ]


def test_lists_carry_what_pages_show(world, count_queries):
    with count_queries() as statements:
        rows = db.session.scalars(queries.list_actions(Wanted(), queries.Reach(everything=True), NOW)).all()
        assert all(str(row.plan.title) for row in rows if row.plan)
        assert all(str(row.owner_institution.name) for row in rows if row.owner_institution)
    assert len(statements) == 1


def test_open_actions_of_bodies_leave_out_what_is_over(world):
    before = len(
        db.session.scalars(queries.list_open_actions_of_meeting_bodies([world["committee"].id])).all()
    )
    for state in (ActionState.DONE, ActionState.DROPPED):
        make_action(owner_body_id=world["committee"].id, state=state)
    make_action(owner_body_id=world["committee"].id, plan_id=make_plan(closed_on=date(2026, 1, 1)).id)
    after = db.session.scalars(queries.list_open_actions_of_meeting_bodies([world["committee"].id])).all()
    assert len(after) == before
    assert all(isinstance(row, Action) for row in after)
