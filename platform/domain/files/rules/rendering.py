"""Documents made by the worker: asked for, leased, finished, failed. A document is never made twice from
the same content, and a worker that dies loses nothing: the row waits for the next one."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGE_NAMES, LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.stamps import raise_public_stamp
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files import documents, queries
from noress.domain.files.documents import DocumentKind
from noress.domain.files.models import DocumentState, RenderedDocument, StoredFile
from noress.domain.files.rules.uploads import drop_files
from noress.extensions import db

log = logging.getLogger(__name__)

#: longer than the longest making (documents/typesetting.py stops after two minutes)
LEASE = timedelta(minutes=4)
#: waits before the second and third try; then it has failed
RETRY_AFTER = [timedelta(seconds=s) for s in (5, 30)]
MAX_TRIES = len(RETRY_AFTER) + 1
BATCH = 500


class StoredContent(NamedTuple):
    """What was made, already in the storage."""

    title: str
    key: str
    name: str
    content_type: str
    size: int
    sha256: str


_wake: Callable[[], None] | None = None


def set_wake(wake: Callable[[], None]) -> None:
    """Given by the factory: tells the worker, after a commit, that documents are waiting."""
    global _wake
    _wake = wake


def request_document(
    *, kind: str, subject: Any, language: str, actor: Actor, now: datetime, is_told: bool = True
) -> RenderedDocument:
    """Ask for the document of this subject as it is now: the row that is ready, or waits, for exactly this
    content; else a new one, which takes the place of the older. One that had failed is tried again. History
    tells it, unless it comes by itself with something that history tells already."""
    known = documents.get_kind(kind)
    if known is None or not isinstance(subject, known.subject) or language not in LANGUAGES:
        raise RuleError("unknown_document", _("Ce document n'existe pas."), status=404)
    fingerprint = known.fingerprint(subject, language)
    current = _current(kind, subject, language)
    if current is not None and current.fingerprint == fingerprint:
        if current.state is DocumentState.FAILED:
            _queue_again(current, now)
            if is_told:
                _note(actor, known, subject, language, now)
        return current
    if current is not None:
        current.superseded_at = now
        db.session.flush()  # one row is current at a time: this one gives way before the next comes
    same = db.session.scalars(queries.get_superseded_same(kind, subject, language, fingerprint)).one_or_none()
    if same is not None:
        same.superseded_at = None
        db.session.flush()  # a second request of this transaction must find it
        return same
    row = _add(known, subject, language, fingerprint, actor, now)
    if row is None:
        return request_document(
            kind=kind, subject=subject, language=language, actor=actor, now=now, is_told=is_told
        )
    if is_told:
        _note(actor, known, subject, language, now)
    db.session.info["documents_waiting"] = True
    return row


def _current(kind: str, subject: Any, language: str) -> RenderedDocument | None:
    return db.session.scalars(queries.lock_current(kind, subject, language)).one_or_none()


def _add(
    kind: DocumentKind, subject: Any, language: str, fingerprint: str, actor: Actor, now: datetime
) -> RenderedDocument | None:
    """The new row, or None when somebody else asked at the same instant and theirs is the one (PostgreSQL
    only: SQLite's writers wait for each other)."""
    row = RenderedDocument(
        kind=kind.name, subject_type=subject.__tablename__, subject_id=subject.id, language=language,
        fingerprint=fingerprint, state=DocumentState.QUEUED, attempts=0, not_before=now, requested_at=now,
        requested_by_id=actor.person_id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        if _current(kind.name, subject, language) is None:
            raise
        return None
    return row


def _queue_again(document: RenderedDocument, now: datetime) -> None:
    document.state, document.attempts, document.not_before = DocumentState.QUEUED, 0, now
    document.lease_until = document.error = document.refusal = None
    db.session.info["documents_waiting"] = True


def _note(actor: Actor, kind: DocumentKind, subject: Any, language: str, now: datetime) -> None:
    asked = _("%(document)s (%(language)s)", document=kind.label, language=LANGUAGE_NAMES[language])
    record(actor, "document.requested", subject, now=now, changes={"document": (None, str(asked))})


def claim_document(*, now: datetime) -> RenderedDocument | None:
    """Lease the document that waits longest; call inside a writing transaction and commit. Each claim
    counts as a try: what kills its worker three times has failed."""
    while (document := db.session.scalars(queries.next_due(now)).one_or_none()) is not None:
        if document.attempts < MAX_TRIES:
            document.attempts += 1
            document.lease_until = now + LEASE
            return document
        document.state, document.lease_until = DocumentState.FAILED, None
        document.error = document.error or "the worker was lost each time it made this document"
        db.session.flush()  # the next query must not find it again
    return None


def finish_document(
    *, document_id: int, lease_until: datetime, fingerprint: str, content: StoredContent, now: datetime
) -> bool:
    """Join the stored file to its document. False when it is no longer awaited from this worker: replaced
    meanwhile, or made by another after the lease; its bytes are then swept with the other orphans."""
    document = _leased(document_id, lease_until)
    if document is None:
        return False
    file = StoredFile(
        key=content.key, name=content.name, content_type=content.content_type, size=content.size,
        sha256=content.sha256, uploaded_at=now, uploaded_by_id=None,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()  # the document needs its id
    document.fingerprint, document.title = fingerprint, content.title
    document.state, document.file_id, document.size = DocumentState.READY, file.id, content.size
    document.made_at, document.lease_until = now, None
    document.error = document.refusal = None
    _tell_visitors(document)
    return True


def fail_document(*, document_id: int, lease_until: datetime, error: Exception, now: datetime) -> None:
    """It could not be made: tried again a little later, three times in all; a rule's refusal is final."""
    document = _leased(document_id, lease_until)
    if document is None:
        return
    document.lease_until = None
    document.error = " ".join(f"{type(error).__name__}: {error}".split())[:1000]
    if isinstance(error, RuleError):
        document.refusal = str(error.message)
    if isinstance(error, RuleError) or document.attempts >= MAX_TRIES:
        document.state = DocumentState.FAILED
        _tell_visitors(document)
    else:
        document.not_before = now + RETRY_AFTER[document.attempts - 1]
    log.warning("document %s not made (try %s): %s", document.id, document.attempts, document.error)


def _tell_visitors(document: RenderedDocument) -> None:
    """Public pages kept ready show it too; papers of a few leave them alone."""
    if documents.can_read_document(None, document):
        raise_public_stamp(db.session)  # type: ignore[arg-type]


def release_document(*, document_id: int, lease_until: datetime) -> None:
    """Give back a document whose making was interrupted by the worker's own stop: it does not count."""
    document = _leased(document_id, lease_until)
    if document is not None:
        document.lease_until, document.attempts = None, document.attempts - 1


def _leased(document_id: int, lease_until: datetime) -> RenderedDocument | None:
    document = db.session.get(RenderedDocument, document_id, with_for_update=True, populate_existing=True)
    is_ours = (
        document is not None
        and document.state is DocumentState.QUEUED
        and document.lease_until == lease_until
        and document.superseded_at is None
    )
    return document if is_ours else None


def withdraw_documents(*, kinds: Iterable[str], subject: Any) -> list[tuple[str, str]]:
    """Nobody reads any more what was made of this subject: a part of it is hidden from now on. Returns the
    (kind, language) of those that stood, for the caller to ask for them anew."""
    rows = list(db.session.scalars(queries.list_of_subject(kinds, subject)))
    _withdraw(rows)
    return [(row.kind, row.language) for row in rows if row.superseded_at is None]


def withdraw_kinds(*, kinds: Iterable[str]) -> int:
    """Nobody reads any more what was made of any subject of these kinds. How many went."""
    rows = list(db.session.scalars(queries.list_of_kinds(kinds)))
    _withdraw(rows)
    return len(rows)


def forget_made_documents(*, actor: Actor, now: datetime) -> int:
    """A name left every text: it leaves the papers too. Any of them may hold it, and none says whom it names:
    all go, but those of frozen contents. What visitors read is asked for at once, for the others its button
    asks anew. How many went."""
    rows = list(db.session.scalars(queries.list_made_again()))
    public = [row for row in rows if row.superseded_at is None and documents.can_read_document(None, row)]
    asked = [(row.kind, row.subject_id, row.language) for row in public]
    _withdraw(rows)
    for kind, subject_id, language in asked:
        known = documents.get_kind(kind)
        subject = known.get_subject(subject_id) if known is not None else None
        if subject is not None:
            request_document(kind=kind, subject=subject, language=language, actor=actor, now=now)
    if rows:
        raise_public_stamp(db.session)  # type: ignore[arg-type]
    return len(rows)


def _withdraw(rows: list[RenderedDocument]) -> None:
    """The rows, and their files where nothing else holds them; the bytes are swept at night."""
    file_ids = [row.file_id for row in rows if row.file_id is not None]
    for row in rows:
        db.session.delete(row)
    drop_files(file_ids)


def discard_documents(*, before: datetime, now: datetime) -> int:
    """Forget the documents replaced before that instant, and their files where nothing else holds them; those
    whose subject is gone begin to wait for it. How many went."""
    for kind in documents.KINDS.values():
        db.session.execute(queries.retire_without_subject(kind.name, kind.subject, now))
    files = [key for key in db.session.scalars(queries.list_files_of_superseded(before)) if key is not None]
    gone: int = db.session.execute(queries.delete_superseded(before)).rowcount  # type: ignore[attr-defined]
    for start in range(0, len(files), BATCH):
        drop_files(files[start : start + BATCH])
    return gone


def _wake_worker(session: Any) -> None:
    if session.info.pop("documents_waiting", False) and _wake is not None:
        try:
            _wake()
        except Exception:  # the request is committed: nothing may fail it now
            log.exception("the worker could not be woken; documents are made at its next round")


def listen(session_factory: Any) -> None:
    """Wake the worker after the commit that asked for documents."""
    event.listen(session_factory, "after_commit", _wake_worker)
