"""The last minutes before a call closes: everybody sends at once, and the server is killed meanwhile.

`FULL=1`: 1,000 applicants with 5 MB each within ten minutes, five kills; otherwise 60 with 1 MB within 40 seconds, one.
Goals of the surge: none lost, none doubled, no 5xx, 95th percentile of sending under 1.5 s and of pages under 500 ms,
every receipt delivered within 15 minutes, what comes later refused with its draft kept.
"""

import asyncio
import contextlib
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import surge
from bench.inside import SECRET, know_tables, make_app
from bench.load import cpu_seconds
from bench.servers import ROOT, children, database, for_engines, wait_for

NAME = "deadline"
PORT = 8794
LATE = 20
#: people, megabytes each, seconds, kills
SMALL, REAL = (60, 1, 40.0, 1), (1_000, 5, 600.0, 5)
GOALS = {"sending p95": 1.5, "pages p95": 0.5, "receipts": 900.0}


def measure(engine: str, *, is_full: bool) -> list[str]:
    """The lines of the report; raises when something acknowledged is not there."""
    from tempfile import TemporaryDirectory

    people, megabytes, window, kills = REAL if is_full else SMALL
    with TemporaryDirectory(prefix="noress-deadline-") as name, database(engine, Path(name)) as url:
        folder = Path(name)
        app = make_app(url, folder)
        with app.app_context():
            from flask_migrate import upgrade

            upgrade()
            from bench.deadline_seed import seed

            tokens = seed(app, people + LATE, megabytes)
            know_tables()
        with mailbox() as box, served(url, folder, box.port) as server:
            left_open = asyncio.run(surge.open_pages(server.base, tokens[people:]))
            close_in(app, window)
            surging = threading.Thread(target=server.kill_now_and_then, args=(window, kills))
            surging.start()
            ledger = asyncio.run(surge.surge(server.base, tokens[:people], window=window))
            surging.join()
            wait_until_closed(app)
            late = asyncio.run(surge.too_late(server.base, left_open))
            waited = box.wait_for(len(ledger.acknowledged), 900)
        return report(engine, app, ledger, late, tokens, people, server.kills, waited, megabytes)


# --- the servers ---------------------------------------------------------------------------------------


class Box:
    """A mail server that counts receipts, by the address they went to."""

    def __init__(self) -> None:
        self.received: dict[str, float] = {}
        self.port = 0

    async def handle_DATA(  # noqa: N802 -- the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if b"AMI-" in envelope.content or b"=41MI-" in envelope.content:
            for address in envelope.rcpt_tos:
                self.received.setdefault(address, time.monotonic())
        return "250 OK"

    def wait_for(self, count: int, seconds: float) -> float:
        """Seconds until that many mailboxes have theirs; infinite when they have not."""
        begun = time.monotonic()
        while len(self.received) < count:
            if time.monotonic() - begun > seconds:
                return float("inf")
            time.sleep(0.2)
        return time.monotonic() - begun


@contextmanager
def mailbox() -> Iterator[Box]:
    from aiosmtpd.controller import Controller

    logging.getLogger("mail.log").setLevel(logging.WARNING)
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


class Server:
    """gunicorn and the worker, as deployed on one machine; killed without warning and started again."""

    def __init__(self, url: str, folder: Path, smtp_port: int):
        self.base = f"http://127.0.0.1:{PORT}"
        self.environment = {
            **os.environ, "SECRET_KEY": SECRET, "DATABASE_URL": url, "BASE_URL": self.base, "INSTANCE_PATH": str(folder),
            "DEMO": "0", "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(smtp_port), "MAIL_USE_TLS": "0",
        }  # fmt: skip
        self.environment.pop("FLASK_RUN_FROM_CLI", None)
        self.kills = 0
        self.web = self._start_web()
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=self.environment
        )
        wait_for(f"{self.base}/healthz", self.web)

    def _start_web(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "4", "-b",
                   f"127.0.0.1:{PORT}", "--log-level", "critical", "wsgi:app"]  # fmt: skip
        return subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def kill_now_and_then(self, window: float, kills: int) -> None:
        """In the second half of the surge, where most people send."""
        for _ in range(kills):
            time.sleep(window / 2 / (kills + 1) if self.kills else window / 2)
            for pid in [self.web.pid, *children(self.web.pid)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.web.wait()
            self.kills += 1
            self.web = self._start_web()

    def cpu(self) -> float:
        return cpu_seconds(children(self.web.pid))

    def stop(self) -> None:
        for process in (self.web, self.worker):
            process.terminate()
            process.wait(30)


@contextmanager
def served(url: str, folder: Path, smtp_port: int) -> Iterator[Server]:
    server = Server(url, folder, smtp_port)
    try:
        yield server
    finally:
        server.stop()


# --- the hour ------------------------------------------------------------------------------------------


def _call(app: Any) -> Any:
    from noress.domain.funding.models import FundingCall
    from noress.extensions import db

    return db.session.get_one(FundingCall, 1)


def close_in(app: Any, seconds: float) -> None:
    from noress.core import clock
    from noress.core.database import writing
    from noress.extensions import db

    with app.app_context(), writing():
        _call(app).closes_at = clock.now() + timedelta(seconds=seconds + 5)
        db.session.commit()


def wait_until_closed(app: Any) -> None:
    from noress.core import clock
    from noress.domain.funding.calendar import last_moment

    with app.app_context():
        last = last_moment(_call(app), 1)
        assert last is not None
        time.sleep(max(0.0, (last - clock.now()).total_seconds() + 0.5))


# --- the books -----------------------------------------------------------------------------------------


def report(
    engine: str, app: Any, ledger: surge.Ledger, late: surge.Ledger, tokens: list[str], people: int, kills: int,
    waited: float, megabytes: int,
) -> list[str]:  # fmt: skip
    with app.app_context():
        from bench.deadline_seed import read_books

        books = read_books(tokens)
    lost = sorted(token for token in ledger.acknowledged if books.sent.get(token, 0) == 0)
    doubled = sorted(token for token, count in books.sent.items() if count > 1)
    kept = [token for token in tokens[people:] if books.sent.get(token, 0) == 0 and books.drafts[token]]
    unsaid = [token for token in tokens[:people] if token not in ledger.acknowledged]
    if lost or doubled or ledger.faults or len(set(books.numbers)) != len(books.numbers):
        raise RuntimeError(f"{engine}: lost {lost[:3]}, doubled {doubled[:3]}, faults {ledger.faults[:3]}")
    sending, pages = _p95(ledger.sendings), _p95(ledger.pages)
    return [
        f"deadline, {engine}: {people} applicants with {megabytes} MB each, {kills} times killed, {ledger.cut} requests cut",
        f"  acknowledged {len(ledger.acknowledged)}, lost 0, doubled 0, 5xx 0, not sent {len(unsaid)} {sorted(set(ledger.refused.values()))}",
        f"  sending p95 {sending:.2f} s (goal {GOALS['sending p95']}), pages p95 {pages * 1000:.0f} ms (goal {GOALS['pages p95'] * 1000:.0f})",
        f"  receipts: the last one {waited:.0f} s after the last sending (goal {GOALS['receipts']:.0f})",
        f"  after the hour: {len(late.refused)} sent, answered {sorted(set(late.refused.values()))}, drafts kept {len(kept)}",
    ]


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)] if ordered else 0.0


def print_all(engine: str, *, is_full: bool) -> None:
    random.seed(1)
    print("\n".join(measure(engine, is_full=is_full)), flush=True)


if __name__ == "__main__":
    for_engines(print_all)
