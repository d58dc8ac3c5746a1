"""Pages after the convocation: answers, reminders, cancelling, sharing, the panel."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import Answer, Channel, Invitation, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.pages import parse

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PLACE = Translated(fr="Conseil régional, salle B")


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(login_as):
    return login_as(make_secretary())


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, "Plénière")


def text_of(response):
    return " ".join(
        parse(response).get_text(" ", strip=True).replace("\u202f", " ").replace("\xa0", " ").split()
    )


def token_of(browser, path):
    return parse(browser.get(path)).select_one("form[method=post] input[name=csrf_token]")["value"]


def post(browser, path, **fields):
    return browser.post(path, data={"csrf_token": token_of(browser, path), **fields})


def fields(body, **changes):
    return {
        "version": "1", "type": "session", "bodies": [str(body.id)], "theme_fr": "Communication", "theme_ar": "التواصل",
        "introduction_fr": "", "introduction_ar": "", "date": "2027-04-08", "starts": "10:00", "ends": "13:00",
        "place_fr": "Salle B", "place_ar": "", "place_hints_fr": "", "place_hints_ar": "", "online_url": "", **changes,
    }  # fmt: skip


# --- answers -----------------------------------------------------------------------------------------


def test_answers_are_listed_by_institution_and_filtered(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    one = make_seat(make_institution("Institution 1"), make_person("Amina"))
    two = make_seat(make_institution("Institution 2"), make_person("Badr"))
    make_invitation(
        meeting, one, answer=Answer.DELEGATE, delegate_name="Driss", answered_at=NOW, channel=Channel.LINK
    )
    make_invitation(meeting, two)
    make_invitation(meeting, guest_name="Karim", guest_email="karim@exemple.ma")
    path = f"/sessions/{meeting.id}/reponses"

    def names(query=""):
        return [th.get_text(strip=True) for th in parse(browser.get(path + query)).select("tbody th")]

    assert names() == ["Institution 1", "Institution 2", "personne invitée"]
    assert names("?answer=none") == ["Institution 2", "personne invitée"]
    assert names("?q=AMINA") == ["Institution 1"]
    assert names("?answer=zut&q=%25") == ["Institution 1", "Institution 2", "personne invitée"]
    assert "Driss" in text_of(browser.get(path))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_answers_asks_the_same_queries_whatever_its_length(browser, count_queries, count):
    meeting = make_meeting(state=MeetingState.CONVENED)
    for _number in range(count):
        make_invitation(meeting, answer=Answer.YES, answered_at=NOW, channel=Channel.LINK)
    browser.get(f"/sessions/{meeting.id}/reponses")
    with count_queries() as statements:
        browser.get(f"/sessions/{meeting.id}/reponses")
    assert len(statements) == ANSWER_QUERIES


ANSWER_QUERIES = 9


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_asks_the_same_queries_whatever_its_length(browser, count_queries, count):
    meeting = make_meeting()
    for number in range(count):
        make_agenda_item(meeting, f"Point {number}")
    with count_queries() as statements:
        browser.get(f"/sessions/{meeting.id}/ordre-du-jour")
    assert len(statements) == AGENDA_QUERIES


AGENDA_QUERIES = 10


def test_a_heard_answer_is_entered_with_its_channel(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    invitation = make_invitation(meeting, make_seat(person=make_person("Amina")))
    response = post(browser, f"/sessions/reponses/{invitation.id}", version="1", answer="delegate",
                    delegate_name="Driss", reason="", channel="whatsapp")  # fmt: skip
    assert response.location == f"/sessions/{meeting.id}/reponses"
    found = db.session.get(Invitation, invitation.id)
    assert (found.answer, found.delegate_name, found.channel, found.entered_by.name) == (
        Answer.DELEGATE, "Driss", Channel.WHATSAPP, "Coordination du secrétariat"
    )  # fmt: skip


def test_an_answer_without_its_parts_is_told(browser):
    invitation = make_invitation(make_meeting(state=MeetingState.CONVENED))
    path = f"/sessions/reponses/{invitation.id}"
    page = parse(post(browser, path, version="1", delegate_name="", reason="Voyage"))
    assert [a["href"] for a in page.select(".error-summary a")] == ["#answer-0", "#channel-0"]
    assert page.select_one("[name=reason]").get_text(strip=True) == "Voyage"
    response = post(
        browser, path, version="1", answer="delegate", delegate_name="", reason="", channel="phone"
    )
    assert response.status_code == 422
    assert parse(response).select_one("#delegate_name-error") is not None


def test_an_answer_that_came_meanwhile_is_shown_before_being_replaced(browser):
    invitation = make_invitation(make_meeting(state=MeetingState.CONVENED), answer=Answer.NO, version=2)
    response = post(browser, f"/sessions/reponses/{invitation.id}", version="1", answer="yes", delegate_name="",
                    reason="", channel="phone")  # fmt: skip
    assert response.status_code == 409
    assert [dd.get_text(strip=True) for dd in parse(response).select("#deux-textes dd")] == ["non", "oui"]
    assert parse(response).select_one("[name=version]")["value"] == "2"
    assert db.session.get(Invitation, invitation.id).answer is Answer.NO


def test_reminders_name_those_who_get_one(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(
        meeting, make_seat(person=make_person("Amina", email="amina@exemple.ma")), answer=Answer.YES
    )
    make_invitation(meeting, make_seat(person=make_person("Badr", email="badr@exemple.ma")))
    path = f"/sessions/{meeting.id}/relancer"
    shown = text_of(browser.get(path))
    assert "badr@exemple.ma" in shown
    assert "amina@exemple.ma" not in shown
    token = token_of(browser, path)
    assert browser.post(path, data={"csrf_token": token}).location == f"/sessions/{meeting.id}/reponses"
    assert browser.post(path, data={"csrf_token": token}).status_code == 409
    assert "Personne n'est à relancer" in text_of(browser.get(path))
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMail))] == ["badr@exemple.ma"]


# --- after -------------------------------------------------------------------------------------------


def test_cancelling_needs_a_reason_and_happens_once(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(meeting, guest_name="Karim", guest_email="karim@exemple.ma")
    path = f"/sessions/{meeting.id}/annuler"
    response = post(browser, path, reason_fr="", reason_ar="إضراب")
    assert response.status_code == 422
    assert parse(response).select_one("[name=reason_ar]").get_text(strip=True) == "إضراب"
    token = token_of(browser, path)
    sent = {"csrf_token": token, "reason_fr": "Grève", "reason_ar": ""}
    assert browser.post(path, data=sent).location == f"/sessions/{meeting.id}"
    assert browser.post(path, data=sent).status_code == 409
    assert "annulée" in text_of(browser.get(f"/sessions/{meeting.id}"))


def test_a_draft_is_not_shared(browser):
    assert browser.get(f"/sessions/{make_meeting().id}/partager").status_code == 409


def test_the_text_to_share_is_ready_in_both_languages(browser):
    meeting = make_meeting(state=MeetingState.CONVENED, place=PLACE)
    page = parse(browser.get(f"/sessions/{meeting.id}/partager"))
    assert page.select_one("#adresse-courte").get_text(strip=True) == f"http://127.0.0.1:8000/s/{meeting.id}"
    assert "التواصل والتمويل" in page.select_one("#message-ar").get_text()
    assert len(page.select('a[href^="https://wa.me/?text="]')) == 2


def test_history_is_read_on_its_own_page(browser, plenary):
    meeting = make_meeting("Communication", bodies=[plenary])
    post(browser, f"/sessions/{meeting.id}/modifier", **fields(plenary, theme_fr="Autre thème"))
    shown = text_of(browser.get(f"/sessions/{meeting.id}/historique"))
    assert "Autre thème" in shown
    assert "Coordination du secrétariat" in shown


def test_the_panel_counts_those_that_a_reminder_would_reach(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(meeting, make_seat(person=make_person("Amina", email="amina@exemple.ma")))
    make_invitation(meeting, make_seat(person=make_person("Badr", email="badr@exemple.ma")), reminded_at=NOW)
    make_invitation(meeting, make_seat(person=make_person("Sans adresse", email=None)))
    page = parse(browser.get(f"/sessions/{meeting.id}"))
    assert page.select_one(".button--primary").get_text(strip=True) == "Relancer 1 sans réponse"
    assert "3 invitations" in text_of(browser.get(f"/sessions/{meeting.id}"))


def test_the_panel_says_when_a_waiting_mail_leaves(browser, plenary):
    meeting = make_meeting("Communication", bodies=[plenary], state=MeetingState.CONVENED, convened_at=NOW)
    make_invitation(meeting, guest_name="Karim", guest_email="karim@exemple.ma")
    post(browser, f"/sessions/{meeting.id}/modifier", **fields(plenary, starts="11:00"))
    browser.get("/sessions/")  # the sentence of the save is shown once
    shown = text_of(browser.get(f"/sessions/{meeting.id}"))
    assert "Un courriel partira à 9 h 05 pour dire ce qui a changé." in shown


def test_the_panel_of_a_draft_leads_to_the_convocation(browser):
    meeting = make_meeting()
    page = parse(browser.get(f"/sessions/{meeting.id}"))
    assert page.select_one(".button--primary")["href"] == f"/sessions/{meeting.id}/convoquer"


def test_members_see_no_panel(login_as):
    meeting = make_meeting(state=MeetingState.CONVENED)
    person = make_person("Amina")
    browser = login_as(person, make_seat(person=person))
    assert "Secrétariat" not in [
        h.get_text(strip=True) for h in parse(browser.get(f"/sessions/{meeting.id}")).select("h2")
    ]
