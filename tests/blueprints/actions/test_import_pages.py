"""From a real sheet to the lines of a plan, through the pages; nothing is written before the last button."""

import io
from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from noress.demo.facts import facts
from noress.domain.actions.models import Action, ActionImport, DuePrecision, ImportState
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import mine, plain, texts
from tests.factories.actions import make_import, make_plan
from tests.factories.links import change
from tests.factories.sheets import SHEET, sheet_xml, with_part, xlsx
from tests.pages import parse
from tests.posting import SAME_ORIGIN, csrf_token, post

HEADINGS = ["Quoi", "Où", "Quand", "Responsable", "Comment", "Livrables"]


def upload(browser, plan, content, name="plan.xlsx"):
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"csrf_token": csrf_token(browser), "file": file})
    return browser.post(
        f"/actions/plans/{plan.id}/importer", data=body, headers=SAME_ORIGIN,
        content_type=f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip


def living():
    return db.session.scalars(select(Action).where(Action.removed_at.is_(None)).order_by(Action.id)).all()


def press(browser, page, text):
    """Press the button of that word, with what its form holds."""
    form = next(form for form in parse(page).select("main form") if text in form.get_text())
    data = {tag["name"]: tag.get("value", "") for tag in form.select("input[name]")}
    data |= {
        tag["name"]: (tag.select_one("option[selected]") or tag.select_one("option"))["value"]
        for tag in form.select("select")
    }
    return browser.post(form["action"], data=data)


def bouanane():
    """The plan of the guide as a sheet: its title, then the six columns as the guide prints them."""
    told = facts()["action_plan_bouanane"]
    rows = [
        [
            plain(row["what"]["fr"]),
            row["where"]["fr"],
            row["when"],
            told["owner"],
            row["how"]["fr"],
            row["deliverables"]["fr"],
        ]
        for row in told["rows"]
    ]
    return xlsx([["Plan d'action du comité tourisme solidaire, Bouanane"], [], HEADINGS, *rows])


def test_the_plan_of_bouanane_through_the_pages(world):
    """Five lines, three precisions, one outside owner: all kept as the guide has them."""
    plan = make_plan("Bouanane, 2013", body_id=None)
    sent = upload(world.secretary, plan, bouanane(), "bouanane.xlsx")
    (pending,) = db.session.scalars(select(ActionImport)).all()
    assert (sent.status_code, sent.location, living()) == (303, f"/actions/imports/{pending.id}", [])
    page = world.secretary.get(sent.location)
    assert texts(page, "#apercu caption") == ["5 lignes comprises"]
    assert texts(page, "#apercu tbody td:nth-of-type(3)") == [
        "3 février 2013, 10 h 30 2013-02-03 10:30", "fin février 2013 fin 2013-02", "fin mars 2013 fin 2013-03", "avril 2013 2013-04",
        "1re semaine de mai 2013 2013-05, 1re semaine",
    ]  # fmt: skip
    done = press(world.secretary, page, "Importer 5 lignes")
    assert (done.status_code, done.location) == (303, f"/actions/plans/{plan.id}")
    assert [(a.due_on, a.due_precision, a.due_wall, a.due_is_end, a.due_words) for a in living()] == [
        (date(2013, 2, 3), DuePrecision.MINUTE, "10:30", False, "2013-02-03 10:30"),
        (date(2013, 2, 28), DuePrecision.MONTH, None, True, "fin 2013-02"),
        (date(2013, 3, 31), DuePrecision.MONTH, None, True, "fin 2013-03"),
        (date(2013, 4, 30), DuePrecision.MONTH, None, False, "2013-04"),
        (date(2013, 5, 7), DuePrecision.WEEK, None, False, "2013-05, 1re semaine"),
    ]  # fmt: skip
    assert {(a.owner_words, a.owner_email, a.owner_institution_id) for a in living()} == {
        ("Comité tourisme solidaire", None, None)
    }
    first = living()[2]
    assert (first.what, first.where, first.how, first.deliverables) == (
        {"fr": "Diagnostic du bassin (FFOM), visite d'investigation"}, {"fr": "Siège de la commune / bassin de Kir"},
        {"fr": "Recherche documentaire, focus group"}, {"fr": "Rapport de visite, rapport de diagnostic"},
    )  # fmt: skip
    shown = world.secretary.get(done.location)
    assert [plain(row).split(" ", 1)[1] for row in texts(shown, "#lignes tbody th")] == [
        a.what["fr"] for a in living()
    ]
    assert texts(shown, "#lignes tbody td:nth-of-type(2)") == [
        "3 février 2013, 10 h 30", "fin février 2013", "fin mars 2013", "avril 2013", "1re semaine de mai 2013",
    ]  # fmt: skip


def test_what_left_comes_back(world):
    """The sheet of a plan, sent to another: the same six columns."""
    for values in (
        {"due_on": date(2027, 4, 30), "due_precision": DuePrecision.MONTH, "due_is_end": True},
        {"due_on": None},
    ):
        mine(world, **values)
    content = world.secretary.get(f"/actions/plans/{world.plan.id}.xlsx").data
    other = make_plan("Copie")
    page = world.secretary.get(upload(world.secretary, other, content).location)
    press(world.secretary, page, "Importer 2 lignes")
    before, after = ([a for a in living() if a.plan_id == plan.id] for plan in (world.plan, other))
    columns = (
        "what",
        "where",
        "due_on",
        "due_precision",
        "due_is_end",
        "owner_institution_id",
        "state",
        "progress",
    )
    assert [[getattr(a, name) for name in columns] for a in after] == [
        [getattr(a, name) for name in columns] for a in before
    ]


def test_rows_that_are_wrong_are_shown_and_left(world):
    content = xlsx(
        [
            HEADINGS,
            ["Atelier", "", "bientôt", "Comité", "", ""],
            ["Rapport", "", "avril 2027", "La nôtre", "", ""],
        ]
    )
    page = world.chair_browser.get(upload(world.chair_browser, world.plan, content).location)
    assert texts(page, "#apercu .notice p") == [
        "1 ligne ne peut pas être importée telle quelle. Corrigez la feuille et renvoyez-la, ou importez les autres."
    ]
    assert texts(page, "#apercu .status--danger") == [
        "Date non comprise : « bientôt ». Exemples : 15/03/2027, avril 2027, fin avril 2027."
    ]
    press(world.chair_browser, page, "Importer 1 ligne")
    assert [(a.what, a.owner_institution_id) for a in living()] == [({"fr": "Rapport"}, world.own.id)]


def test_columns_are_corrected_and_read_again(world):
    content = xlsx([["A", "B", "C"], ["Atelier", "La nôtre", None]])
    where = upload(world.secretary, world.plan, content).location
    page = world.secretary.get(where)
    assert texts(page, "#apercu .status--danger") == [
        "Écrivez ce qui est à faire, en quelques mots.", "Dites qui est responsable : une institution, une instance, ou un autre organisme.",
    ]  # fmt: skip
    assert parse(page).select_one("#apercu .button--primary").text == "Envoyer une autre feuille"
    saved = post(world.secretary, where, {"version": "1", "column-0": "what", "column-1": "owner"})
    assert (saved.status_code, saved.location) == (303, where + "#apercu")
    page = world.secretary.get(where)
    assert texts(page, "#apercu caption") == ["1 ligne comprise"]
    assert [s.select_one("option[selected]")["value"] for s in parse(page).select("select")] == [
        "what",
        "owner",
        "",
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"column-0": "owner", "column-1": "owner"}, "Deux colonnes sont données pour « responsable ». Gardez-en une."),
        ({"column-1": "owner"}, "Dites quelle colonne contient ce qui est à faire (« quoi »)."),
        ({"column-0": "couleur"}, "Choisissez une des réponses proposées."),
    ],
)  # fmt: skip
def test_columns_that_make_no_sense(world, fields, message):
    pending = make_import(world.plan)
    refused = post(world.secretary, f"/actions/imports/{pending.id}", {"version": "1", **fields})
    assert refused.status_code == 422
    assert texts(refused, ".notice--danger p") == [message]
    assert db.session.get(ActionImport, pending.id).mapping == {"0": "what", "1": "owner"}


