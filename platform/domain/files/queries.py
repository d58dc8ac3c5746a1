"""Reading documents made by the worker, and frozen contents."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import joinedload

from noress.domain.files.models import (
    DocumentState,
    FrozenContent,
    PartialUpload,
    RenderedDocument,
    StoredFile,
)
from noress.extensions import db


def _of(kind: str, subject: Any, language: str) -> ColumnElement[bool]:
    return and_(
        RenderedDocument.kind == kind, RenderedDocument.subject_type == subject.__tablename__,
        RenderedDocument.subject_id == subject.id, RenderedDocument.language == language,
    )  # fmt: skip


def lock_current(kind: str, subject: Any, language: str) -> Select[RenderedDocument]:
    """The one row that stands for this document today, held until the commit."""
    return (
        select(RenderedDocument)
        .where(_of(kind, subject, language), RenderedDocument.superseded_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_superseded_same(kind: str, subject: Any, language: str, fingerprint: str) -> Select[RenderedDocument]:
    """A document made before from exactly this content: its subject has come back to it."""
    return (
        select(RenderedDocument)
        .where(
            _of(kind, subject, language), RenderedDocument.fingerprint == fingerprint,
            RenderedDocument.superseded_at.is_not(None), RenderedDocument.state == DocumentState.READY,
        )
        .order_by(RenderedDocument.id.desc())
        .limit(1)
        .with_for_update()
    )  # fmt: skip


def list_shown(
    kind: str, subject_type: str, subject_ids: Iterable[int], language: str
) -> Select[RenderedDocument]:
    """What pages show of each subject's document: the current row, and the last one that was ready."""
    return _shown(kind, subject_type, subject_ids, language).options(joinedload(RenderedDocument.file))


def _shown(
    kind: Any, subject_type: Any, subject_ids: Iterable[int] | BindParameter[Any], language: Any
) -> Select[RenderedDocument]:
    ids = subject_ids if isinstance(subject_ids, BindParameter) else list(subject_ids)
    asked = and_(
        RenderedDocument.kind == kind, RenderedDocument.subject_type == subject_type,
        RenderedDocument.subject_id.in_(ids), RenderedDocument.language == language,
    )  # fmt: skip
    last_ready = (
        select(func.max(RenderedDocument.id))
        .where(asked, RenderedDocument.state == DocumentState.READY)
        .group_by(RenderedDocument.subject_id)
    )
    return (
        select(RenderedDocument)
        .where(asked, or_(RenderedDocument.superseded_at.is_(None), RenderedDocument.id.in_(last_ready)))
        .order_by(RenderedDocument.id)
    )


@cache
def list_links() -> Select[*tuple[Any, ...]]:
    """What a link says of each of them, by `kind`, `subject_type`, `subject_ids` and `language`. Built once, and
    columns only: sessions' pages ask with every visit."""
    shown = _shown(
        bindparam("kind"), bindparam("subject_type"), bindparam("subject_ids", expanding=True),
        bindparam("language"),
    )  # fmt: skip
    document = RenderedDocument
    return shown.with_only_columns(
        document.id, document.subject_id, document.state, document.fingerprint, document.superseded_at,
        document.size, document.made_at,
    )  # fmt: skip


def get_current_like(document: RenderedDocument) -> Select[RenderedDocument]:
    """The row that stands today for the same document."""
    return select(RenderedDocument).where(
        RenderedDocument.kind == document.kind, RenderedDocument.subject_type == document.subject_type,
        RenderedDocument.subject_id == document.subject_id, RenderedDocument.language == document.language,
        RenderedDocument.superseded_at.is_(None),
    )  # fmt: skip


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        RenderedDocument.state == DocumentState.QUEUED, RenderedDocument.superseded_at.is_(None),
        RenderedDocument.not_before <= now,
        or_(RenderedDocument.lease_until.is_(None), RenderedDocument.lease_until < now),
    )  # fmt: skip


def count_due(now: datetime) -> Select[int]:
    """Whether anything waits, without taking the write lock."""
    return select(func.count()).select_from(RenderedDocument).where(_is_due(now))


