"""Long work in many short transactions, which leaves the others theirs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from noress.core.database import writing

#: seconds that the lock stays free at most
LONGEST_PAUSE = 0.2


@contextmanager
def turn(app: Flask) -> Iterator[None]:
    """One transaction among many. SQLite has one write lock and no queue for it: whoever waits looks again now and then
    (every 100 ms in the end), and work that takes it again at once keeps it for good. So it stays free as long as it was held."""
    began = time.monotonic()
    with app.app_context(), writing():
        yield
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        time.sleep(min(time.monotonic() - began, LONGEST_PAUSE))
