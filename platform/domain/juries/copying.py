"""What jurors are given of an entry's files: copies that name nobody, and light previews. Made by the worker once an entry
was sent, from what was sent; they go with the entry."""

import hashlib
import io
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from noress.core.metadata import Cleaned, clean
from noress.core.storage import Storage
from noress.domain.applications.models import Application
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import drop_files
from noress.domain.juries.models import JurorCopy
from noress.domain.juries.queries import copies as queries
from noress.domain.juries.queries import list_copies
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.published import definition_in
from noress.extensions import db

#: (content, its type) -> a light JPEG, or None; given by the worker, which may load what makes it
Preview = Callable[[bytes, str], bytes | None]


class Source(NamedTuple):
    """A file that waits for its copy."""

    application_id: int
    file_id: int
    key: str
    content_type: str
    #: it may show an identity card: jurors are given none of it
    is_restricted: bool


class Made(NamedTuple):
    """What was made of it, not kept yet."""

    cleaned: Cleaned | None
    preview: bytes | None


def copies_of(application: Application) -> dict[int, JurorCopy]:
    """{file of the entrant: what jurors are given instead}."""
    return {one.source_id: one for one in db.session.scalars(list_copies(application.id))}


def list_waiting(limit: int = 20) -> list[Source]:
    """Files of entries that were sent, without a copy yet."""
    rows = db.session.execute(queries.list_without_copy().limit(limit)).all()
    return [
        Source(application_id, file.id, file.key, file.content_type, _is_restricted(response_id, question))
        for application_id, file, response_id, question in rows
    ]


def _is_restricted(response_id: int, key: str) -> bool:
    response = db.session.get(Response, response_id)
    question = definition_in(response.questionnaire_version).question(key) if response is not None else None
    return question is None or bool(question.settings.get("restricted"))


def make(source: Source, storage: Storage, preview: Preview) -> Made:
    """Nothing is written: it may take a second. A preview is made of what was cleaned, of nothing else."""
    if source.is_restricted:
        return Made(None, None)
    content = b"".join(storage.stream(source.key))
    cleaned = clean(content, source.content_type)
    return Made(cleaned, preview(cleaned.content, source.content_type) if cleaned is not None else None)


def keep(source: Source, made: Made, *, storage: Storage, now: datetime) -> JurorCopy | None:
    """None where the entry, or its file, is gone meanwhile, and where another worker was faster."""
    if db.session.get(Application, source.application_id) is None:
        return None
    file = db.session.get(StoredFile, source.file_id)
    if file is None or db.session.scalars(queries.get_copy(source.file_id)).one_or_none() is not None:
        return None
    cleaned = made.cleaned
    extension = file.key.rpartition(".")[2]
    copy = JurorCopy(
        application_id=source.application_id, source_id=file.id, made_at=now, taken_out=cleaned.taken_out if cleaned else [],
        file=_store(cleaned.content, extension, file.content_type, storage, now) if cleaned else None,
        preview=_store(made.preview, "jpg", "image/jpeg", storage, now) if made.preview else None,
    )  # fmt: skip
    db.session.add(copy)
    return copy


def _store(content: bytes, extension: str, content_type: str, storage: Storage, now: datetime) -> StoredFile:
    """Under a name that says nothing: the entrant's own often bears theirs."""
    key = f"{now:%Y/%m}/{secrets.token_hex(16)}.{extension}"
    storage.put(key, io.BytesIO(content))
    row = StoredFile(
        key=key, name=f"fichier.{extension}", content_type=content_type, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), uploaded_at=now,
    )  # fmt: skip
    db.session.add(row)
    return row


def drop_stale() -> int:
    """Copies of files that the entry no longer holds."""
    stale = db.session.scalars(queries.list_stale()).all()
    for copy in stale:
        _drop(copy)
    return len(stale)


def _drop(copy: JurorCopy) -> None:
    held = [one for one in _files_of(copy) if one is not None]
    db.session.delete(copy)
    drop_files(held)


def _files_of(copy: JurorCopy) -> Iterator[int | None]:
    yield copy.file_id
    yield copy.preview_id
    yield copy.source_id
