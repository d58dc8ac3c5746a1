"""The secretariat at work on rules, without pages."""

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_secretary


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
def at_once(app: Any) -> Any:
    """at_once(work, work): each in its thread and transaction; their results, or refusals' codes, sorted."""

    def running(*works: Any) -> list[str]:
        start, results = threading.Barrier(len(works)), list[str]()

        def run(work: Any) -> None:
            with app.app_context():
                start.wait(timeout=30)
                with writing():
                    try:
                        result = work()
                        db.session.commit()
                        results.append("done" if result is None else str(result))
                    except RuleError as refused:
                        db.session.rollback()
                        results.append(refused.code)
                    finally:
                        db.session.remove()

        db.session.rollback()
        threads = [threading.Thread(target=contextvars.Context().run, args=(run, work)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.expire_all()
        return sorted(results)

    return running
