"""The secretariat's pages of mails: what left, what waits, what failed, and sending one again."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Function
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_meeting, make_person, make_seat, make_secretary
from tests.factories.outbox import make_mail
from tests.pages import parse


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary(login_as):
    return login_as(make_secretary())


@pytest.fixture
def administrator(login_as):
    person = make_person("Administrateur technique")
    make_assignment(person, Function.TECHNICAL_ADMINISTRATOR)
    return login_as(person)


def subjects(response):
    return [cell.get_text(strip=True) for cell in parse(response).select("tbody th a")]


def text_of(response, selector):
    return [" ".join(found.get_text(" ").split()) for found in parse(response).select(selector)]


def post(client, path):
    token = parse(client.get(path)).select_one("main [name=csrf_token]")["value"]
    return client.post(path, data={"csrf_token": token})


def test_list_says_what_became_of_each_mail(secretary):
    meeting = make_meeting("Communication")
    make_mail(
        subject="Parti",
        state=MailState.SENT,
        sent_at=NOW,
        attempts=1,
        about_type="meeting",
        about_id=meeting.id,
    )
    make_mail(
        subject="En panne",
        attempts=3,
        last_error="ConnectionRefusedError",
        not_before=NOW + timedelta(minutes=2),
    )
    make_mail(subject="Refusé", state=MailState.FAILED, attempts=1, last_error="550 no such mailbox")
    make_mail(subject="Votre code", is_secret=True)
    response = secretary.get("/courriers/")
    assert subjects(response) == ["Refusé", "En panne", "Parti"]
    assert text_of(response, ".facts div") == [
        "en attente d'envoi 1", "parti 1", "échec 1", "remplacé avant départ 0",
    ]  # fmt: skip
    states = [row.select("td")[2].get_text(" ", strip=True) for row in parse(response).select("tbody tr")]
    assert states == [
        "échec 550 no such mailbox", "essayé sans succès, nouvel essai prévu ConnectionRefusedError", "parti",
    ]  # fmt: skip
    assert parse(response).select_one(f"tbody a[href='/sessions/{meeting.id}']") is not None


def test_filters_by_state_and_by_address(secretary):
    make_mail(subject="A", to_address="animatrice@exemple.ma", state=MailState.FAILED)
    make_mail(subject="B", to_address="operateur@exemple.ma", to_name="Opérateur 100%")
    assert subjects(secretary.get("/courriers/?state=failed")) == ["A"]
    assert subjects(secretary.get("/courriers/?q=OPERATEUR@")) == ["B"]
    assert subjects(secretary.get("/courriers/?q=100%25")) == ["B"]
    assert subjects(secretary.get("/courriers/?state=nowhere&page=abc")) == ["B", "A"]
    assert text_of(secretary.get("/courriers/?q=personne"), ".empty h2") == ["Aucun courriel ne correspond"]


def test_fifty_a_page_with_the_same_queries(secretary, count_queries):
    make_mail()
    counts = []
    for more in (0, 54):
        for _n in range(more):
            make_mail()
        with count_queries() as statements:
            response = secretary.get("/courriers/")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert len(subjects(response)) == 50
    assert len(subjects(secretary.get("/courriers/?page=2"))) == 5


def test_mail_shows_its_text_and_calendar_without_what_opens_doors(secretary):
    secret, folded = "5-" + "Ab3" * 7 + "x", "k" * 43
    mail = make_mail(
        text=f"Répondez : http://127.0.0.1:8000/i/{secret} ou {folded}.", calendar_method="REQUEST",
        calendar=f"BEGIN:VCALENDAR\r\nURL:http://127.0.0.1:8000/i/{secret[:12]}\r\n {secret[12:]}\r\n",
    )  # fmt: skip
    response = secretary.get(f"/courriers/{mail.id}")
    text, calendar = (pre.get_text() for pre in parse(response).select("pre"))
    assert text == "Répondez : http://127.0.0.1:8000/i/•••••• ou ••••••."
    assert calendar.strip().endswith("URL:http://127.0.0.1:8000/i/••••••")
    assert secret not in response.get_data(as_text=True)


def test_sign_in_code_has_no_page(secretary):
    mail = make_mail(is_secret=True)
    assert secretary.get(f"/courriers/{mail.id}").status_code == 404
    assert secretary.get(f"/courriers/{mail.id}/renvoyer").status_code == 404


def test_purged_text_says_so(secretary):
    mail = make_mail(text="", html="", state=MailState.SENT, sent_at=NOW)
    assert "Le texte a été effacé" in secretary.get(f"/courriers/{mail.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    "before, resends", [({"state": MailState.FAILED, "attempts": 9, "refusals": 9}, 0),
                        ({"state": MailState.SENT, "attempts": 1, "sent_at": NOW}, 1)]
)  # fmt: skip
def test_sent_again_after_a_confirmation(secretary, before, resends):
    mail = make_mail(key="convocation:1", last_error="451 later", **before)
    question = secretary.get(f"/courriers/{mail.id}/renvoyer")
    assert (
        text_of(question, ".confirmation li")[1] == "S'il était déjà parti, la personne le reçoit deux fois."
    )
    response = post(secretary, f"/courriers/{mail.id}/renvoyer")
    assert (response.status_code, response.location) == (303, f"/courriers/{mail.id}")
    mail = db.session.get(OutboxMail, mail.id)
    assert (mail.state, mail.attempts, mail.refusals, mail.not_before) == (MailState.QUEUED, 0, 0, NOW)
    assert mail.message_key == ("convocation:1.again1" if resends else "convocation:1")
    (event,) = db.session.scalars(select(AuditEvent))
    assert (event.action, event.object_type, event.object_id) == ("mail.sent_again", "outbox_mail", mail.id)
    page = secretary.get(f"/courriers/{mail.id}")
    assert text_of(page, ".notice--success p") == [
        "Le courriel est remis en file : il part dans les secondes qui viennent."
    ]
    assert "Courriel renvoyé" in text_of(page, ".timeline li")[0]


def test_waiting_mail_is_not_sent_again(secretary):
    mail = make_mail()
    response = post(secretary, f"/courriers/{mail.id}/renvoyer")
    assert response.status_code == 409
    assert text_of(response, ".notice--danger p") == ["Ce courriel est déjà en attente d'envoi."]


def test_replaced_mail_is_not_sent_again(secretary):
    mail = make_mail(state=MailState.MERGED)
    response = post(secretary, f"/courriers/{mail.id}/renvoyer")
    assert text_of(response, ".notice--danger p") == ["Ce courriel a été remplacé par un plus récent."]
    assert response.status_code == 409


def test_administrator_reads_and_does_not_send(administrator):
    mail = make_mail(state=MailState.FAILED)
    assert administrator.get("/courriers/").status_code == 200
    page = administrator.get(f"/courriers/{mail.id}")
    assert page.status_code == 200
    assert parse(page).select(f"a[href='/courriers/{mail.id}/renvoyer']") == []
    assert administrator.get(f"/courriers/{mail.id}/renvoyer").status_code == 403


def test_members_and_visitors_see_nothing(client, login_as):
    mail, seat = make_mail(), make_seat()
    member = login_as(seat.person, seat)
    assert member.get("/courriers/").status_code == 403
    assert member.get(f"/courriers/{mail.id}").status_code == 404
    assert member.get("/conservation").status_code == 403
    assert client.get("/courriers/").location == "/connexion?suite=/courriers/"
    assert client.get("/conservation").location == "/connexion?suite=/conservation"


def test_empty_list_says_what_it_will_hold(secretary):
    assert text_of(secretary.get("/courriers/"), ".empty h2") == ["Aucun courriel pour l'instant"]
