"""Whose drafts they are, what an ended sign-in costs, and the list of one's drafts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.accounts.models import SavedPost
from noress.domain.drafts.models import FormDraft
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_device,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
    save,
)
from tests.factories.drafts import SCRIPT, drafts, fields_of, form_of, keep, keep_by_hand, kept, make_draft
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post


@pytest.fixture
def page(browser, address):
    return browser.get(address)


@pytest.fixture
def token_url(page):
    return form_of(page)["data-draft-url"].partition("?")[0]


def test_anothers_draft_does_not_exist(browser, login_as, page, address, token_url):
    keep(browser, page, theme_fr="À moi seule")
    stranger = login_as(make_secretary("Une collègue"))
    assert [
        stranger.get(token_url).status_code, post(stranger, token_url, {"theme_fr": "Volé"}).status_code,
        post(stranger, f"{token_url}/effacer").status_code,
    ] == [404, 404, 404]  # fmt: skip
    for shown in (address, "/brouillons/", "/a-faire"):
        assert "À moi seule" not in stranger.get(shown).get_data(as_text=True)
    assert kept("theme_fr") == "À moi seule"


@pytest.mark.parametrize("wrong", ["x", ".", "WzFd", "swapped"])
def test_a_token_that_was_changed_is_none(browser, token_url, wrong):
    token = token_url.rsplit("/", 1)[1]
    changed = token.swapcase() if wrong == "swapped" else f"{token}{wrong}"
    assert post(browser, f"/brouillons/{changed}").status_code == 404
    assert browser.get(f"/brouillons/{wrong}").status_code == 404
    assert drafts() == []


def test_a_draft_of_one_seat_is_not_the_other_seats(login_as):
    person = make_person()
    first, second = make_seat(person=person), make_seat(person=person)
    meeting = make_meeting(state=MeetingState.CONVENED, convened_at=NOW)
    opened = login_as(person, first).get(f"/invitations/{make_invitation(meeting, first).id}")
    refused = keep(login_as(person, second), opened, reason="Sous un autre nom")
    assert (refused.status_code, drafts()) == (404, [])


def test_a_form_from_elsewhere_is_refused(browser, token_url):
    assert browser.post(token_url, data={"theme_fr": "Forgé"}, headers=SCRIPT).status_code == 400
    assert drafts() == []


def test_a_sign_in_that_ended_is_told_to_the_script_and_keeps_nothing(client, page):
    assert keep(client, page, theme_fr="Trop tard").status_code == 401
    assert client.get(form_of(page)["data-draft-url"], headers=SCRIPT).status_code == 401
    assert (drafts(), db.session.scalars(select(SavedPost)).all()) == ([], [])


def test_an_owed_second_factor_too(app, login_as, secretary, page, monkeypatch):
    """Outside the demonstration."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    unproven = login_as(secretary, second_factor=False)
    assert keep(unproven, page, theme_fr="Sans second facteur").status_code == 401
    assert (drafts(), db.session.scalars(select(SavedPost)).all()) == ([], [])


def test_without_a_script_an_ended_sign_in_keeps_what_was_posted(client, secretary, page, address):
    sent_to = keep_by_hand(client, page, theme_fr="Gardé").headers["Location"]
    assert sent_to.startswith("/connexion?suite=/reprendre/")
    with client.session_transaction() as cookies:
        cookies["_user_id"] = make_device(secretary)
    resumed = client.get(sent_to.partition("suite=")[2])
    assert "Gardé" in text_of(resumed, "#saisie dd")
    form = parse(resumed).select_one("main form")
    hidden = {tag["name"]: tag["value"] for tag in form.select("input") if tag["name"] != "csrf_token"}
    answer = post(client, form["action"], hidden)
    assert (answer.status_code, answer.headers["Location"], kept("theme_fr")) == (303, address, "Gardé")


