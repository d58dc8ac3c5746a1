"""The storage of uploaded files, opened from STORAGE_URL, and how a file is served."""

from pathlib import Path

from flask import Flask, Response, current_app, request

from noress.core.storage import Storage, open_storage
from noress.domain.files.models import StoredFile


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.extensions["storage"] = open_storage(settings.storage_url, Path(app.instance_path) / "files")


def storage() -> Storage:
    opened: Storage = current_app.extensions["storage"]
    return opened


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
