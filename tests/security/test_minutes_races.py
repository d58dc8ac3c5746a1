"""Blocks of a record saved at the same instant, and while the server is killed: nothing acknowledged is lost."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import FrozenContent
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import rules
from noress.domain.minutes.models import BlockKind, BlockRevision, Minutes, MinutesBlock, MinutesState
from noress.domain.minutes.values import BlockValues
from noress.extensions import db
from tests import engines
from tests.apps import make_app
from tests.conftest import SECRET
from tests.factories import make_body, make_device, make_secretary
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.security.test_races import all_at_once

ROUNDS = 20
KILLS = 20
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ACTOR = Actor(name="Secrétariat", method="code")


def note(text: str) -> BlockValues:
    return BlockValues(BlockKind.NOTE, Translated(fr=text))


def save(app, block_id: int, text: str, version: int, *, writer: str | None = None) -> int | str:
    """The version that the save left, or why it was refused; in a transaction of its own."""
    with app.app_context(), writing():
        try:
            block = db.session.get_one(MinutesBlock, block_id)
            rules.save_block(
                block=block, values=note(text), version=version, writer=writer, actor=ACTOR, now=NOW
            )
            db.session.commit()
            return block.version
        except RuleError as error:
            db.session.rollback()
            return error.code


def block_of(text: str) -> int:
    """A block of its own record. Only its number: an object read in two threads would share a transaction."""
    key: int = make_block(make_minutes(), text, ar="").id
    db.session.rollback()
    return key


def texts_kept(block_id: int) -> set[str]:
    db.session.rollback()
    rows = db.session.scalars(select(BlockRevision.text).where(BlockRevision.block_id == block_id))
    return {text.get("fr", "") for text in rows}


def test_two_who_save_the_same_line_at_once(app):
    """One is kept, the other is told; whatever was acknowledged is a revision."""
    key, version = block_of("début"), 1
    for round_number in range(ROUNDS):
        typed = [f"texte {round_number} de {who}" for who in "ab"]
        known = version
        answers = all_at_once(lambda n, typed=typed, known=known: save(app, key, typed[n], known), 2)
        assert sorted(map(str, answers)) == sorted([str(version + 1), "stale"])
        version += 1
        kept = texts_kept(key)
        assert [text in kept for text in typed] == [answer != "stale" for answer in answers]
    db.session.rollback()
    assert db.session.get_one(MinutesBlock, key).version == ROUNDS + 1


def test_two_who_save_different_lines_at_once_are_both_kept(app):
    key = block_of("un\nmilieu\ndeux")
    for round_number in range(ROUNDS):
        db.session.rollback()
        now = db.session.get_one(MinutesBlock, key)
        first, middle, last = now.text["fr"].split("\n")
        typed = [f"a{round_number}\n{middle}\n{last}", f"{first}\n{middle}\nb{round_number}"]
        known = now.version
        db.session.rollback()
        answers = all_at_once(lambda n, typed=typed, known=known: save(app, key, typed[n], known), 2)
        assert all(isinstance(answer, int) for answer in answers), answers
        db.session.rollback()
        kept = db.session.get_one(MinutesBlock, key).text["fr"]
        assert kept == f"a{round_number}\n{middle}\nb{round_number}"
        assert set(typed) <= texts_kept(key)


def test_a_block_edited_by_two_people_ten_times_each(app):
    """Turn by turn from pages that are always one text behind: each acknowledged text is a revision, each
    refused one still names both."""
    key = block_of("départ")
    seen = {"a": 1, "b": 1}
    acknowledged = ["départ"]
    for turn in range(10):
        for who in "ab":
            text = f"version {turn} de {who}"
            answer = save(app, key, text, seen[who])
            if (
                answer == "stale"
            ):  # both texts are shown; the person keeps theirs over what they have now seen
                db.session.rollback()
                seen[who] = db.session.get_one(MinutesBlock, key).version
                db.session.rollback()
                answer = save(app, key, text, seen[who])
            assert isinstance(answer, int)
            seen[who] = answer
            acknowledged.append(text)
    assert texts_kept(key) == set(acknowledged)
    assert len(acknowledged) == 21


def test_one_key_sent_twice_at_once_is_one_block(app):
    minutes_id = make_minutes().id
    db.session.rollback()
    for round_number in range(ROUNDS):
        key = f"clef-de-la-page-{round_number}"

        def add(_: int, key: str = key) -> int:
            with app.app_context(), writing():
                found = db.session.get_one(Minutes, minutes_id)
                block = rules.add_block(minutes=found, values=note("x"), client_key=key, actor=ACTOR, now=NOW)
                db.session.commit()
                return block.id

        answers = all_at_once(add, 2)
        assert len(set(answers)) == 1, answers
    db.session.rollback()
    assert db.session.scalar(select(func.count(MinutesBlock.id))) == ROUNDS


def test_what_is_frozen_is_what_was_saved(app):
    """Approval and a save at the same instant: the save is in the frozen text, or refused."""
    for _ in range(ROUNDS):
        body = make_body()
        minutes = make_minutes(
            make_held_meeting(bodies=[body]),
            state=MinutesState.CIRCULATED,
            corrections_until=NOW - timedelta(days=1),
        )
        block = make_block(minutes, "avant", ar="")
        approving = make_held_meeting(bodies=[body], starts_wall=datetime(2026, 11, 30, 10))
        ids = (minutes.id, block.id, approving.id)
        db.session.rollback()

        def act(number: int, ids: tuple[int, int, int] = ids) -> Any:
            if number:
                return save(app, ids[1], "après", 1)
            with app.app_context(), writing():
                found, meeting = db.session.get_one(Minutes, ids[0]), db.session.get_one(Meeting, ids[2])
                sha256 = rules.approve_minutes(minutes=found, by_meeting=meeting, actor=ACTOR, now=NOW)
                db.session.commit()
                return sha256

        sha256, saved = all_at_once(act, 2)
        assert isinstance(sha256, str), sha256
        db.session.rollback()
        frozen = json.loads(db.session.get_one(FrozenContent, sha256).content)["content"]["blocks"][0][
            "text"
        ]["fr"]
        assert frozen == db.session.get_one(MinutesBlock, ids[1]).text["fr"]
        assert (saved, frozen) in {("locked", "avant"), (2, "après")}


# --- a server that is killed ----------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path) -> Iterator[dict[str, Any]]:
    """A real gunicorn on a database of its own, with a record of two blocks and the secretariat's cookie."""
    from flask_migrate import upgrade

    url = engines.database_url(tmp_path)
    application = make_app(url, tmp_path)
    with application.app_context():
        upgrade()
        device = make_device(make_secretary())
        minutes = make_minutes()
        blocks = [make_block(minutes, "", ar="").id for _ in range(2)]
        db.session.remove()
    cookies = {"_user_id": device, "_fresh": True, "csrf_token": secrets.token_hex(20)}
    cookie = application.session_interface.get_signing_serializer(application).dumps(cookies)
    signed = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(cookies["csrf_token"]).encode()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DEMO": "1", "SECRET_KEY": SECRET, "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path),
                   "BASE_URL": f"http://127.0.0.1:{port}"}  # fmt: skip
    environment.pop("FLASK_RUN_FROM_CLI", None)
    with gunicorn(port, environment, tmp_path) as master:
        yield {"app": application, "port": port, "blocks": blocks, "master": master,
               "token": (bytes(len(signed)) + signed).hex(),
               "cookie": f"{application.config['SESSION_COOKIE_NAME']}={cookie}"}  # fmt: skip
    with application.app_context():
        db.engine.dispose()


