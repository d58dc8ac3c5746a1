"""What a page shows of a document made by the worker: a link when it is ready, else how to get it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from noress.core.database import read_rows
from noress.core.i18n import gettext as _
from noress.core.i18n import language as reader_language
from noress.domain.files import documents, queries
from noress.domain.files.documents import DocumentKind
from noress.domain.files.models import DocumentState
from noress.extensions import db
from noress.web.identity import current_actor

#: a page that offers both languages says which one each link is
_NAMED: dict[str, Callable[[Any], str]] = {
    "fr": lambda label: _("%(document)s en français", document=label),
    "ar": lambda label: _("%(document)s en arabe", document=label),
    "en": lambda label: _("%(document)s en anglais", document=label),
}


class DocumentLink(NamedTuple):
    """`state`: none, queued, ready, failed; `outdated` is the last one that was ready, made before a change."""

    label: Any
    file_type: str
    language: str
    state: str
    ask_url: str
    #: a visitor's page carries no form
    can_ask: bool
    page_url: str | None = None
    download_url: str | None = None
    size: int | None = None
    made_at: datetime | None = None
    #: its `id`, `size` and `made_at`
    outdated: Any = None

    @property
    def outdated_url(self) -> str | None:
        return _download_url(self.outdated) if self.outdated is not None else None


def document_link(kind: str, subject: Any, language: str | None = None) -> DocumentLink | None:
    """The document of one object, for `document(link=...)` of components/documents.html; None when the reader may
    not have it. One query."""
    return document_links(kind, [subject], language).get(subject.id)


def document_links(
    kind: str, subjects: Iterable[Any], language: str | None = None
) -> dict[int, DocumentLink]:
    """The same for a list, by the object's id: one query in all."""
    known = documents.get_kind(kind)
    assert known is not None, f"noress/documents/kinds/ registers no {kind!r}"
    actor, code = current_actor(), language or reader_language()
    shown = [subject for subject in subjects if known.may_read(actor, subject)]
    rows: dict[int, list[Any]] = {subject.id: [] for subject in shown}
    if rows:
        asked = {
            "kind": kind, "subject_type": known.subject.__tablename__, "subject_ids": list(rows), "language": code,
        }  # fmt: skip
        for row in read_rows(db.session, queries.list_links(), asked):
            rows[row.subject_id].append(row)
    label = _NAMED[code](known.label) if language else known.label
    return {subject.id: _link(known, subject, code, label, rows[subject.id]) for subject in shown}


def _link(kind: DocumentKind, subject: Any, language: str, label: Any, rows: list[Any]) -> DocumentLink:
    current = next((row for row in rows if row.superseded_at is None), None)
    ready = next((row for row in rows if row.state is DocumentState.READY), None)
    state = "none" if current is None else current.state.value
    if (
        current is not None
        and state != "queued"
        and current.fingerprint != kind.fingerprint(subject, language)
    ):
        state = "none"
    is_ready = state == "ready"
    return DocumentLink(
        label=label, file_type=kind.file_type, language=language, state=state,
        ask_url=url_for("documents.ask", kind=kind.name, subject_id=subject.id),
        can_ask=current_actor() is not None,
        page_url=url_for("documents.show", rendered_document_id=current.id) if current is not None else None,
        download_url=_download_url(current) if is_ready and current is not None else None,
        size=current.size if is_ready and current is not None else None,
        made_at=current.made_at if is_ready and current is not None else None,
        outdated=None if is_ready else ready,
    )  # fmt: skip


def _download_url(document: Any) -> str:
    return url_for("documents.download", rendered_document_id=document.id)
