"""The one place that talks to a mail server: stored mails in, SMTP out (RFC 5321, 5322, 6047, 8058).

Flask-Mail as it comes loses HTML given as an alternative, sets no ``method=`` on calendars, no time-out,
checks no certificate, raises on a line end in a name, and prints every mail when the application is in
debug. Each is put right here. Settings read: MAIL_SERVER, MAIL_PORT, MAIL_USE_SSL, MAIL_USE_TLS,
MAIL_USERNAME, MAIL_PASSWORD, MAIL_TIMEOUT (seconds), MAIL_DEFAULT_SENDER, MAIL_MAX_EMAILS (per connection);
nothing leaves under TESTING unless MAIL_SUPPRESS_SEND is False.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from functools import partial
from typing import Any, Final, Protocol

import flask_mail
from flask import current_app, has_app_context

from noress.core import clock
from noress.core.icalendar_text import ADDRESS, CONTROL, clean_line
from noress.domain.outbox.rules import PermanentFailure, TemporaryFailure

DEFAULT_TIMEOUT: Final = 20  # seconds for each answer of the server
LONGEST_LINE: Final = 990  # octets; SMTP allows 998, some servers cut or wrap earlier
INVITATION: Final = "invitation.ics"
_SETTING_CODES: Final = frozenset({530, 534, 535, 538})  # sign-in wanted or refused: ours to repair
_WIRE: Final = compat32.clone(linesep="\r\n")
_METHOD: Final = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class _AnsweredError(Exception):
    """With the server's code, None when there was no answer."""

    def __init__(self, reason: str, smtp_code: int | None = None) -> None:
        super().__init__(f"{smtp_code} {reason}" if smtp_code else reason)
        self.smtp_code = smtp_code


class MailRefused(_AnsweredError, PermanentFailure):
    """This mail will never be taken (5xx about this mail, or an unusable address). ``smtp_code`` or None."""


class MailUnavailable(_AnsweredError, TemporaryFailure):
    """The server is away, busy, not trusted, or refuses our sign-in or sender: try again later."""


