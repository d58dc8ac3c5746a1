"""The product inside the benchmark's own process: to seed it, to sign in, to count its statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECRET = "only-for-the-benchmark-0123456789abcdef0123456789"


def make_app(url: str, folder: Path) -> Any:
    from config import Settings
    from noress.factory import create_app, init_migrations

    app = create_app(Settings(secret_key=SECRET, database_url=url, instance_path=str(folder), testing=True,
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


def know_tables() -> None:
    """What PostgreSQL does by itself within a minute of so many new rows: without it, its plans are guesses, and
    an index alone answers nothing."""
    from sqlalchemy import text

    from noress.extensions import db

    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def cookie_of(app: Any, token: str) -> str:
    """The signed cookie of a browser that has signed in and seen a page with a form."""
    serializer = app.session_interface.get_signing_serializer(app)
    kept = {"_user_id": token, "_fresh": True, "csrf_token": "ab" * 20}
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}"


@contextmanager
def statements_of(app: Any) -> Iterator[list[str]]:
    """What is said to the database meanwhile; beginnings and ends of transactions left out."""
    seen: list[str] = []
    with _listening(app, lambda statement, _values: seen.append(statement)):
        yield seen


@contextmanager
def runs_of(app: Any) -> Iterator[list[tuple[str, Any]]]:
    """The same, each statement with the values it was run with."""
    seen: list[tuple[str, Any]] = []
    with _listening(app, lambda statement, values: seen.append((statement, values))):
        yield seen


@contextmanager
def _listening(app: Any, note: Callable[[str, Any], None]) -> Iterator[None]:
    from sqlalchemy import event

    from noress.extensions import db

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            note(statement, values)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield
    event.remove(engine, "before_cursor_execute", hear)
