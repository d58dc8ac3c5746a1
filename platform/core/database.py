"""How transactions begin on SQLite and PostgreSQL: the one place that knows."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Select, event, exc, func
from sqlalchemy.pool import Pool
from sqlalchemy.sql.selectable import GenerativeSelect

#: a connection that rested longer is tried before it is used
MAY_REST_SECONDS = 5.0

#: how each engine makes a JSON list, a row of it, and JSON of a column that holds some (a text on SQLite). Hundreds of rows come as
#: one: the driver lets other threads run at each row, and waits for its turn again
AS_LIST: dict[str, Any] = {"sqlite": func.json_group_array, "postgresql": func.json_agg}
AS_ROW: dict[str, Any] = {"sqlite": func.json_array, "postgresql": func.json_build_array}
AS_JSON: dict[str, Any] = {"sqlite": func.json, "postgresql": lambda column: column}

_writing: ContextVar[bool] = ContextVar("writing", default=False)
#: on while a request has only read; see `bind_for`
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once, so that what they read still holds
    when they write (a deferred BEGIN loses the race with "database is locked")."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def begin_request(*, is_writing: bool) -> None:
    """Writing requests take SQLite's write lock from their first statement; reading ones share."""
    _writing.set(is_writing)
    _reading.set(not is_writing)


def bind_for(engine: Engine | Connection, clause: Any) -> Engine | Connection:
    """Where a statement of a session runs. On PostgreSQL the SELECTs of a reading request run without a
    transaction: at READ COMMITTED each statement has its own snapshot either way, BEGIN and ROLLBACK are two
    round trips more, and psycopg forgets its prepared statements at each ROLLBACK."""
    if not _reading.get() or not isinstance(engine, Engine) or engine.dialect.name != "postgresql":
        return engine
    if not isinstance(clause, GenerativeSelect) or clause._for_update_arg is not None:  # noqa: SLF001
        _reading.set(False)  # it writes after all: one transaction from here on, which sees its own rows
        return engine
    return _without_transactions(engine)


def read_rows(
    session: Any, statement: Select[*tuple[Any, ...]], values: dict[str, Any] | None = None
) -> Sequence[Any]:
    """The rows of a SELECT of columns in the session's transaction, past the ORM, whose share costs as much as
    the query. For the few statements that run with every page: nothing is flushed before."""
    found: Sequence[Any] = (
        session.connection(bind_arguments={"clause": statement}).execute(statement, values).all()
    )
    return found


def read_json(session: Any, statement: Select[Any], values: dict[str, Any]) -> list[Sequence[Any]]:
    """The same of a SELECT that is built once and whose columns are all JSON, without lists among its values. SQLAlchemy finds again
    what it made of a statement by all that the statement is made of: for a long one that takes longer than to run it."""
    connection = session.connection(bind_arguments={"clause": statement})
    ready = _ready(statement, connection.dialect)
    rows = connection.exec_driver_sql(ready.text, ready.write(values)).all()
    if connection.dialect.name != "sqlite":
        return rows
    return [[text and json.loads(text) for text in row] for row in rows]


class _Ready:
    """A statement as the driver takes it."""

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        if any(bind.expanding for bind in binds.values()):
            raise ValueError("a list among the values changes the statement at each run")
        processors = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()
        }
        self._processors = {name: process for name, process in processors.items() if process is not None}
        own = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._own = self._written(own)

    def _written(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._processors[name](value) if name in self._processors else value
            for name, value in values.items()
        }

    def write(self, values: dict[str, Any]) -> Any:
        written = self._own | self._written(values)
        return written if self._order is None else tuple(written[name] for name in self._order)


@lru_cache(maxsize=200)
def _ready(statement: Select[Any], dialect: Dialect) -> _Ready:
    return _Ready(statement, dialect)


def connect_to_read(engine: Engine) -> Connection:
    """A connection for a SELECT outside any session."""
    begin_request(is_writing=False)
    return (_without_transactions(engine) if engine.dialect.name == "postgresql" else engine).connect()


@lru_cache
def _without_transactions(engine: Engine) -> Engine:
    """The same engine and the same pool, in autocommit."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, record: Any) -> None:
    if "sqlite" not in type(connection).__module__:
        return
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "connect")
def _configure_psycopg(connection: Any, record: Any) -> None:
    """psycopg keeps how it wrote a statement that is not too long, and takes a long one apart at each run: ours are built once, so
    that few are kept however long they are."""
    if "psycopg" in type(connection).__module__:
        kept = sys.modules["psycopg._queries"]
        kept.MAX_CACHED_STATEMENT_LENGTH, kept.MAX_CACHED_STATEMENT_PARAMS = 20_000, 200  # type: ignore[attr-defined]


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(Pool, "checkin")
def _note_rest(connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _try_after_rest(connection: Any, record: Any, proxy: Any) -> None:
    """A server that restarted, or a firewall, closes connections that rest: the pool then replaces them all.
    SQLAlchemy's `pool_pre_ping` asks before each use, one round trip more for every request."""
    rests_since = record.info.get("rests_since")
    if rests_since is None or "psycopg" not in type(connection).__module__:
        return
    if time.monotonic() - rests_since < MAY_REST_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.Error as error:
        raise exc.InvalidatePoolError from error
