"""Packs: many files as one ZIP, or as one PDF with a bookmark for each. Made in a temporary file, never whole
in memory; the job that asked deletes it once it is stored."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app

from noress.core.storage import Storage, StorageError
from noress.domain.files.models import StoredFile

#: file types that do not get smaller
PACKED = frozenset({"pdf", "png", "jpg", "jpeg", "webp", "docx", "xlsx", "pptx", "odt", "ods", "zip"})
#: a fixed date: the same files give the same archive
LONG_AGO = (2020, 1, 1, 0, 0, 0)


class Entry(NamedTuple):
    """A file of a pack: `name` is its path in the ZIP, or its bookmark in the merged PDF."""

    name: str
    content: bytes | StoredFile


class Merged(NamedTuple):
    path: Path
    pages: int
    #: names of the entries that are no readable PDF: they are in the ZIP only
    left_out: list[str]
    #: of each entry, in order: how many pages it has, None when it is left out
    counts: tuple[int | None, ...] = ()


def read_file(file: StoredFile) -> bytes:
    """The bytes of a stored file. Raises StorageError."""
    return _storage().get(file.key)


def make_zip(entries: Iterable[Entry]) -> Path:
    """An archive with every entry; two of the same name are told apart by a number."""
    path, used = temporary_file("zip"), set[str]()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in entries:
            name = _free_name(_safe_path(entry.name), used)
            about = zipfile.ZipInfo(name, LONG_AGO)
            about.external_attr = 0o644 << 16
            is_packed = name.rpartition(".")[2].lower() in PACKED
            about.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            with archive.open(about, "w", force_zip64=True) as target:
                for piece in _pieces(entry):
                    target.write(piece)
    return path


def merge_pdfs(
    entries: Iterable[Entry], *, title: str, cover: Callable[[tuple[int | None, ...]], bytes] | None = None
) -> Merged:
    """One PDF of all the entries, in order. What is no PDF, is damaged or is locked by a password is left out
    and named. `cover` makes the first pages, once it is known how many pages each entry has."""
    from pypdf import PdfReader, PdfWriter  # 0.3 s to load, for packs only

    path, left_out, counts = temporary_file("pdf"), [], list[int | None]()
    with PdfWriter() as writer:
        for entry in entries:
            before = len(writer.pages)
            try:
                with tempfile.TemporaryFile() as copy:
                    for piece in _pieces(entry):
                        copy.write(piece)
                    copy.seek(0)
                    reader = PdfReader(copy)
                    if reader.is_encrypted:
                        raise ValueError("locked")
                    writer.append(reader, import_outline=False)
            except StorageError:
                raise
            except Exception:  # a damaged PDF fails in many ways, none of which may stop the pack
                for _page in range(len(writer.pages) - before):
                    writer.remove_page(before)
                left_out.append(entry.name)
                counts.append(None)
                continue
            counts.append(len(writer.pages) - before)
            writer.add_outline_item(title=entry.name, page_number=before)
        if cover is not None:
            writer.merge(0, io.BytesIO(cover(tuple(counts))), import_outline=False)
        pages = len(writer.pages)
        writer.metadata = {"/Title": title}
        if pages:
            writer.write(path)
    return Merged(path, pages, left_out, tuple(counts))


def _pieces(entry: Entry) -> Iterable[bytes]:
    return [entry.content] if isinstance(entry.content, bytes) else _storage().stream(entry.content.key)


def _storage() -> Storage:
    opened: Any = current_app.extensions["storage"]
    return opened  # type: ignore[no-any-return]


def temporary_file(extension: str) -> Path:
    """An empty file for what is made; the job that asked deletes it once it is stored."""
    with tempfile.NamedTemporaryFile(prefix="noress-", suffix=f".{extension}", delete=False) as made:
        return Path(made.name)


def _safe_path(name: str) -> str:
    """Folders by "/", nothing that climbs out of the archive or that Windows refuses."""
    from noress.core.uploads import UploadRefused, safe_name

    parts = []
    for part in name.split("/"):
        try:
            parts.append(safe_name(part))
        except UploadRefused:
            continue
    return "/".join(parts) or "document"


def _free_name(name: str, used: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    stem, ending = (stem, dot + extension) if dot and "/" not in extension else (name, "")
    number, free = 2, name
    while free.casefold() in used:
        free, number = f"{stem} ({number}){ending}", number + 1
    used.add(free.casefold())
    return free
