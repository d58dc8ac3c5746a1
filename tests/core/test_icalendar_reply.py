"""Answers of calendar programs: read when usable, refused with a code otherwise."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noress.core import clock
from noress.core.icalendar_reply import NotAReplyError, ReplyError, parse_reply

clock.check_zone_data()

REPLY = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;CN="Presidente";PARTSTAT=ACCEPTED:MAILTO:Presidente.Adjointe@example.ma
UID:meeting-42@noress.example
SEQUENCE:3
DTSTAMP:20261121T090000Z
COMMENT:Avec plaisir\\, à 9 h
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_reply_is_read():
    reply = parse_reply(REPLY)
    assert (reply.uid, reply.recurrence_id, reply.attendee) == (
        "meeting-42@noress.example",
        None,
        "presidente.adjointe@example.ma",
    )
    assert (reply.partstat, reply.sequence, reply.comment) == ("ACCEPTED", 3, "Avec plaisir, à 9 h")
    assert reply.dtstamp == datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "old, new, field, value",
    [
        ("SEQUENCE:3\r\n", "", "sequence", 0),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=declined", "partstat", "DECLINED"),
        ("COMMENT:Avec", "COMMENT:Un\r\nCOMMENT:Avec", "comment", "Un\nAvec plaisir, à 9 h"),
        ("\r\n", "\n", "uid", "meeting-42@noress.example"),
        ("SEQUENCE", "RECURRENCE-ID;TZID=Morocco Standard Time:20260601T100000\r\nSEQUENCE",
         "recurrence_id", datetime(2026, 6, 1, 9, tzinfo=UTC)),
        ("SEQUENCE", "RECURRENCE-ID:20261201T100000\r\nSEQUENCE",
         "recurrence_id", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("SEQUENCE", "RECURRENCE-ID;VALUE=DATE:20261201\r\nSEQUENCE",
         "recurrence_id", datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_reply_variants_are_read(old, new, field, value):
    assert getattr(parse_reply(REPLY.replace(old, new)), field) == value


EVENT_TEXT = REPLY[REPLY.index("BEGIN:VEVENT") : REPLY.index("END:VCALENDAR")]


@pytest.mark.parametrize(
    "text, code",
    [
        ("", "unreadable"),
        ("hello", "unreadable"),
        (EVENT_TEXT, "unreadable"),
        (REPLY * 2, "unreadable"),
        ("x" * 300_000, "too_large"),
        (REPLY.replace("METHOD:REPLY", "METHOD:COUNTER"), "not_a_reply"),
        (REPLY.replace("METHOD:REPLY\r\n", ""), "not_a_reply"),
        (REPLY.replace(EVENT_TEXT, ""), "no_event"),
        (REPLY.replace(EVENT_TEXT, EVENT_TEXT * 2), "several_events"),
        (REPLY.replace("UID:meeting-42@noress.example\r\n", ""), "uid"),
        (REPLY.replace("meeting-42@noress.example", ""), "uid"),
        (REPLY.replace("UID:", "UID:a\r\nUID:"), "uid"),
        (REPLY.replace("ATTENDEE", "ATTENDEE:mailto:x@y.ma\r\nATTENDEE"), "attendee"),
        (REPLY.replace("Presidente.Adjointe@example.ma", "nobody"), "attendee"),
        (REPLY.replace("ACCEPTED", "PERHAPS"), "partstat"),
        (REPLY.replace("ACCEPTED", "NEEDS-ACTION"), "partstat"),
        (REPLY.replace(";PARTSTAT=ACCEPTED", ""), "partstat"),
        (REPLY.replace("SEQUENCE:3", "SEQUENCE:-1"), "sequence"),
        (REPLY.replace("SEQUENCE:3", "SEQUENCE:99999999999"), "sequence"),
        (REPLY.replace("20261121T090000Z", "soon"), "dtstamp"),
        (REPLY.replace("DTSTAMP:20261121T090000Z\r\n", ""), "dtstamp"),
        (REPLY.replace("SEQUENCE", "RECURRENCE-ID:maybe\r\nSEQUENCE"), "recurrence_id"),
    ],
)
def test_unusable_answer_is_refused_with_its_code(text, code):
    with pytest.raises(ReplyError) as refusal:
        parse_reply(text)
    assert refusal.value.code == code


def test_other_method_says_which():
    with pytest.raises(NotAReplyError) as refusal:
        parse_reply(REPLY.replace("METHOD:REPLY", "METHOD:counter"))
    assert refusal.value.method == "COUNTER"


CODES = {
    "unreadable", "not_a_reply", "no_event", "several_events", "uid", "attendee", "partstat", "sequence",
    "dtstamp", "recurrence_id",
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_garbage_only_ever_raises_reply_error(data):
    text = REPLY
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.text(max_size=8)) + text[at + data.draw(st.integers(0, 30)) :]
    try:
        outcome = parse_reply(text).partstat
    except ReplyError as refusal:
        outcome = refusal.code
    assert outcome in {"ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", *CODES}
