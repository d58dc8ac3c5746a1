"""Choosing on one's account; stopping from the mail, by hand or by the mail program."""

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.notifications import rules
from noress.domain.notifications.models import Frequency, NotificationChoice, Topic
from noress.domain.notifications.stop_links import stop_url
from noress.extensions import db
from tests.factories import NOW, make_account, make_person, make_seat
from tests.forms import errors_of, text_of
from tests.pages import parse
from tests.posting import post

PATH = "/mon-compte/notifications"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(app):
    return make_person("Titulaire", email="titulaire@exemple.ma")


def frequency(person, topic=Topic.SESSIONS):
    db.session.expire_all()
    return rules.frequencies_of(person.id)[topic]


def every(**changes):
    return {topic.value: topic.usual.value for topic in Topic} | changes


def link_of(person, topic=Topic.SESSIONS):
    return stop_url(person, topic).removeprefix("http://127.0.0.1:8000")


# --- on one's account ---------------------------------------------------------------------------------


def test_the_page_shows_what_holds_and_keeps_what_is_chosen(login_as, person):
    browser = login_as(person)
    page = parse(browser.get(PATH))
    assert {tag["name"]: tag["value"] for tag in page.select("input[type=radio][checked]")} == every()
    sent = post(browser, PATH, every(sessions="daily", records="none"))
    assert (sent.status_code, sent.location) == (303, PATH)
    page = browser.get(PATH)
    assert (
        "Vos choix sont enregistrés. Ils valent pour les prochaines nouvelles." in text_of(page, ".notice")[0]
    )
    checked = {tag["name"]: tag["value"] for tag in parse(page).select("input[type=radio][checked]")}
    assert checked == every(sessions="daily", records="none")
    assert [event.changes for event in db.session.scalars(select(AuditEvent).where(AuditEvent.action == "person.notifications_chosen"))] == [
        {"notify_sessions": ["at_once", "daily"], "notify_records": ["at_once", "none"]}
    ]  # fmt: skip


@pytest.mark.parametrize("typed", [{"sessions": "toujours"}, {"sessions": ""}])
def test_bad_choices_are_refused(login_as, person, typed):
    refused = post(login_as(person), PATH, every(papers="none", **typed))
    assert (refused.status_code, list(errors_of(refused))) == (422, ["sessions"])
    assert parse(refused).select_one("input[name=papers][value=none]").has_attr("checked")
    assert db.session.scalars(select(NotificationChoice)).all() == []


def test_the_account_leads_to_it(login_as, person):
    assert f'href="{PATH}"' in login_as(person).get("/mon-compte").text


def test_choices_are_in_the_export_of_ones_data(login_as, person):
    browser = login_as(person)
    post(browser, PATH, every(sessions="daily"))
    held = browser.get("/mes-donnees/export.json").json["notifications"]
    assert {row["topic"]: row["frequency"] for row in held} == every(sessions="daily")


# --- from the mail ------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing_its_button_does(client, person):
    link = link_of(person)
    page = client.get(link)
    assert (page.status_code, page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == (
        200, "no-store", "noindex",
    )  # fmt: skip
    assert text_of(page, "h1") == ["Ne plus recevoir ces nouvelles"]
    assert "titulaire@exemple.ma : Sessions" in text_of(page, ".lead")[0].replace("\xa0", " ")
    assert frequency(person) is Frequency.AT_ONCE
    sent = post(client, link)
    assert (sent.status_code, sent.location, frequency(person)) == (303, link, Frequency.NONE)
    page = client.get(link)
    assert text_of(page, "h1") == ["Nouvelles arrêtées"]
    back = parse(page).select_one("main form.one-button")["action"]
    assert post(client, back).status_code == 303
    assert frequency(person) is Frequency.AT_ONCE
    (event, *_rest) = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (event.action, event.person_id, event.method) == ("person.notifications_chosen", person.id, "link")


def test_a_mail_program_stops_it_in_one_press(client, person):
    """RFC 8058: no cookie, no token of ours, no page opened before."""
    sent = client.post(link_of(person), data={"List-Unsubscribe": "One-Click"})
    assert (sent.status_code, frequency(person), frequency(person, Topic.RECORDS)) == (
        303, Frequency.NONE, Frequency.AT_ONCE,
    )  # fmt: skip
    assert "Set-Cookie" not in sent.headers


def test_the_link_of_a_digest_stops_every_subject(client, person):
    link = link_of(person, None)
    assert "/nouvelles/tout/arreter/" in link
    client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert {frequency(person, topic) for topic in Topic} == {Frequency.NONE}


def test_a_shared_mailbox_is_told_that_it_is_for_all(client):
    account = make_account("partagee@exemple.ma", is_shared=True)
    one, two = make_person(account=account), make_person(account=account)
    assert "Plusieurs personnes lisent cette boîte" in client.get(link_of(one)).text
    post(client, link_of(one))
    assert (frequency(one), frequency(two)) == (Frequency.NONE, Frequency.NONE)


@pytest.mark.parametrize("path", [
    "/nouvelles/sessions/arreter/1-aaaaaaaaaaaaaaaaaaaaaa", "/nouvelles/chats/arreter/x", "/nouvelles/sessions/arreter/x",
])  # fmt: skip
def test_other_links_do_not_exist(client, person, path):
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert post(client, path.replace("arreter", "reprendre")).status_code == 404


def test_a_link_does_not_serve_another_subject(client, person):
    assert client.get(link_of(person).replace("/sessions/", "/records/")).status_code == 404


def test_taking_it_back_needs_our_own_page(client, person):
    refused = client.post(link_of(person).replace("arreter", "reprendre"))
    assert (refused.status_code, frequency(person)) == (400, Frequency.AT_ONCE)


def test_the_page_speaks_the_persons_language(client):
    arabic = make_person(language="ar")
    page = client.get(link_of(arabic))
    assert parse(page).html["dir"] == "rtl"
    assert parse(client.get(link_of(arabic) + "?lang=fr")).html["dir"] == "ltr"


def test_the_page_costs_the_same_for_one_reader_and_three(client, count_queries):
    account = make_account("partagee@exemple.ma", is_shared=True)
    person, counts = make_seat(person=make_person(account=account)).person, []
    link = link_of(person)
    for _ in range(2):
        with count_queries() as statements:
            client.get(link)
        counts.append(len(statements))
        make_person(account=account)
        make_person(account=account)
    assert counts[0] == counts[1]
