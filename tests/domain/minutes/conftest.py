"""The secretariat at work on rules, without pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import BodyKind, Category, MandateRole
from noress.domain.minutes.models import BlockKind, MinutesState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
    save,
)
from tests.factories.minutes import make_block, make_held_meeting, make_minutes

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def actor(app: Any) -> Actor:
    return build_actor(make_secretary(email="secretariat@exemple.ma"), seat=None, now=NOW, method="code")


@pytest.fixture
def work(app: Any) -> Any:
    """with work(): a rule runs in a writing transaction, committed at the end, undone when it refuses."""

    @contextmanager
    def transaction() -> Iterator[None]:
        db.session.rollback()
        with writing():
            try:
                yield
                db.session.commit()
            finally:
                db.session.rollback()

    return transaction


@pytest.fixture
def outbox() -> Any:
    """outbox() lists the stored mails, the oldest first."""
    return lambda: db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


@pytest.fixture
def history() -> Any:
    """history() lists (action, changes), the oldest first."""
    return lambda: [
        (event.action, event.changes)
        for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]


@pytest.fixture
def committee(app):
    """Three institutions with a voice, one of a category without, one that observes."""
    body = make_body(BodyKind.COMMITTEE, "Comité financement")
    save(Category(code="cooperation", name=Translated(fr="Coopération"), has_voice=False))
    places = [
        ("Une", {}),
        ("Deux", {}),
        ("Trois", {}),
        ("Sans voix", {"category_code": "cooperation"}),
        ("Observe", {}),
    ]
    seats = []
    for name, values in places:
        institution = make_institution(name, **values)
        role = MandateRole.OBSERVER if name == "Observe" else MandateRole.MEMBER
        make_mandate(body, institution_id=institution.id, role=role)
        seats.append(
            make_seat(
                institution,
                make_person(f"Titulaire {name}", email=f"{name.lower().replace(' ', '')}@exemple.ma"),
            )
        )
    return body, seats


@pytest.fixture
def minutes(committee):
    found = make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED)
    make_block(found, "La séance est ouverte.")
    make_block(found, "Le fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"})
    return found


def fresh(model, key):
    db.session.rollback()
    return db.session.get(model, key)
