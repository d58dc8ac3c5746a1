"""Mail as a real SMTP server receives it: bytes, order of parts, headers."""

import email
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from noress.core.icalendar_build import cancel, request
from noress.domain.outbox.rules import PermanentFailure
from noress.web.mailer import MailRefused, MailUnavailable, compose, message_id, send_stored
from tests.smtp_server import EVENT, INVITED, SENDER, Box, Stored, mail_of, raw_of, serving


def delivered(mail: Stored, **settings: Any) -> Box:
    box = Box()
    with serving(box) as config:
        send_stored(mail, config=config | settings)
    return box


def decoded(part: Any) -> str:
    return part.get_payload(decode=True).decode()


# --- bytes as received


def test_parts_come_in_order_plain_html_calendar_then_the_file():
    mail = mail_of(delivered(INVITED))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    _, _, plain, html, calendar, attached = mail.walk()
    assert decoded(plain).replace("\r\n", "\n") == INVITED.text
    assert decoded(html).replace("\r\n", "\n") == INVITED.html
    assert decoded(calendar) == decoded(attached) == INVITED.calendar
    assert attached.get_filename() == "invitation.ics"


@pytest.mark.parametrize(
    "text, method",
    [
        (request(EVENT), "REQUEST"),
        (cancel(EVENT, meeting_off=True), "CANCEL"),
        (cancel(EVENT, meeting_off=False), "CANCEL"),
    ],
)
def test_calendar_is_eight_bit_crlf_and_says_its_method(text, method):
    raw = raw_of(delivered(replace(INVITED, calendar=text, calendar_method="REQUEST")))
    head = f'Content-Type: text/calendar; charset="utf-8"; method="{method}"\r\n'.encode()
    part = raw[raw.index(head) :]
    assert b"\r\nContent-Transfer-Encoding: 8bit\r\n" in part[: part.index(b"\r\n\r\n") + 2]
    assert part[part.index(b"\r\n\r\n") + 4 :].startswith(text.encode())
    assert f"METHOD:{method}\r\n" in text


def test_every_line_ends_in_crlf_and_stays_under_the_limit_of_smtp():
    long = "mot " * 500 + "é" * 600
    box = delivered(replace(INVITED, text=long, html=f"<p>{long}</p>"))
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw_of(box))
    assert max(map(len, raw_of(box).split(b"\r\n"))) <= 998
    _, _, plain, html, *_ = mail_of(box).walk()
    assert (decoded(plain), decoded(html)) == (long, f"<p>{long}</p>")
    assert plain["Content-Transfer-Encoding"] == "base64"


def test_headers_are_all_there():
    box = delivered(replace(INVITED, reply_to="Bureau <bureau@noress.example>", language="ar"))
    mail = mail_of(box)
    assert sorted(mail.keys()) == [
        "Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID",
        "Reply-To", "Subject", "To",
    ]  # fmt: skip
    assert (mail["From"].addresses[0].display_name, mail["From"].addresses[0].addr_spec) == SENDER
    assert [(a.display_name, a.addr_spec) for a in mail["To"].addresses] == [
        ("الرئيسة, النائبة", "presidente@example.ma")
    ]
    assert str(mail["Subject"]) == INVITED.subject
    assert str(mail["Message-ID"]) == "<m-1@noress.example>"
    assert mail["Reply-To"].addresses[0].addr_spec == "bureau@noress.example"
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("ar", "auto-generated")
    assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert (box.envelopes[0].mail_from, box.envelopes[0].rcpt_tos) == (SENDER[1], ["presidente@example.ma"])
    assert "BODY=8BITMIME" in box.envelopes[0].mail_options


