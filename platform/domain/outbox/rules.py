"""Storing mails with the change that causes them, and sending what is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import event

from noress.core.errors import RuleError
from noress.core.i18n import in_language
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.outbox import queries
from noress.domain.outbox.models import MailState, OutboxMail, WorkerMark
from noress.extensions import db

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
#: the server answers "later" about this mail: waits before the second, third... try; then it has failed
RETRY_AFTER = [timedelta(seconds=s) for s in (30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)]
#: the server is away, or our settings are wrong: the mail is not to blame and leaves soon after the repair
SERVER_RETRY_AFTER = [timedelta(seconds=s) for s in (15, 30, 60, 120, 300)]
MAX_SERVER_WAITS = 3 * 24 * 12

#: the worker's marks: that it lives, and that the nightly purge is done
SEEN, PURGED = "seen", "purged"
#: without a sign for that long, the worker is lost
LOST_AFTER = timedelta(seconds=60)
#: the nightly work starts at this hour, Morocco's time
NIGHT = time(3, 0)


@dataclass(frozen=True)
class Mail:
    """What a domain asks to be sent: a template, plain values, one recipient."""

    template: str
    to_address: str
    to_name: str
    language: str
    #: deduplicates: enqueuing the same key twice stores one mail
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    calendar: str | None = None
    calendar_method: str | None = None
    about: tuple[str, int] | None = None
    merge_key: str | None = None
    not_before: datetime | None = None
    is_secret: bool = False
    #: of optional mails: where one press stops them (RFC 8058)
    stop_url: str | None = None


class TemporaryFailure(Exception):
    """The mail server cannot be reached or asks to come back: the mail waits for its next try."""

    #: the server's answer, when it gave one
    smtp_code: int | None = None

    @property
    def is_about_mail(self) -> bool:
        """The server is there and puts off this mail; 421 is the server going away."""
        return self.smtp_code is not None and 400 <= self.smtp_code < 500 and self.smtp_code != 421


class PermanentFailure(Exception):
    """The mail server refuses this mail for good."""


Renderer = Callable[[str, dict[str, Any]], tuple[str, str, str]]
_renderer: Renderer | None = None
_wake: Callable[[], None] | None = None


def set_renderer(renderer: Renderer) -> None:
    """Given by the factory: renders (subject, text, html) of a template in the current language."""
    global _renderer
    _renderer = renderer


def set_wake(wake: Callable[[], None]) -> None:
    """Given by the factory: tells the worker, after a commit, that mails are waiting."""
    global _wake
    _wake = wake


def enqueue(mail: Mail, *, now: datetime) -> OutboxMail:
    """Store the mail rendered in the recipient's language. A queued mail with the same merge key gives
    way to this one, which keeps the earlier departure time: edits within minutes make one mail."""
    existing = db.session.scalars(queries.get_by_key(mail.key)).one_or_none()
    if existing is not None:
        return existing
    not_before = mail.not_before or now
    if mail.merge_key:
        for older in db.session.scalars(queries.list_queued_with_merge_key(mail.merge_key)):
            older.state = MailState.MERGED
            not_before = min(not_before, older.not_before)
    subject, text, html = preview(mail)
    row = OutboxMail(
        key=mail.key, merge_key=mail.merge_key, template=mail.template,
        to_address=mail.to_address, to_name=mail.to_name, person_id=mail.person_id, language=mail.language,
        subject=" ".join(subject.split())[:300], text=text, html=html,
        calendar=mail.calendar, calendar_method=mail.calendar_method,
        about_type=mail.about[0] if mail.about else None, about_id=mail.about[1] if mail.about else None,
        is_secret=mail.is_secret, stop_url=mail.stop_url, state=MailState.QUEUED, attempts=0, server_waits=0, refusals=0, resends=0,
        not_before=not_before, created_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the next mail of this transaction must see this key
    if not_before <= now:
        db.session.info["mails_waiting"] = True
    return row


def preview(mail: Mail) -> tuple[str, str, str]:
    """(subject, text, html) as the recipient will read them; nothing is stored."""
    assert _renderer is not None, "create_app sets the renderer"
    with in_language(mail.language):
        values = {**mail.values, "to_name": mail.to_name, "to_address": mail.to_address}
        return _renderer(mail.template, values)


def withdraw(merge_key: str) -> int:
    """Keep a queued mail from leaving, when what it says is no longer so; how many were held back."""
    older = db.session.scalars(queries.list_queued_with_merge_key(merge_key)).all()
    for mail in older:
        mail.state = MailState.MERGED
    return len(older)


def send_again(*, mail: OutboxMail, actor: Actor, now: datetime) -> None:
    """Put a failed, or already sent, mail back in the queue at a person's request."""
    if mail.state is MailState.QUEUED:
        raise RuleError("already_queued", _("Ce courriel est déjà en attente d'envoi."), status=409)
    if mail.state is MailState.MERGED:
        raise RuleError("merged", _("Ce courriel a été remplacé par un plus récent."), status=409)
    if mail.is_secret:
        raise RuleError("secret", _("Un code de connexion ne se renvoie pas."), status=409)
    if not mail.to_address:
        message = _(
            "Ce courriel a été vidé : son destinataire ne veut plus être contacté, ou ses données ont expiré."
        )
        raise RuleError("emptied", message, status=409)
    if mail.state is MailState.SENT:
        mail.resends += 1
    mail.state, mail.not_before, mail.lease_until, mail.last_error = MailState.QUEUED, now, None, None
    mail.attempts = mail.server_waits = mail.refusals = 0
    record(actor, "mail.sent_again", mail, now=now)
    db.session.info["mails_waiting"] = True


