"""Columns corrected, lines chosen, lines in error sent back."""

import io

import pytest
from sqlalchemy import select

from noress.core import tables
from noress.domain.institutions.models import Seat
from noress.extensions import db
from tests import forms
from tests.factories import (
    make_institution,
    make_person,
)
from tests.factories.member_pages import facts, forms_of_lines, institutions, texts, the_import, upload
from tests.factories.member_sheets import HEADINGS, keep, row
from tests.factories.sheets import xlsx
from tests.factories.twins import plain
from tests.pages import parse
from tests.posting import post

TITULAR, MAIL = "Titulaire : prénom et nom", "Titulaire : courriel"


# --- columns ----------------------------------------------------------------------------------------


def columns(browser, where, **fields):
    usual = {"version": "1", "category_code": "", "seats_from": "2026-12-01"}
    return post(browser, f"{where}/colonnes", {**usual, **fields})


def test_columns_are_corrected_and_read_again(secretary):
    where = upload(secretary, xlsx([["A", "B"], ["Réseau", "Association"]])).location
    page = secretary.get(where)
    assert parse(page).select_one("#colonnes").has_attr("open")
    assert parse(page).select_one("main .buttons .button--primary").text == "Envoyer une autre feuille"
    saved = columns(secretary, where, **{"column-0": "name", "category_code": "cooperative"})
    assert (saved.status_code, saved.location) == (303, f"{where}#lignes")
    page = secretary.get(where)
    assert facts(page)["Fiches à créer"] == "1"
    assert [tag["value"] for tag in parse(page).select("#colonnes select option[selected]")] == [
        "name",
        "",
        "cooperative",
    ]
    again = upload(secretary, xlsx([["A", "B"], ["Union", "Association"]])).location
    assert facts(secretary.get(again))["Fiches à créer"] == "1"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"column-0": "name", "column-1": "name"},
            "Deux colonnes sont données pour « nom de l'institution ». Gardez-en une.",
        ),
        ({"column-1": "category"}, "Dites quelle colonne contient le nom de l'institution."),
        ({"column-0": "couleur"}, "Choisissez une des réponses proposées."),
        ({"column-0": "name", "category_code": "inconnue"},
         "Catégorie des lignes qui n'en donnent pas : choisissez une des catégories proposées."),
        ({"column-0": "name", "seats_from": "demain"},
         "Les sièges s'ouvrent à partir du : cette date n'est pas valable. Exemple : 08/04/2027."),
        ({"column-0": "name", "seats_from": ""}, "Les sièges s'ouvrent à partir du : remplissez ce champ."),
    ],
)  # fmt: skip
def test_columns_that_make_no_sense(secretary, fields, message):
    where = upload(secretary, xlsx([["A", "B"], ["Réseau", "Association"]])).location
    refused = columns(secretary, where, **fields)
    assert (refused.status_code, texts(refused, ".error-summary li")) == (422, [message])
    chosen = [
        tag["value"] for tag in parse(refused).select("#colonnes select[name^=column] option[selected]")
    ]
    assert (
        chosen
        == [
            fields.get("column-0", "") if fields.get("column-0") != "couleur" else "",
            fields.get("column-1", ""),
        ][: len(chosen)]
    )
    assert the_import().mapping == {}


def test_columns_corrected_by_two_at_once(secretary):
    where = upload(secretary, xlsx([["A", "B"], ["Réseau", "Association"]])).location
    assert columns(secretary, where, **{"column-0": "name"}).status_code == 303
    assert columns(secretary, where, **{"column-1": "name"}).status_code == 409
    assert the_import().mapping == {"0": "name"}


# --- lines ------------------------------------------------------------------------------------------


def test_each_line_may_be_chosen(secretary):
    known = make_institution("Ancien nom", phone="05 39 00 00 01")
    person = make_person("Quelqu'un", email="t@exemple.ma")
    pending = keep(
        row("Nouveau nom", Téléphone="0539000001", **{TITULAR: "Titulaire", MAIL: "t@exemple.ma"}),
        row("Deux"),
    )
    where = f"/membres/importer/{pending.id}"
    page = secretary.get(where)
    assert texts(page, "#lignes .notice--info p") == [
        "1 ligne ressemble à ce qui existe déjà : dites ce qu'il faut en faire, sinon notre choix est affiché."
    ]
    assert texts(page, "#lignes tr:nth-child(1) td:last-child option") == [
        "compléter « Ancien nom »", "créer une autre fiche", "laisser de côté",
    ]  # fmt: skip
    saved = forms_of_lines(secretary, page, **{"line-1": f"use:{known.id}"})
    assert (saved.status_code, saved.location) == (303, f"{where}?voir=tout&page=1#lignes")
    db.session.refresh(pending)
    assert pending.choices == {"1": {"institution": f"use:{known.id}"}}
    page = secretary.get(where)
    assert texts(page, "#lignes tr:nth-child(1) td select option") == [
        "c'est Quelqu'un", "une autre personne", "pas de siège", "compléter « Ancien nom »", "créer une autre fiche", "laisser de côté",
    ]  # fmt: skip
    forms_of_lines(secretary, page, **{"line-1-titular": f"use:{person.id}", "line-2": "skip"})
    forms.post(secretary, f"{where}/confirmer")
    assert [(s.institution_id, s.person_id) for s in db.session.scalars(select(Seat))] == [
        (known.id, person.id)
    ]
    assert len(institutions()) == 1


