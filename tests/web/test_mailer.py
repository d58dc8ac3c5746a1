"""Mail as a real SMTP server receives it: bytes, order of parts, TLS, and each way a server says no."""

import email
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import flask_mail
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from noress.core.icalendar_build import CalendarAttendee, CalendarEvent, cancel, request
from noress.domain.outbox.rules import PermanentFailure, TemporaryFailure
from noress.web.mailer import (
    Mailer,
    MailRefused,
    MailUnavailable,
    compose,
    message_id,
    open_connection,
    send_stored,
)

SENDER = ("NORESS, réseau de l'ESS", "secretariat@noress.example")
WHEN = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="m1@noress.example", sequence=0, starts_at=WHEN, ends_at=WHEN + timedelta(hours=2), zone="Africa/Casablanca",
    summary="Séance plénière — الجمع العام " * 4, organizer_email=SENDER[1], dtstamp=WHEN, last_modified=WHEN,
    attendees=(CalendarAttendee("fatima@example.ma", "فاطمة الزهراء"),),
)  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """What the outbox gives: the attributes read, nothing more."""

    to_address: str = "fatima@example.ma"
    to_name: str = "الزهراء, فاطمة"
    subject: str = "Convocation à la séance"
    text: str = "Bonjour,\n.\n.une ligne\nÀ bientôt\n"
    html: str | None = "<p lang='ar'>مرحبا</p>\n"
    calendar: str | None = None
    calendar_method: str | None = None
    language: str = "fr"
    message_id: str | None = "<m-1@noress.example>"
    reply_to: str | None = None


INVITED = Stored(calendar=request(EVENT), calendar_method="REQUEST")


class Box:
    """A server's handler: keeps what arrives; ``answers`` maps a command to what is said instead of 250."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.envelopes: list[Envelope] = []
        self.peers: list[Any] = []

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:  # noqa: N802
        envelope.mail_from, envelope.mail_options = address, options
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:  # noqa: N802
        said = self.answers.get(address, self.answers.get("RCPT", "250 OK"))
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self.answers.get("DATA", "250 OK")
        if said.startswith("250"):
            self.envelopes.append(envelope)
            self.peers.append(session.peer)
        return said

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return self.answers.get("QUIT", "221 Bye")

    @property
    def raw(self) -> bytes:
        (envelope,) = self.envelopes
        content = envelope.original_content
        assert isinstance(content, bytes)
        return content

    @property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=SMTP_POLICY)


@contextmanager
def serving(box: Box, ssl_context: ssl.SSLContext | None = None, **options: Any) -> Iterator[dict[str, Any]]:
    """A running SMTP server; gives the settings to reach it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, server_hostname="mx.example", **options)
    if ssl_context:  # the controller would probe without trusting the certificate
        controller.ssl_context = ssl_context
        controller._trigger_server = lambda: None
    controller.start()
    try:
        yield {
            "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_DEFAULT_SENDER": SENDER, "MAIL_TIMEOUT": 5,
        }  # fmt: skip
    finally:
        controller.stop()


def delivered(mail: Stored, **settings: Any) -> Box:
    box = Box()
    with serving(box) as config:
        send_stored(mail, config=config | settings)
    return box


def decoded(part: Any) -> str:
    return part.get_payload(decode=True).decode()


# --- bytes as received


def test_parts_come_in_order_plain_html_calendar_then_the_file():
    mail = delivered(INVITED).mail
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
    raw = delivered(replace(INVITED, calendar=text, calendar_method="REQUEST")).raw
    head = f'Content-Type: text/calendar; charset="utf-8"; method="{method}"\r\n'.encode()
    part = raw[raw.index(head) :]
    assert b"\r\nContent-Transfer-Encoding: 8bit\r\n" in part[: part.index(b"\r\n\r\n") + 2]
    assert part[part.index(b"\r\n\r\n") + 4 :].startswith(text.encode())
    assert f"METHOD:{method}\r\n" in text


