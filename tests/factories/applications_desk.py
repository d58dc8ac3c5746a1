"""Applications as the desk receives them: sent, with their snapshots."""

import itertools
from typing import Any

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.taking import last_sending
from noress.domain.audit.models import AuditEvent
from noress.domain.funding.models import FundingCall
from noress.domain.questionnaires.models import Response, ResponseState
from noress.extensions import db
from tests.factories import NOW
from tests.factories.calls import make_application, make_call
from tests.factories.received import take_snapshot

_n = itertools.count(1)


def make_received(
    call: FundingCall | None = None, *, state: ApplicationState = ApplicationState.SUBMITTED, is_sent: bool = True,
    answers: dict[str, Any] | None = None, **values: Any,
) -> Application:  # fmt: skip
    """Sent once with these answers and numbered, unless `is_sent=False`."""
    call = call or make_call()
    said = {"title": "Atelier de couture", "summary": "Un atelier", **(answers or {})}
    if is_sent:
        values = {
            "number": f"AMI-2026-{next(_n):04d}",
            "submitted_at": NOW,
            "public_state": ApplicationState.SUBMITTED,
            **values,
        }
    application = make_application(call, state=state, answers=said, title=said["title"], **values)
    if is_sent and application.response is not None:
        send(application.response, said, number=values["number"])
    return application


def send(response: Response, answers: dict[str, Any], *, number: str | None = None, at: Any = NOW) -> None:
    """These answers, sent at that instant."""
    with writing():
        response.answers = response.values = answers
        response.state, response.submitted_at = ResponseState.SUBMITTED, at
        response.number = number or response.number
        db.session.commit()
    take_snapshot(response)
    db.session.expire_all()


def refused(run, code, status=None):
    with pytest.raises(RuleError) as caught:
        run()
    assert caught.value.code == code
    if status:
        assert caught.value.status == status
    return caught.value


def seen(application, **values):
    return {"version": application.version, "seen": last_sending(application), **values}


def actions(application):
    events = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_type == "application", AuditEvent.object_id == application.id)
        .order_by(AuditEvent.id)
    )
    return [event.action.removeprefix("application.") for event in events]
