"""Reminders of a report: one before its day, one after; never more, never close together."""

from datetime import datetime, timedelta

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.reports import mails, queries
from noress.domain.reports.rules.telling import tell
from noress.extensions import db

BEFORE = timedelta(days=7)
#: between two reminders
APART = timedelta(days=7)
MOST = 2


def remind_reports(*, now: datetime) -> int:
    """How many reports were recalled. Safe to run twice."""
    today = clock.today(now)
    found = (
        db.session.scalars(queries.list_to_remind(today + BEFORE, today, now - APART, MOST)).unique().all()
    )
    for report in found:
        tell(report, mails.late if report.due_on < today else mails.soon, now=now)
        report.reminders += 1
        report.reminded_at = now
        changes = {"reminders": (report.reminders - 1, report.reminders)}
        record(Actor.system(), "project_report.reminded", report, now=now, changes=changes)
    return len(found)
