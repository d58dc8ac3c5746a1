"""`flask start`: one command for the web server and the worker, as real processes."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from noress.core.i18n import gettext, in_language
from noress.demo.accounts import KINDS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def starting(instance: Path, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SECRET_KEY", "BASE_URL"}
    } | {"DEMO": "1", "PORT": str(port), "INSTANCE_PATH": str(instance), **settings}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "start"], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()  # the children get SIGTERM from the system
        process.communicate(timeout=20)


def wait_for(condition: Callable[[], Any], seconds: float = 120.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found


def answer(port: int, path: str) -> tuple[int, str] | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return None


def is_ready(port: int) -> bool:
    found = answer(port, "/readyz")
    return found is not None and found[0] == 200


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def children_of(process: subprocess.Popen[str]) -> dict[str, int]:
    """Numbers of the two children, by what they run."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True
    )
    found = {}
    for line in listed.stdout.splitlines():
        number, _, command = line.strip().partition(" ")
        found["web" if "gunicorn" in command else "worker"] = int(number)
    return found


def test_starts_serves_stops_and_starts_again_with_the_data_kept(tmp_path):
    port = free_port()
    with starting(tmp_path, port) as process:
        wait_for(lambda: is_ready(port))
        assert json.loads(answer(port, "/readyz")[1])["checks"]["worker"] == "ok"
        assert "Institution membre 12" in answer(port, "/membres/")[1]
        for lang in ("fr", "ar", "en"):  # far beyond what gunicorn takes by itself
            status, page = answer(port, f"/catalogue/?lang={lang}&q={quote('ا' * 10_000)}")
            with in_language(lang):
                assert (status, gettext("Adresse trop longue") in page, f'lang="{lang}' in page) == (
                    414,
                    True,
                    True,
                )
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=15)
        assert time.monotonic() - started < 10
        assert process.returncode == 0
        assert "Traceback" not in output
        assert f"http://127.0.0.1:{port}" in output
        assert [kind.email for kind in KINDS if kind.email not in output] == []
    assert is_free(port)

    secret = (tmp_path / "demo-secret").read_text()
    with starting(tmp_path, port) as process:
        started = time.monotonic()
        wait_for(lambda: is_ready(port))
        assert time.monotonic() - started < 30
        assert (tmp_path / "demo-secret").read_text() == secret
        assert len(re.findall("Institution membre 12 ", answer(port, "/membres/")[1])) >= 1
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=15)
        assert (process.returncode, "Traceback" in output) == (0, False)


def test_fails_when_either_dies_and_both_end_when_the_command_is_killed(tmp_path):
    """One after the other on one folder, without a demonstration to build."""
    port, bare = free_port(), {"DEMO": "", "SECRET_KEY": secrets.token_urlsafe(48)}
    for name, words in (("worker", "the worker ended"), ("web", "the web server ended")):
        with starting(tmp_path, port, **bare) as process:
            wait_for(lambda: is_ready(port))
            os.kill(children_of(process)[name], signal.SIGKILL)
            output, _ = process.communicate(timeout=15)
            assert (process.returncode, words in output) == (1, True), name
            wait_for(lambda: is_free(port), 10)
    with starting(tmp_path, port, **bare) as process:
        wait_for(lambda: is_ready(port))
        children = children_of(process)
        process.kill()
        process.wait(10)
        wait_for(lambda: is_free(port), 10)
        wait_for(lambda: not any(Path(f"/proc/{number}").exists() for number in children.values()), 10)


def test_taken_port_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with starting(tmp_path, port) as process:
            output, _ = process.communicate(timeout=20)
        assert process.returncode == 1
        assert (
            output.strip() == f"Error: port {port} is already in use; choose another one: PORT=8001 make run"
        )
