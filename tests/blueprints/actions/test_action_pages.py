"""The list, one action, creating and editing: who reads what, what is refused, what is lost (nothing)."""

from datetime import date

import pytest

from noress.core.i18n import Translated
from noress.domain.actions.models import ActionPlan, ActionState, DuePrecision
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import mine, plain, texts
from tests.factories import make_meeting
from tests.factories.actions import make_action, make_evidence, make_plan, make_report
from tests.factories.decisions import make_decision
from tests.factories.links import change
from tests.pages import parse

# The list


def test_the_list_tells_the_most_pressing_first(world):
    late = mine(world, "Rapport", due_on=date(2026, 11, 1), state=ActionState.BLOCKED)
    soon = mine(world, due_on=date(2026, 12, 4))
    page = world.secretary.get("/actions/")
    assert texts(page, "table.cards tbody tr") == [
        f"{late.number} Rapport Tanger 1er novembre 2026 La nôtre bloquée en retard",
        f"{soon.number} Tenir un atelier Tanger 4 décembre 2026 La nôtre en cours",
    ]  # fmt: skip
    assert texts(page, ".plans .card") == [
        "Plan du comité Plan stratégique · Comité formation 0 action faite sur 2 · 1 en retard"
    ]


def test_what_an_action_does_not_say_leaves_no_line_on_a_phone(world):
    mine(world, where=None)
    page = parse(world.secretary.get("/actions/"))
    assert [tag["data-label"] for tag in page.select("table.cards td.cell--empty")] == ["Où"]


def test_visitors_read_what_public_plans_hold(world):
    public = make_action("Ouverte à tous", plan_id=make_plan("Plan public", is_public=True).id)
    mine(world)
    page = world.visitor.get("/actions/")
    assert texts(page, "table.cards tbody th") == [f"{public.number} Ouverte à tous"]
    assert texts(page, ".plans h3") == ["Plan public"]
    assert "Set-Cookie" not in page.headers


