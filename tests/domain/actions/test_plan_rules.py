"""Plans: created, edited, opened to visitors, closed; each way out."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.identity import build_actor
from noress.domain.actions import rules
from noress.domain.actions.models import ActionPlan, PlanKind
from noress.domain.actions.rules import PlanValues
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_seat
from tests.factories.actions import make_plan

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept


@pytest.fixture
def body(app):
    return make_body(BodyKind.COMMITTEE, "Comité formation")


def wanted(**changes):
    return PlanValues(**{"kind": PlanKind.THEMATIC, "title": Translated(fr="Plan 2027"), **changes})


def the_plan():
    return db.session.scalars(select(ActionPlan)).one()


def test_a_new_plan_is_its_bodys_alone(work, actor, body, history):
    with work():
        rules.create_plan(values=wanted(body_id=body.id, starts_on=date(2027, 1, 1)), actor=actor, now=NOW)
    plan = the_plan()
    assert (plan.kind, plan.title, plan.body_id, plan.starts_on, plan.is_public, plan.closed_on, plan.version) == (
        PlanKind.THEMATIC, {"fr": "Plan 2027"}, body.id, date(2027, 1, 1), False, None, 1,
    )  # fmt: skip
    assert history() == [("action_plan.created", {"title": [None, {"fr": "Plan 2027"}]})]


def test_a_past_plan_is_of_a_body_in_words(work, actor):
    with work():
        rules.create_plan(
            values=wanted(body_words=Translated(fr="Comité tourisme solidaire"), source="Guide"),
            actor=actor,
            now=NOW,
        )
    assert (the_plan().body_words, the_plan().source) == ({"fr": "Comité tourisme solidaire"}, "Guide")


WRONG = {
    "no title": ({"title": Translated()}, "no_title", "title_fr"),
    "a title too long": ({"title": Translated(ar="ا" * 201)}, "too_long", "title_ar"),
    "a title on two lines": ({"title": Translated(fr="a\nb")}, "line_break", "title_fr"),
    "a description too long": ({"description": Translated(fr="x" * 5001)}, "too_long", "description_fr"),
    "a source too long": ({"source": "x" * 201}, "bad_source", "source"),
    "ends before it starts": ({"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 31)}, "ends_before_start", "ends_on"),
    "a year of no plan": ({"starts_on": date(1827, 2, 1)}, "bad_year", "starts_on"),
    "no body": ({"body_id": None}, "no_body", "body_id"),
    "a body that is none": ({"body_id": 99_999}, "unknown_body", "body_id"),
    "two bodies": ({"body_words": Translated(fr="Un comité")}, "two_bodies", "body_words_fr"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_at_its_field(work, actor, body, case):
    changes, code, field = WRONG[case]
    with pytest.raises(RuleError) as refused, work():
        rules.create_plan(values=wanted(**{"body_id": body.id, **changes}), actor=actor, now=NOW)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert db.session.scalars(select(ActionPlan)).all() == []


@pytest.mark.parametrize(
    ("role", "may"), [(MandateRole.CHAIR, True), (MandateRole.RAPPORTEUR, True), (MandateRole.COORDINATOR, True), (MandateRole.MEMBER, False)]
)  # fmt: skip
def test_who_writes_for_a_body_writes_its_plans_and_no_others(work, body, role, may):
    seat = make_seat(make_institution())
    make_mandate(body, role=role, institution_id=seat.institution_id)
    other = make_body(BodyKind.COMMITTEE, "Un autre comité")
    writer = build_actor(seat.person, seat=seat, now=NOW, method="code")
    for body_id, allowed in ((body.id, may), (other.id, False), (None, False)):
        found = [problem.code for problem in rules.list_plan_problems(wanted(body_id=body_id), writer)]
        assert found == ([] if allowed else ["not_yours"])


def test_an_edit_says_what_changed(work, actor, body, history):
    plan = make_plan("Plan", body_id=body.id)
    with work():
        rules.edit_plan(
            plan=db.session.merge(plan), values=wanted(kind=PlanKind.STRATEGIC, title=Translated(fr="Plan", ar="مخطط"),
            body_id=body.id, ends_on=date(2028, 1, 1)), version=1, actor=actor, now=NOW,
        )  # fmt: skip
    assert (the_plan().ends_on, the_plan().version) == (date(2028, 1, 1), 2)
    assert history() == [("action_plan.edited", {"ends_on": [None, "2028-01-01"]})]


def test_a_stale_edit_gives_both_texts(work, actor, body):
    plan = make_plan("Le leur", body_id=body.id, version=3)
    with pytest.raises(StaleVersion) as stale, work():
        rules.edit_plan(
            plan=db.session.merge(plan), values=wanted(body_id=body.id), version=2, actor=actor, now=NOW
        )
    assert stale.value.theirs.title == {"fr": "Le leur", "ar": "مخطط"}


def test_opened_to_visitors_and_closed_to_them_once(work, actor, history):
    plan = make_plan()
    for is_public in (True, False):
        with work():
            rules.publish_plan(plan=db.session.merge(plan), is_public=is_public, actor=actor, now=NOW)
        assert the_plan().is_public is is_public
        with pytest.raises(RuleError) as refused, work():
            rules.publish_plan(plan=db.session.merge(plan), is_public=is_public, actor=actor, now=NOW)
        assert (refused.value.code, refused.value.status) == ("already", 409)
    assert history() == [
        ("action_plan.published", {"is_public": [False, True]}), ("action_plan.unpublished", {"is_public": [True, False]}),
    ]  # fmt: skip


def test_closed_and_reopened_once(work, actor, history):
    plan = make_plan()
    for is_over, day in ((True, date(2026, 11, 20)), (False, None)):
        with work():
            rules.close_plan(plan=db.session.merge(plan), is_over=is_over, actor=actor, now=NOW)
        assert the_plan().closed_on == day
        with pytest.raises(RuleError) as refused, work():
            rules.close_plan(plan=db.session.merge(plan), is_over=is_over, actor=actor, now=NOW)
        assert (refused.value.code, refused.value.status) == ("already", 409)
    assert [action for action, _changes in history()] == ["action_plan.closed", "action_plan.reopened"]
