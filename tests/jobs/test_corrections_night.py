"""Correction requests that ran out are noted at night, once."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from noress.domain.applications.models import CorrectionKind, CorrectionRequest
from noress.domain.audit.models import AuditEvent
from noress.extensions import db
from noress.jobs import corrections
from tests.factories import NOW, save
from tests.factories.applications_desk import make_received


def test_requests_whose_day_is_over_end_at_night(app):
    usual = {"stage": 1, "kind": CorrectionKind.INCORRECT, "reason": "Ceci", "asked_at": NOW}
    over = save(CorrectionRequest(application_id=make_received().id, due_at=NOW, **usual))
    living = save(
        CorrectionRequest(application_id=make_received().id, due_at=NOW + timedelta(days=1), **usual)
    )
    db.session.rollback()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        corrections.night_work(app)
        corrections.night_work(app)
    db.session.expire_all()
    assert (over.ended_at, living.ended_at) == (NOW, None)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.object_type == "application")).all()
    assert [(event.action, event.object_id) for event in events] == [
        ("application.correction_ran_out", over.application_id)
    ]
