"""Telling people something: at once or later, once, one mail a mailbox, with the way to stop it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated, lazy
from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Function
from noress.domain.notifications import rules
from noress.domain.notifications.models import DigestItem, Frequency, Topic
from noress.domain.notifications.stop_links import find_person, stop_url
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.outbox.rules import Mail
from noress.extensions import db
from tests.domain.notifications.conftest import ACTOR, choose
from tests.factories import NOW, make_account, make_assignment, make_institution, make_person, make_seat

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # who is written to, in which words: tests/jobs sends them on both


def mails(now=NOW):
    """Once the worker has written what is due."""
    rules.send_news(now=now)
    db.session.commit()
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def items():
    return db.session.scalars(select(DigestItem).order_by(DigestItem.id)).all()


def test_at_once_is_one_mail_that_says_for_whom_why_and_how_to_stop(told):
    seat = make_seat(make_institution("Réseau"), make_person("Titulaire", email="titulaire@exemple.ma"))
    assert told(seat) == 1
    (mail,) = mails()
    stop = stop_url(seat.person, Topic.SESSIONS)
    assert (mail.template, mail.to_address, mail.language, mail.person_id, mail.state, mail.not_before) == (
        "news", "titulaire@exemple.ma", "fr", seat.person_id, MailState.QUEUED, NOW,
    )  # fmt: skip
    assert (mail.subject, mail.stop_url) == ("Document ajouté", stop)
    assert mail.text.replace("\u202f", " ") == (
        "Démonstration : ce courriel n'est adressé à personne de réel.\n\nBonjour Titulaire,\n\n"
        "Document ajouté\nhttp://127.0.0.1:8000/sessions/12\n\n-- \n"
        "Ce courriel concerne titulaire@exemple.ma, Réseau, titulaire, parce que vous recevez les nouvelles "
        "« Sessions » dès qu'elles arrivent.\n"
        f"Une question ? Répondez à ce courriel, ou écrivez à {sender()}.\n"
        f"Ne plus recevoir les nouvelles « Sessions »\n{stop}\n"
        "Choisir ce que vous recevez\nhttp://127.0.0.1:8000/mon-compte/notifications\n"
        f"{network()}\n"
    ).replace("Démonstration :", "Démonstration\xa0:")
    (item,) = items()
    assert (item.person_id, item.seat_id, item.topic, item.key, item.path) == (
        seat.person_id, seat.id, Topic.SESSIONS, "document:1", "/sessions/12",
    )  # fmt: skip
    assert (item.created_at, item.due_at, item.sent_at) == (NOW, NOW, NOW)
    assert len(mails()) == 1
    assert item.title == {"fr": "Document ajouté", "ar": item.title["ar"], "en": item.title["en"]}


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


def sender():
    from flask import current_app

    return current_app.config["SETTINGS"].mail_sender


def network():
    from flask import current_app

    return str(Translated(current_app.config["SETTINGS"].network_name))


def test_html_holds_the_same_links(told):
    seat = make_seat()
    told(seat)
    (mail,) = mails()
    assert f'href="{mail.stop_url}"' in mail.html
    assert 'href="http://127.0.0.1:8000/mon-compte/notifications"' in mail.html


@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY])
def test_later_waits_for_a_digest(told, frequency):
    seat = make_seat()
    choose(seat.person, Topic.SESSIONS, frequency)
    assert told(seat, url="http://127.0.0.1:8000/sessions/12?lang=ar#documents") == 1
    (item,) = items()
    assert (item.seat_id, item.due_at, item.path) == (seat.id, None, "/sessions/12?lang=ar#documents")
    assert mails() == []


def test_never_is_never(told):
    seat = make_seat()
    choose(seat.person, Topic.SESSIONS, Frequency.NONE)
    assert told(seat) == 0
    assert (items(), mails()) == ([], [])


@pytest.mark.parametrize("topic, frequency", [
    (Topic.SESSIONS, Frequency.AT_ONCE), (Topic.RECORDS, Frequency.AT_ONCE), (Topic.DECISIONS, Frequency.WEEKLY),
    (Topic.ACTIONS, Frequency.DAILY), (Topic.PAPERS, Frequency.WEEKLY),
    (Topic.CALLS, Frequency.AT_ONCE),
])  # fmt: skip
def test_who_has_chosen_nothing_gets_the_usual(told, topic, frequency):
    told(make_seat(), topic=topic)
    assert [item.due_at for item in items()] == [NOW if frequency is Frequency.AT_ONCE else None]
    assert topic.usual is frequency


def test_nobody_is_told_twice_nor_of_what_they_did(told):
    seat, doer = make_seat(), make_seat()
    actor = replace(ACTOR, person_id=doer.person_id)
    assert told(seat, doer, actor=actor) == 1
    assert told(seat, doer, actor=actor) == 0
    assert [item.person_id for item in items()] == [seat.person_id]
    assert len(mails()) == 1


def test_whoever_cannot_read_it_is_left_out(told):
    erased = make_person(email="parti@exemple.ma", erased_at=NOW)
    suspended = make_person(account=make_account("suspendu@exemple.ma", suspended_at=NOW))
    phoned = make_person(email=None)
    assert told(erased, suspended, phoned) == 0
    assert (items(), mails()) == ([], [])


def test_one_mail_for_a_mailbox_that_several_read(told):
    account = make_account("partagee@exemple.ma", is_shared=True)
    seats = [
        make_seat(make_institution(f"Institution {n}"), make_person(f"Personne {n}", account=account))
        for n in "AB"
    ]
    other = make_person("Personne C", account=account, language="ar")
    make_assignment(other, Function.ANIMATION_TEAM)
    assert told(*seats, other) == 3
    french, arabic = mails()
    assert (french.language, french.to_name, french.person_id) == ("fr", "", None)
    assert (
        "partagee@exemple.ma, Institution A, titulaire · Institution B, titulaire, parce que" in french.text
    )
    assert (arabic.language, arabic.person_id) == ("ar", other.id)
    assert "Institution" not in arabic.text


def test_two_seats_of_one_person_are_one_mail(told):
    person = make_person()
    seats = [make_seat(make_institution(f"Institution {n}"), person) for n in "AB"]
    assert told(*seats) == 1
    (mail,) = mails()
    assert "Institution A, titulaire" in mail.text
    assert [item.seat_id for item in items()] == [seats[0].id]


def test_news_of_one_thing_within_minutes_make_one_mail(told):
    seat = make_seat()

    def add(key, minutes, bundle="meeting:12"):
        at = NOW + timedelta(minutes=minutes)
        told(seat, bundle=bundle, key=f"document:{key}", title=lazy("Document %(key)s", key=key), now=at)

    add("A", 0)
    add("B", 4)
    add("C", 4, bundle="meeting:13")
    assert mails(NOW + timedelta(minutes=9)) == []
    (both,) = mails(NOW + timedelta(minutes=10))
    assert plain(both.subject) == "Sessions : 2 nouvelles"
    assert [f"Document {key}" in both.text for key in "ABC"] == [True, True, False]
    add("D", 12)
    _both, other = mails(NOW + timedelta(minutes=14))
    assert other.subject == "Document C"
    *_others, last = mails(NOW + timedelta(minutes=22))
    assert last.subject == "Document D"


def test_the_same_thing_again_is_said_once_while_it_waits(told):
    seat, late = make_seat(), make_seat()

    def change(number, *to):
        return told(*to, bundle="meeting:12", key=f"agenda:12:{number}", unless_waiting="agenda:12:")

    assert (change(1, seat), change(2, seat, late), change(3, seat, late)) == (1, 1, 0)
    assert len(mails(NOW + timedelta(minutes=10))) == 2
    assert change(4, seat, late) == 2


def test_twenty_mailboxes_at_a_time(told):
    told(*(make_seat() for _ in range(3)))
    assert rules.send_news(now=NOW, limit=2) == 2
    db.session.commit()
    assert len([item for item in items() if item.sent_at]) == 2
    assert (rules.send_news(now=NOW, limit=2), rules.send_news(now=NOW, limit=2)) == (1, 0)


def test_who_left_meanwhile_is_not_written_to(told):
    closed, suspended, never = make_seat(), make_seat(), make_seat()
    told(closed, suspended, never)
    closed.closed_at, closed.ends_on = NOW, date(2026, 11, 20)
    suspended.person.account.suspended_at = NOW
    rules.choose(person=never.person, wanted={Topic.SESSIONS: Frequency.NONE}, actor=ACTOR, now=NOW)
    db.session.commit()
    assert (mails(), items()) == ([], [])


def test_a_domain_may_write_its_own_mail_and_the_foot_is_added(told):
    seat, daily = make_seat(), make_seat()
    choose(daily.person, Topic.RECORDS, Frequency.DAILY)

    def write(box):
        assert box.places == (f"{seat.institution.name}, titulaire",)
        return Mail(template="sign_in_code", to_address=box.address, to_name=box.name, language=box.language,
                    key=f"own:{box.digest}", values={"code": "123 456"}, person_id=box.person_id)  # fmt: skip

    assert told(seat, daily, topic=Topic.RECORDS, write=write, key="record:1") == 2
    (mail,) = mails()
    assert (mail.template, mail.stop_url) == ("sign_in_code", stop_url(seat.person, Topic.RECORDS))
    assert mail.stop_url in mail.text
    assert [item.person_id for item in items()] == [daily.person_id]


def test_arabic_readers_are_written_to_in_arabic(told):
    told(make_seat(person=make_person(language="ar")))
    (mail,) = mails()
    assert 'dir="rtl"' in mail.html


def test_titles_speak_each_language(told):
    institution = make_institution("Réseau", name_ar="شبكة")
    told(make_seat(), title=institution.name)
    assert items()[0].title == {"fr": "Réseau", "ar": "شبكة", "en": "Réseau"}


# --- the link that stops ------------------------------------------------------------------------------


def test_the_link_is_good_for_one_person_one_address_and_one_subject():
    person, other = make_person(email="titulaire@exemple.ma"), make_person()
    token = stop_url(person, Topic.SESSIONS).rsplit("/", 1)[1]
    everything = stop_url(person, None).rsplit("/", 1)[1]
    assert find_person("sessions", token) is person
    assert find_person("tout", everything) is person
    assert find_person("records", token) is None
    assert find_person("tout", token) is None
    assert find_person("sessions", stop_url(other, Topic.SESSIONS).rsplit("/", 1)[1]) is other
    assert find_person("sessions", "1-" + "a" * 22) is None
    assert find_person("sessions", "n'importe quoi") is None
    person.email = "nouvelle@exemple.ma"
    assert find_person("sessions", token) is None
    person.email, person.erased_at = "titulaire@exemple.ma", NOW
    assert find_person("sessions", token) is None


def test_the_system_tells_everybody(told):
    assert told(make_seat(), actor=Actor.system()) == 1
