"""The worker as a real process: it sends, says that it lives, and stops within two seconds."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from noress.core import clock
from noress.domain.outbox.models import MailState, WorkerMark
from noress.domain.outbox.rules import PURGED, SEEN
from noress.extensions import db
from noress.jobs import worker
from tests.conftest import SECRET, make_settings
from tests.factories import NOW
from tests.factories.outbox import make_mail


@contextmanager
def running_worker(app: Flask) -> Iterator[subprocess.Popen[str]]:
    """`flask worker` on the test's own database and instance folder."""
    environment = {
        **os.environ, "DEMO": "1", "SECRET_KEY": SECRET, "INSTANCE_PATH": app.instance_path,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "BASE_URL": "http://127.0.0.1:8000",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)


def wait_for(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def state_of(mail: Any) -> MailState:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(type(mail), mail.id).state


def mark(name: str) -> datetime | None:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(WorkerMark, name)
    return found.at if found else None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_sends_says_that_it_lives_and_stops_cleanly(app, number):
    mail = make_mail(not_before=clock.now() - timedelta(minutes=1))
    with running_worker(app) as process:
        wait_for(lambda: state_of(mail) is MailState.SENT)
        assert clock.now() - mark(SEEN) < timedelta(seconds=30)
        later = make_mail(not_before=clock.now())
        wait_for(lambda: state_of(later) is MailState.SENT, 6)

        process.send_signal(number)
        output, _ = process.communicate(timeout=20)

        assert process.returncode == 0
        assert "Traceback" not in output
        assert "worker stopped" in output


def test_task_wakes_the_worker_at_once(app):
    """A commit that stores mail queues a task; the loop looks before its next round."""
    stopping, look_now = threading.Event(), threading.Event()
    app.config["SETTINGS"].demo = True
    mail = make_mail(not_before=clock.now() + timedelta(hours=1))
    thread = threading.Thread(target=worker.look_after, args=(app, stopping, look_now))
    thread.start()
    try:
        wait_for(lambda: mark(PURGED) is not None)
        with db.engine.begin() as connection:
            connection.execute(type(mail).__table__.update().values(not_before=clock.now()))
        look_now.set()
        wait_for(lambda: state_of(mail) is MailState.SENT, 1.5)
    finally:
        stopping.set()
        look_now.set()
        thread.join(10)


def test_loop_survives_a_database_that_refuses(tmp_path, caplog):
    from noress.factory import create_app

    broken = create_app(make_settings(f"sqlite:///{tmp_path}/missing/noress.db", tmp_path / "instance"))
    stopping, look_now = threading.Event(), threading.Event()
    thread = threading.Thread(target=worker.look_after, args=(broken, stopping, look_now))
    thread.start()
    wait_for(lambda: caplog.text.count("the worker's round failed") == 1)
    look_now.set()
    wait_for(lambda: caplog.text.count("the worker's round failed") == 2)
    stopping.set()
    look_now.set()
    thread.join(10)
    assert not thread.is_alive()


def test_alive_is_said_every_fifteen_seconds(app):
    with time_machine.travel(NOW, tick=False) as traveller:
        seen = worker.round_once(app, None)
        traveller.shift(timedelta(seconds=14))
        assert worker.round_once(app, seen) == NOW
        assert mark(SEEN) == NOW
        traveller.shift(timedelta(seconds=1))
        worker.round_once(app, seen)
        assert mark(SEEN) == NOW + timedelta(seconds=15)


def test_nightly_work_is_done_once_after_three_in_the_morning(app):
    with time_machine.travel(NOW, tick=False) as traveller:
        worker.round_once(app, None)
        first = mark(PURGED)
        traveller.shift(timedelta(hours=17, minutes=59))  # 02:59 in Morocco
        worker.round_once(app, None)
        assert mark(PURGED) == first == NOW
        traveller.shift(timedelta(minutes=1))
        worker.round_once(app, None)
        assert mark(PURGED) == NOW + timedelta(hours=18)