def test_what_was_chosen_goes_on_to_the_next_page(secretary):
    """The button that goes on keeps what was just chosen: nobody presses another one first."""
    pending = keep(row("Une"), row("Deux"))
    where = f"/membres/importer/{pending.id}"
    page = secretary.get(where)
    assert texts(page, "main .button--primary") == ["Voir ce qui sera écrit"]
    followed = forms_of_lines(secretary, page, **{"line-2": "skip", "suite": "1"})
    assert (followed.status_code, followed.location) == (303, f"{where}/confirmer")
    db.session.refresh(pending)
    assert pending.choices == {"2": {"institution": "skip"}}
    assert texts(secretary.get(f"{where}?voir=erreurs"), "main .button--primary") == [
        "Voir ce qui sera écrit"
    ]


def test_a_line_that_completes_a_record_needs_no_category(secretary):
    make_institution("Réseau")
    pending = keep(row("Réseau", Sigle="R", Catégorie=""))
    assert texts(secretary.get(f"/membres/importer/{pending.id}"), "#lignes td:last-child option") == [
        "compléter « Réseau »", "laisser de côté",
    ]  # fmt: skip


def test_only_what_was_changed_is_a_choice(secretary):
    """What the page proposed follows what is known on the day of the confirmation."""
    pending = keep(row("Une"), row("Deux"))
    where = f"/membres/importer/{pending.id}"
    forms_of_lines(secretary, secretary.get(where), **{"line-2": "skip"})
    db.session.refresh(pending)
    assert pending.choices == {"2": {"institution": "skip"}}


def test_views_of_the_lines(secretary):
    make_institution("Connue")
    pending = keep(
        row("Une"), row("Connue"), row("Fausse", Courriel="f@"), row("Fausse aussi", Téléphone="x")
    )
    where = f"/membres/importer/{pending.id}"
    assert texts(secretary.get(where), "#lignes nav.cluster > *") == [
        "Toutes (4)",
        "À comparer (1)",
        "En erreur (2)",
    ]
    assert texts(secretary.get(f"{where}?voir=ressemblances"), "#lignes tbody td:first-child") == ["3"]
    assert texts(secretary.get(f"{where}?voir=erreurs"), "#lignes tbody td:first-child") == ["4", "5"]


def test_lines_in_error_leave_as_a_sheet_and_come_back_corrected(secretary):
    pending = keep(row("Une"), row("Fausse", Courriel="f@", Téléphone="x"))
    sheet = secretary.get(f"/membres/importer/{pending.id}/erreurs.xlsx")
    headings, line = tables.read_rows("m.xlsx", io.BytesIO(sheet.data))
    assert headings == [*HEADINGS, "Ligne", "À corriger"]
    mend = "Courriel : Cette adresse n'est pas complète. Exemple : nom@exemple.ma. Téléphone : Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00."
    assert [plain(cell) for cell in line] == [
        "Fausse",
        "",
        "",
        "Association",
        "",
        "f@",
        "x",
        *[""] * 10,
        "3",
        mend,
    ]
    line[5], line[6] = "f@exemple.ma", ""
    where = upload(secretary, xlsx([headings, line])).location
    assert facts(secretary.get(where)) == {
        "Fiches à créer": "1",
        "Fiches à compléter": "0",
        "Sièges à ouvrir": "0",
        "Lignes en erreur": "0",
    }


def test_the_page_costs_the_same_with_one_and_three_lines(secretary, count_queries):
    costs = []
    for size in (1, 3):
        pending = keep(*(row(f"Institution {size}{n}", **{TITULAR: f"T {size}{n}"}) for n in range(size)))
        with count_queries() as statements:
            assert secretary.get(f"/membres/importer/{pending.id}").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_long_sheets_are_paged(secretary):
    pending = keep(*(row(f"Institution {chr(97 + n // 26)}{chr(97 + n % 26)}") for n in range(30)))
    where = f"/membres/importer/{pending.id}"
    assert len(parse(secretary.get(where)).select("#lignes tbody tr")) == 25
    page = secretary.get(f"{where}?page=2")
    assert len(parse(page).select("#lignes tbody tr")) == 5
    assert forms_of_lines(secretary, page).location == f"{where}?voir=tout&page=2#lignes"
