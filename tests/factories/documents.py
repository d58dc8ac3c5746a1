"""Documents of sessions, with their bytes in the storage."""

import itertools
from typing import Any

from noress.domain.files.models import StoredFile
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingDocument
from noress.web.files import storage
from tests.factories import NOW, save

_n = itertools.count(1)


def make_document(
    meeting: Meeting, title: str, *, agenda_item: AgendaItem | None = None, content: bytes = b"%PDF-1.4 contenu", **values: Any,
) -> MeetingDocument:  # fmt: skip
    """A document for the invited, or for all with is_public=True."""
    file = make_file(f"{title}.pdf", content=content)
    return save(
        MeetingDocument(meeting_id=meeting.id, file_id=file.id, title=title,
                        agenda_item_id=agenda_item.id if agenda_item else None, **values)
    )  # fmt: skip


def make_file(
    name: str = "fichier.pdf", *, content: bytes = b"%PDF-1.4 contenu", content_type: str = "application/pdf"
) -> StoredFile:
    """A stored file, joined to nothing."""
    key = f"2026/11/{next(_n):08d}.{name.rsplit('.', 1)[-1]}"
    put_content(key, content)
    return save(
        StoredFile(
            key=key, name=name, content_type=content_type, size=len(content), sha256="0" * 64, uploaded_at=NOW
        )
    )


def put_content(key: str, content: bytes = b"%PDF-1.4 contenu") -> None:
    """The bytes of a file, whatever a test before left under that key."""
    storage().delete(key)
    storage().put(key, content)
