"""A row that is held is the row as it is now."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from noress.core.database import writing
from noress.core.locking import lock
from noress.extensions import db
from tests.factories import make_category, make_institution


def test_a_row_changed_since_it_was_read_points_where_it_points_now(app):
    institution, other = make_institution(), make_category("fondation").code
    db.session.commit()
    somebody = create_engine(db.engine.url)
    change = text("UPDATE institution SET category_code = :code")
    with writing():
        assert institution.category.code == "association"
        with somebody.connect() as connection:
            if db.engine.name == "sqlite":  # whoever is going to write was alone from the first thing it read
                connection.connection.execute("PRAGMA busy_timeout=0")
                with pytest.raises(OperationalError):
                    connection.execute(change, {"code": other})
            else:
                connection.execute(change, {"code": other})
                connection.commit()
        lock(institution)
        now_there = "association" if db.engine.name == "sqlite" else other
        assert (institution.category_code, institution.category.code) == (now_there, now_there)
        db.session.rollback()
    somebody.dispose()
