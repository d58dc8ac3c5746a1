"""Sending what is due.

Three short steps, and the mail server is talked to outside any transaction: lease the due mails and commit;
send one; note how it ended and commit. A worker killed between sending and noting means that mail is sent
again after its lease, with the same Message-ID; never that it is lost.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.outbox import queries, rules
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db

log = logging.getLogger(__name__)

Send = Callable[[OutboxMail], None]


def drain(app: Flask, stopping: Event | None = None) -> int:
    """Send every due mail; returns how many left. Several workers may run it at once. When `stopping` is
    set, the mails not yet tried are given back."""
    sent = 0
    with app.app_context():
        while mails := claim():
            with open_way(app.config) as send:
                for number, mail in enumerate(mails):
                    if stopping is not None and stopping.is_set():
                        give_back(mails[number:])
                        return sent
                    sent += deliver(mail, send)
    return sent


def claim() -> list[OutboxMail]:
    """Lease what is due and read it whole; no transaction is left open."""
    waiting = db.session.scalars(queries.count_due(clock.now())).one()
    db.session.rollback()
    if not waiting:
        return []
    with writing():
        ids = rules.claim_due(now=clock.now())
        db.session.commit()
    mails = list(db.session.scalars(queries.list_by_ids(ids)))
    db.session.expunge_all()
    db.session.rollback()
    return mails


def deliver(mail: OutboxMail, send: Send) -> bool:
    """Try to send one leased mail and note how it ended; true when it left."""
    if mail.lease_until is None or mail.lease_until <= clock.now():
        return False  # a slow server: another worker has it by now
    error: Exception | None = None
    try:
        send(mail)
    except (rules.TemporaryFailure, rules.PermanentFailure) as caught:
        error = caught
    except Exception as caught:  # a fault of ours must not stop the mails behind this one
        log.exception("mail %s could not be written", mail.id)
        error = caught
    with writing():
        if error is None:
            rules.note_sent(mail_id=mail.id, now=clock.now())
        else:
            rules.note_failure(mail_id=mail.id, error=error, now=clock.now())
        db.session.commit()
    return error is None


def give_back(mails: list[OutboxMail]) -> None:
    with writing():
        rules.release(mail_ids=[mail.id for mail in mails])
        db.session.commit()


@contextmanager
def open_way(config: Any) -> Iterator[Send]:
    """SMTP; in the demonstration without a mail server, the mail box page, which reads the same table."""
    if config["SETTINGS"].demo and not config["MAIL_SERVER"]:
        yield lambda mail: None
        return
    from noress.web import mailer  # smtplib and friends: only the worker needs them

    with mailer.open_connection(config) as send:
        yield send


def register(huey: Any, app: Flask) -> None:
    """A task only says "look now" to the worker that runs it."""
    look_now = app.extensions["look_now"] = Event()

    @huey.task()
    def send_outbox() -> None:
        look_now.set()

    app.extensions["send_outbox"] = send_outbox