def test_every_line_ends_in_crlf_and_stays_under_the_limit_of_smtp():
    long = "mot " * 500 + "é" * 600
    box = delivered(replace(INVITED, text=long, html=f"<p>{long}</p>"))
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", box.raw)
    assert max(map(len, box.raw.split(b"\r\n"))) <= 998
    _, _, plain, html, *_ = box.mail.walk()
    assert (decoded(plain), decoded(html)) == (long, f"<p>{long}</p>")
    assert plain["Content-Transfer-Encoding"] == "base64"


def test_headers_are_all_there():
    box = delivered(replace(INVITED, reply_to="Bureau <bureau@noress.example>", language="ar"))
    mail = box.mail
    assert sorted(mail.keys()) == sorted([
        "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Content-Language",
        "Auto-Submitted",
    ])  # fmt: skip
    assert (mail["From"].addresses[0].display_name, mail["From"].addresses[0].addr_spec) == SENDER
    assert [(a.display_name, a.addr_spec) for a in mail["To"].addresses] == [
        ("الزهراء, فاطمة", "fatima@example.ma")
    ]
    assert str(mail["Subject"]) == INVITED.subject
    assert str(mail["Message-ID"]) == "<m-1@noress.example>"
    assert mail["Reply-To"].addresses[0].addr_spec == "bureau@noress.example"
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("ar", "auto-generated")
    assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert (box.envelopes[0].mail_from, box.envelopes[0].rcpt_tos) == (SENDER[1], ["fatima@example.ma"])
    assert "BODY=8BITMIME" in box.envelopes[0].mail_options


def test_mail_without_calendar_or_html_is_simpler():
    assert [part.get_content_type() for part in delivered(Stored()).mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert [part.get_content_type() for part in delivered(Stored(html=None)).mail.walk()] == ["text/plain"]


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
        ("Alami\r\nBcc: evil@x.ma", "Ordre\r\nBcc: evil@x.ma"),
        ('Youssef "Joe" <evil@x.ma>, autre', "=?utf-8?q?evil?="),
        ("=?utf-8?q?evil=40x?=", "a\0b\x85c\u2028d"),
        ("", ""),
        ("x" * 300, "mot " * 100),
        ("الزهراء " * 40, "الجمع العام " * 40),
        ("é" * 300, "é" * 300),
    ],
)
def test_hostile_or_long_name_and_subject_stay_in_their_place(name, subject):
    box = delivered(Stored(to_name=name, subject=subject))
    mail = box.mail
    cleaned = re.sub("[\0\x85]", lambda found: " " if found[0] == "\x85" else "", subject)
    assert "".join(str(mail["Subject"]).split()) == "".join(cleaned.split())
    assert [a.addr_spec for a in mail["To"].addresses] == ["fatima@example.ma"]
    assert "".join(mail["To"].addresses[0].display_name.split()) == "".join(name.split())
    assert mail["Bcc"] is None
    assert box.envelopes[0].rcpt_tos == ["fatima@example.ma"]
    assert max(map(len, box.raw.split(b"\r\n"))) <= 998


def test_idn_domain_travels_in_ascii():
    box = delivered(Stored(to_address="fatima@coopérative.ma"))
    assert box.envelopes[0].rcpt_tos == ["fatima@xn--cooprative-d7a.ma"]


