"""Backup and restore: every row as JSON lines and every file, in one archive that either engine reads.

The rows come from one snapshot, so the archive is one instant of the database; files are never changed once
written, so copying them afterwards is safe. The manifest holds the SHA-256 of every member.
"""

import base64
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Column, Connection, Date, DateTime, LargeBinary, Table, bindparam, func, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from noress.core import clock, search
from noress.core.database import writing
from noress.core.stamps import Stamp
from noress.core.storage import StorageConflict, StorageMissing
from noress.extensions import db

FORMAT = 1
BATCH = 500
MANIFEST = "manifest.json"


class ArchiveError(Exception):
    """The archive cannot be made or restored; the message says why."""


# --- backup ------------------------------------------------------------------------------------------


def backup(app: Flask, target: Path) -> dict[str, Any]:
    """Write the archive; it appears under its name only when whole. Returns its manifest."""
    if target.exists():
        raise ArchiveError(f"{target} exists already: choose another name")
    part = target.with_name(target.name + ".part")
    descriptor = os.open(
        part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
    )  # personal data: the owner's only
    try:
        with os.fdopen(descriptor, "wb") as out, app.app_context():
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
                manifest = _write_members(app, archive)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write_members(app: Flask, archive: tarfile.TarFile) -> dict[str, Any]:
    with _snapshot() as connection:
        manifest: dict[str, Any] = {
            "format": FORMAT, "made_at": clock.now().isoformat(), "engine": connection.dialect.name,
            "revision": _revision(connection), "tables": {}, "files": {}, "missing_files": [],
        }  # fmt: skip
        for table in db.metadata.sorted_tables:
            manifest["tables"][table.name] = _add_table(archive, connection, table)
        files = db.metadata.tables["stored_file"]
        keys = [row.key for row in connection.execute(files.select().order_by(files.c.id))]
    storage = app.extensions["storage"]
    for key in keys:
        try:
            manifest["files"][key] = _add(archive, f"files/{key}", storage.stream(key))
        except StorageMissing:
            manifest["missing_files"].append(key)
    _add(archive, MANIFEST, [json.dumps(manifest, indent=1).encode()])
    return manifest


def _snapshot() -> Any:
    """A connection that sees one instant, whatever is written meanwhile."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _revision(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _add_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> dict[str, Any]:
    rows = 0

    def lines() -> Iterator[bytes]:
        nonlocal rows
        order = list(table.primary_key.columns)
        for row in connection.execution_options(yield_per=BATCH).execute(table.select().order_by(*order)):
            rows += 1
            values = {name: _to_json(value) for name, value in row._mapping.items()}  # noqa: SLF001 - public API
            yield json.dumps(values, ensure_ascii=False).encode() + b"\n"

    return {"sha256": _add(archive, f"tables/{table.name}.jsonl", lines()), "rows": rows}


def _add(archive: tarfile.TarFile, name: str, pieces: Iterable[bytes]) -> str:
    """Add a member from pieces of unknown length; returns its SHA-256."""
    sha256 = hashlib.sha256()
    with tempfile.TemporaryFile() as aside:
        for piece in pieces:
            sha256.update(piece)
            aside.write(piece)
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = aside.tell(), 0o600, int(clock.now().timestamp())
        aside.seek(0)
        archive.addfile(info, aside)
    return sha256.hexdigest()


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


# --- restore -----------------------------------------------------------------------------------------


def restore(app: Flask, source: Path, *, force: bool = False) -> dict[str, Any]:
    """Put an archive back, whole or not at all. Refuses to replace data unless told to."""
    with _opened(source) as archive, app.app_context(), writing():
        manifest = _verified(archive)
        with db.engine.begin() as connection:
            _check_schema(connection, manifest)
            if _has_data(connection) and not force:
                raise ArchiveError("this database holds data: --force replaces all of it")
            _restore_files(app, archive, manifest)
            _restore_rows(connection, archive, manifest)
    return manifest


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, "r:gz")
    except tarfile.TarError as error:
        raise ArchiveError("this is no backup of the platform") from error


def _verified(archive: tarfile.TarFile) -> dict[str, Any]:
    """The manifest, once every member was read and found as it was written."""
    try:
        manifest: dict[str, Any] = json.loads(_read(archive, MANIFEST))
    except (KeyError, ValueError) as error:
        raise ArchiveError("this is no backup of the platform: it has no manifest") from error
    if manifest.get("format") != FORMAT:
        raise ArchiveError(f"this backup has format {manifest.get('format')}, not {FORMAT}")
    expected = {f"files/{key}": sha256 for key, sha256 in manifest["files"].items()}
    expected |= {f"tables/{name}.jsonl": about["sha256"] for name, about in manifest["tables"].items()}
    for name, sha256 in expected.items():
        try:
            found = _digest(archive, name)
        except KeyError as error:
            raise ArchiveError(f"the backup lacks {name}") from error
        if found != sha256:
            raise ArchiveError(f"the backup is damaged: {name} is not what was written")
    return manifest


def _member(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    return bytes(_member(archive, name).read())


def _digest(archive: tarfile.TarFile, name: str) -> str:
    return hashlib.file_digest(_member(archive, name), "sha256").hexdigest()


def _check_schema(connection: Connection, manifest: dict[str, Any]) -> None:
    here = _revision(connection)
    if here != manifest["revision"]:
        raise ArchiveError(
            f"the backup was made at database revision {manifest['revision']}, this code is at {here}: "
            "restore it with the version of the code that made it, then upgrade"
        )


def _has_data(connection: Connection) -> bool:
    kept = {"stamp", "worker_mark"}
    return any(
        connection.execute(table.select().limit(1)).first() is not None
        for table in db.metadata.sorted_tables
        if table.name not in kept
    )


def _restore_files(app: Flask, archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Files first: one without its row is swept later, a row without its file would be a lie."""
    storage = app.extensions["storage"]
    for key, sha256 in manifest["files"].items():
        try:
            storage.put(key, _member(archive, f"files/{key}"))
        except StorageConflict as error:
            if hashlib.sha256(storage.get(key)).hexdigest() != sha256:
                raise ArchiveError(f"the storage holds another file under {key}") from error


