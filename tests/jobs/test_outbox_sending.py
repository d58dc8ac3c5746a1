"""Mails leave once, whatever the server, the workers and the machine do. A real SMTP server answers."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import gettext, in_language
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import rules as meetings
from noress.domain.outbox import rules
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.outbox.rules import RETRY_AFTER, SERVER_RETRY_AFTER, Mail
from noress.extensions import db
from noress.jobs import outbox
from tests.factories import NOW, make_body, make_meeting, make_person, make_seat, make_secretary
from tests.factories.outbox import make_mail
from tests.forms import post, text_of
from tests.smtp_server import mail_of, raw_server

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def all_mails() -> list[OutboxMail]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_convocation_leaves_once_with_its_calendar(app, smtp):
    box = smtp()
    seat = make_seat(person=make_person("Animatrice principale", email="animatrice@exemple.ma"))
    meeting = make_meeting(bodies=[make_body()])
    with writing():
        meetings.convene_meeting(meeting=meeting, actor=Actor.system(), now=NOW)
        db.session.commit()

    assert outbox.drain(app) == 1
    assert outbox.drain(app) == 0

    received = mail_of(box)
    (mail,) = all_mails()
    assert (mail.state, mail.attempts, mail.sent_at, mail.last_error) == (MailState.SENT, 1, NOW, None)
    assert box.envelopes[0].rcpt_tos == [seat.person.email]
    assert [part.get_content_type() for part in received.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    calendar = next(part for part in received.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True).decode() == mail.calendar


def test_server_down_waits_longer_each_time_and_leaves_after_the_repair(app, smtp, no_smtp, reread, at_nine):
    mail = make_mail()
    waits = []
    for _try in range(6):
        assert outbox.drain(app) == 0
        mail = reread(mail)
        assert (mail.state, mail.lease_until) == (MailState.QUEUED, None)
        assert mail.last_error.startswith("ConnectionRefusedError")
        waits.append(mail.not_before - clock.now())
        at_nine.move_to(mail.not_before)

    assert waits == [*SERVER_RETRY_AFTER, SERVER_RETRY_AFTER[-1]]
    assert mail.attempts == 6
    box = smtp()
    assert outbox.drain(app) == 1
    assert len(box.envelopes) == 1
    assert (reread(mail).state, reread(mail).attempts) == (MailState.SENT, 7)


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
def test_a_dead_server_stops_nobody_and_the_page_of_mails_says_so(app, smtp, no_smtp, login_as, lang):
    """The form is taken as ever, its mail waits, and the secretariat reads that it was tried in vain."""
    browser, person = login_as(make_secretary()), make_person(email=None)
    path = f"/personnes/{person.id}/inviter?lang={lang}"
    assert post(browser, path, email="nouvelle@exemple.ma").status_code == 303
    assert outbox.drain(app) == 0
    (mail,) = all_mails()
    assert (mail.to_address, mail.state) == ("nouvelle@exemple.ma", MailState.QUEUED)
    with in_language(lang):
        words = gettext("essayé sans succès, nouvel essai prévu"), gettext("Réponse du serveur de courrier :")
    page = browser.get(f"/courriers/{mail.id}?lang={lang}")
    assert text_of(page, ".page-header .status") == [words[0]]
    assert text_of(page, ".notice p")[-1].startswith(" ".join(words[1].split()) + " ConnectionRefusedError")
    assert words[0] in text_of(browser.get(f"/courriers/?lang={lang}"), "tbody")[0]
    box = smtp()
    with time_machine.travel(mail.not_before, tick=False):
        assert outbox.drain(app) == 1
    assert box.envelopes[0].rcpt_tos == ["nouvelle@exemple.ma"]


def test_mail_is_not_tried_before_its_time(app, smtp, reread, at_nine):
    box = smtp()
    mail = make_mail(not_before=NOW + timedelta(minutes=3))
    assert outbox.drain(app) == 0
    at_nine.shift(timedelta(minutes=3))
    assert outbox.drain(app) == 1
    assert len(box.envelopes) == 1
    assert reread(mail).state is MailState.SENT


def test_refused_for_good_has_failed(app, smtp, reread):
    box = smtp(RCPT="550 5.1.1 no such mailbox")
    mail = reread(make_mail())
    assert outbox.drain(app) == 0
    mail = reread(mail)
    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert mail.last_error == "550 5.1.1 no such mailbox"
    assert outbox.drain(app) == 0
    assert box.envelopes == []


def test_one_refused_address_does_not_stop_the_others(app, smtp, reread):
    box = smtp(**{"mauvais@exemple.ma": "550 no"})
    bad, good = make_mail(to_address="mauvais@exemple.ma"), make_mail()
    assert outbox.drain(app) == 1
    assert (reread(bad).state, reread(good).state) == (MailState.FAILED, MailState.SENT)
    assert len(box.envelopes) == 1


def test_put_off_mail_fails_after_its_last_try(app, smtp, reread, at_nine):
    smtp(RCPT="451 come back later")
    mail = make_mail()
    for wait in RETRY_AFTER:
        outbox.drain(app)
        mail = reread(mail)
        assert (mail.state, mail.not_before - clock.now()) == (MailState.QUEUED, wait)
        at_nine.move_to(mail.not_before)
    outbox.drain(app)
    mail = reread(mail)
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.FAILED, 9, "451 come back later")


def test_outage_does_not_use_up_the_tries_of_a_mail(app, smtp, no_smtp, reread, at_nine):
    mail = make_mail()
    for _try in range(12):
        outbox.drain(app)
        at_nine.move_to(reread(mail).not_before)
    smtp(RCPT="451 come back later")
    outbox.drain(app)
    mail = reread(mail)
    assert (mail.state, mail.refusals, mail.not_before - clock.now()) == (MailState.QUEUED, 1, RETRY_AFTER[0])


def test_three_days_without_server_is_shown_as_failed(app, no_smtp, reread):
    mail = make_mail(server_waits=rules.MAX_SERVER_WAITS)
    outbox.drain(app)
    assert reread(mail).state is MailState.FAILED


def test_without_server_setting_the_page_says_so(app, monkeypatch, reread):
    monkeypatch.setattr(app.config["SETTINGS"], "demo", False)
    monkeypatch.setitem(app.config, "MAIL_SUPPRESS_SEND", False)
    mail = make_mail()
    assert outbox.drain(app) == 0
    assert reread(mail).state is MailState.QUEUED
    assert "MAIL_SERVER is not set" in reread(mail).last_error


def test_demonstration_without_server_keeps_the_mail_in_its_box(app, reread):
    mail = make_mail()
    assert outbox.drain(app) == 1
    assert (reread(mail).state, reread(mail).sent_at) == (MailState.SENT, NOW)


def test_fault_of_ours_does_not_stop_the_mails_behind(app, smtp, reread, monkeypatch):
    smtp()
    broken, good = make_mail(language="x" * 2, calendar_method="REQUEST"), make_mail()
    with db.engine.begin() as connection:
        connection.execute(
            OutboxMail.__table__.update().where(OutboxMail.id == broken.id).values(to_address="")
        )
    assert outbox.drain(app) == 1
    assert reread(broken).state is MailState.FAILED
    assert reread(good).state is MailState.SENT


def test_two_drains_at_once_send_each_mail_once(app, smtp):
    box = smtp()
    keys = [make_mail().key for _ in range(45)]
    counts = []
    threads = [threading.Thread(target=lambda: counts.append(outbox.drain(app))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(counts) == 45
    assert len(box.envelopes) == 45
    assert len({envelope.rcpt_tos[0] for envelope in box.envelopes}) == 45
    assert {mail.key for mail in all_mails() if mail.state is MailState.SENT} == set(keys)


def test_leased_mail_is_left_to_its_worker_until_the_lease_ends(app, smtp, reread, at_nine):
    box = smtp()
    make_mail(lease_until=NOW + timedelta(minutes=5))
    assert outbox.drain(app) == 0
    at_nine.shift(timedelta(minutes=5, seconds=1))
    assert outbox.drain(app) == 1
    assert len(box.envelopes) == 1


def test_lease_that_ended_during_a_slow_server_is_not_used(app, reread):
    mail = make_mail()
    with app.app_context():
        (claimed,) = outbox.claim()
        claimed.lease_until = NOW
        assert outbox.deliver(claimed, lambda _: pytest.fail("another worker has it")) is False
    assert reread(mail).state is MailState.QUEUED


def test_stopping_gives_back_what_was_not_tried(app, reread):
    mails = [make_mail(), make_mail()]
    stopping = threading.Event()
    stopping.set()
    assert outbox.drain(app, stopping) == 0
    assert [(reread(mail).state, reread(mail).lease_until) for mail in mails] == [
        (MailState.QUEUED, None)
    ] * 2


def test_second_note_changes_nothing(app, reread):
    mail = make_mail(state=MailState.SENT, attempts=1, sent_at=NOW)
    with writing():
        rules.note_sent(mail_id=mail.id, now=NOW + timedelta(hours=1))
        rules.note_failure(mail_id=mail.id, error=rules.PermanentFailure("550"), now=NOW)
        db.session.commit()
    assert (reread(mail).state, reread(mail).attempts, reread(mail).sent_at) == (MailState.SENT, 1, NOW)


# --- a worker killed while it holds mails ---------------------------------------------------------------

HOLDER = """
import sys, time
sys.path.insert(0, {root!r})
from tests.conftest import make_settings
from noress.factory import create_app
from noress.jobs import outbox
from pathlib import Path
app = create_app(make_settings({url!r}, Path({instance!r}), testing=False))
app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT={port}, MAIL_TIMEOUT=60, MAIL_SUPPRESS_SEND=False)
print("ready", flush=True)
outbox.drain(app)
"""


class Swallowing:
    """A server that takes the mail, then never answers: the worker cannot know that it was sent."""

    def __init__(self):
        self.received = b""
        self.has_mail = threading.Event()

    def __call__(self, line):
        line.sendall(b"220 mx\r\n")
        in_data = False
        while chunk := line.recv(65536):
            self.received += chunk
            if not in_data:
                in_data = chunk.upper().startswith(b"DATA")
                line.sendall(b"354 go\r\n" if in_data else b"250 OK\r\n")
            elif chunk.endswith(b"\r\n.\r\n"):
                self.has_mail.set()


def message_ids(content):
    return [line for line in content.split(b"\r\n") if line.startswith(b"Message-ID")]


def kill_a_worker_that_is_sending(app, server):
    with raw_server(server) as (settings, _calls):
        script = HOLDER.format(
            root=str(Path.cwd()), url=str(app.config["SQLALCHEMY_DATABASE_URI"]), instance=app.instance_path,
            port=settings["MAIL_PORT"],
        )  # fmt: skip
        worker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert server.has_mail.wait(60), "the worker never reached the mail server"
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate(timeout=10)


def test_worker_killed_while_sending_loses_nothing(app, smtp, reread, at_nine):
    # The other process has the real clock: what is due a year ago is due for both.
    mails = [make_mail(not_before=NOW - timedelta(days=365)) for _ in range(3)]
    server = Swallowing()
    kill_a_worker_that_is_sending(app, server)
    assert [reread(mail).state for mail in mails] == [MailState.QUEUED] * 3
    leases = [reread(mail).lease_until for mail in mails]
    assert None not in leases

    box = smtp()
    at_nine.move_to(min(leases) - timedelta(seconds=1))
    assert outbox.drain(app) == 0, "the dead worker's leases still hold"
    at_nine.move_to(max(leases) + timedelta(seconds=1))
    assert outbox.drain(app) == 3
    assert [reread(mail).state for mail in mails] == [MailState.SENT] * 3
    sent = [found for envelope in box.envelopes for found in message_ids(envelope.original_content)]
    assert len(sent) == len(set(sent)) == 3
    assert message_ids(server.received)[0] in sent, "the same Message-ID, so that mailboxes show one mail"


# --- storing ---------------------------------------------------------------------------------------------


def reminder(key: str = "reminder:1", **values) -> Mail:
    return Mail(
        **{
            "template": "reminder", "to_address": "animatrice@exemple.ma", "to_name": "Animatrice", "language": "fr", "key": key,
            "values": {"v": {"title": "Plénière", "places": [], "when": "jeudi"}}, **values,
        }
    )  # fmt: skip


def test_same_key_is_stored_once(app):
    with writing():
        first = rules.enqueue(reminder(), now=NOW)
        again = rules.enqueue(reminder(to_address="autre@exemple.ma"), now=NOW)
        db.session.commit()
    assert first is again
    assert [mail.to_address for mail in all_mails()] == ["animatrice@exemple.ma"]


def test_newer_mail_replaces_the_waiting_one_and_keeps_its_departure(app):
    with writing():
        early = NOW + timedelta(minutes=3)
        rules.enqueue(reminder("a", merge_key="meeting:1", not_before=early), now=NOW)
        rules.enqueue(reminder("b", merge_key="meeting:1", not_before=NOW + timedelta(minutes=9)), now=NOW)
        rules.enqueue(reminder("c", merge_key="meeting:2", not_before=NOW + timedelta(minutes=9)), now=NOW)
        db.session.commit()
    assert [(mail.key, mail.state, mail.not_before) for mail in all_mails()] == [
        ("a", MailState.MERGED, early),
        ("b", MailState.QUEUED, early),
        ("c", MailState.QUEUED, NOW + timedelta(minutes=9)),
    ]


def test_mail_that_a_worker_holds_is_not_merged(app):
    make_mail(key="a", merge_key="meeting:1", lease_until=NOW + timedelta(minutes=5))
    with writing():
        rules.enqueue(reminder("b", merge_key="meeting:1"), now=NOW)
        db.session.commit()
    assert [(mail.key, mail.state) for mail in all_mails()] == [
        ("a", MailState.QUEUED),
        ("b", MailState.QUEUED),
    ]


def test_rolled_back_transaction_leaves_no_mail(app, smtp):
    box = smtp()
    with writing():
        rules.enqueue(reminder(), now=NOW)
        db.session.rollback()
    assert outbox.drain(app) == 0
    assert (all_mails(), box.envelopes) == ([], [])


def test_written_in_the_recipients_language(app):
    with writing():
        rules.enqueue(reminder("fr"), now=NOW)
        rules.enqueue(reminder("ar", language="ar"), now=NOW)
        db.session.commit()
    french, arabic = all_mails()
    assert 'dir="rtl"' in arabic.html
    assert 'dir="ltr"' in french.html
