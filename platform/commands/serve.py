"""flask start: web server and worker as one command, for `make run` and for small machines.

Both are children: signals are forwarded to them, and when either dies the other is stopped and the command
fails, so that whoever supervises it notices.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType
from typing import Any

import click
from flask import Flask

HOST = "127.0.0.1"
THREADS = 6
STOP_WITHIN = 8.0
READY_WITHIN = 30.0


def register(app: Flask) -> None:
    @app.cli.command("start", with_appcontext=False)
    def start() -> None:
        """Migrate, load the demonstration if DEMO=1, then run web server and worker until Ctrl-C."""
        port = int(os.environ.get("PORT") or 8000)
        if is_taken(port):
            raise click.ClickException(
                f"port {port} is already in use; choose another one: PORT=8001 make run"
            )
        prepare(app)
        sys.exit(Children(port).run(lambda: announce(app, port)))


def prepare(app: Flask) -> None:
    """The database at its newest shape, with the demonstration's data when there is none."""
    from flask_migrate import upgrade

    from noress.extensions import db

    with app.app_context():
        upgrade()
        if app.config["SETTINGS"].demo:
            from noress.demo import build

            build.build_if_empty(app)
        db.session.remove()
        db.engine.dispose()


def announce(app: Flask, port: int) -> None:
    click.echo(f"\n  NORESS   http://{HOST}:{port}\n")
    if app.config["SETTINGS"].demo:
        from noress.demo.accounts import KINDS

        click.echo(f"  Demonstration accounts, one click each at http://{HOST}:{port}/connexion")
        for kind in KINDS:
            click.echo(f"    {kind.email:<28} {kind.label}")
        click.echo(f"\n  Every mail, with its calendar: http://{HOST}:{port}/demo/courrier")
    click.echo("  Ctrl-C stops.\n")


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def web_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{HOST}:{port}", "--worker-class", "gthread",
        "--workers", "1", "--threads", str(THREADS), "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--timeout", "60", "--graceful-timeout", "2", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


def _end_with_parent() -> None:
    """On Linux a child gets SIGTERM when its parent is killed without warning: the port is freed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Children:
    """The two processes, from their start to their end."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.is_stopping = False
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, when_ready: Any) -> int:
        """Until a signal (0) or the death of either (1)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        # Flask's mark of the command line makes an application load Alembic, which no server needs.
        environment = {key: value for key, value in os.environ.items() if key != "FLASK_RUN_FROM_CLI"}
        for name, command in (("web server", web_command(self.port)), ("worker", worker_command())):
            # A group of their own: Ctrl-C reaches them through us, once.
            self.processes[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                process_group=0,
                env=environment,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has no threads
            )
        if self._wait_until_ready():
            when_ready()
        return self._watch()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _dead(self) -> str | None:
        return next((name for name, process in self.processes.items() if process.poll() is not None), None)

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and not self.is_stopping and self._dead() is None:
            try:
                urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=5).close()
                return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return False

    def _watch(self) -> int:
        while not self.is_stopping:
            dead = self._dead()
            if dead is not None:
                click.echo(
                    f"the {dead} ended with code {self.processes[dead].returncode}: stopping", err=True
                )
                self._stop()
                return 1
            time.sleep(0.2)
        return self._stop()

    def _stop(self) -> int:
        """SIGTERM to both; SIGKILL, and a failure, for one that does not end."""
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline, code = time.monotonic() + STOP_WITHIN, 0
        for name, process in self.processes.items():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                click.echo(f"the {name} did not stop: killed", err=True)
                process.kill()
                process.wait()
                code = 1
        return code