def claim_due(*, now: datetime, limit: int = 20) -> list[int]:
    """Lease the mails that are due to this worker; call inside a writing transaction and commit."""
    ids = list(db.session.scalars(queries.list_due_ids(now, limit)))
    if ids:
        db.session.execute(queries.lease(ids, now + LEASE))
    return ids


def release(*, mail_ids: list[int]) -> None:
    """Give back mails that were leased and not tried, so that another worker takes them at once."""
    db.session.execute(queries.lease(mail_ids, None))


def note_sent(*, mail_id: int, now: datetime) -> None:
    """The server has taken the mail. Safe to repeat: a second worker that sent it too changes nothing."""
    mail = db.session.get(OutboxMail, mail_id, with_for_update=True)
    if mail is None or mail.state is not MailState.QUEUED:
        return
    mail.attempts += 1
    mail.state, mail.sent_at, mail.lease_until, mail.last_error = MailState.SENT, now, None, None


def note_failure(*, mail_id: int, error: Exception, now: datetime) -> None:
    """The mail did not leave: it waits for its next try, or has failed and a person must look."""
    mail = db.session.get(OutboxMail, mail_id, with_for_update=True)
    if mail is None or mail.state is not MailState.QUEUED:
        return
    mail.attempts += 1
    mail.last_error = " ".join(str(error).split())[:1000] or type(error).__name__
    mail.lease_until = None
    wait = None if isinstance(error, PermanentFailure) else _next_wait(mail, error)
    if wait is None:
        mail.state = MailState.FAILED
    else:
        mail.not_before = now + wait
    log.warning("mail %s not sent (try %s): %s", mail.id, mail.attempts, mail.last_error)


def _next_wait(mail: OutboxMail, error: Exception) -> timedelta | None:
    """How long until the next try; None when there is none left."""
    if isinstance(error, TemporaryFailure) and error.is_about_mail:
        mail.server_waits = 0
        mail.refusals += 1
        return RETRY_AFTER[mail.refusals - 1] if mail.refusals <= len(RETRY_AFTER) else None
    mail.server_waits += 1
    if mail.server_waits > MAX_SERVER_WAITS:
        return None
    return SERVER_RETRY_AFTER[min(mail.server_waits, len(SERVER_RETRY_AFTER)) - 1]


def mark(*, name: str, now: datetime) -> None:
    """Note that the worker was seen, or that its nightly work is done."""
    found = db.session.get(WorkerMark, name)
    if found is None:
        db.session.add(WorkerMark(name=name, at=now))
    else:
        found.at = now


def _wake_worker(session: Any) -> None:
    if session.info.pop("mails_waiting", False) and _wake is not None:
        try:
            _wake()
        except Exception:  # the mails are committed: nothing may fail the request now
            log.exception("the worker could not be woken; mails leave at its next round")


def listen(session_factory: Any) -> None:
    """Wake the worker after the commit that stored mails; a queue that is down only means they leave
    at the worker's next round. Listening twice is listening once."""
    event.listen(session_factory, "after_commit", _wake_worker)
