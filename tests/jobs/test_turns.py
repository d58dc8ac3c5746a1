"""Long work leaves the others their turn: with SQLite, nobody waits for the end of the night."""

import threading

import pytest
from sqlalchemy import text

from noress.core.database import writing
from noress.extensions import db
from noress.jobs.nightly import work

#: a transaction that takes a while
COUNTING = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) SELECT count(*) FROM n"
)
PIECES = 25


@pytest.mark.one_engine
def test_somebody_who_saves_gets_in_between_two_pieces_of_the_night_s_work(app):
    done: list[int] = []
    saved_after: list[int] = []
    is_begun = threading.Event()

    def piece(now):
        db.session.execute(text(COUNTING))
        is_begun.set()
        return 0

    def save():
        is_begun.wait()
        with app.app_context(), writing():
            db.session.execute(text("SELECT 1"))  # takes the lock, or is refused after five seconds
            saved_after.append(len(done))
            db.session.rollback()

    saving = threading.Thread(target=save)
    saving.start()
    for number in range(PIECES):
        work(app, "piece", piece)
        done.append(number)
    saving.join()
    assert saved_after
    assert saved_after[0] < PIECES
