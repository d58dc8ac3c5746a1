"""How long choices and news are kept; what goes with an erased person, what stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from noress.domain.accounts.actor import Actor
from noress.domain.accounts.rules.erasure import erase_person
from noress.domain.governance.models import PaperSignature
from noress.domain.notifications import rules
from noress.domain.notifications.models import DigestItem, Frequency, NotificationChoice, Topic
from noress.domain.retention import rules as retention
from noress.extensions import db
from tests.domain.notifications.conftest import choose
from tests.factories import NOW, make_institution, make_person, make_seat
from tests.factories.governance import make_paper, make_signature, make_version

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Secrétariat", method="code")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_choices_and_news_go_with_the_person(told):
    person, other = make_person(), make_person()
    told(person, other, topic=Topic.ACTIONS)
    for one in (person, other):
        choose(one, Topic.SESSIONS, Frequency.DAILY)
    erase_person(person=person, actor=ACTOR, now=NOW)
    db.session.commit()
    assert db.session.scalars(select(DigestItem.person_id)).all() == [other.id]
    assert db.session.scalars(select(NotificationChoice.person_id)).all() == [other.id]


def test_told_news_go_after_thirty_days_what_waits_and_choices_stay(told):
    seat = make_seat()
    told(seat, topic=Topic.SESSIONS, key="told")
    rules.send_news(now=NOW)
    told(seat, topic=Topic.ACTIONS, key="waiting")
    choose(seat.person, Topic.RECORDS, Frequency.NONE)
    for days, left in ((30, ["told", "waiting"]), (31, ["waiting"])):
        retention.purge_expired(now=NOW + timedelta(days=days))
        db.session.commit()
        assert db.session.scalars(select(DigestItem.key).order_by(DigestItem.id)).all() == left
    assert count(NotificationChoice) == 1


def test_signatures_are_kept():
    make_signature(make_version(make_paper()), make_institution(), signed_on=date(2015, 3, 18))
    retention.purge_expired(now=NOW + timedelta(days=20 * 365))
    db.session.commit()
    assert count(PaperSignature) == 1
