"""The secretariat's browser, and members' browsers, in front of records."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import BodyKind
from noress.domain.minutes.models import Minutes, MinutesBlock
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_body, make_institution, make_mandate, make_person, make_seat, make_secretary

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    """Eight days after the session of tests/factories/minutes.py."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary(app, login_as) -> Any:
    return login_as(make_secretary(email="secretariat@exemple.ma"))


@pytest.fixture
def committee(app) -> Any:
    """A committee of two institutions, each with one seat."""
    body = make_body(BodyKind.COMMITTEE, "Comité financement")
    seats = []
    for name in ("Une", "Deux"):
        institution = make_institution(name)
        make_mandate(body, institution_id=institution.id)
        seats.append(
            make_seat(institution, make_person(f"Titulaire {name}", email=f"{name.lower()}@exemple.ma"))
        )
    return body, seats


@pytest.fixture
def outbox() -> Any:
    return lambda: db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


@pytest.fixture
def history() -> Any:
    return lambda: [event.action for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def page_of(minutes: Minutes) -> str:
    return f"/sessions/{minutes.meeting_id}/compte-rendu"


def fields(block: MinutesBlock, **values) -> dict:
    """What a block's form holds."""
    found = {
        "version": block.version,
        "text_fr": block.text.get("fr", ""),
        "text_ar": block.text.get("ar", ""),
    }
    return {**found, **values}


def fresh(model, key):
    db.session.rollback()
    return db.session.get(model, key)
