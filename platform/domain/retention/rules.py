"""Deleting what is past its retention, and files that nothing knows."""

import logging
from datetime import datetime, timedelta
from itertools import islice

from noress.core.storage import Storage
from noress.domain.accounts.retention import RETENTION
from noress.domain.backlog.rules.purging import purge_answered
from noress.domain.files.rules import discard_documents
from noress.domain.retention import queries
from noress.extensions import db

log = logging.getLogger(__name__)

#: a file just written may wait for the commit that makes it known
ORPHAN_AFTER = timedelta(days=1)


def purge_expired(*, now: datetime) -> dict[str, int]:
    """Purge by the retention table; returns how many rows of each kind went. Safe to repeat."""
    done = {}
    for row in RETENTION:
        if row.code == "rendered_documents" and row.keep is not None:
            done[row.code] = discard_documents(before=now - row.keep, now=now)
        elif row.code == "proposals" and row.keep is not None:
            done[row.code] = purge_answered(before=now - row.keep, now=now)
        elif row.keep is not None:
            done[row.code] = db.session.execute(queries.purge(row, now)).rowcount  # type: ignore[attr-defined]
    return done


def sweep_orphan_files(*, storage: Storage, now: datetime) -> int:
    """Delete files of the storage that no row knows: uploads whose transaction was rolled back."""
    old = (key for key, stored_at in storage.list_keys() if stored_at < now - ORPHAN_AFTER)
    swept = 0
    while keys := list(islice(old, 200)):
        known = set(db.session.scalars(queries.list_known_keys(keys)))
        for key in keys:
            if key not in known:
                storage.delete(key)
                swept += 1
    return swept


def sweep_partial_files(*, storage: Storage, now: datetime) -> int:
    """Delete halves of files: uploads that a crash or a power cut interrupted."""
    return storage.sweep_partial(before=now - ORPHAN_AFTER)