def _restore_rows(connection: Connection, archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    stamp = connection.execute(func.coalesce(func.max(Stamp.value), 0).select()).scalar() or 0
    tables = db.metadata.sorted_tables
    for table in reversed(tables):
        connection.execute(table.delete())
    for table in tables:
        if table.name in manifest["tables"]:
            _insert_all(connection, table, _member(archive, f"tables/{table.name}.jsonl"))
            _advance_numbers(connection, table)
    search.rebuild(Session(bind=connection))
    # Pages cached by running servers must not be served for another state of the data.
    connection.execute(Stamp.__table__.update().values(value=Stamp.value + stamp + 1))  # type: ignore[attr-defined]


def _insert_all(connection: Connection, table: Table, lines: Any) -> None:
    """In batches; columns that point to the same table are filled once every row is there."""
    own = [key.parent for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    rows = []
    for line in io.TextIOWrapper(lines, encoding="utf-8"):
        row = {name: _from_json(table.c[name], value) for name, value in json.loads(line).items()}
        pointers = {f"to_{column.name}": row[column.name] for column in own}
        if any(pointers.values()):
            later.append({"of_id": row["id"], **pointers})
            row |= {column.name: None for column in own}
        rows.append(row)
        if len(rows) == BATCH:
            _insert(connection, table, rows)
            rows = []
    _insert(connection, table, rows)
    if later:
        values: dict[str, Any] = {column.name: bindparam(f"to_{column.name}") for column in own}
        connection.execute(table.update().where(table.c.id == bindparam("of_id")).values(values), later)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """An empty JSON column is left out, or it would become the JSON word null."""
    json_columns = {column.name for column in table.columns if _is_json(column)}

    def names(row: dict[str, Any]) -> list[str]:
        return [name for name, value in row.items() if value is not None or name not in json_columns]

    for columns, batch in groupby(rows, names):
        connection.execute(table.insert(), [{name: row[name] for name in columns} for row in batch])


def _is_json(column: Column[Any]) -> bool:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, JSON)


def _from_json(column: Column[Any], value: Any) -> Any:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value


def _advance_numbers(connection: Connection, table: Table) -> None:
    """PostgreSQL counts apart from the rows: the next row must not take a number already used."""
    if connection.dialect.name != "postgresql" or table.autoincrement_column is None:
        return
    name = table.autoincrement_column.name
    last = connection.execute(func.max(table.c[name]).select()).scalar()
    if last is not None:
        sequence = func.pg_get_serial_sequence(table.name, name)
        connection.execute(func.setval(sequence, last).select())
