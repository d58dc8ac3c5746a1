"""Fixtures: one application per test process on a real, migrated database, emptied after each test."""

import contextvars
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from noress.core import clock  # noqa: F401 -- first: it makes Python forget the system's old zone files

# isort: split
import pytest
from flask import Flask, has_request_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.util import LRUCache

from config import Settings
from noress.core.database import _writing
from noress.extensions import db
from tests import engines
from tests.pages import check_page
from tests.posting import held

SECRET = "only-for-tests-0123456789abcdef0123456789abcdef"


# Python looks for cycles in a large heap again and again: one second in sixteen of the whole suite.
gc.set_threshold(50_000)


#: each takes a quarter of a minute or more: begun first, none of them is left alone at the end of the run
LONG = {
    "test_permission_matrix.py", "test_start.py", "test_minutes_races.py", "test_answer_races.py",
    "test_demonstration_data.py", "test_demo_command.py", "test_hostile_text.py", "test_internal_items.py",
    "test_score_leaks.py", "test_recusal_leaks.py", "test_translations.py", "test_migrations.py", "test_worker.py",
}  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    engines.start_server(config)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """pytest looks six times for what the last test left open: once is in the whole heap."""
    engines.stop_server(config)
    gc.collect()
    gc.freeze()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if engines.is_for_sqlite_alone(collection_path) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What opens no database, or proves the same on any, runs once, with SQLite."""
    items.sort(key=lambda item: item.path.name not in LONG)
    if engines.ENGINE == "sqlite":
        return
    config.hook.pytest_deselected(items=[item for item in items if not engines.is_for_both(item)])
    items[:] = [item for item in items if engines.is_for_both(item)]


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def make_settings(database_url: str, instance: Path, **changes: Any) -> Settings:
    return Settings(
        **{
            "secret_key": SECRET, "base_url": "http://127.0.0.1:8000", "database_url": database_url,
            "instance_path": str(instance), "demo": True, "testing": True, **changes,
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as `make run` starts it (demonstration on), database migrated, no data."""
    from flask_migrate import upgrade

    from noress.factory import create_app, init_migrations

    instance = tmp_path_factory.mktemp("instance")
    url = engines.database_url(instance)
    application = create_app(make_settings(url, instance))
    init_migrations(application)
    application.test_client_class = IsolatedClient
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(templates_folder(tmp_path_factory))
    with application.app_context():
        upgrade()
        db.engine.dispose()
        engines.keep_migrated(url, tmp_path_factory.mktemp("migrated"))
        # an engine remembers 500 statements, and the suite asks thousands of them again and again
        db.engine.update_execution_options(compiled_cache=LRUCache(4000))
        event.listen(db.engine, "connect", hurry_sqlite)
        event.listen(db.engine, "before_cursor_execute", refuse_late_writing)
        db.engine.dispose()
    yield application
    engines.close_all()
    with application.app_context():
        db.engine.dispose()


def folder_of_run(factory: pytest.TempPathFactory) -> Path:
    """One for all processes of a run."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def templates_folder(factory: pytest.TempPathFactory) -> str:
    """Six hundred templates, each compiled once for the processes of a run, and for its next part."""
    folder = Path(os.environ.get("COMPILED_TEMPLATES") or folder_of_run(factory) / "templates")
    folder.mkdir(exist_ok=True)
    return str(folder)


def hurry_sqlite(connection: Any, record: Any) -> None:
    """As on PostgreSQL (tests/engines.py): nobody cuts the power, so no commit waits for the disk. Rows that are
    read in no order come in another one than they were written in, as PostgreSQL gives them now and then."""
    if engines.ENGINE == "sqlite":
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def refuse_late_writing(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
    """A request that read before it took SQLite's write lock is refused as soon as somebody else writes meanwhile."""
    if has_request_context() and statement.startswith(("INSERT", "UPDATE", "DELETE")):
        assert _writing.get(), f"written by a request that reads: {statement}"


class IsolatedClient(FlaskClient):
    """Each request in an empty context, like a real server: no shared session, no cached user.
    Every HTML page it opens is reviewed (tests/pages.py), once: PostgreSQL gives the same pages."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if db.session.registry.has():
            db.session.commit()
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if db.session.registry.has():
            db.session.rollback()  # what the test reads next is what was committed
            db.session.expire_all()
        if engines.ENGINE == "sqlite":
            check_page(response)
        return response


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """A context for the test's own reads, and an empty database afterwards."""
    if "app" not in request.fixturenames:
        yield
        return
    from noress.web import public_cache

    application: Flask = request.getfixturevalue("app")
    if request.node.get_closest_marker("no_database"):
        with application.app_context(), no_statement():
            yield
        return
    with application.app_context(), writing_off():
        yield
        db.session.remove()
    public_cache.clear()
    with application.app_context():
        empty_database()


@contextmanager
def no_statement() -> Iterator[None]:
    """What is marked `no_database` runs once, with SQLite: it may not ask the database anything."""

    statements: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield
    event.remove(db.engine, "before_cursor_execute", note)
    assert statements == [], "marked no_database"


def writing_off() -> Any:
    class Off:
        def __enter__(self) -> None:
            self.token = _writing.set(False)

        def __exit__(self, *_: object) -> None:
            _writing.reset(self.token)

    return Off()


def empty_database() -> None:
    """A test writes to a few tables out of two hundred: the engine says at once which ones."""
    tables, question = all_tables()
    filled = engines.filled(db.engine, question)
    engines.run_all(db.engine, [f'DELETE FROM "{name}"' for name in tables if name in filled])


@lru_cache
def all_tables() -> tuple[list[str], str]:
    """Their names, what points at others first; and the question which of them hold a row."""
    tables = [*(table.name for table in reversed(db.metadata.sorted_tables)), "search_entry"]
    return tables, " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def login_as(app: Flask) -> Any:
    """login_as(person, seat=None) gives a browser signed in as that person, acting for that seat."""
    from tests.factories import make_device

    def login(person: Any, seat: Any = None, *, second_factor: bool = True, **kwargs: Any) -> FlaskClient:
        token = make_device(person, seat, second_factor=second_factor, **kwargs)
        browser = app.test_client()
        held(browser, _user_id=token, _fresh=True)
        return browser

    return login


@pytest.fixture
def count_queries(app: Flask) -> Any:
    """with count_queries() as statements: ...; len(statements) is the number of SQL statements."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


os.environ.pop("FLASK_DEBUG", None)
