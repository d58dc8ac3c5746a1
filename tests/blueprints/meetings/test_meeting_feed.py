"""What calendars subscribe to follows the agenda, and nobody is mailed for it."""

import icalendar
import pytest
from sqlalchemy import select

from noress.core import links
from noress.core.database import writing
from noress.domain.meetings import calendar
from noress.domain.meetings.models import AgendaItem, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_agenda_item, make_invitation, make_meeting, make_seat
from tests.factories.meeting_forms import item_fields, plain, post, token_of


@pytest.fixture
def published(app):
    meeting = make_meeting(state=MeetingState.CONVENED, convened_at=NOW)
    make_agenda_item(meeting, "Ouverture", minutes=15)
    with writing():
        calendar.refresh(meeting, now=NOW)
        db.session.commit()
    return meeting


def read(response):
    [event] = icalendar.Calendar.from_ical(response.data).walk("VEVENT")
    lines = plain(str(event["DESCRIPTION"]).replace("\n", " / ")).split(" / ")
    return event["SEQUENCE"], [line for line in lines if line[:1].isdigit()]


def test_the_feeds_follow_every_change_of_the_agenda(browser, client, published):
    seat = make_seat()
    make_invitation(published, seat)
    private = f"/calendrier/{links.token('calendar', seat.id, 1)}.ics"
    addresses = ("/sessions.ics", f"/sessions/{published.id}.ics", private)
    agenda = f"/sessions/{published.id}/ordre-du-jour"
    etags = {address: client.get(address).headers["ETag"] for address in addresses}

    def changed(expected):
        for address in addresses:
            response = client.get(address, headers={"If-None-Match": etags[address]})
            assert (response.status_code, read(response)) == (200, (0, expected)), address
            etags[address] = response.headers["ETag"]
            assert client.get(address, headers={"If-None-Match": etags[address]}).status_code == 304

    assert (
        post(browser, agenda, **item_fields(version="0", title_fr="Budget", minutes="45")).status_code == 303
    )
    changed(["1. Ouverture (15 min)", "2. Budget (45 min)"])
    budget = db.session.scalars(select(AgendaItem).order_by(AgendaItem.id.desc()).limit(1)).one()
    place = f"/sessions/points/{budget.id}"
    sent = {"csrf_token": token_of(browser, agenda), "sens": "monter"}
    assert browser.post(f"{place}/deplacer", data=sent).status_code == 303
    changed(["1. Budget (45 min)", "2. Ouverture (15 min)"])
    assert post(browser, place, **item_fields(title_fr="Budget 2027", minutes="60")).status_code == 303
    changed(["1. Budget 2027 (1 h)", "2. Ouverture (15 min)"])
    assert post(browser, f"{place}/retirer").status_code == 303
    changed(["1. Ouverture (15 min)"])
    assert db.session.scalars(select(OutboxMail)).all() == []
