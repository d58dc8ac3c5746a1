"""What was asked of many files at once: one after the other, each in a transaction of its own."""

import logging
import time
from collections.abc import Callable

from flask import Flask

from noress.core import clock
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules import bulk
from noress.extensions import db
from noress.jobs.turns import turn

log = logging.getLogger(__name__)
#: mails and documents wait for no more than that
ROUND_SECONDS = 2.0


def run_tasks(app: Flask) -> int:
    """How many files were worked on in this round. A worker that dies leaves the others waiting."""
    worked, ends = 0, time.monotonic() + ROUND_SECONDS
    while time.monotonic() < ends:
        with app.app_context():
            task_id = db.session.scalars(task_queries.list_waiting_task_ids()).first()
        if task_id is None:
            return worked
        try:
            _work(app, task_id, bulk.do_next)
        except Exception:  # whatever it is, the other files, the mails and the night's work must go on
            log.exception("one file of task %s could not be worked on", task_id)
            _work(app, task_id, bulk.skip_next)
        worked += 1
    log.info("files worked on in bulk: %s", worked)
    return worked


def _work(app: Flask, task_id: int, rule: Callable[..., bool]) -> None:
    with turn(app):
        rule(task=db.session.scalars(task_queries.get_task(task_id)).one(), now=clock.now())
        db.session.commit()
