"""A real server on the demonstration's data, and a real Chromium in front of it."""

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.architecture.source import ROOT
from tests.browser.chromium import find_chromium

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PATIENCE = 30_000  # milliseconds that a page may take on a machine that others keep busy
expect.set_options(timeout=PATIENCE)


#: each opens dozens of pages: begun first, none of them is left alone at the end of the run
LONG = ("test_every_page.py", "test_weight.py")


def pytest_itemcollected(item: pytest.Item) -> None:
    """What a file prepares is prepared in one process: it goes to it whole."""
    item.add_marker(pytest.mark.browser)
    if item.path.name not in LONG:
        item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path.name not in LONG, -sizes[item.path], str(item.path)))


#: what `flask start` does before it serves, and the worker's first night, which keeps the database for itself
PREPARE = """
from noress.commands.serve import prepare
from noress.factory import init_migrations
from noress.jobs import worker
from wsgi import app

init_migrations(app)
prepare(app)
worker.round_once(app, None)
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id) -> dict[str, str]:
    """The environment of the site under test, on a folder of its own: for its server, and for a look into its data.
    The demonstration is built by the first process that asks for it; the others copy it."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST", "FLASK_"))
    } | {"DEMO": "1", "PORT": str(free_port())}
    root = tmp_path_factory.getbasetemp()
    built = (root if worker_id == "master" else root.parent) / "demonstration"
    with built.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "ready").exists():
            subprocess.run(
                [sys.executable, "-c", PREPARE], cwd=ROOT, env=environment | {"INSTANCE_PATH": str(built)}, check=True,
                capture_output=True,
            )  # fmt: skip
            (built / "ready").write_text(environment["PORT"])
        port = (built / "ready").read_text()
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    lead_here(folder / "noress.db", port, environment["PORT"])
    return environment | {"INSTANCE_PATH": str(folder)}


def lead_here(database: Path, built_for: str, port: str) -> None:
    """Mails of the demonstration hold addresses of the process that built it."""
    names = [f"http://127.0.0.1:{number}/" for number in (built_for, port)]
    with closing(sqlite3.connect(database)) as connection, connection:
        for column in ("text", "html", "stop_url"):
            connection.execute(f"UPDATE outbox_mail SET {column} = replace({column}, ?, ?)", names)


@pytest.fixture(scope="session")
def server(site) -> Iterator[str]:
    """`flask start`, as `make run` starts it; gives the address of the site."""
    folder = Path(site["INSTANCE_PATH"])
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "start"], cwd=ROOT, env=site, stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{site['PORT']}"
    try:
        wait_until_ready(address, process, Path(log.name))
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    assert path is not None, "no Chromium found; `.ci/run` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Witness:
    """What a page must not do: ask other hosts, write errors on the console, fail to load something."""

    def __init__(self, address: str):
        self.address = address
        self.trouble: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.trouble.append(f"script: {error.error}"))

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.trouble.append(f"asked another host: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.trouble.append(f"{response.status} {response.url}")

    def _console(self, message: Any) -> None:
        # Chromium writes a line for each page answered 4xx: those are pages that tests ask for. So is a cut network.
        is_asked = "status of 4" in message.text or "ERR_INTERNET_DISCONNECTED" in message.text
        if message.type in {"error", "warning"} and not is_asked:
            self.trouble.append(f"console: {message.text} ({message.location.get('url')})")


@pytest.fixture
def open_browser(server, chromium) -> Iterator[Callable[..., Page]]:
    """open_browser(size=PHONE, script=False, language="ar") is a fresh browser, watched until the test ends."""
    witness = Witness(server)
    contexts: list[BrowserContext] = []

    def start(*, size: dict[str, int] = DESK, script: bool = True, language: str = "fr") -> Page:
        context = chromium.new_context(
            base_url=server, viewport=size, java_script_enabled=script,
            locale={"fr": "fr-MA", "ar": "ar-MA", "en": "en-GB"}[language],
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        witness.watch(context)
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        context.close()
    assert witness.trouble == []


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    """sign_in(page, "coordinator") clicks the one-click account of the demonstration."""

    def click(page: Page, kind: str) -> None:
        page.goto("/connexion")
        page.locator(f'form[action^="/demo/compte/{kind}"] button').click()
        page.wait_for_url("**/a-faire*")

    return click


@pytest.fixture
def phone(server, chromium, tmp_path):
    """phone() opens the browser of one phone; closed and opened again, it still holds what it held."""
    opened = []

    def opening():
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "phone"), executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"],
            base_url=server, viewport=PHONE, locale="fr-MA",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context, context.pages[0]

    yield opening
    for context in opened:
        context.close()
