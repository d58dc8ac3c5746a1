"""Asking for a document, waiting for it, taking it."""

from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.documents import bp
from noress.core import clock
from noress.core.i18n import LANGUAGES, language
from noress.domain.accounts.permissions import P
from noress.domain.files import documents, queries
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.files.rules import request_document
from noress.extensions import db
from noress.web import files
from noress.web.identity import current_actor
from noress.web.permissions import permission

#: beyond, the page says that it takes longer than usual
LONG_WAIT = timedelta(minutes=2)
RELOAD_SECONDS = 3


@bp.post("/documents/<kind>/<int:subject_id>/preparer")
@permission(P.DOCUMENT_READ)
def ask(kind: str, subject_id: int) -> Any:
    """Ask for it, or find it ready; either way its page says where it is."""
    known, actor = documents.get_kind(kind), current_actor()
    subject = known.get_subject(subject_id) if known is not None else None
    if known is None or actor is None or subject is None or not known.may_read(actor, subject):
        abort(404)
    wanted = request.form.get("language", "")
    document = request_document(
        kind=kind, subject=subject, language=wanted if wanted in LANGUAGES else language(), actor=actor,
        now=clock.now(),
    )  # fmt: skip
    where = url_for(".show", rendered_document_id=document.id)
    db.session.commit()
    return redirect(where, 303)


@bp.get("/documents/<int:rendered_document_id>")
@permission(P.DOCUMENT_READ, loads=RenderedDocument)
def show(document: RenderedDocument) -> Any:
    """Where it is: being prepared (the page comes back by itself), ready, or failed."""
    if document.superseded_at is not None:
        newer = db.session.scalars(queries.get_current_like(document)).one_or_none()
        if newer is not None:
            return redirect(url_for(".show", rendered_document_id=newer.id))
    kind = documents.get_kind(document.kind)
    assert kind is not None, "the loader asks its rule"
    subject = kind.get_subject(document.subject_id)
    is_waiting = document.state is DocumentState.QUEUED
    return render_template(
        "documents/show.html", document=document, kind=kind, reload_seconds=RELOAD_SECONDS,
        is_waiting=is_waiting, is_long=is_waiting and clock.now() - document.requested_at > LONG_WAIT,
        is_changed=not is_waiting and document.fingerprint != kind.fingerprint(subject, document.language),
        back_url=kind.page(subject) if kind.page is not None else None, can_ask=current_actor() is not None,
    )  # fmt: skip


@bp.get("/documents/<int:rendered_document_id>/telecharger")
@permission(P.DOCUMENT_READ, loads=RenderedDocument)
def download(document: RenderedDocument) -> Any:
    """The file; where there is none yet, its page."""
    if document.file is None:
        return redirect(url_for(".show", rendered_document_id=document.id))
    return files.send(document.file)
