"""Deleting what is past its retention, and files that nothing knows."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from noress.core.storage import Storage
from noress.domain.accounts.retention import RETENTION
from noress.domain.applications.rules import forgetting as applications
from noress.domain.applications.rules import opinions
from noress.domain.backlog.rules.purging import purge_answered
from noress.domain.campaigns.rules.forgetting import forget_silent
from noress.domain.competitions.rules import forgetting as competitions
from noress.domain.exchange.rules.forgetting import forget_sheets
from noress.domain.files import queries as files
from noress.domain.files.rules import discard_documents
from noress.domain.funding.rules.asking import forget_askers
from noress.domain.guidance.rules.forgetting import forget_requests
from noress.domain.juries.rules import forgetting as juries
from noress.domain.payments.rules import forgetting as payments
from noress.domain.questionnaires.rules import forgetting
from noress.domain.retention import queries
from noress.domain.upkeep.rules.forgetting import forget_reporters
from noress.extensions import db

log = logging.getLogger(__name__)

#: a file just written may wait for the commit that makes it known
ORPHAN_AFTER = timedelta(days=1)


#: what is more than deleting old rows: emptied, told, or taken out of other places too
_OWN_WAYS: dict[str, Callable[[datetime, datetime], int]] = {
    "rendered_documents": lambda before, now: discard_documents(before=before, now=now),
    "proposals": lambda before, now: purge_answered(before=before, now=now),
    "response_drafts": lambda before, now: forgetting.purge_drafts(before=before, now=now),
    "refused_responses": lambda before, now: forgetting.empty_refused(before=before, now=now),
    "held_responses": lambda before, now: forgetting.discard_unjudged(before=before, now=now),
    "relayed_contacts": lambda before, now: forget_silent(before=before, now=now),
    "contact_requests": lambda before, _now: forget_requests(before=before),
    "call_questions": lambda before, _now: forget_askers(before=before),
    "structure_reports": lambda before, _now: forget_reporters(before=before),
    "nominations": lambda before, _now: competitions.forget_nominees(before=before),
    "opinions": lambda before, _now: opinions.forget_silent(before=before),
    "application_drafts": lambda before, now: applications.purge_drafts(before=before, now=now),
    "application_papers": lambda before, now: applications.purge_restricted(before=before, now=now),
    "jury_packs": lambda before, _now: juries.purge_packs(before=before),
    "award_papers": lambda before, now: payments.purge_papers(before=before, now=now),
    "bank_proofs": lambda before, now: payments.purge_proofs(before=before, now=now),
    "application_people": lambda before, now: applications.forget_silent(before=before, now=now),
    "structure_imports": lambda before, _now: forget_sheets(before=before),
}


def purge_expired(*, now: datetime) -> dict[str, int]:
    """Purge by the retention table; returns how many rows of each kind went. Safe to repeat."""
    done: dict[str, int] = {}
    for row in RETENTION:
        if row.keep is None:
            continue
        if own := _OWN_WAYS.get(row.code):
            done[row.code] = own(now - row.keep, now)
        else:
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
