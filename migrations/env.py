"""Alembic runs on the application's own engine and metadata; Flask-Migrate calls this."""

from typing import Any

from alembic import context
from flask import current_app

from noress.core.database import writing
from noress.extensions import db

config = context.config


def keep_out_of_autogenerate(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Search tables are written by hand in migrations, per engine."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


def run() -> None:
    options = {**current_app.extensions["migrate"].configure_args, "include_object": keep_out_of_autogenerate}
    with writing(), db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run against a database, not as a script")
run()
