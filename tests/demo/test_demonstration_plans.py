"""Plans of the demonstration: the documented one word for word, the invented ones of numbered bodies."""

import pytest
from sqlalchemy import select

from noress.demo import facts
from noress.domain.actions import wording
from noress.domain.actions.due import Due, is_overdue, is_silent
from noress.domain.actions.models import Action, ActionPlan, ActionReport, ActionState, DuePrecision, PlanKind
from noress.domain.institutions.models import Institution
from noress.domain.meetings.models import Proposal
from noress.extensions import db
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("demonstration")


def rows(query):
    return db.session.scalars(query).all()


def plans():
    return rows(select(ActionPlan).order_by(ActionPlan.id))


def lines(plan):
    return rows(select(Action).where(Action.plan_id == plan.id).order_by(Action.position))


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_plan_of_bouanane_as_the_guide_has_it():
    plan = plans()[0]
    assert (plan.kind, plan.is_public, plan.body_id, plan.body_words["fr"], plan.source) == (
        PlanKind.THEMATIC, True, None, "Comité tourisme solidaire, Bouanane", facts.SOURCES["guide"],
    )  # fmt: skip
    assert plan.closed_on is not None
    told = [
        (plain(a.what["fr"]), plain(wording.due_words(Due.of(a))), a.due_words, a.due_precision)
        for a in lines(plan)
    ]
    assert told == [
        ("Réunion d'échange préparatoire", "3 février 2013, 10 h 30", "2013-02-03 10:30", DuePrecision.MINUTE),
        ("Réunion d'élaboration de la vision globale", "fin février 2013", "fin 2013-02", DuePrecision.MONTH),
        ("Diagnostic du bassin (FFOM), visite d'investigation", "fin mars 2013", "fin 2013-03", DuePrecision.MONTH),
        ("Journée d'étude sur le cadre juridique du comité", "avril 2013", "2013-04", DuePrecision.MONTH),
        ("Évaluation du travail du comité", "1re semaine de mai 2013", "2013-05, 1re semaine", DuePrecision.WEEK),
    ]  # fmt: skip
    assert {(a.owner_words, a.owner_email, a.state) for a in lines(plan)} == {
        ("Comité tourisme solidaire", None, ActionState.OPEN)
    }
    assert {wording.state_of(a, NOW)[0] for a in lines(plan)} == {"suite non documentée"}


def test_invented_plans_have_every_state_and_every_kind_of_owner():
    strategic, thematic = plans()[1:]
    assert [(p.kind, p.body.kind.value, p.is_public, "(démonstration)" in p.title["fr"]) for p in (strategic, thematic)] == [
        (PlanKind.STRATEGIC, "plenary", True, True), (PlanKind.THEMATIC, "committee", False, True),
    ]  # fmt: skip
    invented = [*lines(strategic), *lines(thematic)]
    assert 12 <= len(invented) <= 15
    assert {a.state for a in invented} == set(ActionState)
    assert {a.due_precision for a in invented} == {None, *DuePrecision}
    assert [
        len([a for a in invented if getattr(a, name)]) > 0
        for name in ("owner_institution_id", "owner_body_id", "owner_words")
    ] == [True] * 3
    assert len([a for a in invented if a.owner_words]) == 1


def test_two_are_late_one_of_them_silent_for_seven_months():
    late = [a for plan in plans() for a in lines(plan) if is_overdue(a, NOW)]
    assert [(a.what["fr"], is_silent(a, NOW)) for a in late] == [
        ("Écrire une convention cadre de partenariat", False), ("Étudier une pépinière de très petites entreprises", True),
    ]  # fmt: skip
    assert (NOW - late[1].created_at).days >= 7 * 30
    assert rows(select(ActionReport).where(ActionReport.action_id == late[1].id)) == []


def test_every_invented_line_comes_out_of_a_documented_proposal():
    known = {row["fr"] for row in facts.facts()["proposals"]}
    for plan in plans()[1:]:
        for action in lines(plan):
            proposal = db.session.get(Proposal, action.proposal_id)
            assert plain(proposal.text["fr"]) in known


def test_owners_and_reporters_are_numbered_members():
    owners = {a.owner_institution_id for plan in plans() for a in lines(plan)} - {None}
    speakers = set(rows(select(ActionReport.institution_id))) - {None}
    assert all(db.session.get(Institution, key).is_demonstration for key in owners | speakers)
    assert len(rows(select(ActionReport).where(ActionReport.comment.is_not(None)))) >= 8
