"""The point of an address: the map is offered where the settings name its tiles, and only there."""

import json

import pytest

from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import response_links, rules
from noress.domain.questionnaires.definition import Definition
from noress.extensions import db
from tests.factories import NOW, make_secretary
from tests.factories.questionnaires import make_question as ask
from tests.factories.questionnaires import make_questionnaire, make_section, make_version
from tests.pages import parse
from tests.posting import post

TILES = "https://tiles.example:8443/{z}/{x}/{y}.png"
WITHOUT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
WITH = WITHOUT.replace("data:;", "data: https://tiles.example:8443;")


@pytest.fixture
def response(app):
    version = make_version(
        make_questionnaire(),
        definition=Definition((make_section("place", ask("where", "address")), make_section("more", ask("name")))),
    )  # fmt: skip
    made = rules.begin_response(
        questionnaire=version.questionnaire, language="fr", actor=Actor.system(), now=NOW
    )
    db.session.commit()
    return made


@pytest.fixture
def address(response):
    return f"/q/{response_links.token_of(response)}"


def test_only_pages_that_offer_the_map_may_load_its_tiles(app, client, address, monkeypatch):
    pages = [f"{address}/partie/place", f"{address}/tout", f"{address}/partie/more", address, "/"]

    def policies():
        return [client.get(page).headers["Content-Security-Policy"] for page in pages]

    assert policies() == [WITHOUT] * 5
    assert parse(client.get(pages[0])).select("[data-map]") == []
    settings = app.config["SETTINGS"]
    monkeypatch.setattr(settings, "map_tiles_url", TILES)
    monkeypatch.setattr(settings, "map_tiles_attribution", "© Exemple")
    assert policies() == [WITH, WITH, WITHOUT, WITHOUT, WITHOUT]
    page = parse(client.get(pages[0]))
    [box] = page.select("[data-map]")
    assert box.has_attr("hidden"), "without its script the button does nothing"
    assert page.find(id=box["data-for"])["name"] == "q.where-point"
    offered = json.loads(box["data-map"])
    assert {name: offered[name] for name in ("tiles", "attribution", "box", "max_zoom", "host")} == {
        "tiles": TILES, "attribution": "© Exemple", "box": [20.5, 36.2, -17.3, -0.9], "max_zoom": 19, "host": "tiles.example",
    }  # fmt: skip


def test_a_wrong_point_is_told_and_a_right_one_opens_in_a_map(client, login_as, response, address):
    section = f"{address}/partie/place"
    typed = {"q.where": "Rue du port", "q.where-point": "-5.83, 35.76", "version": response.version}
    page = post(client, section, typed)
    soup = parse(page)
    assert page.status_code == 422
    [error] = [found.get_text(" ", strip=True) for found in soup.select(".field__error")]
    assert error.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ").endswith(
        "Ces coordonnées sont inversées : écrivez d'abord la latitude, comme 35.57, -5.37."
    )  # fmt: skip
    assert soup.find("input", attrs={"name": "q.where-point"})["value"] == "-5.83, 35.76"
    db.session.refresh(response)
    right = typed | {"q.where-point": "35,76 / −5,83", "version": response.version}
    assert post(client, section, right).status_code == 303
    db.session.refresh(response)
    assert response.values["where"] == {"text": "Rue du port", "lat": 35.76, "lon": -5.83}
    sent = post(client, f"{address}/verifier", {"key": "a" * 32, "version": response.version})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{address}/recu")
    browser = login_as(make_secretary())
    inside = f"/questionnaires/{response.questionnaire_version.questionnaire_id}/reponses/{response.id}"
    for page in (client.get(f"{address}/verifier"), client.get(f"{address}/recu"), browser.get(inside)):
        [link] = parse(page).select('a[href^="geo:"]')
        assert (link["href"], link.get_text()) == ("geo:35.76,-5.83", "Voir dans une application de cartes")
        assert link.parent.get_text(" ", strip=True).startswith("Rue du port (35.76, -5.83)")
