"""Files of the catalogue: who reads what in them, the same filter as the list, formulas and strange letters."""

import csv
import io
import json
import re

import pytest
from sqlalchemy import select

from noress.blueprints.exchange import files
from noress.core import tables
from noress.documents.kinds import catalogue_booklet
from noress.domain.exchange import saying
from noress.domain.exchange.models import CatalogueExport, CatalogueExportWait
from noress.domain.exchange.rules import exports
from noress.domain.files.models import RenderedDocument
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.jobs import exchange
from noress.jobs.documents import drain
from tests.factories import make_institution, make_person, make_seat
from tests.factories.catalogue import TANGER, make_structure
from tests.factories.papers import text_of, texts_of
from tests.pages import parse

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Every boundary between pieces and between batches is crossed."""
    monkeypatch.setattr(files, "_PIECE", 1)
    monkeypatch.setattr(saying, "BATCH", 2)


def rows_of(response):
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


def ask(browser, where, **fields):
    """With the button of its page."""
    token = parse(browser.get(where)).select_one("form [name=csrf_token]")["value"]
    return browser.post(where, data={"csrf_token": token, **fields})


def member_of(login_as):
    seat = make_seat(make_institution("La nôtre"), make_person("Titulaire", email="titulaire@exemple.ma"))
    return login_as(seat.person, seat)


def make_some():
    make_structure(
        {"fr": "=Coopérative; \"Argane\"", "ar": "تعاونية أركان"}, phone="0539 00 00 01", point="35.57, -5.37",
        services=["financing.microcredit", "marketing.fairs"], is_free=True, needs=["premises"], members=12,
        created_on="2012-05-01", financing_most=4_000_050, contact_phone="0661 00 00 09",
    )  # fmt: skip
    make_structure("Pour les membres", province=TANGER, columns={"is_open": False})
    hidden = make_structure("Fermée", email="fermee@exemple.ma")
    hidden.detail.audience = {"email": "members"}
    db.session.commit()


def test_each_reader_takes_away_what_they_read(app, client, login_as):
    make_some()
    member = member_of(login_as)
    public = rows_of(client.get("/catalogue.csv"))
    assert [row["Nom en français"] for row in public] == ['\'=Coopérative; "Argane"', "Fermée"]
    first = public[0]
    said = {
        "Nom en arabe": "تعاونية أركان", "Téléphone": "0539 00 00 01", "Latitude": "35,57", "Longitude": "-5,37",
        "Services": "Microcrédit, Salons et marchés", "Services gratuits": "oui", "Membres ou adhérents": "12",
        "Date de création": "2012-05-01", "Montant donné au plus à un projet": "40000,50",
    }  # fmt: skip
    assert {name: first[name].replace("\u202f", " ") for name in said} == said
    assert "A besoin de" not in first
    assert public[1]["Courriel"] == ""
    own = rows_of(member.get("/catalogue.csv"))
    assert [row["Nom en français"] for row in own] == [
        "'=Coopérative; \"Argane\"", "Fermée", "Pour les membres",
    ]  # fmt: skip
    assert (own[0]["A besoin de"], own[1]["Courriel"]) == ("Des locaux", "fermee@exemple.ma")
    for name in ("csv", "json", "geojson"):
        assert "0661" not in member.get(f"/catalogue.{name}").get_data(as_text=True), name
    assert client.get("/catalogue.csv").headers.get("Set-Cookie") is None


def test_objects_and_points(client):
    make_some()
    said = json.loads(client.get("/catalogue.json?service=financing.microcredit").data)["structures"]
    assert [(it["name"]["ar"], it["services"][0], it["financing_most"]) for it in said] == [
        ("تعاونية أركان", {"code": "financing.microcredit", "name": "Microcrédit"}, 40000.5)
    ]
    points = json.loads(client.get("/catalogue.geojson").data)
    assert points["type"] == "FeatureCollection"
    assert [it["geometry"] for it in points["features"]] == [
        {"type": "Point", "coordinates": [-5.37, 35.57]}, None,
    ]  # fmt: skip
    assert json.loads(client.get("/catalogue.json?q=introuvable").data) == {"structures": []}
    arabic = client.get("/catalogue.csv?lang=ar").get_data(as_text=True)
    assert "سلفات صغيرة، معارض وأسواق" in arabic


def test_a_short_sheet_comes_at_once_and_a_long_one_from_the_worker(app, client, monkeypatch):
    make_some()
    book = client.get("/catalogue.xlsx")
    cells = tables.read_rows("catalogue.xlsx", io.BytesIO(book.data))
    assert cells[1][1:3] == ['=Coopérative; "Argane"', "تعاونية أركان"]
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    asking = client.get("/catalogue.xlsx")
    assert (asking.status_code, parse(asking).h1.text) == (200, "Feuille Excel du catalogue")
    assert ask(client, "/catalogue.xlsx").status_code == 303
    assert drain(app) == 1
    made = client.get("/catalogue.xlsx")
    assert tables.read_rows("catalogue.xlsx", io.BytesIO(made.data))[1:] == cells[1:]


def test_the_booklet_is_asked_for_waited_for_and_made_again(app, client):
    make_some()
    empty = client.get("/catalogue.pdf?q=introuvable")
    assert "Aucune structure ne correspond" in parse(empty).select_one(".notice").text
    asking = client.get("/catalogue.pdf")
    assert (asking.headers.get("Set-Cookie"), parse(asking).select_one("form button").text) == (
        None,
        "Préparer le fichier",
    )
    token = parse(asking).select_one("form [name=csrf_token]")["value"]
    for fields, headers in (({}, {}), ({"csrf_token": token}, {"Sec-Fetch-Site": "cross-site"})):
        assert client.post("/catalogue.pdf", data=fields, headers=headers).status_code == 422
    for _time in range(10):
        assert client.post("/catalogue.pdf", data={"csrf_token": token}).location == "/catalogue.pdf"
    assert len(db.session.scalars(select(RenderedDocument)).all()) == 1
    waiting = client.get("/catalogue.pdf")
    assert parse(waiting).select_one("noscript meta") is not None
    assert drain(app) == 1
    ready = client.get("/catalogue.pdf")
    assert (ready.status_code, ready.mimetype) == (200, "application/pdf")
    text = text_of(ready.data)
    for said in (
        "Catalogue des acteurs",
        "Argane",
        "Fermée",
        "0539 00 00 01",
        "Index des noms",
        "Microcrédit",
        "Tétouan",
    ):
        assert said in text, said
    for secret in ("Pour les membres", "0661", "fermee@exemple.ma"):
        assert secret not in text, secret
    db.session.rollback()
    export = db.session.scalars(select(CatalogueExport)).one()
    assert (export.done, export.total, export.generation) == (2, 2, 1)
    make_structure("Une de plus")
    changed = client.get("/catalogue.pdf")
    assert "Le catalogue a changé" in parse(changed).select_one(".notice").text
    ask(client, "/catalogue.pdf")
    assert drain(app) == 1
    assert "Une de plus" in text_of(client.get("/catalogue.pdf").data)


def test_pages_of_the_booklet_are_where_its_indexes_say(app, client, monkeypatch):
    """Parts, slices of the index and provinces that are cut follow each other."""
    monkeypatch.setattr(catalogue_booklet, "PART", 2)
    monkeypatch.setattr(catalogue_booklet, "SLICE", 3)
    names = [f"Entrée {number}" for number in range(5)]
    for number, name in enumerate(names):
        province = {"province": TANGER} if number % 2 else {}
        make_structure(
            {"fr": name, "ar": f"بنية {number}"},
            services=["marketing.fairs"],
            phone="0539 00 00 10",
            **province,
        )
    for language, said in (("fr", "Page"), ("ar", "الصفحة")):
        address = f"/catalogue.pdf?lang={language}"
        assert ask(client, address).status_code == 303, language
        assert drain(app) == 1, language
        pages = texts_of(client.get(address).data)
        chapters = [place for place, text in enumerate(pages) if "00 00 10" in text]
        assert chapters == list(range(chapters[0], chapters[0] + 3)), language
        index = "\n".join(pages[chapters[-1] + 1 :])
        found = {name: [page for page in chapters if name in pages[page]] for name in names}
        told = {name: re.findall(rf"{name}\s+(\d+)", index) for name in names}
        assert told == {
            name: [str(page - chapters[0] + 1) for page in where] for name, where in found.items()
        }, language
        assert re.search(r"(Salons et marchés|معارض وأسواق)[^@]*1-3", index), language
        for number, page in enumerate(chapters, 1):
            assert re.search(rf"{said} {number}|{number} {said}", pages[page]), (language, number)


def test_who_waits_is_told_by_mail_once(app, login_as):
    make_some()
    member = member_of(login_as)
    assert ask(member, "/catalogue.pdf", prevenir="1").status_code == 303
    assert exchange.tell_ready(app) == 0
    assert drain(app) == 1
    assert [exchange.tell_ready(app), exchange.tell_ready(app)] == [1, 0]
    db.session.rollback()
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, mail.subject) == ("titulaire@exemple.ma", "Votre fichier du catalogue est prêt")
    assert "http://127.0.0.1:8000/catalogue.pdf" in mail.text
    assert db.session.scalars(select(CatalogueExportWait)).one().told_at is not None
    text = text_of(member.get("/catalogue.pdf").data)
    assert "Pour les membres" in text
    assert "Réservé aux membres" in text


def test_too_many_files_for_one_network(client, monkeypatch):
    make_some()
    monkeypatch.setattr(exports, "MOST_MADE", 1)
    token = parse(client.get("/catalogue.pdf")).select_one("form [name=csrf_token]")["value"]
    assert ask(client, "/catalogue.pdf").status_code == 303
    refused = ask(client, "/catalogue.pdf?province=01.571")
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    monkeypatch.setitem(exports.MOST, "pdf", 1)
    for where in ("/catalogue.pdf?tri=nom", "/catalogue.pdf?q=introuvable"):
        assert client.post(where, data={"csrf_token": token}).status_code == 422