def test_a_page_of_before_the_sign_in_gets_a_token_that_serves(browser, page):
    url = form_of(page)["data-draft-url"]
    sent = fields_of(page, csrf_token="of another sign-in", theme_fr="Texte")
    assert browser.post(url, data=sent, headers=SCRIPT).status_code == 400
    fresh = browser.get(url, headers=SCRIPT)
    assert (fresh.status_code, fresh.headers["Cache-Control"]) == (200, "no-store")
    sent["csrf_token"] = fresh.get_json()["csrf_token"]
    assert browser.post(url, data=sent, headers=SCRIPT).status_code == 200
    assert kept("theme_fr") == "Texte"


def test_a_reader_who_opens_the_address_finds_the_form(browser, token_url, address):
    answer = browser.get(token_url)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)


def test_the_script_is_answered_in_the_language_of_its_page(browser, address):
    answer = keep(browser, browser.get(f"{address}?lang=ar"), theme_fr="Texte")
    assert answer.status_code == 200
    assert "?lang=ar" in form_of(browser.get(f"{address}?lang=ar"))["data-draft-url"]


# --- the list ----------------------------------------------------------------------------------------


def test_drafts_are_listed_the_newest_first_and_dropped_from_there(browser, address, clock_stands_still):
    make_draft(browser, "/sessions/nouvelle", theme_fr="Une session  de printemps")
    clock_stands_still.move_to(NOW + timedelta(hours=1))
    make_draft(browser, address, introduction_fr="mot " * 60)
    listed = browser.get("/brouillons/")
    assert text_of(listed, ".rows h2") == ["Modifier la session", "Préparer une session"]
    assert text_of(listed, ".rows p[dir=auto]") == [("mot " * 60)[:119] + "…", "Une session de printemps"]
    assert text_of(listed, ".rows .muted") == [
        "Enregistré le vendredi 20 novembre 2026 à 10 h, sur Firefox, Android",
        "Enregistré le vendredi 20 novembre 2026 à 9 h, sur Firefox, Android",
    ]
    assert [a["href"] for a in parse(listed).select(".rows a.button")] == [address, "/sessions/nouvelle"]
    form = parse(listed).select(".rows form")[0]
    answer = post(browser, form["action"], {"retour": form.select_one("[name=retour]")["value"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/brouillons/")
    assert [draft.form_key for draft in drafts()] == ["meetings.create:"]


def test_what_waits_says_it(browser):
    make_draft(browser, "/sessions/nouvelle", theme_fr="Printemps")
    waiting = parse(browser.get("/a-faire"))
    assert [(a["href"], a.get_text(" ", strip=True)) for a in waiting.select(".duty a")] == [
        ("/brouillons/", "Voir 1 brouillon à finir")
    ]


def test_an_empty_list_says_what_it_will_hold(browser):
    assert text_of(browser.get("/brouillons/"), ".empty h2") == ["Aucun brouillon"]


def test_a_draft_of_a_form_that_is_gone_is_still_listed(browser, secretary):
    save(
        FormDraft(
            person_id=secretary.id,
            form_key="gone.form:thing_id=1",
            fields=[],
            page="a",
            mark="b",
            saved_at=NOW,
        )
    )
    listed = browser.get("/brouillons/")
    assert text_of(listed, ".rows h2") == ["Un formulaire"]
    assert [a["href"] for a in parse(listed).select(".rows a.button")] == ["/brouillons/"]


def test_the_list_asks_as_much_for_three_as_for_one(browser, count_queries, address):
    make_draft(browser, "/sessions/nouvelle", theme_fr="Une")
    with count_queries() as once:
        browser.get("/brouillons/")
    make_draft(browser, address, theme_fr="Deux")
    make_draft(browser, "/institutions/nouvelle", name_fr="Trois")
    with count_queries() as thrice:
        assert len(parse(browser.get("/brouillons/")).select(".rows li")) == 3
    assert len(thrice) == len(once)
    assert len([statement for statement in thrice if "form_draft" in statement]) == 2


def test_a_form_with_its_draft_costs_one_query(browser, count_queries, address):
    make_draft(browser, address, theme_fr="Deux")
    with count_queries() as statements:
        browser.get(address)
    assert len([statement for statement in statements if "form_draft" in statement]) == 1
