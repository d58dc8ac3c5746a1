"""Calendars: public feed, one session's file, and the private address of a seat."""

from datetime import UTC, date, datetime

import icalendar
import pytest
import vobject

from noress.core import clock, links
from noress.core.database import writing
from noress.domain.meetings import calendar
from noress.domain.meetings.models import Answer, Invitation, MeetingState
from noress.extensions import db
from tests.factories import NOW, make_institution, make_invitation, make_meeting, make_person, make_seat


def published(theme="Financement", **values):
    """A public session with its stored calendar text."""
    meeting = make_meeting(theme, **{"state": MeetingState.CONVENED, "reference": None, **values})
    change(meeting, lambda: calendar.refresh(meeting, now=NOW))
    return meeting


def change(row, act):
    db.session.rollback()
    with writing():
        act()
        db.session.commit()


def events(response):
    """Read by both libraries, which must agree on how many there are."""
    found = list(icalendar.Calendar.from_ical(response.data).walk("VEVENT"))
    assert len(getattr(vobject.readOne(response.get_data(as_text=True)), "vevent_list", [])) == len(found)
    return found


def address(seat):
    return f"/calendrier/{links.token('calendar', seat.id, seat.calendar_generation)}.ics"


def test_the_public_feed_holds_every_public_session_in_order(client):
    published("Plus tard", starts_wall=datetime(2027, 6, 3, 9, 30))
    published("Bientôt")
    published("Annulée", state=MeetingState.CANCELLED, starts_wall=datetime(2027, 9, 1, 9, 0))
    make_meeting("Brouillon")
    response = client.get("/sessions.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert [(str(e["SUMMARY"]), str(e["STATUS"])) for e in events(response)] == [
        ("Session : Bientôt", "CONFIRMED"), ("Session : Plus tard", "CONFIRMED"), ("Session : Annulée", "CANCELLED"),
    ]  # fmt: skip
    assert next(e["DTSTART"].dt.astimezone(UTC) for e in events(response)) == datetime(
        2027, 4, 8, 10, 0, tzinfo=UTC
    )
    assert b"ATTENDEE" not in response.data


def test_an_empty_feed_is_still_a_calendar(client):
    assert events(client.get("/sessions.ics")) == []


