"""The floor: the least a Flask page can cost. Never changes with the product.

Bare Flask, one SQL query and one autoescaped template of the same number of bytes (60 KB at most); for
writes one committed INSERT and a redirect. Same engine and same server settings as the product, no extensions.
"""

import os
import threading
from contextlib import contextmanager
from typing import Any

from flask import Flask, redirect, request

URL = os.environ["FLOOR_DATABASE_URL"]
LIMIT = 60_000
ROW = "Une ligne de texte <simple> & sans surprise, en français, d'une centaine de signes à peu près.\n"
TEMPLATE = "<!doctype html><title>{{ title }}</title>{% for row in rows %}{{ row }}{% endfor %}"

app = Flask(__name__)
compiled = app.jinja_env.from_string(TEMPLATE)
_local = threading.local()


def connection() -> Any:
    """One connection per thread, as the product's pool gives."""
    if not hasattr(_local, "connection"):
        if URL.startswith("sqlite"):
            import sqlite3

            _local.connection = sqlite3.connect(URL.removeprefix("sqlite:///"), isolation_level=None)
            _local.connection.execute("PRAGMA journal_mode=WAL")
            _local.connection.execute("PRAGMA synchronous=FULL")
            _local.connection.execute("PRAGMA busy_timeout=5000")
        else:
            import psycopg

            uri = URL.replace("postgresql+psycopg://", "postgresql://")
            _local.connection = psycopg.connect(uri, autocommit=True)
    return _local.connection


@contextmanager
def transaction(db: Any) -> Any:
    db.execute("BEGIN IMMEDIATE" if URL.startswith("sqlite") else "BEGIN")
    yield
    db.execute("COMMIT")


@app.get("/page")
def page() -> str:
    """A page of about `bytes` bytes."""
    wanted = min(int(request.args["bytes"]), LIMIT)
    title = connection().execute("SELECT title FROM floor WHERE id = 1").fetchone()[0]
    # The escaped row is a little longer than the row itself.
    rows = [ROW] * max(1, wanted // (len(ROW) + 20))
    return compiled.render(title=title, rows=rows)


@app.post("/write")
def write() -> Any:
    db = connection()
    mark = "?" if URL.startswith("sqlite") else "%s"
    with transaction(db):
        db.execute(f"INSERT INTO floor_write (text) VALUES ({mark})", (request.form["text"],))
    return redirect("/page?bytes=1000", 303)
