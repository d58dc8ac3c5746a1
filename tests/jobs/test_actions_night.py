"""The night's work on actions: reminders leave, silent addresses are forgotten, a fault stops nothing else."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from noress.domain.accounts.retention import RETENTION
from noress.domain.actions.models import Action, ActionImport
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.domain.retention import queries as retention
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from noress.jobs import actions
from tests.factories import NOW
from tests.factories.actions import make_action, make_import, make_plan, make_report


@pytest.fixture(autouse=True)
def tonight():
    with time_machine.travel(NOW, tick=False):
        yield


def outside(**values):
    return make_action(
        owner_email="comite@exemple.ma", **{"owner_email_at": NOW, "due_on": date(2026, 12, 1), **values}
    )


def test_reminders_leave_and_the_second_run_leaves_none(app):
    outside()
    for _ in range(2):
        actions.night_work(app)
    assert [m.template for m in db.session.scalars(select(OutboxMail))] == ["action_reminder"]
    assert [(e.action, e.method, e.person_name) for e in db.session.scalars(select(AuditEvent))] == [
        ("action.reminded", "system", "NORESS")
    ]


def test_the_address_of_the_silent_is_forgotten_before_anybody_writes_to_it(app):
    action = outside(owner_email_at=NOW - timedelta(days=91))
    actions.night_work(app)
    assert db.session.get(Action, action.id).owner_email is None
    assert db.session.scalars(select(OutboxMail)).all() == []


@pytest.mark.parametrize("table", ["outbox_mail", "audit_event"])
def test_a_fault_stops_neither_the_other_work_nor_the_worker(app, table):
    """The database refuses what one of them writes."""
    forgotten, asked = outside(owner_email_at=NOW - timedelta(days=91)), outside()

    def refuse(_c, _cur, statement, *_):
        if statement.startswith(f"INSERT INTO {table}"):
            raise RuntimeError("the disk is full")

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        actions.night_work(app)
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    db.session.rollback()
    is_forgotten = db.session.get(Action, forgotten.id).owner_email is None
    assert (is_forgotten, db.session.get(Action, asked.id).reminded_at) == (table == "outbox_mail", None)
    actions.night_work(app)
    db.session.rollback()
    assert (
        db.session.get(Action, forgotten.id).owner_email,
        db.session.get(Action, asked.id).reminded_at,
    ) == (None, NOW)


def test_sheets_are_forgotten_after_ninety_days(app):
    plan = make_plan()
    make_import(plan, created_at=NOW - timedelta(days=91))
    recent = make_import(plan)
    from noress.core.database import writing

    with writing():
        done = purge_expired(now=NOW)
        db.session.commit()
    assert done["action_imports"] == 1
    assert [row.id for row in db.session.scalars(select(ActionImport))] == [recent.id]


def test_the_register_counts_third_parties_addresses(app):
    outside(), make_action(), make_report(make_action())
    row = next(row for row in RETENTION if row.code == "outside_owners")
    assert db.session.scalar(retention.count_rows(row)) == 1
