"""The secretariat at work on rules, without pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.audit.models import AuditEvent
from noress.domain.decisions import rules
from noress.domain.decisions.models import DecisionMode
from noress.domain.meetings.models import Meeting
from noress.domain.minutes.models import MinutesBlock
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_secretary
from tests.factories.decisions import make_block, make_held_meeting, make_record

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = date(2026, 10, 8)
TEXT = Translated(fr="Le fonds est créé.", ar="تم إحداث الصندوق.")


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
def meeting(app: Any) -> Meeting:
    return make_held_meeting(reference="S-2026-04")


@pytest.fixture
def register(work: Any, actor: Actor, now: datetime) -> Any:
    """register(meeting, ...): the decision's id; what it refuses is raised."""

    def call(meeting: Any, block: Any = None, text: Translated = TEXT, **values: Any) -> int:
        with work():
            decision = rules.register_decision(
                meeting=db.session.get(Meeting, meeting.id),
                block=db.session.get(MinutesBlock, block.id) if block is not None else None, text=text,
                **{"mode": DecisionMode.CONSENSUS, "adopted_on": DAY, "actor": actor, "now": now, **values},
            )  # fmt: skip
        return decision.id

    return call


@pytest.fixture
def registered(meeting: Meeting, register: Any) -> tuple[int, int]:
    """A decision that follows its block: both ids."""
    block = make_block(make_record(meeting), TEXT)
    return register(meeting, block), block.id


@pytest.fixture
def change(work: Any, actor: Actor, now: datetime) -> Any:
    """change(block_id, ...): the block takes these values, and its decision follows."""

    def call(block_id: int, **values: Any) -> Any:
        with work():
            block = db.session.get_one(MinutesBlock, block_id)
            for name, value in values.items():
                setattr(block, name, value)
            return rules.follow_block(block=block, actor=actor, now=now)

    return call