class StoredMail(Protocol):
    """What a mail of the outbox offers. ``message_id``, ``reply_to``, ``stop_url`` may be absent or None. The
    Message-ID is else made of ``message_key`` or ``key``, so that the same mail sent twice is recognised."""

    @property
    def to_address(self) -> str: ...
    @property
    def to_name(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str | None: ...
    @property
    def calendar(self) -> str | None: ...
    @property
    def calendar_method(self) -> str | None: ...
    @property
    def language(self) -> str: ...


# --- the message -------------------------------------------------------------------------------------


class CalendarMessage(flask_mail.Message):
    """One mail to one mailbox: plain text, then HTML, then the calendar, last being preferred.

    ``sender`` and ``recipient`` are (name, address). The calendar is also joined as invitation.ics, for
    programs that do not read the alternative. Raises MailRefused on an unusable address.
    """

    def __init__(
        self,
        *,
        subject: str,
        sender: tuple[str, str],
        recipient: tuple[str, str],
        text: str,
        message_id: str,
        html: str | None = None,
        calendar: str | None = None,
        calendar_method: str | None = None,
        language: str = "",
        reply_to: str | tuple[str, str] | None = None,
        stop_url: str | None = None,
    ) -> None:
        self.stop_url = stop_url or ""
        self.from_name, self.from_address = _named(sender)
        self.to_name, self.to_address = _named(recipient)
        super().__init__(
            subject=clean_line(subject), recipients=[self.to_address], body=text, sender=self.from_address
        )
        self.html = html or None
        if calendar:
            self.alts["calendar"] = calendar  # after html: the order of alternatives is the order of alts
        said = _METHOD.search(calendar or "")
        self.calendar_method = said[1] if said else calendar_method  # RFC 6047, 2.4: must equal METHOD
        self.language = language if _LANGUAGE.fullmatch(language) else ""
        self.answers_to = _named(reply_to) if reply_to else None
        self.msgId = clean_line(message_id)
        self.is_seven_bit = False  # set when the server does not announce 8BITMIME

    def has_bad_headers(self) -> bool:
        """Never: line ends were taken out, a single name with one must not stop a batch."""
        return False

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        """A text part in UTF-8: as it is when the way allows it, else base64."""
        content = text or ""
        if subtype != "calendar":
            content = CONTROL.sub("", content)
        part = MIMEText(content, subtype, "utf-8")
        if subtype == "calendar" and self.calendar_method:
            part.set_param("method", self.calendar_method, replace=True)
        lines = re.split("\r\n|\r|\n", content)
        is_long = max(len(line.encode()) for line in lines) > LONGEST_LINE
        if is_long or (self.is_seven_bit and not content.isascii()):
            del part["Content-Transfer-Encoding"]
            encoders.encode_base64(part)
        return part

    def _message(self) -> MIMEBase:
        message: Any = self._body()
        message.policy = _WIRE
        message["From"] = _address_header("From", self.from_name, self.from_address)
        message["To"] = _address_header("To", self.to_name, self.to_address)
        message["Subject"] = _header("Subject", self.subject)
        moment = datetime.fromtimestamp(self.date, UTC) if self.date else clock.now()
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = self.msgId
        if self.answers_to:
            message["Reply-To"] = _address_header("Reply-To", *self.answers_to)
        if self.language:
            message["Content-Language"] = self.language
        for name, value in _stop_headers(self.stop_url):
            message[name] = value
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        built: MIMEBase = message
        return built

    def _body(self) -> MIMEBase:
        if not self.alts:
            return self._mimetext(self.body)
        alternative = MIMEMultipart("alternative")
        alternative.attach(self._mimetext(self.body))
        for subtype, content in self.alts.items():
            alternative.attach(self._mimetext(content, subtype))
        if "calendar" not in self.alts:
            return alternative
        mixed = MIMEMultipart("mixed")
        mixed.attach(alternative)
        attached = MIMEBase("application", "ics", name=INVITATION)
        attached.set_payload(self.alts["calendar"].encode())
        encoders.encode_base64(attached)
        attached.add_header("Content-Disposition", "attachment", filename=INVITATION)
        mixed.attach(attached)
        return mixed


def mailbox(address: str) -> str:
    """The address as SMTP carries it, its domain in ASCII. Raises MailRefused when it is none."""
    cleaned = clean_line(address)
    if not ADDRESS.fullmatch(cleaned):
        raise MailRefused("unusable address")
    local, domain = cleaned.rsplit("@", 1)
    try:
        local.encode("ascii")  # others need SMTPUTF8, which few servers speak
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise MailRefused("unusable address") from error


def _named(given: str | tuple[str, str]) -> tuple[str, str]:
    name, address = parseaddr(clean_line(given)) if isinstance(given, str) else given
    return clean_line(name), mailbox(address)


def message_id(key: str, domain: str) -> str:
    """A Message-ID that is always the same for one key (RFC 5322, 3.6.4)."""
    local = "".join(char if char.isascii() and char.isalnum() else f"={ord(char):x}=" for char in key)
    return f"<{local}@{domain}>"


def _stop_headers(url: str) -> list[tuple[str, str]]:
    """How mail programs stop an optional mail: one press, only over a safe way (RFC 8058, 3.1)."""
    post = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if url.startswith("https:") else []
    return [("List-Unsubscribe", f"<{url}>"), *post] if url else []


def _header(name: str, value: str) -> Header:
    is_plain = value.isascii() and "=?" not in value
    return Header(value, "us-ascii" if is_plain else "utf-8", header_name=name)


def _address_header(header: str, name: str, address: str) -> Header:
    if name.isascii() and "=?" not in name:
        return Header(formataddr((name, address)), "us-ascii", header_name=header)
    built = Header(name, "utf-8", header_name=header)
    built.append(f"<{address}>", "us-ascii")
    return built


# --- the connection ----------------------------------------------------------------------------------


class MailConnection(flask_mail.Connection):
    """One SMTP connection for a batch, opened at the first mail. Raises MailRefused or MailUnavailable.

    When the server cannot be reached or stays silent, the rest of the batch fails at once: twenty
    time-outs in a row would outlast the lease on these mails.
    """

    def __init__(self, mail: Any) -> None:
        super().__init__(mail)
        self.gave_up = ""
        self.cuts = 0  # times the server hung up in this batch

    def __enter__(self) -> "MailConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Close, whatever the server says: what it acknowledged before remains sent."""
        host, self.host, self.num_emails = self.host, None, 0
        if host is not None:
            with suppress(smtplib.SMTPException, OSError):
                host.quit()
            host.close()

    def configure_host(self) -> smtplib.SMTP:
        """A connection ready to send; its certificate verified, for SSL and STARTTLS alike."""
        if not self.mail.server:
            raise OSError("MAIL_SERVER is not set")
        trusted, where = ssl.create_default_context(), (self.mail.server, self.mail.port)
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(*where, timeout=self.mail.timeout, context=trusted)
        else:
            host = smtplib.SMTP(*where, timeout=self.mail.timeout)
        try:
            host.set_debuglevel(int(self.mail.debug))
            if self.mail.use_tls and not self.mail.use_ssl:
                host.starttls(context=trusted)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def send(
        self,
        message: flask_mail.Message,
        envelope_from: str | tuple[str, str] | None = None,
    ) -> None:
        assert isinstance(message, CalendarMessage), "mails of the platform are CalendarMessage"
        if not self.mail.suppress:
            self._transmit(self._opened(), message)
        if has_app_context():
            app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
            flask_mail.email_dispatched.send(app, message=message)
        self.num_emails += 1
        if self.num_emails == self.mail.max_emails:
            self.hang_up()

    def _opened(self) -> smtplib.SMTP:
        if self.gave_up:
            raise MailUnavailable(self.gave_up)
        if self.host is None:
            try:
                self.host = self.configure_host()
            except (smtplib.SMTPException, OSError, ValueError) as error:
                self.gave_up = _reason(error)
                raise _failure(error) from error
        return self.host

    def _transmit(self, host: smtplib.SMTP, message: CalendarMessage) -> None:
        takes_eight_bit = host.has_extn("8bitmime")
        message.is_seven_bit = not takes_eight_bit
        options = ["BODY=8BITMIME"] if takes_eight_bit else []
        content = message.as_bytes()
        try:
            host.sendmail(message.from_address, [message.to_address], content, options)
        except (smtplib.SMTPException, OSError) as error:
            answered = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
            if host.sock is None or not answered:  # no talk left on this line
                self.cuts += 1
                self.hang_up()
                was_silent = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
                if self.cuts > 1 or was_silent:
                    self.gave_up = _reason(error)
            raise _failure(error) from error


def _answer(error: Exception) -> tuple[int | None, str]:
    """The server's code and words, when the error carries some."""
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return None, ""
    return code, clean_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words))


