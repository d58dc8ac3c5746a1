"""Every statement on what jurors are given instead of an entry's own files."""

from typing import Any

from sqlalchemy import Select, or_, select

from noress.domain.applications.models import Application
from noress.domain.competitions.models import Entry
from noress.domain.files.models import StoredFile
from noress.domain.juries.models import JurorCopy
from noress.domain.questionnaires.models import ResponseFile


def get_copy(source_id: int) -> Select[JurorCopy]:
    return select(JurorCopy).where(JurorCopy.source_id == source_id)


def _of_response() -> Any:
    return or_(
        ResponseFile.response_id == Application.file_response_id,
        ResponseFile.response_id == Application.note_response_id,
    )


def list_without_copy() -> Select[int, StoredFile, int, str]:
    """(application, file, response, question) of entries that were sent, the first sent first."""
    has_copy = select(JurorCopy.source_id)
    return (
        select(Application.id, StoredFile, ResponseFile.response_id, ResponseFile.question)
        .join(Entry, Entry.application_id == Application.id)
        .join(ResponseFile, _of_response())
        .join(StoredFile, StoredFile.id == ResponseFile.file_id)
        .where(Application.number.is_not(None), StoredFile.id.not_in(has_copy))
        .order_by(Application.submitted_at, Application.id, StoredFile.id)
    )


def list_stale() -> Select[JurorCopy]:
    """Of files that no answer holds any more."""
    held = select(ResponseFile.file_id)
    return select(JurorCopy).where(JurorCopy.source_id.not_in(held)).order_by(JurorCopy.id)
