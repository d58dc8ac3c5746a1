"""The night's work on the catalogue: entries are asked to confirm themselves, those whose mails come back are noted,
those that nobody confirmed leave the lists."""

import logging
from collections.abc import Callable

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.upkeep import rules
from noress.extensions import db

log = logging.getLogger(__name__)

WORK: tuple[Callable[..., int], ...] = (rules.note_returned_mails, rules.ask_due, rules.hide_stale)


def night_work(app: Flask) -> None:
    """One transaction each; safe to run twice. What fails is tried again the next night."""
    for work in WORK:
        try:
            with app.app_context(), writing():
                count = work(now=clock.now())
                db.session.commit()
        except Exception:  # the rest of the night's work must not wait for a repair
            log.exception("the night's work on the catalogue failed: %s", work.__name__)
        else:
            if count:
                log.info("%s: %s", work.__name__, count)