def next_due(now: datetime) -> Select[RenderedDocument]:
    """The document that waits longest and that no living worker holds."""
    return (
        select(RenderedDocument)
        .where(_is_due(now))
        .order_by(RenderedDocument.not_before, RenderedDocument.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def retire_without_subject(kind: str, subject: type[Any], now: datetime) -> Update:
    """Documents of a kind whose subject is gone."""
    return (
        update(RenderedDocument)
        .where(
            RenderedDocument.kind == kind, RenderedDocument.superseded_at.is_(None),
            RenderedDocument.subject_id.not_in(select(subject.id)),
        )
        .values(superseded_at=now)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def list_of_subject(kinds: Iterable[str], subject: Any) -> Select[RenderedDocument]:
    """Every document of these kinds ever made of a subject, those replaced too."""
    return select(RenderedDocument).where(
        RenderedDocument.kind.in_(list(kinds)), RenderedDocument.subject_type == subject.__tablename__,
        RenderedDocument.subject_id == subject.id,
    )  # fmt: skip


def list_of_kinds(kinds: Iterable[str]) -> Select[RenderedDocument]:
    """Every document of these kinds, whatever its subject, those replaced too."""
    return (
        select(RenderedDocument).where(RenderedDocument.kind.in_(list(kinds))).order_by(RenderedDocument.id)
    )


def list_made_again() -> Select[RenderedDocument]:
    """Every document, but those of what is frozen: they keep saying what was signed."""
    frozen = exists().where(
        FrozenContent.subject_type == RenderedDocument.subject_type,
        FrozenContent.subject_id == RenderedDocument.subject_id,
    )
    return select(RenderedDocument).where(~frozen).order_by(RenderedDocument.id)


def list_files_of_superseded(before: datetime) -> Select[int | None]:
    """The stored files of documents replaced before that instant."""
    return select(RenderedDocument.file_id).where(
        RenderedDocument.superseded_at < before, RenderedDocument.file_id.is_not(None)
    )


def delete_superseded(before: datetime) -> Delete:
    return (
        delete(RenderedDocument)
        .where(RenderedDocument.superseded_at < before)
        .execution_options(synchronize_session=False)
    )


def delete_files(ids: Iterable[int]) -> Delete:
    return delete(StoredFile).where(StoredFile.id.in_(list(ids))).execution_options(synchronize_session=False)


def list_unused_files(ids: Iterable[int]) -> Select[int]:
    """Of these stored files, those that no row of any table points at."""
    query = select(StoredFile.id).where(StoredFile.id.in_(list(ids)))
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is StoredFile.__table__.c.id:
                query = query.where(~exists().where(key.parent == StoredFile.id))
    return query


def list_rectifications(sha256: str) -> Select[FrozenContent]:
    """What corrected a frozen content, oldest first."""
    return (
        select(FrozenContent)
        .where(FrozenContent.rectifies_sha256 == sha256)
        .order_by(FrozenContent.frozen_at, FrozenContent.sha256)
    )


# --- files that come in pieces -----------------------------------------------------------------------

#: where the pieces of unfinished uploads wait in the storage, in a folder named by the upload's key
PIECES = "pieces/"


def get_partial_upload(subject_type: str, subject_id: int, client_key: str) -> Select[PartialUpload]:
    return select(PartialUpload).where(
        PartialUpload.subject_type == subject_type, PartialUpload.subject_id == subject_id,
        PartialUpload.client_key == client_key,
    )  # fmt: skip


def get_partial_upload_by_key(subject_type: str, subject_id: int, key: str) -> Select[PartialUpload]:
    return select(PartialUpload).where(
        PartialUpload.key == key, PartialUpload.subject_type == subject_type, PartialUpload.subject_id == subject_id,
    )  # fmt: skip


def sum_unfinished(subject_type: str, subject_id: int) -> Select[int, int]:
    """How many uploads of this subject are begun and not ended, and the bytes that they announced."""
    return select(
        func.count(PartialUpload.id).label("uploads"), func.coalesce(func.sum(PartialUpload.size), 0).label("bytes")
    ).where(
        PartialUpload.subject_type == subject_type, PartialUpload.subject_id == subject_id,
        PartialUpload.file_id.is_(None),
    )  # fmt: skip


def delete_uploads_of(subject_type: str, subject_ids: Iterable[int]) -> Delete:
    """What is known of every upload of these subjects, ended or not."""
    return (
        delete(PartialUpload)
        .where(PartialUpload.subject_type == subject_type, PartialUpload.subject_id.in_(list(subject_ids)))
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def delete_uploads_that_made(ids: Iterable[int]) -> Delete:
    """The ended uploads that these stored files came by."""
    return (
        delete(PartialUpload)
        .where(PartialUpload.file_id.in_(list(ids)))
        .execution_options(synchronize_session=False)
    )


def list_waiting_keys(keys: Iterable[str]) -> Select[str]:
    """Which of these uploads still need their pieces."""
    return select(PartialUpload.key).where(PartialUpload.key.in_(list(keys)), PartialUpload.file_id.is_(None))
