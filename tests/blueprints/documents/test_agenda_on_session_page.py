"""The agenda as a PDF, from the page of its session."""

import pytest

from noress.domain.meetings.models import MeetingState
from noress.jobs import documents as job
from tests.factories import make_agenda_item, make_meeting, make_seat
from tests.factories.papers import ask, text_of
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.usefixtures("app")


def made_links(page) -> list[str]:
    return [a["href"] for a in parse(page).select(".made a")]


def test_member_asks_waits_and_takes_it_then_visitors_do(app, client, login_as):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01")
    make_agenda_item(meeting, "Ouverture", presenter="Présidence")
    seat = make_seat()
    member = login_as(seat.person, seat)
    assert parse(client.get(f"/sessions/{meeting.id}")).select(".made form") == [], (
        "a visitor's page has no form"
    )
    (form,) = parse(member.get(f"/sessions/{meeting.id}")).select(".made form")
    assert " ".join(form.button.get_text().split()) == "Préparer le PDF : Ordre du jour"
    waiting = post(member, form["action"], {"language": "fr"}).location
    assert made_links(member.get(f"/sessions/{meeting.id}")) == [waiting]
    job.drain(app)
    download = f"{waiting}/telecharger"
    assert made_links(member.get(f"/sessions/{meeting.id}")) == [download]
    assert made_links(client.get(f"/sessions/{meeting.id}")) == [download], "the page kept ready follows"
    assert "Ouverture Présidence" in " ".join(text_of(client.get(download).data).split())


def test_session_without_agenda_offers_none(login_as):
    meeting = make_meeting(state=MeetingState.CONVENED)
    seat = make_seat()
    assert parse(login_as(seat.person, seat).get(f"/sessions/{meeting.id}")).select(".made") == []


def test_draft_s_agenda_is_the_secretariat_s(client):
    meeting = make_meeting()
    assert client.get(f"/documents/{ask(meeting, kind='meeting_agenda').id}").status_code == 302
