"""Documents made by the worker: a kind for the tests, rows in each state, what a PDF says."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import lazy
from noress.domain.accounts.actor import Actor
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.files.models import RenderedDocument, StoredFile
from noress.domain.files.rules import request_document
from noress.domain.institutions.models import Institution
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.documents import put_content


def theme_of(institution: Institution, language: str) -> str:
    """What the document is made from, for the kind of the tests."""
    return documents.fingerprint_of(institution.name)


def letter_of(institution_id: int, language: str) -> Made:
    found = db.session.get(Institution, institution_id)
    assert found is not None
    return Made(f"Fiche {found.name.pick(language)[1]}", "fiche.pdf", f"%PDF-1.7 {found.name}".encode())


def members_only(actor: Any, institution: Institution) -> bool:
    return actor is not None and (actor.is_secretariat or actor.institution_id == institution.id)


def register_kind(
    monkeypatch: pytest.MonkeyPatch, *, maker: Callable[[int, str], Made] = letter_of, **values: Any
) -> str:
    """A kind "fiche" about an institution, that exists for one test."""
    monkeypatch.setattr(documents, "KINDS", dict(documents.KINDS))
    documents.register(
        "fiche", maker, values.pop("may_read", members_only),
        **{"subject": Institution, "fingerprint": theme_of, "label": lazy("Fiche"), **values},
    )  # fmt: skip
    return "fiche"


def ask(subject: Any, language: str = "fr", *, kind: str = "fiche", now: Any = NOW) -> RenderedDocument:
    """Asked for by the platform itself, committed."""
    db.session.rollback()
    with writing():
        row = request_document(kind=kind, subject=subject, language=language, actor=Actor.system(), now=now)
        db.session.commit()
    return row


def make_ready(document: RenderedDocument, content: bytes = b"%PDF-1.7 fait") -> RenderedDocument:
    """As if a worker had made it."""
    from noress.domain.files.models import DocumentState

    key = f"documents/2026/11/{document.id:08d}.pdf"
    put_content(key, content)
    file = save(
        StoredFile(key=key, name="fiche.pdf", content_type="application/pdf", size=len(content), sha256="0" * 64,
                   uploaded_at=NOW)
    )  # fmt: skip
    with writing():
        document.state, document.file_id, document.size = DocumentState.READY, file.id, len(content)
        document.title, document.made_at = "Fiche faite", NOW
        db.session.commit()
    return document


def all_documents() -> list[RenderedDocument]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(RenderedDocument).order_by(RenderedDocument.id)))


def text_of(pdf: bytes | Path) -> str:
    """What a reader finds in a PDF, page after page: what searching and copying see."""
    return "\n".join(texts_of(pdf))


def texts_of(pdf: bytes | Path) -> list[str]:
    """Of each page."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in opened]
    finally:
        opened.close()


def pages_of(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)
