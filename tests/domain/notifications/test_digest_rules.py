"""The morning's digests: when, for whom, never empty, never twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.i18n import lazy
from noress.domain.notifications import rules
from noress.domain.notifications.models import DigestItem, Frequency, Topic
from noress.domain.notifications.rules.sending import last_monday
from noress.domain.notifications.stop_links import stop_url
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.domain.notifications.conftest import choose
from tests.factories import make_account, make_body, make_institution, make_mandate, make_person, make_seat

pytestmark = pytest.mark.usefixtures("app")
#: a Friday; Morocco is at UTC
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def send(now):
    count = rules.send_digests(now=now)
    db.session.commit()
    return count


def mails():
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def waiting():
    return db.session.scalars(select(DigestItem.key).where(DigestItem.sent_at.is_(None))).all()


def test_mornings_and_mondays():
    assert rules.last_morning(SATURDAY - timedelta(seconds=1)) == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert rules.last_morning(SATURDAY) == SATURDAY
    assert last_monday(MONDAY - timedelta(seconds=1)) == datetime(2026, 11, 16, 7, tzinfo=UTC)
    assert [last_monday(MONDAY + timedelta(days=n)) for n in (0, 1, 6)] == [MONDAY] * 3


def test_daily_leaves_the_next_morning_at_seven(told):
    seat = make_seat(make_institution("Réseau"), make_person("Titulaire", email="titulaire@exemple.ma"))
    told(seat, topic=Topic.ACTIONS, key="action:1", title=lazy("Action faite"), now=FRIDAY)
    assert send(SATURDAY - timedelta(seconds=1)) == 0
    assert send(SATURDAY) == 1
    (mail,) = mails()
    assert (mail.template, mail.to_address, mail.person_id, mail.key[:18]) == (
        "digest", "titulaire@exemple.ma", seat.person_id, "digest:2026-11-21:",
    )  # fmt: skip
    assert mail.subject == "1 nouvelle de vos instances"
    assert mail.stop_url == stop_url(seat.person, None)
    text = mail.text.replace("\u202f", " ").replace("\xa0", " ")
    for part in (
        "Voici ce qui s'est passé, au samedi 21 novembre 2026.", "Actions\n", "- Action faite",
        "http://127.0.0.1:8000/sessions/12", stop_url(seat.person, Topic.ACTIONS), stop_url(seat.person, None),
        "Ce courriel concerne titulaire@exemple.ma, Réseau, titulaire, parce que vous recevez ces nouvelles une fois par jour.",
        "Ne plus recevoir aucune de ces nouvelles", "http://127.0.0.1:8000/mon-compte/notifications",
    ):  # fmt: skip
        assert part in text, part
    assert waiting() == []
    assert send(SATURDAY) == send(SATURDAY + timedelta(days=1)) == 0
    assert len(mails()) == 1


def test_weekly_leaves_on_monday_also_from_a_worker_that_was_away(told):
    seat = make_seat()
    told(seat, topic=Topic.DECISIONS, key="decision:1", now=FRIDAY)
    assert send(SATURDAY) == 0
    assert send(MONDAY + timedelta(days=1)) == 1
    assert "une fois par semaine" in mails()[0].text
    told(seat, topic=Topic.DECISIONS, key="decision:2", now=MONDAY + timedelta(days=1))
    assert send(MONDAY + timedelta(days=6)) == 0
    assert send(MONDAY + timedelta(days=7)) == 1


def test_one_mail_lists_the_subjects_in_their_order(told):
    seat = make_seat()
    told(seat, topic=Topic.DECISIONS, key="decision:1", title=lazy("Décision 1"), now=FRIDAY)
    told(seat, topic=Topic.ACTIONS, key="action:1", title=lazy("Action 1"), now=FRIDAY)
    told(seat, topic=Topic.ACTIONS, key="action:2", title=lazy("Action 2"), now=FRIDAY)
    send(MONDAY)
    (mail,) = mails()
    assert mail.subject == "3 nouvelles de vos instances"
    places = [mail.text.index(word) for word in ("Décision 1", "Action 1", "Action 2")]
    assert places == sorted(places)
    assert "une fois par jour" in mail.text


def test_a_mailbox_that_several_read_gets_one_digest(told):
    account = make_account("partagee@exemple.ma", is_shared=True)
    seats = [make_seat(make_institution(f"Institution {n}"), make_person(account=account)) for n in "AB"]
    told(*seats, topic=Topic.ACTIONS, key="action:1", now=FRIDAY)
    assert send(SATURDAY) == 2
    (mail,) = mails()
    assert mail.text.count("Document ajouté") == 1
    assert "Institution A, titulaire · Institution B, titulaire" in mail.text


def test_twenty_mailboxes_at_a_time(told):
    told(*(make_seat() for _ in range(3)), topic=Topic.ACTIONS, now=FRIDAY)
    assert rules.send_digests(now=SATURDAY, limit=2) == 2
    db.session.commit()
    assert (len(mails()), len(waiting())) == (2, 1)
    assert rules.send_digests(now=SATURDAY, limit=2) == 1
    db.session.commit()
    assert rules.send_digests(now=SATURDAY, limit=2) == 0
    assert len(mails()) == 3


def test_many_news_are_cut(told):
    seat = make_seat()
    for n in range(32):
        told(seat, topic=Topic.ACTIONS, key=f"action:{n}", title=lazy("Action %(n)s", n=n), now=FRIDAY)
    send(SATURDAY)
    (mail,) = mails()
    assert mail.subject == "32 nouvelles de vos instances"
    assert (mail.text.count("- Action"), "Et 2 autres, sur la plateforme." in mail.text) == (30, True)


def test_who_left_meanwhile_is_not_written_to(told):
    closed, erased, suspended, never = (make_seat() for _ in range(4))
    without_place, placed = make_person(), make_person()
    make_mandate(make_body(), person_id=placed.id)
    told(closed, erased, suspended, never, without_place, placed, topic=Topic.ACTIONS, now=FRIDAY)
    closed.closed_at, closed.ends_on = FRIDAY, date(2026, 11, 20)
    erased.person.erased_at = suspended.person.account.suspended_at = FRIDAY
    db.session.commit()
    choose(never.person, Topic.ACTIONS, Frequency.NONE)
    assert send(SATURDAY) == 6
    assert [mail.person_id for mail in mails()] == [placed.id]
    assert [item.person_id for item in db.session.scalars(select(DigestItem))] == [placed.id]


def test_who_changed_to_at_once_still_gets_what_waited(told):
    seat = make_seat()
    told(seat, topic=Topic.DECISIONS, now=FRIDAY)
    choose(seat.person, Topic.DECISIONS, Frequency.AT_ONCE)
    assert send(SATURDAY) == 1
    assert len(mails()) == 1


def test_arabic_digest(told):
    told(make_seat(person=make_person(language="ar")), topic=Topic.ACTIONS, now=FRIDAY)
    send(SATURDAY)
    assert 'dir="rtl"' in mails()[0].html
