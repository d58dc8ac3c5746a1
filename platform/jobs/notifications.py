"""News told at once, every round; the morning's digests. Some mailboxes at a time: nobody waits long behind them."""

import logging
from collections.abc import Callable

from flask import Flask

from noress.core import clock
from noress.domain.notifications import queries, rules
from noress.extensions import db
from noress.jobs.turns import turn

log = logging.getLogger(__name__)


def send_news(app: Flask) -> int:
    """Write the mails that are due; returns how many people they are for."""
    with app.app_context():
        waiting = db.session.scalar(queries.count_due_news(clock.now()))
        db.session.rollback()
    return _send(app, rules.send_news) if waiting else 0


def send_digests(app: Flask) -> int:
    """Write every digest that is due; returns how many people they are for. What fails is tried again the next
    morning, and nothing that was not written is lost."""
    total = _send(app, rules.send_digests)
    if total:
        log.info("digests for %s people", total)
    return total


def _send(app: Flask, write: Callable[..., int]) -> int:
    """Batch after batch; safe to run twice."""
    total = 0
    try:
        while count := _some(app, write):
            total += count
    except Exception:  # a fault of ours: the mails already written leave, the others wait
        log.exception("news could not be written: %s", write.__name__)
    return total


def _some(app: Flask, write: Callable[..., int]) -> int:
    with turn(app):
        count = write(now=clock.now())
        db.session.commit()
        return count
