"""The task queue: huey on SQLite by default, on Redis with REDIS_URL.

Huey loses a task whose worker is killed (at most once), so nothing depends on it: the outbox table is the
truth, a task only says "look now", and the worker looks by itself every few seconds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from noress.documents import kinds
from noress.domain.files.rules import rendering
from noress.domain.outbox import rules as outbox
from noress.extensions import db


def open_queue(settings: Any) -> Any:
    """A huey instance for these settings."""
    if settings.redis_url:
        from huey import RedisHuey

        return RedisHuey("noress", url=settings.redis_url, utc=True, results=False)
    with _no_other_client():
        from huey import SqliteHuey

    return SqliteHuey(
        "noress",
        filename=str(Path(settings.instance_path) / "queue.db"),
        fsync=False,
        results=False,
        utc=True,
    )


@contextmanager
def _no_other_client() -> Iterator[None]:
    """Huey loads the client of every database that is installed: 16 MB in a web process that uses none of them."""
    clients = [name for name in ("redis", "psycopg", "psycopg2", "peewee") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(clients))  # type: ignore[arg-type]  # None says "not installed"
    try:
        yield
    finally:
        for name in clients:
            del sys.modules[name]


def init_app(app: Flask) -> None:
    from noress.jobs import documents as document_jobs
    from noress.jobs import exchange as exchange_jobs
    from noress.jobs import outbox as outbox_jobs

    settings = app.config["SETTINGS"]
    kinds.init_app(app)
    rendering.listen(db.session)
    exchange_jobs.init_app(app)
    holder: dict[str, Any] = {}

    def queue() -> Any:
        if "huey" not in holder:
            holder["huey"] = open_queue(settings)
            outbox_jobs.register(holder["huey"], app)
            document_jobs.register(holder["huey"], app)
        return holder["huey"]

    app.extensions["queue"] = queue

    def wake() -> None:
        queue()
        app.extensions["send_outbox"]()

    def wake_for_documents() -> None:
        queue()
        app.extensions["make_documents"]()

    outbox.set_wake(wake if not settings.testing else lambda: None)
    rendering.set_wake(wake_for_documents if not settings.testing else lambda: None)
