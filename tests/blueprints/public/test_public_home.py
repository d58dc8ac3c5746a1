"""The home page and the pages that hardly change."""

from datetime import date, datetime

import pytest
import time_machine
from flask import request_started

from noress.core.i18n import Translated
from noress.domain.accounts.retention import RETENTION
from noress.domain.institutions.models import BodyKind, Membership
from noress.domain.meetings.models import MeetingState, Outcome, OutcomeNature
from noress.extensions import db
from tests.factories import make_body, make_institution, make_meeting, make_person, make_secretary, save
from tests.pages import parse

PUBLIC = [
    "/",
    "/sessions/",
    "/sessions/propositions",
    "/donnees-personnelles",
    "/accessibilite",
    "/sessions.ics",
]


def texts(page, selector):
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(selector)]


def past_meeting(**values):
    values = {"state": MeetingState.HELD, "is_day_only": True, "source": "lettre", "place": None, **values}
    return make_meeting(**values)


def test_home_of_an_empty_platform_says_what_it_will_hold(client):
    page = parse(client.get("/"))
    assert texts(page, "h1") == ["NORESS"]
    assert texts(page, ".figures li") == ["0 institution membre", "0 comité thématique", "0 session tenue"]
    assert "Aucune session n'est encore convoquée." in page.get_text()
    assert page.select(".button--primary") == []


def test_home_shows_the_next_session_outcomes_and_figures(client):
    make_institution("Membre 1")
    make_institution("Membre 2")
    make_institution("Un acteur", membership=Membership.UNKNOWN)
    make_body(BodyKind.COMMITTEE, "Comité 1")
    make_body(BodyKind.COMMITTEE, "Comité ancien", dissolved_on=date(2020, 1, 1))
    make_meeting("Brouillon secret")
    make_meeting("Plus tard", state=MeetingState.CONVENED, starts_wall=datetime(2027, 6, 3, 9, 30))
    nearest = make_meeting("Financement", state=MeetingState.CONVENED)
    old = past_meeting(theme="", theme_ar=None, starts_wall=datetime(2015, 3, 18), ends_wall=None)
    save(
        Outcome(
            meeting_id=old.id, position=1, nature=OutcomeNature.ACT, text=Translated(fr="Un mémorandum signé")
        )
    )
    page = parse(client.get("/"))
    assert texts(page, ".next h3") == ["Financement"]
    assert texts(page, ".next .meeting__text p") == [
        "jeudi 8 avril 2027, de 10 h à 13 h",
        "Conseil régional, Tanger",
    ]
    assert [a["href"] for a in page.select("a.button--primary")] == [f"/sessions/{nearest.id}"]
    assert texts(page, ".figures li") == ["2 institutions membres", "1 comité thématique", "1 session tenue"]
    assert texts(page, ".rows h3") == ["Un mémorandum signé"]
    assert texts(page, ".rows p") == ["Acte · Session du 18 mars 2015"]
    assert "Brouillon secret" not in page.get_text()
    assert "Comité ancien" not in page.get_text()


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize(
    "lang, html_lang, direction", [("fr", "fr-MA", "ltr"), ("ar", "ar-MA", "rtl"), ("en", "en", "ltr")]
)
def test_public_pages_speak_the_language_asked_and_set_nothing(client, path, lang, html_lang, direction):
    client.set_cookie("langue", "en")
    response = client.get(f"{path}?lang={lang}")
    assert response.status_code == 200
    assert response.headers.getlist("Set-Cookie") == []
    if response.mimetype == "text/html":
        page = parse(response)
        assert (page.html["lang"], page.html["dir"]) == (html_lang, direction)
        assert page.select("input[name=csrf_token]") == []


@pytest.mark.parametrize("path", PUBLIC)
def test_warm_public_pages_cost_one_query_and_answer_conditionally(client, count_queries, path):
    first = client.get(path)
    with count_queries() as statements:
        again = client.get(path)
    assert [s.split("FROM")[1].split()[0] for s in statements] == ["stamp"]
    assert again.data == first.data
    unchanged = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert len(first.data) < 40_000


def test_a_commit_changes_the_cached_home_page(client):
    make_institution("Membre 1")
    before = client.get("/")
    make_institution("Membre 2")
    after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert texts(parse(after), ".figures li")[0] == "2 institutions membres"


def test_a_message_shown_once_is_not_kept_for_others(client, app):
    with client.session_transaction() as cookies:
        cookies["_flashes"] = [("success", "Vous êtes déconnecté.")]
    assert "Vous êtes déconnecté." in client.get("/").get_data(as_text=True)
    assert "Vous êtes déconnecté." not in app.test_client().get("/").get_data(as_text=True)


def test_signed_in_people_get_their_own_fresh_page(client, login_as):
    client.get("/")
    browser = login_as(make_person("Animatrice principale"))
    response = browser.get("/")
    assert response.headers["Cache-Control"] == "no-store"
    assert texts(parse(response), ".menu--wide a")[0] == "À faire"
    assert texts(parse(client.get("/")), ".menu--wide a")[0] == "Sessions"


