"""The models are what the migrations make, and every step goes both ways."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from noress.core.database import writing
from noress.extensions import db
from tests import engines
from tests.apps import make_app


@pytest.fixture
def fresh(tmp_path):
    """An application on an empty database of its own."""
    application = make_app(engines.database_url(tmp_path), tmp_path)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def differences() -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with writing(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False}
        )
        return [
            step for step in compare_metadata(context, db.metadata)
            if not (step[0] in {"remove_table", "add_table"} and step[1].name.startswith("search_"))
        ]  # fmt: skip


def test_models_are_what_migrations_make(fresh):
    upgrade()
    assert differences() == []
    assert set(db.metadata.tables) <= tables()


def test_every_step_goes_back_and_forth(fresh):
    upgrade()
    before = {name: columns(name) for name in tables()}
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert {name: columns(name) for name in tables()} == before


def columns(table: str) -> list[tuple[str, str, bool]]:
    return sorted(
        (c["name"], str(c["type"]), bool(c["nullable"])) for c in inspect(db.engine).get_columns(table)
    )


def test_there_is_one_head(fresh):
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(fresh.extensions["migrate"].directory)
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        name = script.path.rsplit("/", 1)[1]
        assert name[:13].replace("_", "").isdigit(), f"{name} does not begin with its date and hour"
