"""What people choose, subject by subject; what they stop from a mail."""

import pytest
from sqlalchemy import select

from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.notifications import rules
from noress.domain.notifications.models import DigestItem, Frequency, NotificationChoice, Topic
from noress.domain.notifications.rules.choosing import is_stopped
from noress.extensions import db
from tests.domain.notifications.conftest import choose
from tests.factories import NOW, make_account, make_person, make_seat

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Titulaire", method="code")


def chosen(person):
    rows = db.session.scalars(select(NotificationChoice).where(NotificationChoice.person_id == person.id))
    return {row.topic: (row.frequency, row.chosen_at) for row in rows}


def events():
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(row.action, row.object_type, row.object_id, row.changes) for row in rows]


def test_usual_until_something_is_chosen():
    person = make_person()
    assert rules.frequencies_of(person.id) == {topic: topic.usual for topic in Topic}
    wanted = {Topic.SESSIONS: Frequency.DAILY, Topic.PAPERS: Frequency.WEEKLY}
    rules.choose(person=person, wanted=wanted, actor=ACTOR, now=NOW)
    db.session.commit()
    assert chosen(person) == {Topic.SESSIONS: (Frequency.DAILY, NOW), Topic.PAPERS: (Frequency.WEEKLY, NOW)}
    assert rules.frequencies_of(person.id)[Topic.SESSIONS] is Frequency.DAILY
    assert events() == [
        ("person.notifications_chosen", "person", person.id, {"notify_sessions": ["at_once", "daily"]})
    ]
    rules.choose(person=person, wanted=wanted, actor=ACTOR, now=NOW)
    assert len(events()) == 1


def test_never_drops_what_waits(told):
    seat = make_seat()
    told(seat, topic=Topic.DECISIONS, key="decision:1")
    told(seat, topic=Topic.ACTIONS, key="action:1")
    rules.choose(person=seat.person, wanted={Topic.DECISIONS: Frequency.NONE}, actor=ACTOR, now=NOW)
    db.session.commit()
    assert [item.topic for item in db.session.scalars(select(DigestItem))] == [Topic.ACTIONS]


def test_stopping_from_a_mail_is_for_the_mailbox():
    account = make_account("partagee@exemple.ma", is_shared=True)
    one, two = make_person(account=account), make_person(account=account)
    other = make_person()
    choose(two, Topic.SESSIONS, Frequency.DAILY)
    assert is_stopped(one, [Topic.SESSIONS]) is False
    rules.stop(person=one, topics=[Topic.SESSIONS], actor=ACTOR, now=NOW)
    db.session.commit()
    assert [rules.frequencies_of(p.id)[Topic.SESSIONS] for p in (one, two, other)] == [
        Frequency.NONE, Frequency.NONE, Frequency.AT_ONCE,
    ]  # fmt: skip
    assert (is_stopped(one, [Topic.SESSIONS]), is_stopped(one, list(Topic))) == (True, False)
    rules.resume(person=two, topics=[Topic.SESSIONS], actor=ACTOR, now=NOW)
    db.session.commit()
    assert rules.frequencies_of(one.id)[Topic.SESSIONS] is Frequency.AT_ONCE
    assert [line[3] for line in events()] == [
        {"notify_sessions": ["at_once", "none"]}, {"notify_sessions": ["daily", "none"]},
        {"notify_sessions": ["none", "at_once"]}, {"notify_sessions": ["none", "at_once"]},
    ]  # fmt: skip
