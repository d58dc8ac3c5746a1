"""What the database does when several people act at the same instant, on both engines."""

import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Integer, String, create_engine, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from noress.core import numbering
from noress.core.database import writing
from noress.extensions import db

WRITERS = 16
ROUNDS = 20


class Base(DeclarativeBase):
    """Tables of these tests only."""


class Place(Base):
    """A seat of a room with a limited number of them."""

    __tablename__ = "place_for_tests"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    room: Mapped[str] = mapped_column(String(10))


def all_at_once(work, count: int = WRITERS) -> list:
    """What `work(n)` gave, or raised, in each of the threads, all released together."""
    barrier = threading.Barrier(count)

    def run(number: int):
        barrier.wait(timeout=30)
        try:
            return work(number)
        except Exception as error:  # the test reads what went wrong
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_sqlite_never_oversells_nor_is_locked(tmp_path):
    """16 writers read then insert, for 3 places: with a deferred BEGIN most fail with "database is locked"."""
    engine = create_engine(f"sqlite:///{tmp_path / 'race.db'}", connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    for round_number in range(ROUNDS):
        room = f"room{round_number}"

        def take(_: int, room: str = room) -> bool:
            with writing(), engine.begin() as connection:
                taken = connection.scalar(select(func.count()).select_from(Place).where(Place.room == room))
                if taken >= 3:
                    return False
                connection.execute(insert(Place).values(room=room))
                return True

        answers = all_at_once(take)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        with engine.connect() as connection:
            sold = connection.scalar(select(func.count()).select_from(Place).where(Place.room == room))
        assert (answers.count(True), sold) == (3, 3)
    engine.dispose()


def test_numbers_have_no_gap_and_no_double(app):
    """One in four gives its number back by rolling back; the others share 1..n without a hole."""

    def take(number: int) -> int | None:
        with app.app_context(), writing():
            taken = numbering.next_number(db.session, "T", 2026)
            if number % 4 == 0:
                db.session.rollback()
                return None
            db.session.commit()
            return taken

    for round_number in range(5):
        answers = all_at_once(take)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        first = round_number * 12 + 1
        assert sorted(answer for answer in answers if answer is not None) == list(range(first, first + 12))


def test_numbers_are_counted_per_kind_and_year(app):
    with writing():
        given = [
            numbering.next_number(db.session, kind, year)
            for kind, year in (("S", 2026), ("S", 2026), ("D", 2026), ("S", 2027), ("S", 2026))
        ]
        db.session.rollback()
    assert given == [1, 2, 1, 1, 3]


def test_sqlite_is_durable_and_checks_references(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'settings.db'}")
    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_copied_file_is_not_a_backup(tmp_path):
    """The fault itself, so that nobody writes `cp`: rows committed in the journal are not in the file."""
    live, copy, backup = (tmp_path / name for name in ("live.db", "copy.db", "backup.db"))
    connection = sqlite3.connect(live)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE row (id INTEGER)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with connection:
        connection.executemany("INSERT INTO row VALUES (?)", [(n,) for n in range(100)])
    shutil.copy(live, copy)
    target = sqlite3.connect(backup)
    connection.backup(target)
    assert (count(copy), count(backup)) == (0, 100)
    target.close()
    connection.close()


def count(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT count(*) FROM row").fetchone()[0]
    finally:
        connection.close()
