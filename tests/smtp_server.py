"""Real SMTP servers on loopback for the tests of mail: what arrives, and each way to say no."""

import asyncio
import email
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from noress.core.icalendar_build import CalendarAttendee, CalendarEvent, request

SENDER = ("NORESS, réseau de l'ESS", "secretariat@noress.example")
WHEN = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="m1@noress.example",
    sequence=0,
    starts_at=WHEN,
    ends_at=WHEN + timedelta(hours=2),
    zone="Africa/Casablanca",
    summary="Séance plénière — الجمع العام " * 4,
    organizer_email=SENDER[1],
    dtstamp=WHEN,
    last_modified=WHEN,
    attendees=(CalendarAttendee("presidente@example.ma", "النائبة الرئيسة"),),
)


@dataclass(frozen=True)
class Stored:
    """What the outbox gives: the attributes read, nothing more."""

    to_address: str = "presidente@example.ma"
    to_name: str = "الرئيسة, النائبة"
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
    """A server's handler: keeps what arrives; ``answers`` says what a command or a recipient is told.

    No property here: aiosmtpd reads every attribute of a handler when it starts.
    """

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.envelopes: list[Envelope] = []
        self.peers: list[Any] = []

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from, envelope.mail_options = address, options
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.answers.get(address, self.answers.get("RCPT", "250 OK"))
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self.answers.get("DATA", "250 OK")
        if said.startswith("250"):
            self.envelopes.append(envelope)
            self.peers.append(session.peer)
        return said

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self.answers.get("QUIT", "221 Bye")


def raw_of(box: Box) -> bytes:
    """The bytes of the only mail received."""
    (envelope,) = box.envelopes
    assert isinstance(envelope.original_content, bytes)
    return envelope.original_content


def mail_of(box: Box) -> EmailMessage:
    return email.message_from_bytes(raw_of(box), policy=SMTP_POLICY)


@contextmanager
def serving(box: Box, ssl_context: ssl.SSLContext | None = None, **options: Any) -> Iterator[dict[str, Any]]:
    """A running SMTP server; gives the settings to reach it."""
    listening = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(box, hostname="mx.example", loop=loop, **options), sock=listening, ssl=ssl_context
        )
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": listening.getsockname()[1],
            "MAIL_DEFAULT_SENDER": SENDER,
            "MAIL_TIMEOUT": 5,
        }
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.AbstractServer) -> None:
    server.close()
    await server.wait_closed()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


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
        settings = {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": listening.getsockname()[1],
            "MAIL_DEFAULT_SENDER": SENDER,
            "MAIL_TIMEOUT": 0.3,
        }
        yield settings, calls
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
