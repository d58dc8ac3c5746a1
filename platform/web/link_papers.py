"""A document made by the worker, for whoever holds a personal link: one address asks for it, waits for it and gives it."""

from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from noress.core import clock
from noress.core.i18n import language as reader_language
from noress.domain.accounts.actor import Actor
from noress.domain.files import documents, queries
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.files.rules import request_document
from noress.extensions import db
from noress.web import files
from noress.web.headers import private_page

#: languages of paper
PAPER = ("fr", "ar")
RELOAD_SECONDS = 3


class WaitingWords(NamedTuple):
    """What the page says until the document can be taken."""

    title: Any
    #: what the document is about
    lead: Any
    waiting: Any
    #: of the button that asks for it
    ask: Any
    #: (address, words) of the page that it belongs to
    back: tuple[str, Any]
    #: what it holds, above the button
    about: Any = ""


def link_paper(
    kind: str, subject: Any, words: WaitingWords, *, actor: Actor, language: str = "", is_told: bool = False
) -> Response:
    """POST asks for it, GET gives it once it is made. In French or in Arabic as `?papier=` says, unless it has a
    language of its own."""
    code, address = language, dict(request.view_args or {})
    if not language:
        asked = request.args.get("papier", "")
        code = asked if asked in PAPER else PAPER[reader_language() == "ar"]
        address["papier"] = code
    here = url_for(str(request.endpoint), **address)
    if request.method == "POST":
        request_document(
            kind=kind, subject=subject, language=code, actor=actor, now=clock.now(), is_told=is_told
        )
        db.session.commit()
        return private_page(redirect(here, 303))
    made = _made(kind, subject, code)
    if made is not None and made.state is DocumentState.READY and made.file is not None:
        return private_page(files.send(made.file))
    is_waiting = made is not None and made.state is DocumentState.QUEUED
    return private_page(
        render_template(
            "documents/link_paper.html", words=words, here=here, is_waiting=is_waiting, reload_seconds=RELOAD_SECONDS
        )
    )  # fmt: skip


def _made(kind: str, subject: Any, language: str) -> RenderedDocument | None:
    """The one that says what its subject says now; None when it was not asked for."""
    known = documents.get_kind(kind)
    assert known is not None, f"noress/documents/kinds/ registers no {kind!r}"
    rows = db.session.scalars(queries.list_shown(kind, known.subject.__tablename__, [subject.id], language))
    current = next((row for row in rows if row.superseded_at is None), None)
    if current is None or current.fingerprint != known.fingerprint(subject, language):
        return None
    return current
