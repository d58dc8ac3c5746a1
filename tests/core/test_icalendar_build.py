"""Calendar texts: the RFC 5546 tables, exact time zone, hostile texts, feeds, answers."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noress.core import clock
from noress.core.icalendar_build import (
    CalendarAttendee,
    CalendarEvent,
    EventError,
    cancel,
    feed,
    request,
    vevent_text,
)
from tests.itip import TABLES, check, parsed, unfolded

ZONE = clock.MOROCCO
CHAIRWOMAN = CalendarAttendee("presidente.adjointe@example.ma", "الرئيسة, النائبة; الكاتبة", language="ar-MA")
SPEAKER = CalendarAttendee("orateur@example.ma", 'Orateur "Un" adjoint', rsvp=False)
EVENT = CalendarEvent(
    uid="meeting-42@noress.example",
    sequence=3,
    starts_at=datetime(2026, 12, 10, 9, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 10, 12, 0, tzinfo=UTC),
    zone=ZONE,
    summary="Session plénière; budget, priorités — الجمع العام",
    organizer_email="secretariat@noress.example",
    organizer_name="Secrétariat permanent",
    dtstamp=datetime(2026, 11, 20, 8, 0, 1, 999, tzinfo=UTC),
    last_modified=datetime(2026, 11, 19, 8, tzinfo=UTC),
    description="Ordre du jour :\n1. Bilan\n2. Vote\nC:\\Notes\\new",
    location="Siège de la région, Tanger",
    url="https://noress.example/sessions/42?lang=fr&x=1",
    attendees=(CHAIRWOMAN, SPEAKER),
    categories=("plénière", "axe 1, formation"),
)


def published(event: CalendarEvent) -> str:
    return feed("Agenda", [vevent_text(event)], ZONE, (2026, 2026), "fr")


@pytest.mark.parametrize(
    "method, text, status",
    [
        ("REQUEST", request(EVENT), "CONFIRMED"),
        ("REQUEST", request(replace(EVENT, status="TENTATIVE")), "TENTATIVE"),
        ("CANCEL", cancel(EVENT, meeting_off=True), "CANCELLED"),
        ("CANCEL", cancel(EVENT, meeting_off=False), None),
        ("PUBLISH", published(EVENT), "CONFIRMED"),
        ("PUBLISH", published(replace(EVENT, status="CANCELLED")), "CANCELLED"),
    ],
)
def test_text_meets_the_table_of_its_method(method, text, status):
    event = check(text, method)
    assert (str(event["STATUS"]) if status else event.get("STATUS")) == status


def test_request_keeps_every_value_through_both_parsers():
    text = request(EVENT)
    _, (event,) = parsed(text)
    other = vobject.readOne(text).vevent

    assert event["SUMMARY"] == other.summary.value == EVENT.summary
    assert event["SUMMARY"].params["LANGUAGE"] == "fr"
    assert event["DESCRIPTION"] == other.description.value == EVENT.description
    assert event["LOCATION"] == other.location.value == EVENT.location
    assert str(event["URL"]) == other.url.value == EVENT.url
    assert event["CATEGORIES"].cats == list(EVENT.categories)
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (EVENT.uid, 3)
    assert event["DTSTART"].dt.astimezone(UTC) == other.dtstart.value.astimezone(UTC) == EVENT.starts_at
    assert event["DTEND"].dt.astimezone(UTC) == other.dtend.value.astimezone(UTC) == EVENT.ends_at
    assert "DTSTART;TZID=Africa/Casablanca:20261210T093000" in unfolded(text)
    assert "DTSTAMP:20261120T080001Z" in unfolded(text)


def test_request_names_organizer_and_each_attendee_once():
    doubled = replace(
        EVENT, attendees=(CHAIRWOMAN, SPEAKER, replace(CHAIRWOMAN, email="PRESIDENTE.adjointe@example.ma"))
    )
    _, (event,) = parsed(request(doubled))

    assert str(event["ORGANIZER"]) == "mailto:secretariat@noress.example"
    assert dict(event["ORGANIZER"].params) == {"CN": "Secrétariat permanent"}
    assert [(str(line), dict(line.params)) for line in event["ATTENDEE"]] == [
        (
            "mailto:presidente.adjointe@example.ma",
            {
                "CN": "الرئيسة, النائبة; الكاتبة", "CUTYPE": "INDIVIDUAL", "LANGUAGE": "ar-MA",
                "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE",
            },
        ),
        (
            "mailto:orateur@example.ma",
            {
                "CN": "Orateur 'Un' adjoint", "CUTYPE": "INDIVIDUAL",
                "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE",
            },
        ),
    ]  # fmt: skip


def test_stored_vevent_has_no_attendee_and_no_name_of_one():
    lines = unfolded(vevent_text(EVENT))
    assert lines[0] == "BEGIN:VEVENT"
    assert [
        line for line in lines if re.search("ATTENDEE|PARTSTAT|RSVP|ROLE|CUTYPE|example.ma|النائبة", line)
    ] == []


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"starts_at": datetime(2026, 12, 10, 9)}, "naive_time"),
        ({"dtstamp": datetime(2026, 12, 10, 9)}, "naive_time"),
        ({"ends_at": EVENT.starts_at}, "end_before_start"),
        ({"status": "DONE"}, "status"),
        ({"status": "CANCELLED"}, "status"),
        ({"organizer_email": "secretariat"}, "organizer"),
        ({"attendees": ()}, "no_attendee"),
        ({"attendees": (CalendarAttendee("no address"),)}, "no_attendee"),
    ],
)
def test_request_refuses_what_it_cannot_say(changes, code):
    with pytest.raises(EventError) as refusal:
        request(replace(EVENT, **changes))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "email, uri",
    [
        ("a.b+c@example.ma", ["mailto:a.b+c@example.ma"]),
        ("a@école.ma", ["mailto:a@xn--cole-9oa.ma"]),
        ("a%b&c?d@example.ma", ["mailto:a%25b%26c%3Fd@example.ma"]),
        ("a\r\nATTENDEE:x@example.ma", []),  # a colon has no place in an address
        ("a@example.ma\r\n", ["mailto:a@example.ma"]),
        ("a@exa mple..ma", []),
        ("a@b/c?d", []),
        ("@", []),
    ],
)
def test_attendee_address_is_a_clean_uri_or_absent(email, uri):
    _, (event,) = parsed(
        request(replace(EVENT, attendees=(CalendarAttendee("x@y.ma"), CalendarAttendee(email))))
    )
    listed = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    assert [str(line) for line in listed] == ["mailto:x@y.ma", *uri]


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://a.ma/é?q=1;2,3#x", "https://a.ma/%C3%A9?q=1;2,3#x"),
        ("https://a.ma/\r\nSTATUS:CANCELLED", "https://a.ma/STATUS:CANCELLED"),
        ("javascript:alert(1)", None),
        ("https://[::1", None),
        ("file:///etc/passwd", None),
    ],
)
def test_url_is_clean_or_absent(url, kept):
    _, (event,) = parsed(request(replace(EVENT, url=url)))
    assert event.get("URL") == kept


HOSTILE = st.text(
    st.one_of(
        st.characters(codec=None), st.sampled_from("\r\n\t\0\x0b\x85\u2028\\;:,\"^'=\ud800é\u0627\u200f")
    ),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(text=HOSTILE, short=HOSTILE)
@example(text="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil", short="\r\n ATTENDEE:mailto:evil@x.ma")
@example(text="\\n\\;\\,\\N^n^'", short='";RSVP=FALSE:mailto:evil@x.ma')
def test_no_text_breaks_out_of_its_property(text, short):
    event = replace(
        EVENT, uid=f"u{short}", summary=text, description=text, location=short, url=f"https://a.ma/{short}",
        organizer_name=text, categories=(text, short), language=short,
        attendees=(CHAIRWOMAN, CalendarAttendee(f"{short}@x.ma", text, short, True, short)),
    )  # fmt: skip
    for made in (request(event), cancel(event, meeting_off=True), published(event)):
        made.encode()
        _, (back,) = parsed(made, are_dates_alike=True)
        assert back.subcomponents == []
        assert back["SUMMARY"] == " ".join(back["SUMMARY"].split())
        assert set(back) <= set(TABLES["REQUEST"])
        assert back["DTSTART"].dt.astimezone(UTC) == EVENT.starts_at


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"])))
def test_description_comes_back_as_written(text):
    _, (back,) = parsed(request(replace(EVENT, description=f"({text})")), are_dates_alike=True)
    assert back["DESCRIPTION"] == f"({text})"


@pytest.mark.parametrize(
    "instant, line",
    [
        (datetime(2026, 2, 15, 0, 59, tzinfo=UTC), "DTSTART;TZID=Africa/Casablanca:20260215T015900"),
        (datetime(2026, 2, 15, 1, 30, tzinfo=UTC), "DTSTART:20260215T013000Z"),  # 02:30 for the first time
        (datetime(2026, 2, 15, 2, 30, tzinfo=UTC), "DTSTART:20260215T023000Z"),  # and for the second
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "DTSTART;TZID=Africa/Casablanca:20260301T090000"),  # Ramadan
        (datetime(2026, 3, 22, 2, tzinfo=UTC), "DTSTART;TZID=Africa/Casablanca:20260322T030000"),
        (datetime(2026, 9, 19, 23, 59, tzinfo=UTC), "DTSTART;TZID=Africa/Casablanca:20260920T005900"),
        (datetime(2026, 9, 20, 0, 59, tzinfo=UTC), "DTSTART:20260920T005900Z"),
        (datetime(2026, 9, 20, 1, 0, tzinfo=UTC), "DTSTART:20260920T010000Z"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "DTSTART;TZID=Africa/Casablanca:20261231T233000"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "DTSTART;TZID=Africa/Casablanca:20260101T003000"),
    ],
)
def test_start_is_the_right_instant_around_changes(instant, line):
    text = request(replace(EVENT, starts_at=instant, ends_at=instant + timedelta(hours=2)))
    _, (event,) = parsed(text)
    assert line in unfolded(text)
    assert event["DTSTART"].dt.astimezone(UTC) == instant
    assert vobject.readOne(text).vevent.dtstart.value.astimezone(UTC) == instant


# --- feeds


def test_feed_of_a_thousand_meetings_is_whole_and_fast():
    meetings = [
        replace(
            EVENT,
            uid=f"m{n}@noress.example",
            summary=f"Réunion {n}",
            starts_at=EVENT.starts_at + timedelta(days=n),
            ends_at=EVENT.ends_at + timedelta(days=n),
            attendees=(),
        )
        for n in range(1000)
    ]
    stored = [vevent_text(meeting) for meeting in meetings]
    feed("Agenda", stored, ZONE, (2026, 2029), "fr")
    started = process_time()
    text = feed("Agenda", stored, ZONE, (2026, 2029), "fr")
    spent = process_time() - started

    assert spent < 0.2
    _, events = parsed(text)
    assert [str(event["UID"]) for event in events] == [meeting.uid for meeting in meetings]
    assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == [
        meeting.starts_at for meeting in meetings
    ]


def test_feed_has_its_name_its_pace_and_one_zone():
    lines = unfolded(feed("Agenda; Réseau\r\nX", [], ZONE, (2026, 2026), "fr_MA"))
    assert lines[:4] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//NORESS//NORESS//FR",
        "CALSCALE:GREGORIAN",
    ]
    assert set(lines) >= {
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=fr-MA:Agenda\\; Réseau X",
        "X-WR-CALNAME:Agenda\\; Réseau X",
        "X-WR-TIMEZONE:Africa/Casablanca",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    }
    assert [lines.count("BEGIN:VTIMEZONE"), lines.count("BEGIN:VEVENT")] == [1, 0]


@pytest.mark.parametrize(
    "bad",
    ["", "BEGIN:VEVENT", "nonsense", "BEGIN:VEVENT\r\nUID:a\0\r\nEND:VEVENT\r\n", vevent_text(EVENT) * 2],
)
def test_bad_stored_text_costs_only_itself(bad, caplog):
    good = vevent_text(EVENT)
    text = feed("Agenda", [good, bad, good.replace("\r\n", "\n")], ZONE, (2026, 2026), "fr")
    _, events = parsed(text)
    assert [str(event["UID"]) for event in events] == [EVENT.uid] * 2
    assert len(caplog.records) == 1
