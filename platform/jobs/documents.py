"""Making the documents that wait, one at a time.

As for mails, the making stands outside any writing transaction: lease a document and commit; make it from one
snapshot of the database; store its bytes; note how it ended and commit. A worker killed meanwhile loses
nothing: the lease ends and the document is made again, three times at most.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.core.uploads import safe_name
from noress.domain.files import documents, queries
from noress.domain.files.documents import Made
from noress.domain.files.rules import claim_document, fail_document, finish_document, release_document
from noress.domain.files.rules.rendering import StoredContent
from noress.extensions import db

log = logging.getLogger(__name__)


class Claim(NamedTuple):
    """What a worker holds: enough to make it, and to prove that it still holds it."""

    document_id: int
    kind: str
    subject_id: int
    language: str
    lease_until: datetime


def drain(app: Flask, stopping: Event | None = None) -> int:
    """Make every document that waits; returns how many are ready. Several workers may run it at once."""
    ready = 0
    while not (stopping is not None and stopping.is_set()):
        with app.app_context():
            claim = claim_next()
        if claim is None:
            break
        ready += make(app, claim)
    return ready


def claim_next() -> Claim | None:
    """Lease what waits longest; no transaction is left open."""
    waiting = db.session.scalars(queries.count_due(clock.now())).one()
    db.session.rollback()
    if not waiting:
        return None
    with writing():
        document = claim_document(now=clock.now())
        claim = None
        if document is not None and document.lease_until is not None:
            claim = Claim(
                document.id, document.kind, document.subject_id, document.language, document.lease_until
            )
        db.session.commit()
    return claim


def make(app: Flask, claim: Claim) -> bool:
    """Make one leased document and note how it ended; true when it is ready."""
    app.extensions["document_in_hand"] = claim
    try:
        with app.app_context():
            try:
                fingerprint, content = render(app, claim)
            except Exception as error:  # whatever it is, the documents behind this one must be made
                if not isinstance(error, RuleError):
                    log.exception("document %s could not be made", claim.document_id)
                db.session.rollback()
                with writing(), in_language(claim.language):
                    fail_document(
                        document_id=claim.document_id, lease_until=claim.lease_until, error=error, now=clock.now()
                    )  # fmt: skip
                    db.session.commit()
                return False
            with writing():
                is_ready = finish_document(
                    document_id=claim.document_id, lease_until=claim.lease_until, fingerprint=fingerprint,
                    content=content, now=clock.now(),
                )  # fmt: skip
                db.session.commit()
            return is_ready
    finally:
        app.extensions["document_in_hand"] = None


def render(app: Flask, claim: Claim) -> tuple[str, StoredContent]:
    """What it was made from, and what was made, stored. Everything is read from one snapshot."""
    kind = documents.get_kind(claim.kind)
    if kind is None:
        raise RuleError("unknown_document", _("Ce document n'existe plus."))
    with snapshot(), in_language(claim.language):
        subject = kind.get_subject(claim.subject_id)
        if subject is None:
            raise RuleError("subject_gone", _("Ce que ce document décrit n'existe plus."))
        fingerprint = kind.fingerprint(subject, claim.language)
        made = kind.make(claim.subject_id, claim.language)
    return fingerprint, store(app, made)


@contextmanager
def snapshot() -> Iterator[None]:
    """A reading transaction that sees one instant: SQLite's do, PostgreSQL must be asked."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        db.session.rollback()


def store(app: Flask, made: Made) -> StoredContent:
    """The bytes first, the row afterwards; a `Path` is deleted, whatever happens."""
    name = safe_name(made.filename)
    key = f"documents/{clock.now():%Y/%m}/{secrets.token_hex(16)}.{name.rpartition('.')[2].lower()}"
    try:
        size, sha256 = _measure(made.content)
        app.extensions["storage"].put(key, made.content)
    finally:
        if isinstance(made.content, Path):
            made.content.unlink(missing_ok=True)
    return StoredContent(made.title[:200], key, name, made.content_type, size, sha256)


def _measure(content: bytes | Path) -> tuple[int, str]:
    if isinstance(content, bytes):
        return len(content), hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return content.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def give_back(app: Flask) -> None:
    """The worker stops while it makes a document: another may take it at once."""
    claim: Claim | None = app.extensions.get("document_in_hand")
    if claim is None:
        return
    try:
        with app.app_context(), writing():
            release_document(document_id=claim.document_id, lease_until=claim.lease_until)
            db.session.commit()
    except Exception:  # its lease ends by itself
        log.exception("document %s could not be given back", claim.document_id)


def register(huey: Any, app: Flask) -> None:
    """A task only says "look now" to the worker that runs it."""
    look_now = app.extensions["documents_look_now"] = Event()

    @huey.task()
    def make_documents() -> None:
        look_now.set()

    app.extensions["make_documents"] = make_documents
