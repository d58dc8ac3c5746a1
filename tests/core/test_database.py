"""How transactions begin, and what becomes of connections that rest."""

from datetime import date

import pytest
from sqlalchemy import JSON, Date, NullPool, bindparam, create_engine, literal, select, text

from noress.core import database
from noress.core.i18n import Translated
from noress.domain.institutions.models import Category
from noress.extensions import db
from tests import engines

CODES = select(Category.code)


@pytest.fixture
def reading(app):
    """As in a GET request."""
    token = database._reading.set(True)
    yield
    database._reading.reset(token)


def is_autocommit(clause=CODES) -> bool:
    bind = db.session.get_bind(clause=clause)
    return bind.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


def test_a_request_that_only_reads_has_no_transaction_on_postgresql(reading):
    assert is_autocommit() is (db.engine.dialect.name == "postgresql")


def test_other_requests_have_one(app):
    assert is_autocommit() is False


@pytest.mark.parametrize(
    "clause", [CODES.with_for_update(), Category.__table__.insert(), text("SELECT 1"), None]
)
def test_whatever_else_than_a_plain_select_ends_reading(reading, clause):
    assert is_autocommit(clause) is False
    assert is_autocommit() is False


def test_what_a_reading_request_writes_is_one_transaction(reading):
    assert db.session.scalars(CODES).all() == []
    db.session.add(Category(code="association", name=Translated(fr="Association")))
    assert db.session.scalars(CODES).all() == ["association"]
    db.session.rollback()
    assert db.session.scalars(CODES).all() == []


def made(*columns):
    """One row of JSON, with a value of the statement's own, and one asked for each run."""
    row = database.AS_ROW[db.engine.dialect.name]
    return select(
        row(literal("50 %"), bindparam("day", type_=Date), *columns, type_=JSON()),
        literal(None, type_=JSON()),
    )


def test_a_ready_statement_gives_what_it_gives_as_a_statement(app):
    statement = made(literal('l\'été :day "%s"'))
    for day in (date(2026, 11, 20), date(2026, 11, 21), None):
        asked = {"day": day}
        (row,) = database.read_json(db.session, statement, asked)
        assert row[0] == ["50 %", day and day.isoformat(), 'l\'été :day "%s"']
        assert [tuple(row)] == [tuple(one) for one in database.read_rows(db.session, statement, asked)]


def test_a_ready_statement_takes_no_list(app):
    statement = made().where(Category.code.in_(bindparam("codes", expanding=True)))
    with pytest.raises(ValueError, match="list"):
        database.read_json(db.session, statement, {"day": None, "codes": ["a"]})


def test_connections_closed_while_they_rested_are_replaced(client, monkeypatch):
    assert client.get("/").status_code == 200
    db.session.remove()
    close_all_connections()
    monkeypatch.setattr(database, "MAY_REST_SECONDS", 0)
    assert client.get("/?lang=ar").status_code == 200


def close_all_connections() -> None:
    """As a server does that restarts; SQLite has no server."""
    if db.engine.dialect.name != "postgresql":
        return
    engines.close_all()  # the suite's own, by which it empties the database
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with create_engine(db.engine.url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text(f"SELECT pg_terminate_backend(pid) {others}")).all() != []