@pytest.mark.parametrize(
    "address", ["", "fatima", "a@b@c", "فاطمة@example.ma", "a@x..ma", "a b@x.ma", "a@x.ma, b@x.ma"]
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


# --- one connection for a batch


def test_batch_shares_a_connection_and_a_refusal_in_it():
    box = Box(**{"gone@example.ma": "550 5.1.1 No such user", "busy@example.ma": "451 4.7.1 Greylisted"})
    with serving(box) as config, open_connection(config) as send:
        send(Stored())
        with pytest.raises(MailRefused) as gone:
            send(Stored(to_address="gone@example.ma"))
        with pytest.raises(MailUnavailable) as busy:
            send(Stored(to_address="busy@example.ma"))
        send(INVITED)
    assert (gone.value.smtp_code, str(gone.value)) == (550, "550 5.1.1 No such user")
    assert (busy.value.smtp_code, str(busy.value)) == (451, "451 4.7.1 Greylisted")
    assert len(box.envelopes) == 2
    assert len(set(box.peers)) == 1


def test_connection_is_renewed_after_the_number_set():
    box = Box()
    with serving(box) as config, open_connection(config | {"MAIL_MAX_EMAILS": 2}) as send:
        for _ in range(5):
            send(Stored())
    assert [box.peers.count(peer) for peer in dict.fromkeys(box.peers)] == [2, 2, 1]


def test_nothing_is_opened_for_an_empty_batch():
    with open_connection({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": 1}):
        pass


# --- ways to say no


@pytest.mark.parametrize(
    "stage, said, kind",
    [
        ("RCPT", "550 5.1.1 No such user", MailRefused),
        ("RCPT", "450 4.2.1 Busy", MailUnavailable),
        ("RCPT", "530 5.7.0 Sign in first", MailUnavailable),
        ("DATA", "554 5.6.0 Content refused", MailRefused),
        ("DATA", "451 4.3.0 Try later", MailUnavailable),
        ("MAIL", "550 5.7.1 Sender not yours", MailUnavailable),
        ("MAIL", "552 5.3.4 Too large", MailRefused),
        ("MAIL", "451 4.3.0 Try later", MailUnavailable),
        ("MAIL", "421 4.3.2 Going down", MailUnavailable),
        ("DATA", "421 4.3.2 Going down", MailUnavailable),
    ],
)
def test_answer_of_the_server_is_for_good_or_for_now(stage, said, kind):
    box = Box(**{stage: said})
    with serving(box) as config, pytest.raises((MailRefused, MailUnavailable)) as failure:
        send_stored(INVITED, config=config)
    assert (type(failure.value), failure.value.smtp_code, str(failure.value)) == (kind, int(said[:3]), said)
    assert isinstance(failure.value, PermanentFailure if kind is MailRefused else TemporaryFailure)


@pytest.mark.parametrize("goodbye", ["500 What?", "421 Cut"])
def test_bad_goodbye_after_a_mail_was_taken_is_no_failure(goodbye):
    box = Box(QUIT=goodbye)
    with serving(box) as config:
        send_stored(Stored(), config=config)
    assert len(box.envelopes) == 1


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """A server that says whatever ``talk`` does to each connection; gives settings and the list of calls."""
    calls: list[int] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            calls.append(1)
            with line:
                talk(line)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        port = listening.getsockname()[1]
        yield (
            {
                "MAIL_SERVER": "127.0.0.1",
                "MAIL_PORT": port,
                "MAIL_DEFAULT_SENDER": SENDER,
                "MAIL_TIMEOUT": 0.3,
            },
            calls,
        )
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def failures_of(config: dict[str, Any], count: int) -> list[str]:
    said = []
    with open_connection(config) as send:
        for _ in range(count):
            with pytest.raises(MailUnavailable) as failure:
                send(Stored())
            said.append(str(failure.value))
    return said


def test_silent_server_times_out_once_for_the_whole_batch():
    with raw_server(lambda line: line.recv(1)) as (config, calls):
        said = failures_of(config, 20)
    assert [word.partition(":")[0] for word in said] == ["TimeoutError"] * 20
    assert len(calls) == 1


def test_server_that_hangs_up_is_tried_twice_in_a_batch():
    def talk(line: socket.socket) -> None:
        line.sendall(b"220 hi\r\n")
        line.recv(1000)
        line.sendall(b"250 mx\r\n")
        line.recv(1000)

    with raw_server(talk) as (config, calls):
        said = failures_of(config, 5)
    assert [word.partition(":")[0] for word in said] == ["SMTPServerDisconnected"] * 5
    assert len(calls) == 2


def test_refused_connection_and_missing_server_are_for_now():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_DEFAULT_SENDER": SENDER}
    assert failures_of(config, 2)[0].startswith("ConnectionRefusedError")
    assert failures_of(config | {"MAIL_SERVER": ""}, 1) == ["OSError: MAIL_SERVER is not set"]


# --- TLS and sign-in


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "self-signed.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def server_side(certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def tls_options(way: str, context: ssl.SSLContext) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options of the server, settings of the sender."""
    if way == "ssl":
        return {"ssl_context": context}, {"MAIL_USE_SSL": True}
    return {"tls_context": context, "require_starttls": True}, {"MAIL_USE_TLS": True}


@pytest.mark.parametrize("way", ["ssl", "starttls"])
def test_certificate_nobody_vouches_for_is_refused(way, server_side):
    box = Box()
    options, settings = tls_options(way, server_side)
    with serving(box, **options) as config, pytest.raises(MailUnavailable) as failure:
        send_stored(INVITED, config=config | settings)
    assert "CERTIFICATE_VERIFY_FAILED" in str(failure.value)
    assert box.envelopes == []


@pytest.mark.parametrize("way", ["ssl", "starttls"])
def test_trusted_certificate_carries_the_mail(way, server_side, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Box()
    options, settings = tls_options(way, server_side)
    with serving(box, **options) as config:
        send_stored(INVITED, config=config | settings)
    assert box.mail["To"].addresses[0].addr_spec == "fatima@example.ma"


@pytest.mark.parametrize("way", ["ssl", "starttls"])
def test_certificate_of_another_host_is_refused(way, server_side, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Box()
    options, settings = tls_options(way, server_side)
    with serving(box, **options) as config, pytest.raises(MailUnavailable) as failure:
        send_stored(INVITED, config=config | settings | {"MAIL_SERVER": "localhost"})
    assert "CERTIFICATE_VERIFY_FAILED" in str(failure.value)
    assert box.envelopes == []


def test_server_that_hides_starttls_gets_nothing():
    box = Box()
    with serving(box) as config, pytest.raises(MailUnavailable) as failure:
        send_stored(INVITED, config=config | {"MAIL_USE_TLS": True})
    assert str(failure.value).startswith("SMTPNotSupportedError")
    assert box.envelopes == []


@pytest.mark.parametrize("password, count", [("right", 1), ("wrong", 0)])
def test_sign_in_is_used_and_its_failure_is_for_now(password, count):
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right")

    box = Box()
    with serving(box, authenticator=check, auth_required=True, auth_require_tls=False) as config:
        settings = config | {"MAIL_USERNAME": "noress", "MAIL_PASSWORD": password}
        if count:
            send_stored(Stored(), config=settings)
        else:
            with pytest.raises(MailUnavailable) as failure:
                send_stored(Stored(), config=settings)
            assert failure.value.smtp_code == 535
    assert len(box.envelopes) == count


# --- as a Flask extension


def test_debug_application_prints_no_mail(capfd):
    app = Flask("site")
    box = Box()
    with serving(box) as config:
        app.config.update(config, DEBUG=True)
        mail = Mailer(app)
        with app.app_context():
            mail.send(compose(INVITED, app.config))
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
    assert len(box.envelopes) == 1


def test_testing_application_keeps_its_mail_and_records_it():
    app = Flask("site")
    app.config.update(TESTING=True, MAIL_SERVER="127.0.0.1", MAIL_PORT=1, MAIL_DEFAULT_SENDER=SENDER)
    mail = Mailer(app)
    with app.app_context(), mail.record_messages() as kept:
        send_stored(INVITED, config=app.config)
    assert [type(message).__mro__[1] for message in kept] == [flask_mail.Message]
    assert kept[0].to_address == "fatima@example.ma"
