"""Clean copies and previews of the files of entries that were sent, one at a time."""

import logging
from threading import Event

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.core.storage import StorageError
from noress.documents.previews import preview_of
from noress.domain.juries import copying
from noress.extensions import db

log = logging.getLogger(__name__)


def make_copies(app: Flask, stopping: Event | None = None) -> int:
    """As for documents, the making stands outside any writing transaction. How many were kept."""
    storage, kept = app.extensions["storage"], 0
    with app.app_context():
        waiting = copying.list_waiting()
        db.session.rollback()
    for source in waiting:
        if stopping is not None and stopping.is_set():
            break
        try:
            made = copying.make(source, storage, preview_of)
        except StorageError:  # its bytes are not there now: the next round looks again
            log.warning("file %s of an entry could not be read", source.file_id)
            continue
        except Exception:  # whatever a file does to a library: it is not shown, and those behind it are made
            log.exception("file %s of an entry could not be cleaned", source.file_id)
            made = copying.Made(None, None)
        with app.app_context(), writing():
            kept += copying.keep(source, made, storage=storage, now=clock.now()) is not None
            db.session.commit()
    return kept


def night_work(app: Flask) -> None:
    with app.app_context(), writing():
        copying.drop_stale()
        db.session.commit()
