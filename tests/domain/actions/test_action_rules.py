"""Creating, editing, following a block: each way out."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.actions import rules
from noress.domain.actions.models import Action, ActionState, DuePrecision
from noress.domain.actions.rules import ActionValues, Due
from noress.domain.minutes.models import BlockKind
from noress.extensions import db
from tests.domain.actions.conftest import values
from tests.factories import NOW, make_body, make_institution
from tests.factories import decisions as blocks
from tests.factories.actions import make_action, make_plan


def make_block(text="Tenir un atelier", **details):
    return blocks.make_block(blocks.make_record(), text, kind=BlockKind.ACTION, details=details)


def all_actions():
    return db.session.scalars(select(Action).order_by(Action.id)).all()


def test_numbers_follow_each_other_within_the_year(work, actor, history):
    plan = make_plan()
    for _ in range(2):
        with work():
            rules.create_action(values=values(), plan=db.session.merge(plan), actor=actor, now=NOW)
    first, second = all_actions()
    assert [(a.number, a.position, a.state, a.progress, a.version) for a in (first, second)] == [
        ("A-2026-001", 1, ActionState.OPEN, 0, 1), ("A-2026-002", 2, ActionState.OPEN, 0, 1),
    ]  # fmt: skip
    assert (first.text_folded, first.where_folded) == (
        "a-2026-001 tenir un atelier تنظيم ورشه tanger avec deux membres compte rendu comite local", "tanger",
    )  # fmt: skip
    assert (
        history()
        == [("action.created", {"what": [None, {"fr": "Tenir un atelier", "ar": "تنظيم ورشة"}]})] * 2
    )


def test_a_refused_action_takes_no_number(work, actor):
    with pytest.raises(RuleError), work():
        rules.create_action(values=values(what=Translated()), actor=actor, now=NOW)
    with work():
        rules.create_action(values=values(), actor=actor, now=NOW)
    assert [a.number for a in all_actions()] == ["A-2026-001"]


WRONG = {
    "nothing to do": ({"what": Translated()}, "no_what", "what_fr"),
    "too much to do": ({"what": Translated(ar="ا" * 1001)}, "too_long", "what_ar"),
    "too much how": ({"how": Translated(fr="x" * 2001)}, "too_long", "how_fr"),
    "a sign that is none": ({"where": Translated(fr="a\0b")}, "bad_text", "where_fr"),
    "due before it starts": ({"starts_on": date(2026, 12, 16)}, "due_before_start", "due_on"),
    "a month that ends before it starts": (
        {"starts_on": date(2026, 12, 1), "due": Due.within(date(2026, 11, 2), DuePrecision.MONTH)}, "due_before_start", "due_on"
    ),
    "a year of no plan": ({"due": Due(date(202, 7, 1))}, "bad_year", "due_on"),
    "a start of no plan": ({"starts_on": date(2207, 7, 1), "due": None}, "bad_year", "starts_on"),
    "an hour without hour": ({"due": Due(date(2026, 12, 15), DuePrecision.MINUTE)}, "no_hour", "due_wall"),
    "nobody": ({"owner_words": None}, "no_owner", "owner"),
    "two owners": ({"owner_institution_id": 1}, "two_owners", "owner"),
    "an institution that is none": ({"owner_words": None, "owner_institution_id": 99}, "unknown_owner", "owner"),
    "a body that is none": ({"owner_words": None, "owner_body_id": 99}, "unknown_owner", "owner"),
    "an owner on two lines": ({"owner_words": "Comité\nlocal"}, "line_break", "owner_words"),
    "an owner too long": ({"owner_words": "x" * 201}, "too_long", "owner_words"),
    "an address that is none": ({"owner_email": "comite@"}, "bad_email", "owner_email"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_at_its_field(work, actor, case):
    changes, code, field = WRONG[case]
    with pytest.raises(RuleError) as refused, work():
        rules.create_action(values=values(**changes), actor=actor, now=NOW)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert all_actions() == []


def test_every_problem_is_told_at_once():
    wrong = values(what=Translated(), starts_on=date(2027, 1, 1), owner_words=None)
    assert [problem.code for problem in rules.list_problems(wrong)] == [
        "no_what",
        "due_before_start",
        "no_owner",
    ]


def test_a_plan_that_is_over_takes_no_line(work, actor):
    plan = make_plan(closed_on=date(2026, 1, 1))
    with pytest.raises(RuleError) as refused, work():
        rules.create_action(values=values(), plan=db.session.merge(plan), actor=actor, now=NOW)
    assert (refused.value.code, refused.value.status) == ("closed_plan", 409)


def test_an_outside_address_is_kept_with_its_source(work, actor):
    with work():
        rules.create_action(
            values=values(owner_email=" Comite@Exemple.ma ", owner_language="ar"), actor=actor, now=NOW
        )
    action = all_actions()[0]
    assert (action.owner_email, action.owner_email_at, action.owner_email_source, action.owner_language) == (
        "Comite@exemple.ma", NOW, "Secrétariat permanent", "ar",
    )  # fmt: skip


def test_an_institution_needs_no_address(work, actor):
    institution = make_institution("Une autre")
    with work():
        rules.create_action(
            values=values(owner_words=None, owner_institution_id=institution.id, owner_email="x@exemple.ma"),
            actor=actor,
            now=NOW,
        )
    assert (all_actions()[0].owner_email, all_actions()[0].owner_email_at) == (None, None)


# Editing


def test_an_edit_changes_what_differs_and_says_it(work, actor, history):
    action = make_action(due_on=date(2026, 12, 15), owner_words="Comité local")
    kept = ActionValues.of(action)
    with work():
        rules.edit_action(
            action=db.session.merge(action), values=values(what=kept.what, how=Translated(), deliverables=Translated(),
            due=Due.within(date(2027, 4, 2), DuePrecision.MONTH, is_end=True)), version=1, actor=actor, now=NOW,
        )  # fmt: skip
    action = all_actions()[0]
    assert (action.due_on, action.due_precision, action.due_is_end, action.version) == (
        date(2027, 4, 30), DuePrecision.MONTH, True, 2,
    )  # fmt: skip
    assert history() == [
        (
            "action.edited",
            {
                "due_on": ["2026-12-15", "2027-04-30"],
                "due_precision": ["day", "month"],
                "due_is_end": [False, True],
            },
        )
    ]


def test_an_edit_that_changes_nothing_leaves_no_trace(work, actor, history):
    action = make_action()
    with work():
        rules.edit_action(
            action=db.session.merge(action), values=ActionValues.of(action), version=1, actor=actor, now=NOW
        )
    assert (all_actions()[0].version, history()) == (1, [])


def test_a_stale_edit_gives_both_texts(work, actor):
    action = make_action("Le leur", version=2)
    with pytest.raises(StaleVersion) as stale, work():
        rules.edit_action(action=db.session.merge(action), values=values(), version=1, actor=actor, now=NOW)
    assert stale.value.theirs.what == Translated(fr="Le leur")


def test_a_new_owner_makes_mailed_links_useless(work, actor):
    action = make_action(owner_words="Comité local")
    body = make_body()
    with work():
        rules.edit_action(
            action=db.session.merge(action),
            values=values(owner_words=None, owner_body_id=body.id),
            version=1,
            actor=actor,
            now=NOW,
        )
    assert all_actions()[0].link_generation == 2


def test_history_never_holds_a_third_partys_address(work, actor, history):
    action = make_action(owner_words="Comité local", owner_email="a@exemple.ma", reminders=2)
    for version, address in ((1, "b@exemple.ma"), (2, None)):
        with work():
            row = db.session.get(Action, action.id)
            said = replace(ActionValues.of(row), owner_email=address)
            rules.edit_action(action=row, values=said, version=version, actor=actor, now=NOW)
    assert history() == [
        ("action.edited", {"owner_email": ["…@…", "…@… "]}), ("action.edited", {"owner_email": ["…@…", None]}),
    ]  # fmt: skip
    assert (all_actions()[0].reminders, all_actions()[0].owner_email_at) == (0, None)


def test_a_line_that_changes_plan_goes_to_its_end(work, actor):
    old, new = make_plan("Ancien"), make_plan("Nouveau")
    make_action("Déjà là", plan_id=new.id, position=7)
    action = make_action(plan_id=old.id, position=1)
    with work():
        rules.edit_action(
            action=db.session.merge(action),
            values=ActionValues.of(action),
            version=1,
            actor=actor,
            now=NOW,
            plan=db.session.merge(new),
        )
    action = db.session.get(Action, action.id)
    assert (action.plan_id, action.position) == (new.id, 8)


def test_a_line_stays_in_a_plan_that_is_over_and_enters_none(work, actor):
    over = make_plan(closed_on=date(2026, 1, 1))
    inside, outside = make_action("Dedans", plan_id=over.id), make_action("Dehors")
    with work():
        rules.edit_action(
            action=db.session.merge(inside),
            values=values(),
            version=1,
            actor=actor,
            now=NOW,
            plan=db.session.merge(over),
        )
    with pytest.raises(RuleError) as refused, work():
        rules.edit_action(
            action=db.session.merge(outside),
            values=values(),
            version=1,
            actor=actor,
            now=NOW,
            plan=db.session.merge(over),
        )
    assert refused.value.code == "closed_plan"


# Blocks of a record


DETAILS = {
    "where": {"fr": "Tanger"}, "due_on": "2027-04-02", "due_precision": "month", "due_is_end": True, "due_words": "fin avril 2027",
    "owner_words": "Comité local", "owner_email": "comite@exemple.ma", "owner_language": "ar",
}  # fmt: skip


def test_details_of_a_block_go_both_ways():
    said = ActionValues.from_details(Translated(fr="Tenir un atelier"), DETAILS)
    assert said.due == Due(date(2027, 4, 30), DuePrecision.MONTH, None, True, "fin avril 2027")
    assert said.to_details() == {**DETAILS, "due_on": "2027-04-30"}
    assert ActionValues.from_details(said.what, said.to_details()) == said


@pytest.mark.parametrize(
    "details", [{}, {"due_on": "bientôt"}, {"due_on": 12, "starts_on": "x"}, {"due_precision": "siècle"}]
)
def test_details_that_say_nothing_are_no_error(details):
    said = ActionValues.from_details(Translated(fr="a"), details)
    assert (said.due, said.starts_on, said.owner_words) == (None, None, None)


def test_a_block_has_one_action(work, actor):
    block = make_block(**DETAILS)
    for _ in range(2):
        with work():
            row = db.session.merge(block)
            rules.create_action(
                values=ActionValues.from_details(row.text, row.details), block=row, actor=actor, now=NOW
            )
    assert [(a.number, a.block_id) for a in all_actions()] == [("A-2026-001", block.id)]


def follow(work, actor, block, said):
    with work():
        return rules.follow_block(block=db.session.merge(block), values=said, actor=actor, now=NOW)


def test_a_corrected_block_corrects_its_action_and_keeps_the_rest(work, actor):
    block = make_block()
    action = make_action(
        block_id=block.id, owner_words="Comité local", owner_email="c@exemple.ma", deliverables=Translated(fr="Rapport"),
        due_on=date(2027, 1, 1),
    )  # fmt: skip
    follow(
        work,
        actor,
        block,
        ActionValues(what=Translated(fr="Tenir deux ateliers"), how=Translated(fr="Ensemble")),
    )
    action = db.session.get(Action, action.id)
    assert (action.what, action.how, action.deliverables, action.due_on, action.owner_words, action.owner_email, action.version) == (
        {"fr": "Tenir deux ateliers"}, {"fr": "Ensemble"}, {"fr": "Rapport"}, date(2027, 1, 1), "Comité local", "c@exemple.ma", 2,
    )  # fmt: skip


def test_a_block_may_name_another_owner(work, actor):
    block, institution = make_block(), make_institution()
    action = make_action(block_id=block.id, owner_words="Comité local", owner_email="c@exemple.ma")
    follow(work, actor, block, ActionValues(what=action.what, owner_institution_id=institution.id))
    action = db.session.get(Action, action.id)
    assert (action.owner_institution_id, action.owner_words, action.owner_email, action.link_generation) == (
        institution.id, None, None, 2,
    )  # fmt: skip


def test_another_outside_owner_does_not_inherit_the_address(work, actor):
    block = make_block()
    action = make_action(block_id=block.id, owner_words="Comité local", owner_email="c@exemple.ma")
    follow(work, actor, block, ActionValues(what=action.what, owner_words="Un autre comité"))
    assert db.session.get(Action, action.id).owner_email is None


@pytest.mark.parametrize(
    ("state", "after"), [(ActionState.OPEN, ActionState.DROPPED), (ActionState.BLOCKED, ActionState.DROPPED), (ActionState.DONE, ActionState.DONE)]
)  # fmt: skip
def test_a_removed_block_drops_what_is_still_open(work, actor, state, after):
    block = make_block()
    action = make_action(block_id=block.id, state=state)
    follow(work, actor, block, None)
    assert db.session.get(Action, action.id).state is after


def test_a_block_without_action_is_followed_by_nothing(work, actor, history):
    assert follow(work, actor, make_block(), ActionValues(what=Translated(fr="a"))) is None
    assert (all_actions(), history()) == ([], [])
