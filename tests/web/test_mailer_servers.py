"""Mail servers that are busy, silent, untrusted or rude; batches; the Flask extension."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import flask_mail
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from noress.domain.outbox.rules import PermanentFailure, TemporaryFailure
from noress.web.mailer import Mailer, MailRefused, MailUnavailable, compose, open_connection, send_stored
from tests.smtp_server import INVITED, SENDER, Box, Stored, mail_of, raw_server, serving

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
    assert said == ["SMTPServerDisconnected: Connection unexpectedly closed: timed out"] * 20
    assert len(calls) == 1


def test_server_that_falls_silent_times_out_once_for_the_whole_batch():
    def talk(line: socket.socket) -> None:
        line.sendall(b"220 hi\r\n")
        line.recv(1000)
        line.sendall(b"250 mx\r\n")
        while line.recv(1000):
            pass

    with raw_server(talk) as (config, calls):
        said = failures_of(config, 20)
    assert said == ["SMTPServerDisconnected: Connection unexpectedly closed: timed out"] * 20
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
    assert mail_of(box)["To"].addresses[0].addr_spec == "presidente@example.ma"


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
def test_sign_in_is_used_and_its_failure_is_for_now(password, count, server_side, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    box, said = Box(), []
    options, settings = tls_options("starttls", server_side)
    with serving(box, authenticator=check, auth_required=True, **options) as config:
        try:
            send_stored(
                Stored(), config=config | settings | {"MAIL_USERNAME": "noress", "MAIL_PASSWORD": password}
            )
        except MailUnavailable as failure:
            said.append(failure.smtp_code)
    assert (len(box.envelopes), said) == ((1, []) if count else (0, [535]))


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
    assert kept[0].to_address == "presidente@example.ma"