def _reason(error: Exception) -> str:
    code, words = _answer(error)
    return f"{code} {words}" if code else f"{type(error).__name__}: {clean_line(str(error))}"


def _failure(error: Exception) -> MailRefused | MailUnavailable:
    """5xx about the recipient or the content is for good. 5xx about our sign-in or our sender is a matter
    of settings: it would condemn every mail, so the mail waits for the repair (552, too large, excepted)."""
    code, words = _answer(error)
    about_mail = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) or (
        isinstance(error, smtplib.SMTPSenderRefused) and code == 552
    )
    if code and about_mail and 500 <= code < 600 and code not in _SETTING_CODES:
        return MailRefused(words, code)
    return MailUnavailable(words, code) if code else MailUnavailable(_reason(error))


# --- what the worker calls ---------------------------------------------------------------------------


class Mailer(flask_mail.Mail):
    """Flask-Mail bound to MailConnection and to a time-out; quiet also when the application is in debug."""

    def init_mail(self, config: Mapping[str, Any], debug: bool | int = False, testing: bool = False) -> Any:
        state: Any = super().init_mail(dict(config), False, testing)  # debug would print sign-in codes
        state.timeout = float(config.get("MAIL_TIMEOUT") or DEFAULT_TIMEOUT)
        return state

    def connect(self) -> MailConnection:
        return MailConnection(self.state or current_app.extensions["mail"])


@contextmanager
def open_connection(config: Mapping[str, Any]) -> Iterator[Callable[[StoredMail], None]]:
    """``with open_connection(app.config) as send: send(mail)``: one SMTP connection for the whole block."""
    with MailConnection(Mailer().init_mail(config, testing=bool(config.get("TESTING")))) as connection:
        yield partial(send_stored, config=config, connection=connection)


def send_stored(
    mail: StoredMail, *, config: Mapping[str, Any], connection: MailConnection | None = None
) -> None:
    """Send one mail of the outbox; returns when the server has acknowledged it.

    Raises MailRefused (for good) or MailUnavailable (try again later), nothing else.
    """
    if connection is None:
        with open_connection(config) as send:
            return send(mail)
    return connection.send(compose(mail, config))


def compose(mail: StoredMail, config: Mapping[str, Any]) -> CalendarMessage:
    """The message of a stored mail, from MAIL_DEFAULT_SENDER ((name, address) or one text).

    Raises MailRefused on a bad recipient, MailUnavailable on a bad sender: that one is for us to repair.
    """
    try:
        sender = _named(config["MAIL_DEFAULT_SENDER"])
    except (MailRefused, KeyError) as error:
        raise MailUnavailable("MAIL_DEFAULT_SENDER is no address") from error
    own_id = getattr(mail, "message_id", None) or message_id(_key(mail), sender[1].rpartition("@")[2])
    return CalendarMessage(
        subject=mail.subject, sender=sender, recipient=(mail.to_name, mail.to_address), text=mail.text, html=mail.html,
        calendar=mail.calendar, calendar_method=mail.calendar_method, language=mail.language, message_id=own_id,
        reply_to=getattr(mail, "reply_to", None), stop_url=getattr(mail, "stop_url", None),
    )  # fmt: skip


def _key(mail: Any) -> str:
    return str(mail.message_key if hasattr(mail, "message_key") else mail.key)
