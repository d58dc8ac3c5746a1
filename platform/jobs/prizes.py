"""The night's work on prizes: winners are asked, one year after, what became of their initiative."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.competitions.rules.following_up import ask_due
from noress.extensions import db

log = logging.getLogger(__name__)


def night_work(app: Flask) -> None:
    """Safe to run twice. What fails is tried again the next night."""
    try:
        with app.app_context(), writing():
            count = ask_due(now=clock.now())
            db.session.commit()
    except Exception:  # the rest of the night's work must not wait for a repair
        log.exception("asking winners one year after failed")
    else:
        if count:
            log.info("winners asked one year after: %s", count)