def test_an_empty_list_says_what_it_will_hold(world):
    change(world.plan, is_public=False)
    assert texts(world.visitor.get("/actions/"), ".empty h2") == ["Aucun plan public pour l'instant"]
    assert texts(world.own_browser.get("/actions/"), ".empty h2") == ["Aucune action pour l'instant"]
    assert texts(world.own_browser.get("/actions/?q=rien"), "main .muted") == [
        "Aucune action ne correspond à cette recherche. Tout afficher"
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=rapport", ["Rapport"]), ("place=tétouan", ["Atelier"]), ("late=1", ["Rapport"]), ("state=blocked", ["Rapport"]),
        ("owner=i{own}", ["Atelier"]), ("owner=outside", ["Rapport"]), ("body={body}", ["Rapport", "Atelier"]), ("plan={plan}", ["Atelier"]),
        ("plan=999999&body=x&owner=i0&state=rouge", ["Rapport", "Atelier"]), ("plan=%00&q=%27%25", []),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(world, query, found):
    mine(world, "Atelier", where=Translated(fr="Tétouan"))
    make_action(
        "Rapport",
        owner_words="Comité local",
        due_on=date(2026, 11, 1),
        state=ActionState.BLOCKED,
        plan_id=make_plan(body_id=world.committee.id).id,
    )
    page = world.secretary.get(
        "/actions/?" + query.format(own=world.own.id, body=world.committee.id, plan=world.plan.id)
    )
    assert page.status_code == 200
    assert [text.split(" ", 1)[1] for text in texts(page, "table.cards tbody th")] == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(world, count, count_queries):
    for number in range(count):
        mine(
            world,
            f"Action {number}",
            plan_id=make_plan(f"Plan {number}", body_id=world.committee.id).id,
            decision_id=make_decision().id,
        )
    with count_queries() as statements:
        assert world.secretary.get("/actions/").status_code == 200
    assert len(statements) == 9


def test_the_list_as_a_sheet(world):
    from python_calamine import CalamineWorkbook

    mine(
        world,
        "Rapport",
        due_on=date(2027, 4, 30),
        due_precision=DuePrecision.MONTH,
        progress=40,
        how=Translated(ar="معا"),
    )
    mine(world, "Autre")
    response = world.secretary.get("/actions.xlsx?q=rapport&lang=fr")
    assert response.headers["Content-Disposition"] == "attachment; filename=actions-2026-11-20.xlsx"
    import io

    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    assert rows[0][:9] == [
        "Numéro",
        "Quoi",
        "Où",
        "Quand",
        "Responsable",
        "Comment",
        "Livrables",
        "État",
        "Avancement",
    ]
    assert len(rows) == 2
    assert [plain(cell) for cell in rows[1][1:12]] == [
        "Rapport", "Tanger", "avril 2027", "La nôtre", "معا", "", "en cours", "40 %", "", "2027-04-01", "2027-04-30",
    ]  # fmt: skip


def test_a_sheet_in_arabic_reads_from_the_right(world):
    import io
    import zipfile

    mine(world)
    response = world.secretary.get("/actions.xlsx?lang=ar")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert b'rightToLeft="1"' in archive.read("xl/worksheets/sheet1.xml")


# One action


def test_one_action_says_everything(world):
    meeting = make_meeting("Session", state="held")
    decision = make_decision(meeting=meeting)
    action = mine(
        world, how=Translated(fr="Ensemble"), deliverables=Translated(ar="تقرير"), decision_id=decision.id, starts_on=date(2026, 12, 1),
        due_words="fin d'année",
    )  # fmt: skip
    make_report(action, ActionState.OPEN, progress=40, comment="Neuf réponses.", institution_id=world.own.id)
    page = world.own_browser.get(f"/actions/{action.id}")
    assert texts(page, "h1") == ["Tenir un atelier"]
    assert texts(page, ".facts dd") == [action.number, "20 décembre 2026", "La nôtre", "0 %"]
    assert dict(zip(texts(page, "#action dt"), texts(page, "#action dd"), strict=True)) == {
        "Quoi": "Tenir un atelier", "Où": "Tanger", "Comment": "Ensemble", "Livrables": "تقرير", "Début": "1er décembre 2026",
        "Date comme la source l'écrit": "fin d'année",
    }  # fmt: skip
    assert texts(page, "#nouvelles .typed-text") == ["Neuf réponses."]
    assert [a["href"] for a in parse(page).select(".columns > div:last-child a")] == [
        f"/decisions/{decision.address}", f"/actions/plans/{world.plan.id}",
    ]  # fmt: skip


def test_visitors_read_the_state_and_not_the_words(world):
    change(world.plan, is_public=True)
    action = mine(
        world, owner_institution_id=None, owner_words="Comité local", owner_email="comite@exemple.ma"
    )
    report = make_report(action, comment="Monsieur Untel est malade.", reporter_words="Madame Unetelle")
    evidence = make_evidence(report)
    page = world.visitor.get(f"/actions/{action.id}").get_data(as_text=True)
    assert "en cours" in page
    assert [word for word in ("Untel", "Unetelle", "comite@", "photo.jpg", "histoire") if word in page] == []
    assert world.visitor.get(f"/actions/preuves/{evidence.id}").status_code == 302


def test_the_history_is_for_those_who_read_it(world):
    action = mine(world)
    saved = forms.post(world.secretary, f"/actions/{action.id}/modifier", what_fr="Tenir deux ateliers")
    assert saved.status_code == 303
    page = world.secretary.get(f"/actions/{action.id}")
    assert texts(page, "#histoire .timeline > li > p:first-child") == ["Action modifiée"]
    assert texts(world.chair_browser.get(f"/actions/{action.id}"), "#histoire") == []
    assert texts(world.secretary.get(f"/actions/{action.id}/historique"), ".changes dt") == ["Quoi"]


@pytest.mark.parametrize("path", ["", "/modifier", "/nouvelles", "/partager", "/historique"])
def test_anothers_action_does_not_exist(world, path):
    action = make_action(owner_institution_id=world.own.id)
    assert world.other_browser.get(f"/actions/{action.id}{path}").status_code == 404
    assert world.visitor.get(f"/actions/{action.id}{path}").status_code == 302


def test_the_owner_of_a_line_may_not_read_the_plan(world):
    """Its own line, yes; the plan of a body it does not sit in, no: its title is said, without link."""
    action = mine(world, owner_institution_id=world.other.id)
    page = world.other_browser.get(f"/actions/{action.id}")
    assert page.status_code == 200
    assert f"/actions/plans/{world.plan.id}" not in page.get_data(as_text=True)
    assert world.other_browser.get(f"/actions/plans/{world.plan.id}").status_code == 404


def test_one_action_costs_the_same_however_much_was_said(world, count_queries):
    few, many = mine(world), mine(world, "Autre")
    for action, count in ((few, 1), (many, 3)):
        for _ in range(count):
            make_evidence(make_report(action, comment="x", institution_id=world.own.id))
    counts = []
    for action in (few, many):
        with count_queries() as statements:
            assert world.own_browser.get(f"/actions/{action.id}").status_code == 200
        counts.append(len(statements))
    assert counts == [7, 7]


# What waits


def test_owners_have_it_to_do(world):
    mine(world, due_on=date(2026, 12, 4))
    late = mine(world, "Rapport", due_on=date(2026, 11, 1))
    mine(world, "Plus tard", due_on=date(2026, 12, 5))
    page = world.own_browser.get("/a-faire")
    assert texts(page, ".duty h3") == [
        "Donner des nouvelles de l'action « Rapport »", "Donner des nouvelles de l'action « Tenir un atelier »",
    ]  # fmt: skip
    assert texts(page, ".duty__detail")[0] == f"{late.number}, 1er novembre 2026 (en retard)"
    assert parse(page).select_one(".duty a")["href"] == f"/actions/{late.id}/nouvelles"
    assert texts(world.other_browser.get("/a-faire"), ".duty") == []


def test_the_secretariat_sees_how_many_are_late(world):
    mine(world)
    assert texts(world.secretary.get("/a-faire"), ".duty") == []
    mine(world, "Rapport", due_on=date(2026, 11, 1))
    page = world.secretary.get("/a-faire")
    assert texts(page, ".duty h3") == ["1 action en retard"]
    assert parse(page).select_one(".duty a")["href"] == "/actions/?late=1"


def test_a_line_taken_back_is_nowhere(world, client):
    from noress.domain.actions.models import Action as Row
    from tests.factories import NOW

    action = mine(world, due_on=date(2026, 11, 1))
    change(action, removed_at=NOW)
    assert isinstance(db.session.get(Row, action.id), Row)
    assert texts(world.secretary.get("/actions/"), "table.cards") == []
    assert texts(world.secretary.get(f"/actions/plans/{world.plan.id}"), ".empty h2") == [
        "Ce plan n'a pas encore de ligne"
    ]
    assert world.secretary.get(f"/actions/{action.id}").status_code == 404
    assert texts(world.own_browser.get("/a-faire"), ".duty") == []
    assert db.session.get(ActionPlan, world.plan.id) is not None
