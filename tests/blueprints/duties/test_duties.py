""" "À faire": what waits, the most pressing first; and the answer given on the site."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.models import SavedPost
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import MandateRole, SeatKind
from noress.domain.meetings.models import Answer, Channel, Invitation, MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.pages import parse

TODAY = datetime(2027, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock_stands_still():
    with time_machine.travel(TODAY, tick=False):
        yield


def texts(page, selector):
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(selector)]


def convened(theme="Financement", **values):
    return make_meeting(theme, **{"state": MeetingState.CONVENED, "convened_at": NOW, **values})


def recorded(invitation):
    row = db.session.get(Invitation, invitation.id)
    return row.answer, row.delegate_name, row.reason, row.channel, row.version


NOTHING = (Answer.NONE, None, None, None, 1)


# --- the list ----------------------------------------------------------------------------------------


def test_what_waits_is_listed_the_most_pressing_first(login_as):
    seat = make_seat(make_institution("Chambre"), make_person())
    late = make_invitation(convened("Dans une semaine"), seat)
    soon = make_invitation(convened("Demain", starts_wall=datetime(2027, 4, 2, 10, 0)), seat)
    today = make_invitation(convened("Ce soir", starts_wall=datetime(2027, 4, 1, 18, 0)), seat)
    make_invitation(convened("Répondue"), seat, answer=Answer.YES)
    make_invitation(convened("Commencée", starts_wall=datetime(2027, 4, 1, 8, 0)), seat)
    make_invitation(convened("Retirée"), seat, removed_at=NOW)
    make_invitation(convened("Annulée", state=MeetingState.CANCELLED), seat)
    make_invitation(make_meeting("Brouillon"), seat)
    make_invitation(convened("D'une autre"))
    page = parse(login_as(seat.person, seat).get("/a-faire"))
    assert texts(page, "h1") == ["À faire"]
    assert texts(page, ".lead") == ["3 choses, la plus pressée d'abord"]
    assert [a["href"] for a in page.select(".duty a")] == [
        f"/invitations/{i.id}" for i in (today, soon, late)
    ]
    assert texts(page, ".duty__detail")[2] == "Dans une semaine, jeudi 8 avril 2027 à 10 h"
    assert [(tag.get_text(strip=True), tag["class"][1]) for tag in page.select(".duty .status")] == [
        ("aujourd'hui", "status--late"), ("demain", "status--late"), ("7 jours", "status--info"),
    ]  # fmt: skip
    assert [a["href"] for a in page.select(".button--primary")] == [f"/invitations/{today.id}"]


def test_nothing_waits(login_as):
    seat = make_seat()
    convened("Communication")
    make_meeting("Brouillon")
    page = parse(login_as(seat.person, seat).get("/a-faire"))
    assert texts(page, ".empty h2") == ["Rien ne vous attend"]
    assert texts(page, "#prochaines h3") == ["Communication"]
    assert page.select(".button--primary") == []


def test_one_thing_is_said_in_the_singular(login_as):
    seat = make_seat()
    make_invitation(convened(), seat)
    assert texts(parse(login_as(seat.person, seat).get("/a-faire")), ".lead") == ["1 chose"]


def test_a_duty_follows_the_seat_not_the_person(login_as):
    person = make_person()
    first, second = make_seat(person=person), make_seat(person=person)
    invitation = make_invitation(convened(), first)
    assert len(parse(login_as(person, first).get("/a-faire")).select(".duty")) == 1
    assert parse(login_as(person, second).get("/a-faire")).select(".duty") == []
    assert recorded(invitation) == NOTHING


def test_the_secretariat_may_prepare_a_session(login_as):
    page = parse(login_as(make_secretary()).get("/a-faire"))
    assert [(a["href"], a.get_text(strip=True)) for a in page.select(".button--primary")] == [
        ("/sessions/nouvelle", "Préparer une session")
    ]
    seat = make_seat()
    assert parse(login_as(seat.person, seat).get("/a-faire")).select("a[href='/sessions/nouvelle']") == []


def test_a_visitor_signs_in_first(client):
    response = client.get("/a-faire")
    assert (response.status_code, response.headers["Location"]) == (302, "/connexion?suite=/a-faire")


def test_the_list_costs_the_same_queries_whatever_its_length(login_as, count_queries):
    few, many = make_seat(), make_seat()
    make_invitation(convened(), few)
    for _ in range(4):
        make_invitation(convened(), many)
    one_browser, four_browser = login_as(few.person, few), login_as(many.person, many)
    with count_queries() as one:
        one_browser.get("/a-faire")
    with count_queries() as four:
        four_browser.get("/a-faire")
    assert len(one) == len(four)


# --- the answer on the site --------------------------------------------------------------------------


def open_form(browser, invitation):
    page = parse(browser.get(f"/invitations/{invitation.id}"))
    return {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}


def test_a_member_answers_on_the_site(login_as):
    seat = make_seat(make_institution("Chambre"), make_person("Animatrice principale"))
    invitation = make_invitation(convened(), seat)
    browser = login_as(seat.person, seat)
    path = f"/invitations/{invitation.id}"
    fields = open_form(browser, invitation)
    response = browser.post(path, data={**fields, "answer": "delegate", "delegate_name": "Opérateur adjoint"})
    assert (response.status_code, response.headers["Location"]) == (303, path)
    assert recorded(invitation) == (Answer.DELEGATE, "Opérateur adjoint", None, Channel.SITE, 2)
    (event,) = db.session.scalars(select(AuditEvent)).all()
    assert (event.person_name, event.acting_for, event.method, event.action) == (
        "Animatrice principale", "Chambre", "code", "invitation.answered",
    )  # fmt: skip
    page = parse(browser.get(path))
    assert texts(page, ".notice--success p") == [
        "Votre réponse est enregistrée. Le secrétariat la voit tout de suite."
    ]
    assert texts(page, ".receipt dd")[:2] == ["quelqu'un d'autre vient", "Opérateur adjoint"]
    assert parse(browser.get("/a-faire")).select(".duty") == []


def test_the_other_seat_of_the_institution_may_answer_too(login_as):
    institution = make_institution("Chambre")
    titular, alternate = make_seat(institution), make_seat(institution, kind=SeatKind.ALTERNATE)
    invitation = make_invitation(convened(), titular)
    browser = login_as(alternate.person, alternate)
    fields = open_form(browser, invitation)
    assert browser.post(f"/invitations/{invitation.id}", data={**fields, "answer": "yes"}).status_code == 303
    assert recorded(invitation) == (Answer.YES, None, None, Channel.SITE, 2)


def test_two_seats_answering_at_once_both_see_what_the_other_said(login_as):
    institution = make_institution("Chambre")
    first, second = make_seat(institution), make_seat(institution, kind=SeatKind.ALTERNATE)
    invitation = make_invitation(convened(), first)
    one, two = login_as(first.person, first), login_as(second.person, second)
    fields_one, fields_two = open_form(one, invitation), open_form(two, invitation)
    path = f"/invitations/{invitation.id}"
    assert one.post(path, data={**fields_one, "answer": "no", "reason": "Malade"}).status_code == 303
    response = two.post(path, data={**fields_two, "answer": "yes"})
    page = parse(response)
    assert response.status_code == 409
    assert [t.replace("\u00a0", " ") for t in texts(page, ".notice li")][:2] == [
        "Réponse : non", "Un mot pour le secrétariat : Malade",
    ]  # fmt: skip
    again = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    assert two.post(path, data={**again, "answer": "yes"}).status_code == 303
    assert recorded(invitation)[0] is Answer.YES
    changes = [e.changes["answer"] for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert changes == [["none", "no"], ["no", "yes"]]


def test_bad_input_comes_back_with_what_was_typed(login_as):
    seat = make_seat()
    invitation = make_invitation(convened(), seat)
    browser = login_as(seat.person, seat)
    fields = open_form(browser, invitation)
    response = browser.post(
        f"/invitations/{invitation.id}", data={**fields, "answer": "delegate", "reason": "Malade"}
    )
    page = parse(response)
    assert response.status_code == 422
    assert [error["id"] for error in page.select(".field__error")] == [
        f"i{invitation.id}-delegate_name-error"
    ]
    assert page.select_one("textarea").get_text().strip() == "Malade"
    assert recorded(invitation) == NOTHING


def test_an_answer_after_the_start_is_refused(login_as):
    seat = make_seat()
    invitation = make_invitation(convened(starts_wall=datetime(2027, 4, 1, 9, 30)), seat)
    browser = login_as(seat.person, seat)
    fields = open_form(browser, invitation)
    with time_machine.travel(datetime(2027, 4, 1, 9, 30, tzinfo=UTC), tick=False):
        response = browser.post(f"/invitations/{invitation.id}", data={**fields, "answer": "yes"})
    assert response.status_code == 409
    assert "La session a commencé : les réponses sont closes." in response.get_data(as_text=True).replace(
        "\u00a0", " "
    )
    assert recorded(invitation) == NOTHING


def test_others_cannot_answer(login_as, client):
    meeting = convened()
    invitation = make_invitation(meeting)
    path = f"/invitations/{invitation.id}"
    stranger, body = make_seat(), make_body()
    make_mandate(body, role=MandateRole.CHAIR, person_id=stranger.person_id)
    with writing():
        db.session.add(meeting)
        meeting.bodies.append(body)
        db.session.commit()
    other = make_seat()
    assert client.get(path).status_code == 302
    assert login_as(other.person, other).get(path).status_code == 404  # another institution's business
    assert login_as(stranger.person, stranger).get(path).status_code == 403  # sees the answers, gives none
    assert login_as(make_secretary()).get(path).status_code == 403
    assert login_as(other.person, other).get("/invitations/999999").status_code == 404


def test_an_answer_sent_after_the_sign_in_expired_is_kept(app):
    seat = make_seat()
    invitation = make_invitation(convened(), seat)
    browser = app.test_client()
    token = None
    with browser.session_transaction() as cookies:
        cookies["csrf_token"] = "0" * 40
    with app.test_request_context():
        from flask import session as cookies

        from noress.web.csrf import masked_token

        cookies["csrf_token"] = "0" * 40
        token = masked_token()
    response = browser.post(
        f"/invitations/{invitation.id}", data={"csrf_token": token, "answer": "no", "reason": "Malade"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )  # fmt: skip
    (kept,) = db.session.scalars(select(SavedPost)).all()
    assert response.status_code == 303
    assert (kept.path, kept.fields) == (
        f"/invitations/{invitation.id}",
        [["answer", "no"], ["reason", "Malade"]],
    )
    assert recorded(invitation) == NOTHING
