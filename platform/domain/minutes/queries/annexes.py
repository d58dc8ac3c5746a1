"""What is joined to a record: the session's documents and the signed sheets, as they were at its approval."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from noress.domain.attendance.models import SignInSheet
from noress.domain.files.models import StoredFile
from noress.domain.meetings.models import AgendaItem, MeetingDocument


def list_annexed_documents(meeting_id: int, approved_at: datetime | None) -> Select[*tuple[Any, ...]]:
    """Rows (title, item, name of the file, size, SHA-256), those of the whole session first."""
    return (
        select(
            MeetingDocument.title, MeetingDocument.agenda_item_id, StoredFile.name, StoredFile.size,
            StoredFile.sha256,
        )
        .join(StoredFile, MeetingDocument.file_id == StoredFile.id)
        .outerjoin(AgendaItem, MeetingDocument.agenda_item_id == AgendaItem.id)
        .where(
            MeetingDocument.meeting_id == meeting_id,
            _was_there(StoredFile.uploaded_at, MeetingDocument.removed_at, approved_at),
        )
        .order_by(func.coalesce(AgendaItem.position, 0), MeetingDocument.id)
    )  # fmt: skip


def list_annexed_sheets(meeting_id: int, approved_at: datetime | None) -> Select[*tuple[Any, ...]]:
    """Rows (name of the file, size, SHA-256) of the scans of the signed sheet."""
    return (
        select(StoredFile.name, StoredFile.size, StoredFile.sha256)
        .join(SignInSheet, SignInSheet.file_id == StoredFile.id)
        .where(
            SignInSheet.meeting_id == meeting_id,
            _was_there(SignInSheet.added_at, SignInSheet.removed_at, approved_at),
        )
        .order_by(SignInSheet.id)
    )


def _was_there(added: Any, removed: Any, approved_at: datetime | None) -> ColumnElement[bool]:
    """An approved record keeps its annexes, whatever is added or taken away afterwards."""
    if approved_at is None:
        return removed.is_(None)
    return and_(added <= approved_at, or_(removed.is_(None), removed > approved_at))
