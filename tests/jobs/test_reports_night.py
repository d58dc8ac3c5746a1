"""Reports whose day comes near are recalled at night, once."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.jobs import reports
from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories import NOW
from tests.factories.reports import make_signed, reports_of


def test_reports_are_recalled_at_night(app, work):  # noqa: F811
    report = reports_of(make_signed(work))[0]
    near = NOW.replace(year=2027, month=5, day=20) - timedelta(days=3)
    db.session.rollback()
    for at in (NOW, near, near):
        with time_machine.travel(at, tick=False):
            reports.night_work(app)
    db.session.rollback()
    assert (report.reminders, report.reminded_at) == (1, near)
    subjects = [
        mail.subject for mail in db.session.scalars(select(OutboxMail)) if mail.key.startswith("report-")
    ]
    assert subjects == ["Votre rapport est bientôt à envoyer"]
