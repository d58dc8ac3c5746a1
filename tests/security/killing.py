"""A real server that a test kills while people type, and the people: they send the same until it is acknowledged."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer

from noress.extensions import db
from tests import engines
from tests.apps import make_app
from tests.conftest import SECRET


@contextmanager
def served(tmp_path: Path, prepare: Callable[[], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A real gunicorn on a database of its own. `prepare` makes its rows and says what the test needs of them;
    "_user_id" is the device that the cookie carries."""
    url = engines.migrated_url(tmp_path)
    application = make_app(url, tmp_path)
    with application.app_context():
        made = prepare()
        db.session.remove()
    cookies = {"csrf_token": secrets.token_hex(20)}
    if "_user_id" in made:
        cookies |= {"_user_id": made.pop("_user_id"), "_fresh": True}
    cookie = application.session_interface.get_signing_serializer(application).dumps(cookies)
    signed = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(cookies["csrf_token"]).encode()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DEMO": "1", "SECRET_KEY": SECRET, "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path),
                   "BASE_URL": f"http://127.0.0.1:{port}"}  # fmt: skip
    environment.pop("FLASK_RUN_FROM_CLI", None)
    with _gunicorn(port, environment, tmp_path) as master:
        yield {"app": application, "port": port, "master": master, "token": (bytes(len(signed)) + signed).hex(),
               "cookie": f"{application.config['SESSION_COOKIE_NAME']}={cookie}", **made}  # fmt: skip
    with application.app_context():
        db.engine.dispose()


@contextmanager
def _gunicorn(port: int, environment: dict[str, str], folder: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "gunicorn", "--preload", "-k", "gthread", "-w", "1", "--threads", "4", "-b", f"127.0.0.1:{port}",
               "--log-level", "error", "wsgi:app"]  # fmt: skip
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def worker_of(master: int, *, not_this: int = 0) -> int:
    """The number of the worker, once there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path = Path(f"/proc/{master}/task/{master}/children")
        found = [int(pid) for pid in path.read_text().split()] if path.exists() else []
        if found and found[0] != not_this:
            return found[0]
        time.sleep(0.02)
    pytest.fail("gunicorn has no worker")


class Typist(threading.Thread):
    """Types in one place as the page's script does: the same text is sent until it is acknowledged."""

    def __init__(self, site: dict[str, Any], path: str):
        super().__init__(daemon=True)
        self.site, self.path = site, path
        self.sent, self.acknowledged = 0, list[int]()
        self.wrong, self.is_over = "", threading.Event()

    def fields(self, number: int) -> dict[str, Any]:
        """What the page sends for the text of this number."""
        raise NotImplementedError

    def hear(self, answer: dict[str, Any]) -> None:
        """What the page keeps of the answer."""
        raise NotImplementedError

    def run(self) -> None:
        while not self.is_over.is_set():
            self.sent += 1
            while not self.is_over.is_set() and not self._send(self.sent):
                time.sleep(0.02)

    def _send(self, number: int) -> bool:
        body = urlencode({"csrf_token": self.site["token"], **self.fields(number)})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
                   "Cookie": self.site["cookie"], "Sec-Fetch-Site": "same-origin"}  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.site["port"], timeout=15)
        try:
            connection.request("POST", self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status != 200:
            self.wrong = f"{answer.status} {content[:300]!r}"
            self.is_over.set()
            return False
        self.hear(json.loads(content))
        self.acknowledged.append(number)
        return True


def kill_while_typing(
    site: dict[str, Any],
    typists: Sequence[Typist],
    kills: int,
    *,
    after_each: Callable[[], None] = lambda: None,
) -> None:
    """Kill the server again and again while they type; nobody was told anything but "saved"."""
    worker = worker_of(site["master"])
    for typist in typists:
        typist.start()
    for kill in range(kills):
        wait_for_more(typists)
        time.sleep(kill % 5 * 0.007)  # not always at the same instant of a save
        os.kill(worker, signal.SIGKILL)
        after_each()
        worker = worker_of(site["master"], not_this=worker)
    wait_for_more(typists)
    for typist in typists:
        typist.is_over.set()
    for typist in typists:
        typist.join(30)
    assert [typist.wrong for typist in typists] == ["", ""]
    assert all(len(typist.acknowledged) > kills for typist in typists)


def wait_for_more(typists: Sequence[Typist]) -> None:
    """Until each has been answered once more."""
    before = [len(typist.acknowledged) for typist in typists]
    deadline = time.monotonic() + 60
    while any(len(typist.acknowledged) <= count for typist, count in zip(typists, before, strict=True)):
        assert [typist.wrong for typist in typists] == ["", ""]
        assert time.monotonic() < deadline, "the server did not come back"
        time.sleep(0.01)
