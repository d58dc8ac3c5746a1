"""What the database knows of a stored file, a document made by the worker, a frozen content."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base


class StoredFile(Base):
    """A file, uploaded or made: private by default; who may read it is decided by what it is joined to."""

    __tablename__ = "stored_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(Short)
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PartialUpload(Base):
    """A file that comes in pieces, because the network does not carry it in one: how far it came. Its pieces
    wait in the storage under its key until the last one makes them a StoredFile."""

    __tablename__ = "partial_upload"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: random, chosen by the server: the address that pieces are sent to
    key: Mapped[str] = mapped_column(String(43), unique=True)
    #: what the file is for: ("response", 12, "photo")
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    place: Mapped[str] = mapped_column(String(80))
    #: chosen by the browser, so that asking twice begins one upload
    client_key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Short)
    #: bytes, announced; `received` is how many have come, in order
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id", "client_key", name="uq_partial_upload_client_key"),
    )


class DocumentState(StrEnum):
    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"

    @property
    def label(self) -> Any:
        return {"queued": _("en préparation"), "ready": _("prêt"), "failed": _("échec")}[self.value]


class RenderedDocument(Base):
    """One document in one language, made by the worker from one state of its subject (the fingerprint).
    The row is the truth: what waits, who holds it, what came of it."""

    __tablename__ = "rendered_document"
    __table_args__ = (
        # Two people asking at the same time ask for one document.
        Index(
            "uq_rendered_document_current", "kind", "subject_type", "subject_id", "language", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_rendered_document_due", "state", "not_before"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    #: what it is about: ("meeting", 12)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    #: of the content it is made from
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[DocumentState] = mapped_column(enum_column(DocumentState), default=DocumentState.QUEUED)
    title: Mapped[str | None] = mapped_column(Short)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    size: Mapped[int | None] = mapped_column(BigInteger)
    #: what went wrong the last time, for those who look after the platform
    error: Mapped[str | None] = mapped_column(Text)
    #: why it cannot be made, in words for the person who asked
    refusal: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    #: a worker holds it until then; afterwards another may take it
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: its subject has changed, or is gone: a newer row takes its place, this one is purged later
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    file: Mapped[StoredFile | None] = relationship()


class FrozenContent(Base):
    """A content as it was on the day it was frozen, named by the SHA-256 of its canonical JSON."""

    __tablename__ = "frozen_content"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[Translated] = mapped_column(TranslatedText)
    #: the body, the institution or the network in whose name it was frozen
    issuer: Mapped[Translated] = mapped_column(TranslatedText)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    #: canonical JSON: sorted keys, no spaces, UTF-8
    content: Mapped[str] = mapped_column(Text)
    is_public: Mapped[bool] = mapped_column(default=False)
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: the earlier content that this one corrects
    rectifies_sha256: Mapped[str | None] = mapped_column(ForeignKey("frozen_content.sha256"), index=True)

    __table_args__ = (Index("ix_frozen_content_subject", "subject_type", "subject_id"),)
