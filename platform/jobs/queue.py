"""The task queue: huey on SQLite by default, on Redis with REDIS_URL.

Huey loses a task whose worker is killed (at most once), so nothing depends on it: the outbox table is the
truth, a task only says "look now", and the worker looks by itself every few seconds.
"""

from pathlib import Path
from typing import Any

from flask import Flask

from noress.domain.outbox import rules as outbox


def open_queue(settings: Any) -> Any:
    """A huey instance for these settings."""
    if settings.redis_url:
        from huey import RedisHuey

        return RedisHuey("noress", url=settings.redis_url, utc=True, results=False)
    from huey import SqliteHuey

    return SqliteHuey(
        "noress",
        filename=str(Path(settings.instance_path) / "queue.db"),
        fsync=False,
        results=False,
        utc=True,
    )


def init_app(app: Flask) -> None:
    from noress.jobs import outbox as outbox_jobs

    settings = app.config["SETTINGS"]
    holder: dict[str, Any] = {}

    def queue() -> Any:
        if "huey" not in holder:
            holder["huey"] = open_queue(settings)
            outbox_jobs.register(holder["huey"], app)
        return holder["huey"]

    app.extensions["queue"] = queue

    def wake() -> None:
        queue()
        app.extensions["send_outbox"]()

    outbox.set_wake(wake if not settings.testing else lambda: None)
