"""The worker's life: huey's consumer for tasks, and a loop that looks at the outbox by itself.

huey may lose a task (at most once), so the loop never waits for one: it looks every few seconds, says that it
is alive, and does the nightly work once a day, whatever happened to the tasks. Documents are made in a thread of
their own: a sign-in code never waits behind a pack of papers.
"""

import logging
import os
import signal
import sys
from datetime import datetime, timedelta
from threading import Event, Thread, get_native_id
from typing import Any

from flask import Flask
from huey.consumer import Consumer

from noress.core import clock
from noress.core.database import writing
from noress.domain.notifications.rules import sending
from noress.domain.outbox import rules
from noress.domain.outbox.models import WorkerMark
from noress.extensions import db
from noress.jobs import (
    actions,
    applications,
    bulk,
    calls,
    catalogue,
    corrections,
    documents,
    exchange,
    guidance,
    juries,
    meetings,
    notifications,
    opinions,
    outbox,
    prizes,
    reports,
    retention,
    scoring,
    upkeep,
)

log = logging.getLogger(__name__)

SEEN_EVERY = timedelta(seconds=15)
#: after a fault (a full disk, a database that restarts) the loop waits that long
PAUSE_AFTER_FAULT = 5.0
STOP_WITHIN = 1.5
#: of the thread that makes papers (nice(2))
LESS_URGENT = 10


class StoppableConsumer(Consumer):
    """huey's consumer, ending cleanly and without a word on SIGTERM and on Ctrl-C alike."""

    def _set_signal_handlers(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop_on_signal)

    def _stop_on_signal(self, number: int, frame: Any) -> None:
        self._signum, self._restart, self._graceful = number, False, True


def run(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; then stop within two seconds."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    queue = app.extensions["queue"]()
    consumer = StoppableConsumer(
        queue, workers=1, max_delay=0.5, periodic=False, shutdown_timeout=STOP_WITHIN
    )
    stopping, look_now, papers = (
        Event(), app.extensions["look_now"], app.extensions["documents_look_now"],
    )  # fmt: skip
    loop = Thread(target=look_after, args=(app, stopping, look_now), daemon=True)
    maker = Thread(target=make_documents, args=(app, stopping, papers), daemon=True)
    loop.start()
    maker.start()
    log.info("worker started")
    try:
        consumer.run()
    finally:
        stopping.set()
        look_now.set()
        papers.set()
        loop.join(STOP_WITHIN)
        documents.give_back(app)
    log.info("worker stopped")


def look_after(app: Flask, stopping: Event, look_now: Event) -> None:
    """One round every few seconds, at once when a task asks for it."""
    every = 2.0 if app.config["SETTINGS"].demo else 5.0
    seen_at: datetime | None = None
    while not stopping.is_set():
        try:
            seen_at = round_once(app, seen_at, stopping)
            pause = every
        except Exception:  # whatever it is, the next round may succeed: the worker must not die of it
            log.exception("the worker's round failed")
            pause = PAUSE_AFTER_FAULT
        if not stopping.is_set():
            look_now.wait(pause)
            look_now.clear()


def give_way() -> None:
    """A paper may wait, a page may not: where a thousand receipts are to be made, this thread takes what pages and mails
    leave. On Linux a thread has a priority of its own; elsewhere nothing changes."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), LESS_URGENT)


def make_documents(app: Flask, stopping: Event, look_now: Event) -> None:
    """The documents that wait, every few seconds, at once when a task asks for it."""
    every = 2.0 if app.config["SETTINGS"].demo else 5.0
    give_way()
    while not stopping.is_set():
        try:
            documents.drain(app, stopping)
            exchange.write_imports(app, stopping)
            catalogue.index_words(app, stopping)
            juries.make_copies(app, stopping)
            pause = every
        except Exception:  # as above
            log.exception("documents could not be looked for")
            pause = PAUSE_AFTER_FAULT
        if not stopping.is_set():
            look_now.wait(pause)
            look_now.clear()


def round_once(app: Flask, seen_at: datetime | None, stopping: Event | None = None) -> datetime:
    """Say "alive", write the news and send the mails that are due, do the night's and the morning's work when they
    are due. Returns when "alive" was said."""
    now = clock.now()
    if seen_at is None or now - seen_at >= SEEN_EVERY:
        mark(app, rules.SEEN, now)
        seen_at = now
    notifications.send_news(app)
    exchange.tell_ready(app)
    calls.turn(app)
    bulk.run_tasks(app)
    applications.alert(app)
    scoring.turn(app)
    outbox.drain(app, stopping)
    if is_night_work_due(app, now) and not (stopping and stopping.is_set()):
        retention.purge(app)
        actions.night_work(app)
        meetings.night_work(app)
        guidance.night_work(app)
        upkeep.night_work(app)
        opinions.night_work(app)
        reports.night_work(app)
        prizes.night_work(app)
        corrections.night_work(app)
        juries.night_work(app)
        mark(app, rules.PURGED, now)
    if is_morning_work_due(app, now) and not (stopping and stopping.is_set()):
        notifications.send_digests(app)
        mark(app, sending.DIGESTED, now)
    return seen_at


def mark(app: Flask, name: str, now: datetime) -> None:
    with app.app_context(), writing():
        rules.mark(name=name, now=now)
        db.session.commit()


def last_night(now: datetime) -> datetime:
    """The most recent three o'clock in the morning, Morocco's time."""
    tonight = clock.to_utc(datetime.combine(clock.today(now), rules.NIGHT))
    return tonight if tonight <= now else tonight - timedelta(days=1)


def is_night_work_due(app: Flask, now: datetime) -> bool:
    with app.app_context():
        done = db.session.get(WorkerMark, rules.PURGED)
        return done is None or done.at < last_night(now)


def is_morning_work_due(app: Flask, now: datetime) -> bool:
    with app.app_context():
        done = db.session.get(WorkerMark, sending.DIGESTED)
        return done is None or done.at < sending.last_morning(now)
