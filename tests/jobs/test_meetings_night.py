"""The night's work on meetings: reminders leave once, a fault on one meeting stops no other."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from noress.domain.audit.models import AuditEvent
from noress.domain.meetings.models import Answer, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.jobs import meetings
from tests.factories import make_invitation, make_meeting, make_person, make_seat

#: eight days before 8 April 2027, at three in the morning
NIGHT = datetime(2027, 3, 31, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tonight():
    with time_machine.travel(NIGHT, tick=False):
        yield


def convened(name="Session"):
    meeting = make_meeting(name, state=MeetingState.CONVENED)
    seat = make_seat(person=make_person(email=f"{name.lower()}@exemple.ma"))
    make_invitation(meeting, seat, created_at=NIGHT - timedelta(days=20), sent_at=NIGHT - timedelta(days=20))
    return meeting


def test_reminders_leave_and_the_second_run_leaves_none(app):
    meeting = convened()
    for _ in range(2):
        meetings.night_work(app)
    assert [(m.template, m.to_address) for m in db.session.scalars(select(OutboxMail))] == [
        ("reminder", "session@exemple.ma")
    ]
    assert [
        (e.action, e.object_id, e.method, e.person_name) for e in db.session.scalars(select(AuditEvent))
    ] == [("meeting.reminded", meeting.id, "system", "NORESS")]


def test_a_fault_on_one_meeting_stops_no_other(app):
    convened("Une")
    convened("Deux")

    def refuse(_c, _cur, statement, parameters, *_):
        if statement.startswith("INSERT INTO outbox_mail") and "une@exemple.ma" in str(parameters):
            raise RuntimeError("the disk is full")

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        meetings.night_work(app)
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert [m.to_address for m in db.session.scalars(select(OutboxMail))] == ["deux@exemple.ma"]
    db.session.rollback()
    meetings.night_work(app)
    assert sorted(m.to_address for m in db.session.scalars(select(OutboxMail))) == [
        "deux@exemple.ma",
        "une@exemple.ma",
    ]


def test_the_worker_does_it_every_night(app, monkeypatch):
    from noress.jobs import worker

    convened()
    monkeypatch.setattr(worker.outbox, "drain", lambda *_: 0)
    worker.round_once(app, None)
    assert [m.template for m in db.session.scalars(select(OutboxMail)) if m.template == "reminder"] == [
        "reminder"
    ]


def test_the_day_before_those_who_come_are_told_once(app):
    meeting = convened()
    meeting.invitations[0].answer = Answer.YES
    db.session.commit()
    with time_machine.travel(NIGHT + timedelta(days=7), tick=False):
        for _ in range(2):
            meetings.night_work(app)
    assert [(m.template, m.to_address) for m in db.session.scalars(select(OutboxMail))] == [
        ("meeting_soon", "session@exemple.ma")
    ]
    assert [e.action for e in db.session.scalars(select(AuditEvent))] == ["meeting.recalled"]
