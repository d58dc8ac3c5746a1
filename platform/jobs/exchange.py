"""What the worker does for lists that come in and files that go out."""

import logging
from threading import Event
from typing import Any

from flask import Flask, current_app

from noress.core import clock
from noress.core.database import writing
from noress.domain.exchange import progress, queries, rules
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.extensions import db
from noress.jobs.turns import turn

log = logging.getLogger(__name__)


def tell_ready(app: Flask) -> int:
    """Mails to those who wait for a file; how many."""
    with app.app_context():
        if not db.session.execute(queries.any_untold()).first():
            return 0
    with app.app_context(), writing():
        told = rules.tell_ready(now=clock.now())
        db.session.commit()
    return told


def write_imports(app: Flask, stopping: Event | None = None) -> int:
    """Every list that was confirmed, a hundred lines to a transaction: stopped at any moment, the next worker goes
    on after the last one that was kept. How many lists came to their end."""
    ended = 0
    with app.app_context():
        waiting = list(db.session.scalars(queries.list_writing()))
    for key in waiting:
        while not (stopping is not None and stopping.is_set()):
            with turn(app):
                is_done = _write_some(key)
                db.session.commit()
            if is_done:
                ended += 1
                break
    return ended


def _write_some(key: int) -> bool:
    pending = db.session.get(StructureImport, key)
    if pending is None or pending.state is not StructureImportState.WRITING:
        return True
    if pending.written.get("undoing"):
        rules.undo_import(pending=pending, now=clock.now())
        return True
    return rules.write_lines(pending=pending, now=clock.now())


def note_progress(export_id: int, done: int, total: int) -> None:
    """In a context of its own: the maker reads one instant of the database, and goes on reading it."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    try:
        with app.app_context(), writing():
            db.session.execute(queries.note_progress(export_id, done, total))
            db.session.commit()
    except Exception:  # how far it is must not stop it
        log.exception("the progress of export %s could not be written", export_id)


def init_app(app: Flask) -> None:
    progress.set_note(note_progress)
