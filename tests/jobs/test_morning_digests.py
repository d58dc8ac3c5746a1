"""The worker writes the digests at seven in the morning, once; what fails does not stop it."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from noress.core import links
from noress.core.database import writing
from noress.core.i18n import lazy
from noress.domain.accounts.actor import Actor
from noress.domain.notifications import rules
from noress.domain.notifications.models import DigestItem, Topic
from noress.domain.notifications.rules import DIGESTED
from noress.domain.outbox.models import MailState, OutboxMail, WorkerMark
from noress.extensions import db
from noress.jobs import worker
from tests.factories import NOW, make_seat


def tell(seats, key):
    db.session.rollback()
    with writing():
        rules.tell(topic=Topic.ACTIONS, to=seats, title=lazy("Action faite"), url=links.to("public.home"), key=key,
                   actor=Actor.system(), now=NOW)  # fmt: skip
        db.session.commit()


def marked():
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(WorkerMark, DIGESTED)
    return found.at if found else None


def digests():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(OutboxMail).where(OutboxMail.template == "digest")).all()


def test_digests_are_written_once_after_seven_in_the_morning(app, smtp):
    smtp()
    tell([make_seat() for _ in range(3)], "action:1")
    with time_machine.travel(NOW, tick=False) as traveller:
        worker.round_once(app, None)
        assert (digests(), marked()) == ([], NOW)
        traveller.shift(timedelta(hours=21, minutes=59))  # 06:59 in Morocco
        worker.round_once(app, None)
        assert (digests(), marked()) == ([], NOW)
        traveller.shift(timedelta(minutes=1))
        worker.round_once(app, None)
        assert (len(digests()), marked()) == (3, NOW + timedelta(hours=22))
        worker.round_once(app, None)
        assert [mail.state for mail in digests()] == [MailState.SENT] * 3
    db.session.rollback()
    assert {item.sent_at for item in db.session.scalars(select(DigestItem))} == {NOW + timedelta(hours=22)}


def test_nobody_gets_an_empty_digest(app):
    make_seat()
    with time_machine.travel(NOW, tick=False):
        worker.round_once(app, None)
    assert (digests(), marked()) == ([], NOW)
