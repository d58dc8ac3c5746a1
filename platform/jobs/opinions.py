"""The night's work on outside opinions: those whose day comes near are reminded once."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.applications.rules.opinions import remind_due
from noress.extensions import db

log = logging.getLogger(__name__)


def night_work(app: Flask) -> None:
    """Safe to run twice. What fails is tried again the next night."""
    try:
        with app.app_context(), writing():
            count = remind_due(now=clock.now())
            db.session.commit()
    except Exception:  # the rest of the night's work must not wait for a repair
        log.exception("reminding opinions failed")
    else:
        if count:
            log.info("opinions reminded: %s", count)
