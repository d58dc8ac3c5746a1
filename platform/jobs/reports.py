"""The night's work on reports of projects: those whose day comes near, or has passed, are recalled."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.reports.rules.reminding import remind_reports
from noress.extensions import db

log = logging.getLogger(__name__)


def night_work(app: Flask) -> None:
    """Safe to run twice. What fails is tried again the next night."""
    try:
        with app.app_context(), writing():
            count = remind_reports(now=clock.now())
            db.session.commit()
    except Exception:  # the rest of the night's work must not wait for a repair
        log.exception("reminding reports failed")
    else:
        if count:
            log.info("reports recalled: %s", count)
