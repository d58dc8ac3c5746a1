"""Alembic runs on the application's own engine and metadata; Flask-Migrate calls this."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON

from noress.core.database import writing
from noress.core.types import TranslatedText, UTCDateTime
from noress.extensions import db

config = context.config


def keep_out_of_autogenerate(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Search tables are written by hand in migrations, per engine."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


def render_own_types(kind: str, item: Any, context: Any) -> str | bool:
    """Migrations name the database's types, so that they outlive a change of our own ones."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, TranslatedText | JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run() -> None:
    options = {
        **current_app.extensions["migrate"].configure_args,
        "include_object": keep_out_of_autogenerate, "render_item": render_own_types,
    }  # fmt: skip
    with writing(), db.engine.connect() as connection, without_foreign_keys(connection):
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def without_foreign_keys(connection: Any) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it; with foreign keys on, the drop would delete every
    row that points at it. They are off meanwhile (only possible outside a transaction) and checked after."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration left rows that point nowhere: {broken[:5]}")
    finally:
        # An upgrade with nothing to do leaves the transaction of its reading open, where the pragma does nothing:
        # the pool would hand out a connection that checks no reference.
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("migrations run against a database, not as a script")
run()
