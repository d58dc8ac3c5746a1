"""The models are what the migrations make, and every step goes both ways."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from noress.core.database import writing
from noress.extensions import db
from tests import engines
from tests.apps import make_app

#: lower(email): nothing reads it back from SQLite
pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
]


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
            if not (step[0] == "remove_table" and step[1].name.startswith("search_"))
            and not (step[0] == "remove_index" and step[1].table.name.startswith("search_"))
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


def test_references_are_checked_after_an_upgrade_with_nothing_to_do(fresh):
    upgrade()
    upgrade()
    with pytest.raises(IntegrityError), writing(), db.engine.begin() as connection:
        connection.execute(text(ROWS_OF_THE_FOUNDATION[-1].replace("VALUES (1,", "VALUES (999,")))


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


def test_rows_outlive_the_steps_that_copy_their_table(fresh):
    """SQLite drops and copies a table to change it: the rows that point at it must not go with it."""
    upgrade(revision="foundation")
    with writing(), db.engine.begin() as connection:
        for statement in ROWS_OF_THE_FOUNDATION:
            connection.execute(text(statement))
    upgrade()
    with db.engine.connect() as connection:
        kept = connection.execute(
            text("SELECT m.uid, a.minutes FROM agenda_item a JOIN meeting m ON m.id = a.meeting_id")
        ).all()
    assert kept == [("abc@example", 20)]
    downgrade(revision="foundation")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT minutes FROM agenda_item")).all() == [(20,)]


ROWS_OF_THE_FOUNDATION = (
    "INSERT INTO meeting (id, type, state, theme, starts_wall, zone, starts_at, is_day_only, uid, sequence, "
    "created_at, version, agenda_version) VALUES (1, 'session', 'draft', '{\"fr\": \"Thème\"}', "
    "'2026-12-01 10:00:00', 'Africa/Casablanca', '2026-12-01 10:00:00', false, 'abc@example', 0, "
    "'2026-11-01 10:00:00', 1, 1)",
    "INSERT INTO agenda_item (meeting_id, position, kind, title, minutes, version) "
    "VALUES (1, 1, 'discussion', '{\"fr\": \"Point\"}', 20, 1)",
)


def test_institutions_of_before_stand_in_the_order_of_their_numbers(fresh):
    upgrade(revision="foundation")
    with writing(), db.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO category (code, name, position, has_voice) VALUES ('x', '{}', 0, true)")
        )
        for number in (10, 6):
            connection.execute(
                text(
                    "INSERT INTO institution (id, name, name_folded, category_code, membership, visibility, is_demonstration, "
                    f"created_at, version) VALUES ({number}, '{{}}', 'membre {number}', 'x', 'member', 'members', false, "
                    "'2026-11-01 10:00:00', 1)"
                )
            )
    upgrade()
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT id, name_sort FROM institution ORDER BY name_sort")).all()
    assert found == [(6, "membre 000000006"), (10, "membre 000000010")]
