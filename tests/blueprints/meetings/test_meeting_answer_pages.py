"""Pages after the convocation: answers, reminders, cancelling, sharing, the panel."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.letters.models import Letter
from noress.domain.meetings.models import Answer, Channel, Invitation, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.meeting_forms import PLACE, meeting_fields, post, text_of, token_of
from tests.forms import post as send_form
from tests.pages import parse

# --- answers -----------------------------------------------------------------------------------------


def test_answers_are_listed_by_institution_and_filtered(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    one = make_seat(make_institution("Institution 1"), make_person("Titulaire 1"))
    two = make_seat(make_institution("Institution 2"), make_person("Titulaire 2"))
    make_invitation(
        meeting,
        one,
        answer=Answer.DELEGATE,
        delegate_name="Une adjointe",
        answered_at=NOW,
        channel=Channel.LINK,
    )
    make_invitation(meeting, two)
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    path = f"/sessions/{meeting.id}/reponses"

    def names(query=""):
        return [th.get_text(strip=True) for th in parse(browser.get(path + query)).select("tbody th")]

    assert names() == ["Institution 1", "Institution 2", "personne invitée"]
    assert names("?answer=none") == ["Institution 2", "personne invitée"]
    assert names("?q=TITULAIRE+1") == ["Institution 1"]
    assert names("?answer=zut&q=%25") == ["Institution 1", "Institution 2", "personne invitée"]
    assert "Une adjointe" in text_of(browser.get(path))


def test_answers_stand_as_they_come_then_those_awaited_in_their_order(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    answered = {"answer": Answer.YES, "channel": Channel.LINK}
    for number, values in (
        (10, {}), (6, {}), (3, {**answered, "answered_at": NOW - timedelta(hours=2)}),
        (12, {**answered, "answered_at": NOW}), (2, {**answered, "answered_at": NOW - timedelta(hours=1)}),
    ):  # fmt: skip
        make_invitation(meeting, make_seat(make_institution(f"Membre {number}")), **values)
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    path = f"/sessions/{meeting.id}/reponses"

    def listed(query=""):
        page = parse(browser.get(path + query))
        present = page.select_one("#choix-ordre [aria-current]").get_text(strip=True)
        return present, [th.get_text(strip=True) for th in page.select("tbody th")]

    as_they_come = [f"Membre {n}" for n in (12, 2, 3, 6, 10)] + ["personne invitée"]
    assert listed() == ("les plus récentes d'abord", as_they_come)
    assert listed("?ordre=zut") == ("les plus récentes d'abord", as_they_come)
    by_institution = [f"Membre {n}" for n in (2, 3, 6, 10, 12)] + ["personne invitée"]
    assert listed("?ordre=institution") == ("par institution", by_institution)


def test_the_choice_of_order_keeps_the_search_and_the_search_keeps_the_order(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(meeting, make_seat(make_institution("Membre 1")))
    path = f"/sessions/{meeting.id}/reponses"
    page = parse(browser.get(f"{path}?q=membre&answer=none"))
    assert [a["href"] for a in page.select("#choix-ordre a")] == [
        f"{path}?ordre=institution&q=membre&answer=none"
    ]
    page = parse(browser.get(f"{path}?ordre=institution"))
    assert page.select_one("form.filter [name=ordre]")["value"] == "institution"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_answers_asks_the_same_queries_whatever_its_length(browser, count_queries, count):
    meeting = make_meeting(state=MeetingState.CONVENED)
    for _number in range(count):
        make_invitation(meeting, answer=Answer.YES, answered_at=NOW, channel=Channel.LINK)
    browser.get(f"/sessions/{meeting.id}/reponses")
    with count_queries() as statements:
        browser.get(f"/sessions/{meeting.id}/reponses")
    assert len(statements) == ANSWER_QUERIES


ANSWER_QUERIES = 10


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_asks_the_same_queries_whatever_its_length(browser, count_queries, count):
    meeting = make_meeting()
    for number in range(count):
        make_agenda_item(meeting, f"Point {number}")
    with count_queries() as statements:
        browser.get(f"/sessions/{meeting.id}/ordre-du-jour")
    assert len(statements) == AGENDA_QUERIES


AGENDA_QUERIES = 9


def test_a_heard_answer_is_entered_with_its_channel(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    invitation = make_invitation(meeting, make_seat(person=make_person("Titulaire 1")))
    response = post(browser, f"/sessions/reponses/{invitation.id}", version="1", answer="delegate",
                    delegate_name="Une adjointe", reason="", channel="whatsapp")  # fmt: skip
    assert response.location == f"/sessions/{meeting.id}/reponses"
    found = db.session.get(Invitation, invitation.id)
    assert (found.answer, found.delegate_name, found.channel, found.entered_by.name) == (
        Answer.DELEGATE, "Une adjointe", Channel.WHATSAPP, "Coordination du secrétariat"
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
        meeting,
        make_seat(person=make_person("Titulaire 1", email="titulaire1@exemple.ma")),
        answer=Answer.YES,
    )
    make_invitation(meeting, make_seat(person=make_person("Titulaire 2", email="titulaire2@exemple.ma")))
    path = f"/sessions/{meeting.id}/relancer"
    shown = text_of(browser.get(path))
    assert "titulaire2@exemple.ma" in shown
    assert "titulaire1@exemple.ma" not in shown
    token = token_of(browser, path)
    assert browser.post(path, data={"csrf_token": token}).location == f"/sessions/{meeting.id}/reponses"
    assert browser.post(path, data={"csrf_token": token}).status_code == 409
    assert "Personne n'est à relancer" in text_of(browser.get(path))
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMail))] == ["titulaire2@exemple.ma"]


def test_a_reminder_carries_a_word_of_the_secretariat(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(meeting, make_seat(person=make_person("Titulaire 2", email="titulaire2@exemple.ma")))
    path, word = f"/sessions/{meeting.id}/relancer", "La salle ouvre à neuf heures <b>."
    refused = post(browser, path, note="a" * 1001)
    assert refused.status_code == 422
    assert parse(refused).select_one("[name=note]").get_text(strip=True) == "a" * 1001
    assert db.session.scalars(select(OutboxMail)).all() == []
    assert post(browser, path, note=word).status_code == 303
    mail = db.session.scalars(select(OutboxMail)).one()
    assert word in mail.text
    assert "neuf heures &lt;b&gt;." in mail.html
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "meeting.reminded")).one()
    assert event.changes == {"invitations": [None, 1], "note": [None, word]}


# --- after -------------------------------------------------------------------------------------------


def test_cancelling_needs_a_reason_and_happens_once(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
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
    post(browser, f"/sessions/{meeting.id}/modifier", **meeting_fields(plenary, theme_fr="Autre thème"))
    shown = text_of(browser.get(f"/sessions/{meeting.id}/historique"))
    assert "Autre thème" in shown
    assert "Coordination du secrétariat" in shown


def test_the_panel_counts_those_that_a_reminder_would_reach(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_invitation(meeting, make_seat(person=make_person("Titulaire 1", email="titulaire1@exemple.ma")))
    make_invitation(
        meeting, make_seat(person=make_person("Titulaire 2", email="titulaire2@exemple.ma")), reminded_at=NOW
    )
    make_invitation(meeting, make_seat(person=make_person("Sans adresse", email=None)))
    page = parse(browser.get(f"/sessions/{meeting.id}"))
    links = {tag.get_text(strip=True): tag["href"] for tag in page.select("main li a")}
    assert links["Relancer 1 sans réponse"] == f"/sessions/{meeting.id}/relancer"
    assert "3 invitations" in text_of(browser.get(f"/sessions/{meeting.id}"))


def test_the_letters_to_the_heads_come_before_the_reminders(browser, plenary):
    """Prepared, then gone; only then does the session's page ask for those who are silent."""
    seat = make_seat(make_institution("Membre 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    meeting = make_meeting("Communication", bodies=[plenary], state=MeetingState.CONVENED)
    make_invitation(meeting, seat)

    def next_step():
        page = parse(browser.get(f"/sessions/{meeting.id}"))
        texts = [tag.get_text(strip=True) for tag in page.select("main a")]
        assert texts.count("Relancer 1 sans réponse") == 1
        primary = page.select(".button--primary")
        return [(tag.get_text(strip=True), tag["href"]) for tag in primary]

    departures = f"/sessions/{meeting.id}/departs"
    assert next_step() == [("Préparer les lettres aux responsables", departures)]
    assert send_form(browser, f"/sessions/{meeting.id}/lettre").status_code == 303
    assert next_step() == [("Faire partir 1 lettre", departures)]
    letter = db.session.scalars(select(Letter)).one()
    page = browser.get(departures)
    assert [tag.get_text(strip=True) for tag in parse(page).select(".button--primary")] == ["Noter un départ"]
    record = parse(browser.get(f"{departures}/noter"))
    assert record.select_one("[name=letters][checked]") is None
    every = record.find("a", string="Cocher la lettre qui n'est pas partie")
    assert every["href"] == f"{departures}/noter?lettre={letter.id}"
    assert parse(browser.get(every["href"])).select_one("[name=letters][checked]")["value"] == str(letter.id)
    assert send_form(browser, every["href"], letters=str(letter.id)).status_code == 303
    assert next_step() == [("Relancer 1 sans réponse", f"/sessions/{meeting.id}/relancer")]


def test_the_panel_says_when_a_waiting_mail_leaves(browser, plenary):
    meeting = make_meeting("Communication", bodies=[plenary], state=MeetingState.CONVENED, convened_at=NOW)
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    post(browser, f"/sessions/{meeting.id}/modifier", **meeting_fields(plenary, starts="11:00"))
    browser.get("/sessions/")  # the sentence of the save is shown once
    shown = text_of(browser.get(f"/sessions/{meeting.id}"))
    assert "Un courriel partira à 9 h 05 pour dire ce qui a changé." in shown


def test_the_panel_of_a_draft_leads_to_the_convocation(browser):
    meeting = make_meeting()
    page = parse(browser.get(f"/sessions/{meeting.id}"))
    assert page.select_one(".button--primary")["href"] == f"/sessions/{meeting.id}/convoquer"


def test_members_see_no_panel(login_as):
    meeting = make_meeting(state=MeetingState.CONVENED)
    person = make_person("Titulaire 1")
    browser = login_as(person, make_seat(person=person))
    assert "Secrétariat" not in [
        h.get_text(strip=True) for h in parse(browser.get(f"/sessions/{meeting.id}")).select("h2")
    ]
