"""Sending what is due."""

import logging
from typing import Any

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.outbox import rules
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db

log = logging.getLogger(__name__)


def drain(app: Flask) -> int:
    """Send every due mail, one commit each; returns how many left. Several workers may run it at once."""
    from noress.web import mailer  # smtplib and friends: only the worker needs them

    sent = 0
    with app.app_context(), writing():
        while True:
            ids = rules.claim_due(now=clock.now())
            db.session.commit()
            if not ids:
                return sent
            with mailer.open_connection(app.config) as send:
                for mail_id in ids:
                    sent += deliver_one(mail_id, send)


def deliver_one(mail_id: int, send: Any) -> int:
    """One leased mail. The write lock is not held while the mail server is talked to."""
    mail = db.session.get(OutboxMail, mail_id)
    assert mail is not None
    outcome = attempt(mail, send)
    db.session.rollback()
    left = rules.deliver(mail_id, send=outcome, now=clock.now())
    db.session.commit()
    return int(left)


def attempt(mail: OutboxMail, send: Any) -> Any:
    """Send outside the transaction, then hand the rule what happened."""
    db.session.expunge(mail)
    db.session.rollback()
    error: Exception | None = None
    try:
        send(mail)
    except (rules.TemporaryFailure, rules.PermanentFailure) as caught:
        error = caught

    def replay(_: OutboxMail) -> None:
        if error is not None:
            raise error

    return replay


def register(huey: Any, app: Flask) -> None:
    @huey.task()
    def send_outbox() -> None:
        drain(app)

    app.extensions["send_outbox"] = send_outbox
