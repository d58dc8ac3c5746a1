"""Drafts that were never sent are told of, two days before the hour."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.applications.rules import alerting
from noress.extensions import db

log = logging.getLogger(__name__)


def alert(app: Flask) -> None:
    """Every round of the worker: nothing is written while nobody is to be told."""
    now = clock.now()
    with app.app_context():
        if not alerting.list_to_alert(now=now):
            return
    with app.app_context(), writing():
        count = alerting.alert_unsent(now=now)
        db.session.commit()
    log.info("alerts before a closing: %s", count)
