"""The secretariat and a member at work on proposals, without pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import BodyKind
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_body, make_secretary
from tests.factories.backlog import make_member

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def actor(app: Any) -> Actor:
    return build_actor(make_secretary(email="secretariat@exemple.ma"), seat=None, now=NOW, method="code")


@pytest.fixture
def committee(app: Any) -> Any:
    return make_body(BodyKind.COMMITTEE, "Comité financement")


@pytest.fixture
def seat(committee: Any) -> Any:
    return make_member(committee)


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
                db.session.expire_all()

    return transaction


@pytest.fixture
def outbox() -> Any:
    """outbox() lists the stored proposal mails, the oldest first."""
    query = select(OutboxMail).where(OutboxMail.template == "proposed_item_answered").order_by(OutboxMail.id)
    return lambda: db.session.scalars(query).all()


@pytest.fixture
def history() -> Any:
    """history() lists (action, changes), the oldest first."""
    return lambda: [
        (event.action, event.changes)
        for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]