def test_mail_without_calendar_or_html_is_simpler():
    assert [part.get_content_type() for part in mail_of(delivered(Stored())).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert [part.get_content_type() for part in mail_of(delivered(Stored(html=None))).walk()] == [
        "text/plain"
    ]


def test_server_without_8bitmime_gets_seven_bits():
    box = Box()
    with serving(box, decode_data=True) as config:
        send_stored(INVITED, config=config)
    (envelope,) = box.envelopes
    assert envelope.content.isascii()
    assert envelope.mail_options == ["SIZE=" + envelope.mail_options[0].partition("=")[2]]
    calendar = next(
        part
        for part in email.message_from_string(envelope.content).walk()
        if part.get_content_subtype() == "calendar"
    )
    assert calendar.get_payload(decode=True).decode() == INVITED.calendar


@pytest.mark.parametrize(
    "name, subject",
    [
        ("Orateur\r\nBcc: evil@x.ma", "Ordre\r\nBcc: evil@x.ma"),
        ('Orateur "Un" <evil@x.ma>, autre', "=?utf-8?q?evil?="),
        ("=?utf-8?q?evil=40x?=", "a\0b\x85c\u2028d"),
        ("", ""),
        ("x" * 300, "mot " * 100),
        ("الزهراء " * 40, "الجمع العام " * 40),
        ("é" * 300, "é" * 300),
    ],
)
def test_hostile_or_long_name_and_subject_stay_in_their_place(name, subject):
    box = delivered(Stored(to_name=name, subject=subject))
    mail = mail_of(box)
    cleaned = re.sub("[\0\x85]", lambda found: " " if found[0] == "\x85" else "", subject)
    assert "".join(str(mail["Subject"]).split()) == "".join(cleaned.split())
    assert [a.addr_spec for a in mail["To"].addresses] == ["presidente@example.ma"]
    assert "".join(mail["To"].addresses[0].display_name.split()) == "".join(name.split())
    assert mail["Bcc"] is None
    assert box.envelopes[0].rcpt_tos == ["presidente@example.ma"]
    assert max(map(len, raw_of(box).split(b"\r\n"))) <= 998


def test_idn_domain_travels_in_ascii():
    box = delivered(Stored(to_address="presidente@coopérative.ma"))
    assert box.envelopes[0].rcpt_tos == ["presidente@xn--cooprative-e7a.ma"]


@pytest.mark.parametrize(
    "address", ["", "presidente", "a@b@c", "النائبة@example.ma", "a@x..ma", "a b@x.ma", "a@x.ma, b@x.ma"]
)
def test_unusable_recipient_is_refused_before_any_connection(address):
    with pytest.raises(MailRefused) as refusal:
        send_stored(Stored(to_address=address), config={"MAIL_SERVER": "", "MAIL_DEFAULT_SENDER": SENDER})
    assert str(refusal.value) == "unusable address"
    assert isinstance(refusal.value, PermanentFailure)


@pytest.mark.parametrize("sender", [None, "nobody", ("NORESS", "")])
def test_bad_sender_condemns_no_mail(sender):
    config = {"MAIL_DEFAULT_SENDER": sender} if sender else {}
    with pytest.raises(MailUnavailable) as refusal:
        send_stored(Stored(), config=config)
    assert str(refusal.value) == "MAIL_DEFAULT_SENDER is no address"


@dataclass(frozen=True)
class Keyed(Stored):
    key: str = "meeting:12:é<>@x"


def test_message_id_comes_from_the_key_when_none_is_given():
    first, second = (compose(Keyed(message_id=None), {"MAIL_DEFAULT_SENDER": SENDER}).msgId for _ in range(2))
    assert first == second == message_id("meeting:12:é<>@x", "noress.example")
    assert re.fullmatch(r"<[A-Za-z0-9=]+@noress\.example>", first)
    assert message_id("a:b", "x.ma") != message_id("a=3a=b", "x.ma") != message_id("ab", "x.ma")


def test_message_key_goes_before_the_key():
    @dataclass(frozen=True)
    class SentAgain(Keyed):
        message_key: str = "meeting:12:again:2"

    made = compose(SentAgain(message_id=None), {"MAIL_DEFAULT_SENDER": SENDER}).msgId
    assert made == message_id("meeting:12:again:2", "noress.example")
