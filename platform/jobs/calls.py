"""What the dates of calls have decided is written down and told, within seconds of the hour."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.funding import rules
from noress.extensions import db

log = logging.getLogger(__name__)


def turn(app: Flask) -> None:
    """Every round of the worker: nothing is written while nothing is due."""
    now = clock.now()
    with app.app_context():
        if not rules.is_turn_due(now=now):
            return
    with app.app_context(), writing():
        turned = rules.turn_by_date(now=now)
        db.session.commit()
    if turned:
        log.info("calls turned by their dates: %s", turned)
