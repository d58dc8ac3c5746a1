"""The stamp that public pages are cached by: raised by the commit that changes what visitors see."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import delete, select, text

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.core.stamps import PUBLIC, Stamp, public_stamp
from noress.domain.institutions.models import Category
from noress.extensions import db
from tests.factories import make_category, make_person


def category(code: str) -> Category:
    return Category(code=code, name=Translated(fr=code))


def no_stamp() -> None:
    db.session.rollback()
    with writing():
        db.session.execute(delete(Stamp))
        db.session.commit()


def stamp() -> int:
    db.session.rollback()
    return public_stamp(db.session)


def test_two_first_changes_at_the_same_instant_both_commit_and_both_count(app):
    for number in range(8):
        no_stamp()
        barrier = threading.Barrier(2)

        def change(side: int, number: int = number, barrier: threading.Barrier = barrier) -> None:
            with app.app_context(), writing():
                barrier.wait(timeout=30)
                db.session.add(category(f"c{number}-{side}"))
                db.session.commit()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(change, range(2)))
        assert stamp() == 2
    assert len(db.session.scalars(select(Category.code)).all()) == 16


def test_the_first_change_makes_the_row_and_the_next_ones_raise_it(app):
    no_stamp()
    assert stamp() == 0
    with writing():
        db.session.add(category("one"))
        db.session.flush()
        db.session.add(category("two"))
        db.session.commit()
    assert stamp() == 1
    with writing():
        db.session.add(category("three"))
        db.session.commit()
    assert stamp() == 2
    assert db.session.scalars(select(Stamp.topic)).all() == [PUBLIC]


def test_what_nobody_sees_raises_nothing(app):
    make_category()
    before = stamp()
    make_person()
    assert stamp() == before


def test_a_transaction_taken_back_raises_nothing_and_the_next_one_does(app):
    make_category()
    before = stamp()
    with writing():
        db.session.add(category("gone"))
        db.session.flush()
        db.session.rollback()
        assert stamp() == before
        db.session.add(category("kept"))
        db.session.commit()
    assert stamp() == before + 1


def test_a_change_after_a_savepoint_taken_back_is_counted(app):
    make_category()
    before = stamp()
    with writing():
        savepoint = db.session.begin_nested()
        db.session.add(category("gone"))
        db.session.flush()
        savepoint.rollback()
        db.session.add(category("kept"))
        db.session.commit()
    assert stamp() == before + 1


def test_a_change_before_a_savepoint_taken_back_is_counted(app):
    make_category()
    before = stamp()
    with writing():
        db.session.add(category("kept"))
        db.session.flush()
        savepoint = db.session.begin_nested()
        db.session.add(category("gone"))
        db.session.flush()
        savepoint.rollback()
        db.session.commit()
    assert stamp() == before + 1


def test_a_change_within_a_savepoint_that_stays_is_counted_once(app):
    make_category()
    before = stamp()
    with writing():
        with db.session.begin_nested():
            db.session.add(category("one"))
        db.session.add(category("two"))
        db.session.commit()
    assert stamp() == before + 1


def test_the_stamp_is_locked_last_so_that_two_changes_never_wait_for_each_other(app):
    """A second writer changes and flushes while a first one, flushed, has not committed."""
    if db.engine.dialect.name == "sqlite":
        return  # one writer at a time
    make_category()
    before = stamp()
    with writing():
        db.session.add(category("first"))
        db.session.flush()

        def second() -> None:
            with app.app_context(), writing():
                db.session.execute(text("SET LOCAL lock_timeout = '5s'"))
                db.session.add(category("second"))
                db.session.commit()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(second).result()
        db.session.commit()
    assert stamp() == before + 2
