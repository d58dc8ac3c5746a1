"""Creating and editing an action: what is refused, what is lost (nothing)."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.domain.actions.models import Action, ActionState, DuePrecision
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import mine, plain, texts
from tests.factories.actions import make_plan
from tests.factories.decisions import make_decision
from tests.pages import parse
from tests.posting import post

NEW = {
    "what_fr": "Tenir un atelier", "where_fr": "Tanger", "due_on": "2027-04-02", "due_precision": "month_end", "owner": "outside",
    "owner_words": "Comité local", "owner_email": "comite@exemple.ma", "owner_language": "ar", "how_fr": "Ensemble",
    "deliverables_ar": "تقرير",
}  # fmt: skip


def test_a_new_line_of_a_plan(world):
    decision = make_decision()
    saved = forms.post(
        world.chair_browser, f"/actions/nouvelle?plan={world.plan.id}&decision={decision.id}", **NEW
    )
    action = db.session.scalars(select(Action)).one()
    assert (saved.status_code, saved.location) == (303, f"/actions/{action.id}")
    assert (action.number, action.plan_id, action.decision_id, action.what, action.deliverables) == (
        "A-2026-001", world.plan.id, decision.id, {"fr": "Tenir un atelier"}, {"ar": "تقرير"},
    )  # fmt: skip
    assert (action.due_on, action.due_precision, action.due_is_end) == (
        date(2027, 4, 30),
        DuePrecision.MONTH,
        True,
    )
    assert (action.owner_words, action.owner_email, action.owner_email_source, action.owner_language) == (
        "Comité local", "comite@exemple.ma", "Celle qui préside", "ar",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "next_step"),
    [
        ({}, "Un courriel demande des nouvelles à son responsable deux semaines avant l'échéance."),
        (
            {"owner_email": ""},
            "Son responsable n'a pas d'adresse : envoyez-lui le message qui est sur sa page.",
        ),
        ({"due_on": ""}, "Sans date, des nouvelles en sont demandées après six mois de silence."),
        (
            {"owner": "institution"},
            "Son responsable la voit dans « À faire » deux semaines avant l'échéance.",
        ),
    ],
)
def test_what_happens_next_depends_on_who_answers_for_it(world, fields, next_step):
    if fields.get("owner"):
        fields = {"owner": f"i{world.own.id}", "owner_words": "", "owner_email": ""}
    saved = forms.post(world.secretary, "/actions/nouvelle", **{**NEW, **fields})
    page = world.secretary.get(saved.location)
    assert [plain(text) for text in texts(page, ".notice--success p")] == [
        f"L'action A-2026-001 est ajoutée. {next_step}"
    ]


def test_one_line_after_the_other(world):
    saved = forms.post(world.secretary, f"/actions/nouvelle?plan={world.plan.id}", **NEW, suite="autre")
    assert saved.location == f"/actions/nouvelle?plan={world.plan.id}"


def test_owners_are_institutions_bodies_or_others(world):
    for owner in (f"i{world.own.id}", f"b{world.committee.id}"):
        forms.post(world.secretary, "/actions/nouvelle", what_fr="Atelier", owner=owner)
    assert [(a.owner_institution_id, a.owner_body_id, a.plan_id) for a in db.session.scalars(select(Action).order_by(Action.id))] == [
        (world.own.id, None, None), (None, world.committee.id, None),
    ]  # fmt: skip


def test_an_action_due_before_it_starts(world):
    refused = forms.post(
        world.secretary, "/actions/nouvelle", **{**NEW, "starts_on": "2027-05-01", "what_ar": "تنظيم ورشة"}
    )
    assert refused.status_code == 422
    assert forms.errors_of(refused) == {
        "due_on": "L'échéance est avant le début. Corrigez l'une des deux dates."
    }
    page = parse(refused)
    assert page.select_one("[name=what_ar]").text.strip() == "تنظيم ورشة"
    assert (page.select_one("[name=starts_on]")["value"], page.select_one("[name=due_on]")["value"]) == (
        "2027-05-01",
        "2027-04-02",
    )
    assert db.session.scalars(select(Action)).all() == []


def test_every_problem_is_shown_at_once(world):
    refused = forms.post(
        world.secretary, "/actions/nouvelle", due_on="hier", starts_on="2027-01-01", owner="outside", owner_words="", owner_email="x@", plan_id="99",
        due_precision="minute",
    )  # fmt: skip
    assert (refused.status_code, set(forms.errors_of(refused))) == (
        422,
        {"due_on", "what_fr", "owner", "plan_id"},
    )


def test_a_plan_of_somebody_elses_is_no_choice(world):
    other = make_plan("D'un autre", body_id=None)
    page = world.chair_browser.get("/actions/nouvelle")
    assert [option.text for option in parse(page).select("[name=plan_id] option")] == [
        "choisissez",
        "Plan du comité",
    ]
    for plan_id in ("", str(other.id)):
        refused = forms.post(world.chair_browser, "/actions/nouvelle", **NEW, plan_id=plan_id)
        assert (refused.status_code, list(forms.errors_of(refused))) == (422, ["plan_id"])
    assert db.session.scalars(select(Action)).all() == []


@pytest.mark.parametrize("kind", ["own_browser", "other_browser"])
def test_members_write_no_plan(world, kind):
    action = mine(world)
    browser = getattr(world, kind)
    assert browser.get("/actions/nouvelle").status_code == 403
    assert browser.get(f"/actions/{action.id}/modifier").status_code == (
        403 if kind == "own_browser" else 404
    )


def test_editing_keeps_the_sources_words_as_long_as_the_date(world):
    action = mine(
        world,
        due_on=date(2013, 2, 28),
        due_precision=DuePrecision.MONTH,
        due_is_end=True,
        due_words="fin 2013-02",
    )
    forms.post(world.chair_browser, f"/actions/{action.id}/modifier", how_fr="Autrement")
    assert db.session.get(Action, action.id).due_words == "fin 2013-02"
    forms.post(world.chair_browser, f"/actions/{action.id}/modifier", due_precision="month")
    action = db.session.get(Action, action.id)
    assert (action.due_words, action.due_is_end, action.due_on, action.how) == (
        None,
        False,
        date(2013, 2, 28),
        {"fr": "Autrement"},
    )


def test_two_people_edit_the_same_line(world):
    action = mine(world)
    form = parse(world.chair_browser.get(f"/actions/{action.id}/modifier")).select_one(
        "main form[method=post]"
    )
    assert forms.post(world.secretary, f"/actions/{action.id}/modifier", what_fr="Le leur").status_code == 303
    stale = post(world.chair_browser, form["action"], {
        "version": "1", "what_fr": "Le mien", "owner": f"i{world.own.id}", "plan_id": str(world.plan.id), "due_precision": "day",
        "due_on": "2026-12-20", "where_fr": "Tanger", "owner_language": "fr",
    })  # fmt: skip
    assert stale.status_code == 409
    assert texts(stale, "#deux-textes dd") == ["Le leur", "Le mien"]
    assert parse(stale).select_one("[name=version]")["value"] == "2"
    assert db.session.get(Action, action.id).what == {"fr": "Le leur"}


def test_a_message_for_whatsapp(world):
    action = mine(world, due_on=date(2027, 4, 30), due_precision=DuePrecision.MONTH)
    page = world.chair_browser.get(f"/actions/{action.id}/partager")
    french, arabic = (area.text.strip() for area in parse(page).select("textarea"))
    assert plain(french).splitlines()[:4] == [
        f"Bonjour, où en est l'action {action.number} ?", "Tenir un atelier", "Échéance : avril 2027", "Répondez en un geste, sans mot de passe :",
    ]  # fmt: skip
    assert "/r/" in french.splitlines()[4]
    assert french.endswith("?lang=fr")
    assert arabic.endswith("?lang=ar")
    assert len(parse(page).select('a[href^="https://wa.me/?text="]')) == 2


def test_no_message_for_what_is_over(world):
    action = mine(world, state=ActionState.DONE)
    assert world.chair_browser.get(f"/actions/{action.id}/partager").status_code == 409
