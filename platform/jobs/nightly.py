"""One piece of the night's work: safe to run twice, and what fails is tried again the next night."""

import logging
from collections.abc import Callable

from flask import Flask

from noress.core import clock
from noress.extensions import db
from noress.jobs.turns import turn

log = logging.getLogger(__name__)


def work(app: Flask, what: str, rule: Callable[..., int]) -> int:
    """In a transaction of its own; `what` is the piece's name in the log, `rule(now=)` says how many. 0 where it failed."""
    try:
        with turn(app):
            count = rule(now=clock.now())
            db.session.commit()
    except Exception:  # the rest of the night's work must not wait for a repair
        log.exception("the night's work failed: %s", what)
        return 0
    if count:
        log.info("%s: %s", what, count)
    return count
