"""Reading lists that come in and files that go out."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Select,
    Text,
    Update,
    bindparam,
    case,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.models import Structure, StructureChange, StructureDetail, StructureKey
from noress.domain.exchange.models import (
    CatalogueExport,
    CatalogueExportWait,
    StructureImport,
    StructureImportState,
)
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.institutions.models import Category

_NOTHING_MORE = raiseload("*", sql_only=True)

# --- files that go out -------------------------------------------------------------------------------


def count_found(found: Select[Any]) -> Select[int]:
    """How many entries a statement of ids finds."""
    return select(func.count()).select_from(found.order_by(None).subquery())


def sum_up(found: Select[Any]) -> Select[*tuple[Any, ...]]:
    """(how many, their versions together, the last change) of the entries that a statement of ids finds: one of
    them changes with every change of theirs."""
    ids = found.order_by(None).subquery()
    return select(
        func.count(), func.coalesce(func.sum(Structure.version), 0), func.max(Structure.updated_at),
    ).where(Structure.id.in_(select(ids.c[0])))  # fmt: skip


@cache
def list_rows() -> Select[*tuple[Any, ...]]:
    """What files say of the entries :ids; in no order. Columns only, and built once: hundreds of thousands follow each other."""
    return (
        select(
            Structure.id, Structure.uuid, Structure.listed, Structure.kind_code, Structure.confirmed_on,
            Structure.updated_at, StructureDetail.values, StructureDetail.audience,
        )
        .join(StructureDetail, StructureDetail.structure_id == Structure.id)
        .where(Structure.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip


def list_places(found: Select[Any]) -> Select[*tuple[Any, ...]]:
    """(id, province, commune, name to sort by) of the entries that a statement of ids finds."""
    ids = found.order_by(None).subquery()
    return select(Structure.id, Structure.province_code, Structure.commune_code, Structure.name_sort).where(
        Structure.id.in_(select(ids.c[0]))
    )


def list_category_names() -> Select[*tuple[Any, ...]]:
    return select(Category.code, Category.name)


def get_export(digest: str, file_format: str, language: str) -> Select[CatalogueExport]:
    """Held until the commit: those who ask for it at once follow each other."""
    return (
        select(CatalogueExport)
        .where(
            CatalogueExport.digest == digest, CatalogueExport.format == file_format, CatalogueExport.language == language,
        )
        .with_for_update()
    )  # fmt: skip


def find_export(digest: str, file_format: str, language: str) -> Select[CatalogueExport]:
    return select(CatalogueExport).where(
        CatalogueExport.digest == digest, CatalogueExport.format == file_format, CatalogueExport.language == language,
    )  # fmt: skip


def get_document_of(export_id: int) -> Select[RenderedDocument]:
    """The file of an export as it stands today, with what is stored."""
    return (
        select(RenderedDocument)
        .where(
            RenderedDocument.subject_type == CatalogueExport.__tablename__,
            RenderedDocument.subject_id == export_id, RenderedDocument.superseded_at.is_(None),
        )
        .options(joinedload(RenderedDocument.file))
    )  # fmt: skip


def note_progress(export_id: int, done: int, total: int) -> Update:
    return (
        update(CatalogueExport)
        .where(CatalogueExport.id == export_id)
        .values(done=done, total=total)
        .execution_options(synchronize_session=False)
    )


def get_wait(export_id: int, person_id: int) -> Select[CatalogueExportWait]:
    return select(CatalogueExportWait).where(
        CatalogueExportWait.export_id == export_id, CatalogueExportWait.person_id == person_id
    )


def any_untold() -> Select[int]:
    """Whether somebody waits, without taking the write lock."""
    return select(CatalogueExportWait.id).where(CatalogueExportWait.told_at.is_(None)).limit(1)


def list_told_now(limit: int) -> Select[*tuple[Any, ...]]:
    """(who waits, the export, its file) for files that are ready, or that could not be made."""
    return (
        select(CatalogueExportWait, CatalogueExport, RenderedDocument)
        .join(CatalogueExport, CatalogueExport.id == CatalogueExportWait.export_id)
        .join(RenderedDocument, RenderedDocument.subject_id == CatalogueExport.id)
        .where(
            CatalogueExportWait.told_at.is_(None), RenderedDocument.superseded_at.is_(None),
            RenderedDocument.subject_type == CatalogueExport.__tablename__,
            RenderedDocument.state != DocumentState.QUEUED,
        )
        .order_by(CatalogueExportWait.id)
        .limit(limit)
        .with_for_update(of=CatalogueExportWait, skip_locked=True)
    )  # fmt: skip


# --- lists that come in ------------------------------------------------------------------------------


def list_imports() -> Select[StructureImport]:
    """Those that wait first, then the newest; those forgotten are in no list."""
    waits = case((StructureImport.state == StructureImportState.PENDING, 0), else_=1)
    return (
        select(StructureImport)
        .where(StructureImport.state != StructureImportState.FORGOTTEN)
        .options(joinedload(StructureImport.created_by), _NOTHING_MORE)
        .order_by(waits, StructureImport.id.desc())
    )


def get_like_headings(key: str) -> Select[StructureImport]:
    """The last sheet with these headings."""
    return (
        select(StructureImport)
        .where(StructureImport.headings_key == key)
        .options(_NOTHING_MORE)
        .order_by(StructureImport.id.desc())
        .limit(1)
    )


def list_writing() -> Select[int]:
    """Imports that are being written, or taken back."""
    return (
        select(StructureImport.id)
        .where(StructureImport.state == StructureImportState.WRITING)
        .order_by(StructureImport.id)
    )


def is_read() -> ColumnElement[bool]:
    """It still holds the lines that were sent."""
    return cast(StructureImport.rows, Text) != "[]"


def list_read_before(before: datetime) -> Select[StructureImport]:
    """Nothing is being written of them."""
    return (
        select(StructureImport)
        .where(
            is_read(), StructureImport.created_at < before, StructureImport.state != StructureImportState.WRITING
        )
        .order_by(StructureImport.id)
    )  # fmt: skip


def list_structures(keys: Sequence[int]) -> Select[Structure]:
    """With what they say."""
    return (
        select(Structure)
        .where(Structure.id.in_(list(keys)))
        .options(joinedload(Structure.detail))
        .order_by(Structure.id)
    )


def list_that_share(keys: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """(key of likeness, entry) of the entries that have one of these keys."""
    return select(StructureKey.key, StructureKey.structure_id).where(StructureKey.key.in_(list(keys)))


def list_named(column: Column[Any], keys: Sequence[int]) -> Select[int]:
    """Which of these keys rows of another table name."""
    return select(column).where(column.in_(list(keys))).distinct()


def delete_history(table: str, keys: Sequence[int]) -> Delete:
    """The history of rows that are no more: their numbers may be given again."""
    return delete(AuditEvent).where(AuditEvent.object_type == table, AuditEvent.object_id.in_(list(keys)))


def list_changes(keys: Sequence[int]) -> Select[StructureChange]:
    """Proposals that an import made, with their entries."""
    return (
        select(StructureChange)
        .where(StructureChange.id.in_(list(keys)))
        .options(joinedload(StructureChange.structure))
        .order_by(StructureChange.id)
    )