@contextmanager
def gunicorn(port: int, environment: dict[str, str], folder: Path) -> Iterator[int]:
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


class Writer(threading.Thread):
    """Types in one block as the page's script does: the same text is sent until it is acknowledged."""

    def __init__(self, site: dict[str, Any], block_id: int):
        super().__init__(daemon=True)
        self.site, self.block_id = site, block_id
        self.acknowledged: list[str] = []
        self.version, self.wrong, self.is_over = 1, "", threading.Event()

    def run(self) -> None:
        writer, number = f"page-{self.block_id:08d}", 0
        while not self.is_over.is_set():
            number += 1
            text = f"phrase {number} du bloc {self.block_id}"
            while not self.is_over.is_set() and not self._send(text, writer):
                time.sleep(0.05)

    def _send(self, text: str, writer: str) -> bool:
        body = urlencode(
            {"csrf_token": self.site["token"], "version": self.version, "text_fr": text, "writer": writer}
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
                   "Cookie": self.site["cookie"], "Sec-Fetch-Site": "same-origin"}  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.site["port"], timeout=15)
        try:
            connection.request("POST", f"/sessions/blocs/{self.block_id}", body, headers)
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
        self.version = json.loads(content)["version"]
        self.acknowledged.append(text)
        return True


def test_twenty_kills_lose_nothing_that_was_acknowledged(site):
    writers = [Writer(site, block_id) for block_id in site["blocks"]]
    worker = worker_of(site["master"])
    for thread in writers:
        thread.start()
    for kill in range(KILLS):
        wait_for_more(writers)
        time.sleep(kill % 5 * 0.007)  # not always at the same instant of a save
        os.kill(worker, signal.SIGKILL)
        worker = worker_of(site["master"], not_this=worker)
    wait_for_more(writers)
    for thread in writers:
        thread.is_over.set()
    for thread in writers:
        thread.join(30)
    assert [thread.wrong for thread in writers] == ["", ""]
    with site["app"].app_context():
        for thread in writers:
            assert len(thread.acknowledged) > KILLS
            assert set(thread.acknowledged) - texts_kept(thread.block_id) == set()
        db.session.remove()


def wait_for_more(writers: list[Writer]) -> None:
    """Until each has been answered once more."""
    before = [len(thread.acknowledged) for thread in writers]
    deadline = time.monotonic() + 60
    while any(len(thread.acknowledged) <= count for thread, count in zip(writers, before, strict=True)):
        assert [thread.wrong for thread in writers] == ["", ""]
        assert time.monotonic() < deadline, "the server did not come back"
        time.sleep(0.01)
