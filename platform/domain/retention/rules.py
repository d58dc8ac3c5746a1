"""Deleting what is past its retention, and files that nothing knows."""

import logging
from datetime import datetime, timedelta
from itertools import islice

from noress.core.storage import Storage
from noress.domain.accounts.retention import RETENTION
from noress.domain.backlog.rules.purging import purge_answered
from noress.domain.campaigns.rules.forgetting import forget_silent
from noress.domain.files import queries as files
from noress.domain.files.rules import discard_documents
from noress.domain.questionnaires.rules import forgetting
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
        elif row.code == "response_drafts" and row.keep is not None:
            done[row.code] = forgetting.purge_drafts(before=now - row.keep, now=now)
        elif row.code == "refused_responses" and row.keep is not None:
            done[row.code] = forgetting.empty_refused(before=now - row.keep, now=now)
        elif row.code == "held_responses" and row.keep is not None:
            done[row.code] = forgetting.discard_unjudged(before=now - row.keep, now=now)
        elif row.code == "relayed_contacts" and row.keep is not None:
            done[row.code] = forget_silent(before=now - row.keep, now=now)
        elif row.keep is not None:
            done[row.code] = db.session.execute(queries.purge(row, now)).rowcount  # type: ignore[attr-defined]
    return done


def sweep_orphan_files(*, storage: Storage, now: datetime) -> int:
    """Delete files of the storage that no row knows: uploads whose transaction was rolled back, pieces of uploads
    that ended or were given up."""
    old = (key for key, stored_at in storage.list_keys() if stored_at < now - ORPHAN_AFTER)
    swept = 0
    while keys := list(islice(old, 200)):
        known = set(db.session.scalars(queries.list_known_keys(keys)))
        uploads = {key: key.split("/")[1] for key in keys if key.startswith(files.PIECES)}
        waiting = (
            set(db.session.scalars(files.list_waiting_keys(set(uploads.values())))) if uploads else set()
        )
        for key in keys:
            if key not in known and uploads.get(key) not in waiting:
                storage.delete(key)
                swept += 1
    return swept


def sweep_partial_files(*, storage: Storage, now: datetime) -> int:
    """Delete halves of files: uploads that a crash or a power cut interrupted."""
    return storage.sweep_partial(before=now - ORPHAN_AFTER)
