"""A plan: table, board, calendar, sheet; who opens it, who writes it."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.actions.models import ActionPlan, ActionState, DuePrecision
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import texts
from tests.factories.actions import make_action, make_import, make_plan
from tests.factories.links import change
from tests.pages import parse
from tests.posting import post

MONTH, WEEK, DAY = DuePrecision.MONTH, DuePrecision.WEEK, DuePrecision.DAY


def line(world, what, **values):
    return make_action(what, plan_id=world.plan.id, **{"owner_institution_id": world.own.id, **values})


def address(world, view="", **query):
    return f"/actions/plans/{world.plan.id}{view}" + (
        "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
    )


def test_the_six_columns(world):
    first = line(
        world,
        "Atelier",
        how=Translated(fr="Ensemble"),
        deliverables=Translated(fr="Rapport"),
        due_on=date(2027, 4, 30),
        due_precision=MONTH,
    )
    page = world.own_browser.get(address(world))
    assert texts(page, "#lignes thead th") == [
        "Quoi",
        "Où",
        "Quand",
        "Responsable",
        "Comment",
        "Livrables",
        "État",
    ]
    assert texts(page, "#lignes tbody tr") == [
        f"{first.number} Atelier Tanger avril 2027 La nôtre Ensemble Rapport en cours"
    ]
    assert texts(page, ".facts dd") == [
        "Plan stratégique",
        "Comité formation",
        "dates non documentées",
        "aucune",
    ]
    assert texts(page, ".buttons a") == []


def test_the_board_has_a_column_per_state(world):
    (
        line(world, "Un"),
        line(world, "Deux", state=ActionState.BLOCKED, due_on=date(2026, 11, 1)),
        line(world, "Trois", state=ActionState.DONE),
    )
    page = world.own_browser.get(address(world, vue="colonnes"))
    assert texts(page, ".board h3") == ["En cours 1", "Bloquée 1", "Faite 1", "Abandonnée 0"]
    assert [section.select_one("h3")["id"] for section in parse(page).select(".board section")] == [
        "colonne-open", "colonne-blocked", "colonne-done", "colonne-dropped",
    ]  # fmt: skip
    assert "en retard" in texts(page, "#colonne-blocked ~ ul")[0]


def test_along_the_months_each_bar_is_as_long_as_its_precision(world):
    line(world, "Mois", due_on=date(2027, 4, 30), due_precision=MONTH)
    line(world, "Fin", due_on=date(2027, 4, 30), due_precision=MONTH, due_is_end=True)
    line(world, "Semaine", due_on=date(2027, 4, 14), due_precision=WEEK, starts_on=date(2027, 4, 3))
    line(world, "Jour", due_on=date(2026, 11, 25), starts_on=date(2026, 9, 1))
    line(world, "Sans", due_on=None)
    page = world.own_browser.get(address(world, vue="frise"))
    assert texts(page, ".month h3") == ["Novembre 2026 ce mois-ci", "Avril 2027", "Sans date"]
    drawn = [
        (svg["viewbox"], [(rect["class"][0], rect["x"], rect["width"]) for rect in svg.select("rect")])
        for svg in parse(page).select(".month-bar")
    ]
    assert drawn == [
        ("0 0 30 1", [("month-bar__work", "0", "24"), ("month-bar__due", "24", "1"), ("month-bar__today", "19.35", "0.3")]),
        ("0 0 30 1", [("month-bar__work", "2", "5"), ("month-bar__due", "7", "7")]),
        ("0 0 30 1", [("month-bar__due", "0", "30")]),
        ("0 0 30 1", [("month-bar__due", "20", "10")]),
    ]  # fmt: skip
    assert all(svg["aria-hidden"] == "true" for svg in parse(page).select(".month-bar"))


@pytest.mark.parametrize("view", ["tableau", "colonnes", "frise", "autre"])
@pytest.mark.parametrize("count", [1, 3])
def test_every_view_asks_as_much_for_one_as_for_three(world, view, count, count_queries):
    for number in range(count):
        line(world, f"Action {number}", due_on=date(2026, 12, 1 + number))
    with count_queries() as statements:
        assert world.chair_browser.get(address(world, vue=view)).status_code == 200
    assert len(statements) == 9


def test_a_plan_without_line_says_what_it_will_hold(world):
    assert texts(world.own_browser.get(address(world)), ".empty h2") == ["Ce plan n'a pas encore de ligne"]
    assert texts(world.own_browser.get(address(world)), "main > .wrap > p.small") == ["Pas encore d'action."]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("own_browser", 200),
        ("chair_browser", 200),
        ("secretary", 200),
        ("other_browser", 404),
        ("visitor", 302),
    ],
)
def test_who_reads_a_plan_that_is_not_public(world, kind, status):
    for path in ("", ".xlsx"):
        assert getattr(world, kind).get(address(world, path)).status_code == status


def test_a_public_plan_is_everybodys_and_kept_ready(world):
    change(world.plan, is_public=True)
    action = line(world, "Atelier")
    for _ in range(2):
        page = world.visitor.get(address(world))
        assert texts(page, "#lignes tbody th") == [f"{action.number} Atelier"]
        assert page.headers["Cache-Control"] == "public, no-cache"
    assert (
        world.visitor.get(address(world), headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    )
    forms.post(world.chair_browser, f"/actions/{action.id}/modifier", what_fr="Deux ateliers")
    assert texts(world.visitor.get(address(world)), "#lignes tbody th") == [f"{action.number} Deux ateliers"]
    forms.post(world.secretary, address(world, "/publier"))
    assert world.visitor.get(address(world)).status_code == 302


def test_a_documented_plan_that_is_over_says_that_its_outcome_is_in_no_source(world):
    change(
        world.plan,
        closed_on=date(2026, 1, 1),
        source="Guide de 2013",
        body_id=None,
        body_words=Translated(fr="Comité tourisme"),
    )
    line(world, "Réunion", due_on=date(2013, 2, 28), due_precision=MONTH)
    page = world.secretary.get(address(world))
    assert texts(page, ".page-header .status") == ["clos", "réservé à l'instance"]
    assert texts(page, "#lignes tbody td:last-child") == ["suite non documentée"]
    assert "Plan repris d'un document : Guide de 2013." in texts(page, ".notice")[0]
    assert "1 action, suite non documentée" in texts(page, "main .small")
    assert "Ajouter une action" not in texts(page, ".buttons a")


# Creating, editing, opening, closing


def test_a_new_plan(world):
    saved = forms.post(
        world.secretary, "/actions/plans/nouveau", kind="thematic", title_fr="Plan 2027", title_ar="مخطط 2027", body_id=str(world.committee.id),
        starts_on="2027-01-01", ends_on="2027-12-31",
    )  # fmt: skip
    plan = db.session.scalars(select(ActionPlan).order_by(ActionPlan.id.desc())).first()
    assert (saved.status_code, saved.location) == (303, f"/actions/plans/{plan.id}")
    assert (plan.kind.value, plan.title, plan.body_id, plan.ends_on, plan.is_public) == (
        "thematic", {"fr": "Plan 2027", "ar": "مخطط 2027"}, world.committee.id, date(2027, 12, 31), False,
    )  # fmt: skip


def test_a_wrong_plan_loses_nothing(world):
    refused = forms.post(
        world.secretary,
        "/actions/plans/nouveau",
        title_ar="مخطط",
        body_id="",
        starts_on="2027-02-01",
        ends_on="2027-01-01",
    )
    assert (refused.status_code, forms.errors_of(refused)) == (422, {
        "body_id": "Dites de quelle instance est ce plan.", "ends_on": "La fin du plan est avant son début. Corrigez l'une des deux dates.",
    })  # fmt: skip
    assert parse(refused).select_one("[name=title_ar]")["value"] == "مخطط"


def test_who_chairs_a_committee_writes_its_plans_and_no_others(world):
    page = world.chair_browser.get("/actions/plans/nouveau")
    assert [option["value"] for option in parse(page).select("[name=body_id] option")] == [
        "",
        str(world.committee.id),
    ]
    assert parse(page).select("[name=body_words_fr]") == []
    refused = forms.post(world.chair_browser, "/actions/plans/nouveau", title_fr="Plan", body_id="")
    assert (refused.status_code, list(forms.errors_of(refused))) == (422, ["body_id"])
    assert world.own_browser.get("/actions/plans/nouveau").status_code == 403
    elsewhere = make_plan("D'un autre", is_public=True)
    assert world.chair_browser.get(f"/actions/plans/{elsewhere.id}/modifier").status_code == 403


def test_two_people_edit_the_same_plan(world):
    stale = parse(world.chair_browser.get(address(world, "/modifier"))).select_one("main form[method=post]")
    forms.post(world.secretary, address(world, "/modifier"), title_fr="Le leur")
    answer = post(
        world.chair_browser,
        stale["action"],
        {
            "version": "1",
            "kind": "strategic",
            "title_fr": "Le mien",
            "title_ar": "مخطط",
            "body_id": str(world.committee.id),
        },
    )
    assert answer.status_code == 409
    assert texts(answer, "#deux-textes dd") == ["Le leur", "Le mien"]
    assert db.session.get(ActionPlan, world.plan.id).title["fr"] == "Le leur"


def test_opening_to_visitors_goes_through_a_page_that_says_what_they_read(world):
    line(world, "Atelier")
    page = world.secretary.get(address(world, "/publier"))
    assert texts(page, ".confirmation li") == [
        "Tout le monde lit sa ligne : quoi, où, quand, responsable, comment, livrables, état.",
        "Les commentaires, les photos, les noms de personnes et les adresses ne sont jamais publics.", "Vous pourrez le fermer de nouveau.",
    ]  # fmt: skip
    assert world.visitor.get(address(world)).status_code == 302
    assert forms.post(world.secretary, address(world, "/publier")).status_code == 303
    assert world.visitor.get(address(world)).status_code == 200
    again = post(world.secretary, address(world, "/publier"), {"public": "oui"})
    assert again.status_code == 409
    assert world.chair_browser.get(address(world, "/publier")).status_code == 403


def test_closing_goes_through_a_page_that_says_what_stays_open(world):
    line(world, "Ouverte"), line(world, "Faite", state=ActionState.DONE)
    page = world.chair_browser.get(address(world, "/clore"))
    assert (
        texts(page, ".confirmation li")[0]
        == "1 action n'est ni faite ni abandonnée : elle reste comme elle est, sans être en retard."
    )
    assert forms.post(world.chair_browser, address(world, "/clore")).status_code == 303
    assert db.session.get(ActionPlan, world.plan.id).closed_on == date(2026, 11, 20)
    assert world.chair_browser.get(address(world, "/importer")).status_code == 409
    assert forms.post(world.chair_browser, address(world, "/clore")).status_code == 303
    assert db.session.get(ActionPlan, world.plan.id).closed_on is None


def test_sheets_sent_are_shown_to_those_who_write(world):
    make_import(world.plan)
    assert texts(world.chair_browser.get(address(world)), "#imports li") == [
        "plan.xlsx 20 nov. 2026, 9 h à vérifier"
    ]
    assert texts(world.own_browser.get(address(world)), "#imports") == []


def test_the_history_of_a_plan(world):
    forms.post(world.secretary, address(world, "/modifier"), source="Guide")
    page = world.secretary.get(address(world, "/historique"))
    assert texts(page, ".timeline > li > p:first-child") == ["Plan modifié"]
    assert texts(page, ".changes dt") == ["Source"]
    assert world.chair_browser.get(address(world, "/historique")).status_code == 403