def test_the_account_stands_beside_the_seat_and_in_the_menu_of_phones(client, login_as):
    """Seven links and a seat fit one line at 1280 points; on a phone all of them are in the menu."""
    page = parse(login_as(make_person("Animatrice principale")).get("/mon-compte"))
    assert "Mon compte" not in texts(page, ".menu--wide a")
    assert texts(page, ".menu-phone a")[-1] == "Mon compte"
    browser = login_as(make_person("Animatrice seconde"))
    chosen = parse(browser.get("/mon-compte/notifications")).select_one(".menu-phone a[aria-current]")
    assert chosen.text == "Mon compte"
    account = page.select_one(".seat a")
    assert (account.text, account["href"], account["aria-current"]) == ("Mon compte", "/mon-compte", "page")
    visitor = parse(client.get("/"))
    assert (texts(visitor, ".menu--wide a")[-1], visitor.select_one(".seat")) == ("Se connecter", None)


def test_the_menu_of_the_secretariat_keeps_to_one_line(login_as):
    """What it opens now and then stands behind one word; on a phone everything is in the menu."""
    page = parse(login_as(make_secretary()).get("/questionnaires/"))
    aside = page.select_one(".menu--wide details[data-menu]")
    assert texts(aside, "a") == [
        "Membres",
        "Concours",
        "Candidatures",
        "Projets financés",
        "Entraide",
        "Personnes",
        "Questionnaires",
        "Campagnes",
        "Courriers",
    ]
    assert (aside.select_one("summary").text.split(), aside.select_one("summary")["class"]) == (
        ["Autres", "pages"],
        ["is-current"],
    )
    direct = texts(page, ".menu--wide > ul > li > a")
    assert direct == ["À faire", "Sessions", "Actions", "Décisions", "Catalogue", "Les appels"]
    assert set(direct) | set(texts(aside, "a")) == set(texts(page, ".menu-phone a")) - {"Mon compte"}


def test_language_is_remembered_and_comes_back_to_the_page(client):
    response = client.get("/langue/ar?suite=/sessions/?lang=fr%26page=2")
    assert (response.status_code, response.headers["Location"]) == (302, "/sessions/?page=2")
    assert parse(client.get("/sessions/")).html["lang"] == "ar-MA"
    assert client.get("/langue/ar?suite=https://evil.example/x").headers["Location"] == "/"
    assert client.get("/langue/xx").headers.getlist("Set-Cookie") == []


def test_register_page_shows_the_retention_table(client):
    page = parse(client.get("/donnees-personnelles"))
    rows = texts(page, "tbody tr")
    assert len(rows) == len(RETENTION)
    assert (
        rows[0] == "Codes de connexion 1 jour Un code sert dix minutes ; le lendemain il ne sert plus à rien."
    )
    pairs = dict(zip(texts(page, ".pairs dt"), texts(page, ".pairs dd"), strict=True))
    assert pairs["Récépissé de la CNDP"] == "pas encore déclaré"
    assert pairs["Pays d'hébergement"] == "pas encore déclaré"
    assert pairs["Pour écrire"] == "secretariat@noress.example"
    assert "loi 09-08" in page.get_text()


def test_register_page_shows_the_receipt_once_declared(client, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "cndp_receipt", "D-123/2026")
    monkeypatch.setattr(app.config["SETTINGS"], "hosting_country", "Maroc")
    page = parse(client.get("/donnees-personnelles"))
    pairs = dict(zip(texts(page, ".pairs dt"), texts(page, ".pairs dd"), strict=True))
    assert (pairs["Récépissé de la CNDP"], pairs["Pays d'hébergement"]) == ("D-123/2026", "Maroc")


def test_what_the_purge_obeys_names_real_columns(app):
    for row in RETENTION:
        assert row.table in db.metadata.tables, row.code
        assert (row.keep is None) == (row.since is None), row.code
        if row.since:
            assert row.since in db.metadata.tables[row.table].c, row.code
    assert len({row.code for row in RETENTION}) == len(RETENTION)


def test_accessibility_page_gives_the_address_to_write_to(client):
    page = parse(client.get("/accessibilite"))
    assert [a["href"] for a in page.select("main a")] == ["mailto:secretariat@noress.example"]
    footer = [a["href"] for a in page.select("footer a")]
    assert {"/donnees-personnelles", "/accessibilite", "/sessions.ics"} <= set(footer)


def test_unknown_page_is_404_in_words(client):
    response = client.get("/nulle-part")
    assert (response.status_code, texts(parse(response), "h1")) == (404, ["Page introuvable"])


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}, {"Accept-Language": "ar"}])
def test_a_kept_page_is_sent_with_the_headers_of_the_first_answer(client, app, path, headers):
    woken = []
    with request_started.connected_to(lambda sender: woken.append(path), app):
        first, second = client.get(path, headers=headers), client.get(path, headers=headers)
    assert woken == [path]
    assert second.headers.to_wsgi_list() == first.headers.to_wsgi_list()
    assert second.data == first.data


def test_a_kept_page_is_refused_to_an_invented_host(client):
    client.get("/")
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_kept_page_is_made_anew_when_the_day_changes(client):
    with time_machine.travel("2027-04-08 12:00", tick=False):
        make_meeting("Financement", state=MeetingState.CONVENED)
        assert texts(parse(client.get("/")), ".figures li")[-1] == "0 session tenue"
    with time_machine.travel("2027-04-09 12:00", tick=False):
        assert texts(parse(client.get("/")), ".figures li")[-1] == "1 session tenue"
