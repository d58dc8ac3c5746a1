"""What /readyz looks at. Answers say what fails, never how: the page is public."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from noress.core import clock
from noress.domain.outbox import queries
from noress.domain.outbox.models import WorkerMark
from noress.domain.outbox.rules import LOST_AFTER, NIGHT, PURGED, SEEN
from noress.extensions import db

log = logging.getLogger(__name__)


class NotReady(Exception):
    """A check did not pass; the message is public."""


def run_checks(app: Flask) -> dict[str, str]:
    """Each check by its name: "ok", or a few words."""
    checks: dict[str, Callable[[], None]] = {
        "database": check_database,
        "storage": app.extensions["storage"].check,
        "worker": check_worker,
        "zone_data": lambda: clock.check_zone_data(app.config["SETTINGS"].zone),
    }
    return {name: _run(name, check) for name, check in checks.items()}


def _run(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as error:
        return str(error)
    except Exception:  # whatever it is, the service is not ready
        log.exception("readiness: %s", name)
        db.session.rollback()
        return "failing"
    return "ok"


def check_database() -> None:
    db.session.execute(queries.ping()).one()


def check_worker() -> None:
    seen = db.session.get(WorkerMark, SEEN)
    if seen is None:
        raise NotReady("never seen")
    if clock.now() - seen.at > LOST_AFTER:
        raise NotReady(f"last seen {seen.at:%Y-%m-%dT%H:%M:%SZ}")


def purge_times(now: datetime) -> dict[str, Any]:
    """When the last purge was, and when the next one is."""
    done = db.session.get(WorkerMark, PURGED)
    tonight = clock.to_utc(datetime.combine(clock.today(now), NIGHT))
    return {
        "purged_at": done.at if done else None,
        "next_purge_at": tonight if tonight > now else tonight + timedelta(days=1),
    }