def test_the_feed_is_kept_until_a_commit_changes_it(client, count_queries):
    published("Bientôt")
    first = client.get("/sessions.ics")
    assert first.headers["Cache-Control"] == "public, no-cache"
    with count_queries() as statements:
        assert (
            client.get("/sessions.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        )
    assert [s.split("FROM")[1].split()[0] for s in statements] == ["stamp"]
    published("Ajoutée", starts_wall=datetime(2028, 1, 1, 9, 0))
    again = client.get("/sessions.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert [str(e["SUMMARY"]) for e in events(again)] == ["Session : Bientôt", "Session : Ajoutée"]


def test_a_cold_feed_costs_the_same_queries_whatever_its_length(client, count_queries):
    published()
    with count_queries() as one:
        client.get("/sessions.ics?n=1")
    for _ in range(5):
        published()
    with count_queries() as six:
        assert len(events(client.get("/sessions.ics?n=6"))) == 6
    assert len(one) == len(six) == 3


def test_one_session_s_file(client):
    meeting = published("Bientôt")
    response = client.get(f"/sessions/{meeting.id}.ics")
    (event,) = events(response)
    assert str(event["UID"]) == meeting.uid
    assert response.headers["Content-Disposition"] == f"inline; filename=session-{meeting.id}.ics"
    assert client.get(f"/sessions/{make_meeting().id}.ics").status_code == 404
    untold = make_meeting(state=MeetingState.HELD, calendar_text=None)
    assert client.get(f"/sessions/{untold.id}.ics").status_code == 404


def test_a_seat_s_calendar_tells_its_answers(client):
    seat = make_seat(make_institution("Chambre"), make_person("Animatrice principale"))
    answered, waiting, relayed = (
        published(t, starts_wall=datetime(2027, 4, n, 10, 0)) for t, n in (("A", 1), ("B", 2), ("C", 3))
    )
    make_invitation(answered, seat, answer=Answer.YES, answered_at=NOW)
    make_invitation(waiting, seat)
    make_invitation(
        relayed, seat, answer=Answer.DELEGATE, delegate_name="Opérateur\nTazi; chef", answered_at=NOW
    )
    make_invitation(published("Retirée"), seat, removed_at=NOW)
    make_invitation(make_meeting("Brouillon"), seat)
    make_invitation(published("D'une autre"))
    response = client.get(address(seat))
    told = {str(e["SUMMARY"]): str(e["DESCRIPTION"]).split("\n\n")[0] for e in events(response)}
    assert {name: words.replace("\u00a0", " ") for name, words in told.items()} == {
        "Session : A": "Votre réponse : oui.", "Session : B": "Vous n'avez pas encore répondu.",
        "Session : C": "Votre réponse : Opérateur\nTazi; chef vient à votre place.",
    }  # fmt: skip
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers.getlist("Set-Cookie") == []
    assert b"NAME" in response.data
    unchanged = client.get(address(seat), headers={"If-None-Match": response.headers["ETag"]})
    assert unchanged.status_code == 304


def test_an_answer_changes_the_seat_s_calendar(client):
    seat = make_seat()
    invitation = make_invitation(published(), seat)
    before = client.get(address(seat))
    row = db.session.get(Invitation, invitation.id)

    def answer():
        row.answer, row.answered_at = Answer.NO, datetime(2026, 12, 1, 8, 0, tzinfo=UTC)

    change(row, answer)
    after = client.get(address(seat), headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    (event,) = events(after)
    assert str(event["DESCRIPTION"]).replace("\u00a0", " ").startswith("Votre réponse : non.")
    assert event["LAST-MODIFIED"].dt == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_a_seat_s_calendar_speaks_its_person_s_language(client):
    seat = make_seat(person=make_person("المنشطة", language="ar"))
    make_invitation(published(theme_ar="التمويل"), seat)
    (event,) = events(client.get(address(seat)))
    assert "التمويل" in str(event["SUMMARY"])


@pytest.mark.parametrize(
    "values",
    [{"calendar_generation": 2}, {"closed_at": NOW}, {"ends_on": date(2026, 1, 1)}],
    ids=["revoked", "closed", "ended"],
)
def test_a_dead_calendar_address_is_410(client, values):
    seat = make_seat()
    make_invitation(published("Secret"), seat)
    old = address(seat)

    def end():
        for name, value in values.items():
            setattr(seat, name, value)

    change(seat, end)
    response = client.get(old)
    assert (response.status_code, response.mimetype) == (410, "text/plain")
    assert "Secret" not in response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_new_address_works_after_the_old_one_is_revoked(client):
    seat = make_seat()
    change(seat, lambda: setattr(seat, "calendar_generation", 2))
    assert client.get(address(seat)).status_code == 200


def test_a_suspended_account_s_calendar_is_cut_at_once_and_comes_back_with_it(client):
    seat = make_seat()
    change(seat, lambda: setattr(seat.person.account, "suspended_at", NOW))
    response = client.get(address(seat))
    assert (response.status_code, response.headers["Cache-Control"]) == (410, "no-store")
    assert response.get_data(as_text=True).replace("\u00a0", " ") == (
        "Ce compte est suspendu : son calendrier ne s'ouvre plus. Le secrétariat peut vous dire pourquoi."
    )
    change(seat, lambda: setattr(seat.person.account, "suspended_at", None))
    assert client.get(address(seat)).status_code == 200


def test_a_tampered_calendar_address_is_404(client):
    seat, other = make_seat(), make_seat()
    token = address(seat).removeprefix("/calendrier/").removesuffix(".ics")
    row, mac = token.split("-")
    other_row = address(other).removeprefix("/calendrier/").split("-")[0]
    answer_token = links.token("answer", seat.id, 1)
    for bad in (f"{other_row}-{mac}", f"{row}-{'x' * 22}", "x", "0-" + "x" * 22, answer_token):
        response = client.get(f"/calendrier/{bad}.ics")
        assert (response.status_code, response.mimetype) == (404, "text/plain"), bad


def test_a_seat_s_calendar_costs_the_same_queries_whatever_its_length(client, count_queries):
    few, many = make_seat(), make_seat()
    make_invitation(published(), few)
    for _ in range(4):
        make_invitation(published(), many)
    with count_queries() as one:
        client.get(address(few))
    with count_queries() as four:
        assert len(events(client.get(address(many)))) == 4
    assert len(one) == len(four)


def test_a_past_session_keeps_its_hour_in_the_feed(client):
    """Before 2026-09-20 Morocco's clocks were an hour ahead, except in Ramadan."""
    published("Été", starts_wall=datetime(2025, 7, 1, 10, 0))
    published("Ramadan", starts_wall=datetime(2026, 3, 1, 10, 0))
    published("Hiver", starts_wall=datetime(2026, 12, 1, 10, 0))
    starts = [e["DTSTART"].dt for e in events(client.get("/sessions.ics"))]
    assert [clock.to_wall(s).hour for s in starts] == [10, 10, 10]
    assert [s.astimezone(UTC).hour for s in starts] == [9, 10, 10]
