"""Correction requests whose day is over are noted as such; nothing could be changed through them since then."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.applications.rules import correcting
from noress.extensions import db

log = logging.getLogger(__name__)


def night_work(app: Flask) -> None:
    """Safe to run twice."""
    try:
        with app.app_context(), writing():
            count = correcting.end_overdue_requests(now=clock.now())
            db.session.commit()
    except Exception:  # the rest of the night's work must not wait for a repair
        log.exception("correction requests could not be ended")
    else:
        if count:
            log.info("correction requests that ran out: %s", count)
