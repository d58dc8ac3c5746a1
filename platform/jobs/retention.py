"""The nightly purge of what is past its retention; the worker's loop calls it, `flask purge` too."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.core.storage import StorageError
from noress.domain.retention import rules
from noress.extensions import db

log = logging.getLogger(__name__)


def purge(app: Flask) -> dict[str, int]:
    """Purge rows, commit, then sweep files that no row knows."""
    with app.app_context(), writing():
        done = rules.purge_expired(now=clock.now())
        db.session.commit()
    with app.app_context():
        try:
            storage, now = app.extensions["storage"], clock.now()
            done["orphan_files"] = rules.sweep_orphan_files(storage=storage, now=now)
            done["partial_files"] = rules.sweep_partial_files(storage=storage, now=now)
        except StorageError as error:  # the rows are purged; the files wait for tomorrow
            log.warning("orphan files not swept: %s", error)
    if any(done.values()):
        log.info("purged: %s", {name: count for name, count in done.items() if count})
    return done
