"""The storage of uploaded files, opened from STORAGE_URL; how one that was posted is taken, and how a file is served."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.storage import Storage, open_storage
from noress.domain.files.models import StoredFile
from noress.domain.files.rules.uploads import store_file


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.extensions["storage"] = open_storage(settings.storage_url, Path(app.instance_path) / "files")


def storage() -> Storage:
    opened: Storage = current_app.extensions["storage"]
    return opened


def take_upload(
    posted: Any, *, actor: Any, now: datetime, max_bytes: int | None = None, is_voice: bool = False,
    field: str = "file",
) -> StoredFile | None:  # fmt: skip
    """What a form's file field holds, stored; None when nothing was chosen. The usual limit, unless told."""
    if not getattr(posted, "filename", ""):
        return None
    limit = max_bytes if max_bytes is not None else current_app.config["SETTINGS"].max_upload_bytes
    return store_file(
        name=posted.filename, stream=posted.stream, storage=storage(), max_bytes=limit, actor=actor, now=now,
        is_voice=is_voice, field=field,
    )  # fmt: skip


def need_upload(posted: Any, **how: Any) -> StoredFile:
    """The same, where a file has to be chosen."""
    file = take_upload(posted, **how)
    if file is None:
        raise RuleError("no_file", _("Choisissez un fichier."), field="file")
    return file


def send(file: StoredFile) -> Response:
    """The file as an attachment, never shown inline, never sniffed, never kept by shared caches."""
    response = Response(
        b"" if request.method == "HEAD" else storage().stream(file.key), content_type=file.content_type
    )
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    response.headers["Content-Length"] = str(file.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    response.set_etag(file.sha256)
    return response


def play(file: StoredFile) -> Response:
    """A recorded voice, for an <audio> of our own pages: piece by piece where the phone asks so (RFC 9110, 14)."""
    content = b"".join(storage().stream(file.key))
    response = Response(content, content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.set_etag(file.sha256)
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response
