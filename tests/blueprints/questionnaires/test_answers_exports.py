"""Answers taken elsewhere: a book of sheets in both languages, a text of semicolons, JSON; the filter follows."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from noress.blueprints.questionnaires import exporting
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.exchange.models import CatalogueExport
from noress.domain.exchange.rules import answers
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.questionnaires.rules.forgetting import empty_response
from noress.extensions import db
from noress.jobs import exchange as jobs
from noress.jobs.documents import drain
from noress.web import exports
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary
from tests.factories.questionnaires import both, make_question, make_section, make_version
from tests.factories.received import make_form, make_sent
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post

FULL = {
    "name": "=1+1", "kind": "coop", "province": "01.151", "premises": True, "sectors": ["finance", "marketing"],
    "members": "12", "budget": 123450, "created": "2012-05-01", "address": {"text": "Place", "lat": 35.5, "lon": -5.25},
    "staff": {"women": {"count": "7"}, "men": {"count": "2.5"}},
    "branches": [{"town": "Tétouan", "staff": "3"}, {"town": "-Chefchaouen"}],
}  # fmt: skip


@pytest.fixture
def browser(app, login_as):
    return login_as(make_secretary(email="secretariat@exemple.ma"))


@pytest.fixture
def version(app):
    return make_version(definition=make_form())


@pytest.fixture
def take(browser, version):
    """take("xlsx") is the response to that export; a query string may follow."""

    def taking(kind, query=""):
        response = browser.get(f"/questionnaires/{version.questionnaire_id}/reponses.{kind}{query}")
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].endswith(f".{kind}")
        return response.get_data()

    return taking


@pytest.fixture
def rows(version):
    """One of everything, one of another language that says little, and what stays out."""
    institution = make_institution("Union membre 4")
    kept = [
        make_sent(version, FULL, filled_by="+Trésorière"),
        make_sent(version, {"name": "ب"}, institution_id=institution.id, language="ar"),
    ]
    make_sent(version, FULL, state=ResponseState.REFUSED)
    make_sent(version, FULL, held_because="liens")
    make_sent(version, FULL, number=None, state=ResponseState.DRAFT)
    return [row.number for row in kept]


def read_book(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def directions(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = sorted(name for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
        return [b'rightToLeft="1"' in parts.read(name) for name in names]


def test_a_book_with_both_languages_groups_and_a_dictionary(take, rows):
    data = take("xlsx")
    book = read_book(data)
    french, arabic, staff, branches, dictionary = book.values()
    assert directions(data) == [False, True, False, False, False]
    assert next(iter(book)) == "Réponses"
    assert list(book)[2:] == ["Effectifs", "Antennes", "Dictionnaire"]
    heads = french[0]
    first = dict(zip(heads, french[1], strict=True))
    assert heads[9:] == [
        "Nom de la structure", "Sorte", "Province", "Un local", "Secteurs", "Personne à contacter", "Adhérents", "Budget",
        "Création", "Adresse", "Adresse\xa0: latitude", "Adresse\xa0: longitude", "Statuts", "Plan",
    ]  # fmt: skip
    assert [row[0] for row in french[1:]] == rows
    assert (first["Nom de la structure"], first["Remplie par"], first["Sorte"]) == (
        "=1+1",
        "+Trésorière",
        "Coop",
    )
    assert (first["Adhérents"], first["Budget"], first["Création"]) == (12, 1234.5, date(2012, 5, 1))
    assert (first["Adresse\xa0: latitude"], first["Adresse\xa0: longitude"]) == (35.5, -5.25)
    assert (french[2][4], french[2][9]) == ("Union membre 4", "ب")
    assert arabic[0][9:11] == ["Nom de la structure بالعربية", "Sorte بالعربية"]
    assert arabic[1][10] == "Coop بالعربية"
    assert staff == [["Numéro", "Ligne", "Count"], [rows[0], "Women", 7], [rows[0], "Men", 2.5]]
    assert branches[1:] == [[rows[0], 1, "Tétouan", "", 3], [rows[0], 2, "-Chefchaouen", "", ""]]
    told = {(line[1], line[0]): line for line in dictionary[1:]}
    assert told["", "kind"] == [
        "kind", "", "un choix", "Sorte", "Sorte بالعربية", "coop = Coop / Coop بالعربية\nunion = Union / Union بالعربية", "public",
        "", "", "1",
    ]  # fmt: skip
    assert told["branches", "manager"][6:9] == ["public", "oui", ""]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_text_of_semicolons(take, rows):
    data = take("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    heads, first, second = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    told = dict(zip(heads, first, strict=True))
    assert (told["Nom de la structure"], told["Remplie par"]) == ("'=1+1", "'+Trésorière")
    assert (told["Adhérents"], told["Budget"], told["Création"]) == ("12", "1234,5", "2012-05-01")
    assert (told["Adresse\xa0: longitude"], told["Un local"], told["Secteurs"]) == (
        "-5,25",
        "Oui",
        "Finance, Marketing",
    )
    assert told["Antennes"] == "1. Town Tétouan · Staff 3\n2. Town -Chefchaouen"
    assert second[0] == rows[1]


def test_no_title_is_a_formula_either(browser):
    """An institution words its own questions, and the secretariat opens the file."""
    asked = make_question("rate", label=both('=HYPERLINK("http://exemple.ma")'))
    version = make_version(definition=Definition((make_section("own", asked),)))
    make_sent(version, {"rate": "\n=1+1"}, filled_by="＝1+1")
    data = browser.get(f"/questionnaires/{version.questionnaire_id}/reponses.csv").get_data()
    heads, cells = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert (heads[-1], cells[-1], cells[7]) == ('\'=HYPERLINK("http://exemple.ma")', "'\n=1+1", "'＝1+1")


def test_json_for_programs(take, rows, version):
    told = json.loads(take("json", "?langue=fr"))
    assert (told["questionnaire"]["id"], told["filter"]) == (version.questionnaire_id, {"langue": "fr"})
    (one,) = told["responses"]
    assert (one["number"], one["version"], one["state"], one["filled_by"]) == (
        rows[0],
        1,
        "submitted",
        "+Trésorière",
    )
    assert one["answers"] == FULL | {
        "members": 12, "budget": 1234.5, "staff": {"women": {"count": 7}, "men": {"count": 2.5}},
        "branches": [{"town": "Tétouan", "staff": 3}, {"town": "-Chefchaouen"}],
    }  # fmt: skip


def test_nothing_received_is_still_a_file(take):
    assert len(read_book(take("xlsx"))["Réponses"]) == 1
    assert json.loads(take("json"))["responses"] == []
    assert take("csv").count(b"\r\n") == 1


def test_answers_of_two_versions_share_columns(browser, version, rows):
    section = make_section(
        "general", make_question("name", label=both("Nom de la structure")), make_question("fax")
    )
    second = make_version(version.questionnaire, Definition((section,)), number=2)
    make_sent(second, {"name": "C", "fax": "0539"})
    data = browser.get(f"/questionnaires/{version.questionnaire_id}/reponses.csv").get_data()
    heads, first, _second, third = csv.reader(
        io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert heads[9:12] == ["Nom de la structure", "Fax", "Sorte"]
    assert (first[3], first[9:12], third[3], third[9:12]) == (
        "1",
        ["'=1+1", "", "Coop"],
        "2",
        ["C", "0539", ""],
    )


# --- more than a request should write ----------------------------------------------------------------


def test_a_long_book_is_made_by_the_worker_and_told_by_mail(
    app, browser, login_as, version, rows, monkeypatch
):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    where = f"/questionnaires/{version.questionnaire_id}/reponses.xlsx"
    page = browser.get(where)
    assert (page.mimetype, text_of(page, "h1")) == ("text/html", ["Feuille Excel des réponses"])
    for _again in range(2):  # asked for twice, made once
        asked = post(browser, where, {"prevenir": "1"})
        assert (asked.status_code, asked.location) == (303, where)
    export = db.session.scalars(select(CatalogueExport)).one()
    document = db.session.scalars(select(RenderedDocument)).one()
    assert (export.format, export.total, document.kind, document.state) == (
        "answers",
        2,
        "answers_sheet",
        DocumentState.QUEUED,
    )
    waiting = parse(browser.get(where))
    assert (waiting.select_one("progress")["max"], waiting.select_one("noscript meta") is not None) == (
        "2",
        True,
    )
    assert drain(app) == 1
    made = browser.get(where)
    assert (made.mimetype, made.headers["Cache-Control"]) == (exports.XLSX, "no-store")
    book = read_book(made.get_data())
    assert [line[0] for line in book["Réponses"]] == ["Numéro", *rows]
    assert jobs.tell_ready(app) == 1
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.template, mail.to_address, mail.subject) == (
        "catalogue_export_ready", "secretariat@exemple.ma", "Votre fichier de réponses est prêt",
    )  # fmt: skip
    for text in (mail.text, mail.html):
        assert (where in text, "La feuille des réponses que vous avez demandée est prête." in text) == (
            True,
            True,
        )
    # a filter is another file; who does not manage questionnaires reads neither page nor file
    narrowed = browser.get(f"{where}?langue=ar&etat=submitted")
    assert narrowed.mimetype == exports.XLSX
    assert post(browser, f"{where}?langue=ar", {}).location == f"{where}?langue=ar"
    seat = make_seat(make_institution("Institution voisine"), make_person("Titulaire du membre 12"))
    member = login_as(seat.person, seat)
    assert [member.get(page).status_code for page in (where, f"/documents/{document.id}")] == [403, 404]
    # an answer is emptied: no book that may hold it stays
    with writing():
        empty_response(response=db.session.scalars(select(Response)).first(), actor=Actor.system(), now=NOW)
        db.session.commit()
    assert (
        db.session.scalars(select(RenderedDocument.id).where(RenderedDocument.kind == "answers_sheet")).all()
        == []
    )
    post(browser, where, {})
    assert drain(app) == 1
    # one more answer: the file is out of date, and said so
    make_sent(version, {"name": "Troisième"})
    assert "Des réponses ont changé depuis" in text_of(browser.get(where), "main")[0]
    monkeypatch.setattr(answers, "MOST", 2)
    refused = post(browser, where, {})
    assert (refused.status_code, "plus de 2 réponses" in text_of(refused, "main")[0]) == (422, True)