REFUSED = {
    "formulas": (xlsx([HEADINGS, ["=A1", "", "", "", "", ""]]), "plan.xlsx", 422, "Cette feuille contient des formules (A2)."),
    "bomb": (with_part(xlsx([["a"]]), SHEET, sheet_xml(" " * 40_000_000)), "plan.xlsx", 422, "Ce fichier est protégé ou abîmé"),
    "an old sheet": (b"\xd0\xcf\x11\xe0", "plan.xls", 422, "Envoyez une feuille Excel (.xlsx) ou un fichier CSV."),
    "a paper": (b"%PDF-1.7", "plan.pdf", 422, "Envoyez une feuille Excel (.xlsx) ou un fichier CSV."),
    "not a sheet": (b"bonjour", "plan.xlsx", 422, "Ce fichier n'est pas une feuille lisible."),
    "no line": (xlsx([HEADINGS]), "plan.xlsx", 422, "Cette feuille n'a pas de ligne sous ses titres de colonnes."),
    "too heavy": (b"a;b\n" * 1_500_000, "plan.csv", 413, "Cette feuille dépasse la limite de 5 Mo."),
    "too long": (b"quoi\n" * 600, "plan.csv", 422, "Cette feuille a plus de 515 lignes."),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_sheet_is_refused_in_words(world, case):
    content, name, status, message = REFUSED[case]
    refused = upload(world.secretary, world.plan, content, name)
    assert refused.status_code == status
    assert plain(forms.errors_of(refused)["file"]).startswith(message)
    assert db.session.scalars(select(ActionImport)).all() == []


def test_no_file_at_all(world):
    refused = post(
        world.secretary,
        f"/actions/plans/{world.plan.id}/importer",
        {"file": (io.BytesIO(b""), "")},
        content_type="multipart/form-data",
    )
    assert (refused.status_code, forms.errors_of(refused)) == (422, {"file": "Choisissez un fichier."})


def test_a_plan_that_is_over_says_so_before_a_sheet_is_chosen(world):
    change(world.plan, closed_on=date(2026, 11, 1))
    page = world.secretary.get(f"/actions/plans/{world.plan.id}/importer")
    assert page.status_code == 409
    assert "Ce plan est clos" in page.get_data(as_text=True)


def test_a_second_click_writes_nothing_twice(world):
    pending = make_import(world.plan)
    page = world.secretary.get(f"/actions/imports/{pending.id}")
    assert press(world.secretary, page, "Importer 1 ligne").status_code == 303
    assert press(world.secretary, page, "Importer 1 ligne").status_code == 409
    assert len(living()) == 1


def test_columns_changed_meanwhile_are_not_confirmed(world):
    pending = make_import(world.plan)
    page = world.secretary.get(f"/actions/imports/{pending.id}")
    post(world.chair_browser, f"/actions/imports/{pending.id}", {"version": "1", "column-0": "what"})
    assert press(world.secretary, page, "Importer 1 ligne").status_code == 409
    assert living() == []


def test_an_import_waits_for_its_author_and_is_forgotten_on_request(world):
    pending = make_import(world.plan)
    page = world.chair_browser.get(f"/actions/imports/{pending.id}/annuler")
    assert texts(page, ".confirmation li") == [
        "Ce qui a été lu de la feuille est effacé.",
        "Le plan ne change pas.",
    ]
    gone = forms.post(world.chair_browser, f"/actions/imports/{pending.id}/annuler")
    assert (gone.status_code, gone.location) == (303, f"/actions/plans/{world.plan.id}")
    assert db.session.get(ActionImport, pending.id).state is ImportState.ABANDONED
    assert world.chair_browser.get(f"/actions/imports/{pending.id}").status_code == 200


def test_an_import_is_undone_while_nobody_touched_it(world):
    pending = make_import(world.plan)
    press(world.secretary, world.secretary.get(f"/actions/imports/{pending.id}"), "Importer 1 ligne")
    assert texts(world.secretary.get(f"/actions/imports/{pending.id}"), ".facts dd")[2] == "1"
    page = world.secretary.get(f"/actions/imports/{pending.id}/annuler")
    assert (
        texts(page, ".confirmation li")[0] == "1 ligne sort du plan. Personne n'y a touché depuis l'import."
    )
    assert forms.post(world.secretary, f"/actions/imports/{pending.id}/annuler").status_code == 303
    assert (living(), db.session.get(ActionImport, pending.id).state) == ([], ImportState.UNDONE)


def test_an_import_that_somebody_touched_says_which_lines(world):
    pending = make_import(world.plan)
    press(world.secretary, world.secretary.get(f"/actions/imports/{pending.id}"), "Importer 1 ligne")
    (action,) = living()
    forms.post(world.secretary, f"/actions/{action.id}/modifier", what_fr="Autrement")
    page = world.secretary.get(f"/actions/imports/{pending.id}/annuler")
    assert action.number in texts(page, ".notice--warning")[0]
    assert parse(page).select("main form") == []
    assert post(world.secretary, f"/actions/imports/{pending.id}/annuler").status_code == 409


@pytest.mark.parametrize(
    ("kind", "status"),
    [("chair_browser", 200), ("own_browser", 404), ("other_browser", 404), ("visitor", 302)],
)
def test_a_sheet_is_for_those_who_write_the_plan(world, kind, status):
    pending = make_import(world.plan)
    assert getattr(world, kind).get(f"/actions/imports/{pending.id}").status_code == status


def test_reading_a_long_sheet_costs_no_more_queries(world, count_queries):
    counts = []
    for length in (1, 3):
        pending = make_import(
            world.plan, [["Quoi", "Responsable"], *([f"Ligne {n}", "La nôtre"] for n in range(length))]
        )
        with count_queries() as statements:
            assert world.secretary.get(f"/actions/imports/{pending.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
