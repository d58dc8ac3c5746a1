"""An import taken back: what it made disappears, what it filled is empty again, as long as nothing depends on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.i18n import ngettext
from noress.core.locking import lock
from noress.core.references import columns_to, name_of
from noress.core.stamps import raise_public_stamp
from noress.domain.accounts.actor import Actor
from noress.domain.actions.models import ImportState
from noress.domain.audit.rules import changed, record
from noress.domain.imports import queries
from noress.domain.imports.models import InstitutionImport
from noress.domain.imports.policy import can_undo_import
from noress.domain.imports.rules.sheets import DONE_ALREADY
from noress.domain.institutions.models import Institution
from noress.domain.merging.moving import chunks
from noress.domain.merging.sides import restored
from noress.domain.merging.wording import counted
from noress.extensions import db

#: in the order in which they go: a seat names both others
_TABLES = {"seats": "seat", "persons": "person", "institutions": "institution"}


def list_obstacles(pending: InstitutionImport) -> list[Any]:
    """Why this import cannot be taken back, in sentences; nothing when it can."""
    obstacles: list[Any] = []
    if touched := _touched(pending):
        names = formats.listed(touched[:5])
        obstacles.append(
            ngettext("%(num)s fiche a changé depuis : %(names)s.", "%(num)s fiches ont changé depuis : %(names)s.",
                     len(touched), names=names)
        )  # fmt: skip
    if rows := _depending(pending):
        obstacles.append(
            _("Ce que l'import a créé sert déjà : %(rows)s.", rows=formats.listed(counted(rows)))
        )
    return obstacles


def undo_import(*, pending: InstitutionImport, actor: Actor, now: datetime) -> None:
    """Delete what the import made, with its history (the numbers may be given again), and empty what it filled.
    The line of history that says so stands with the import."""
    if actor.method != "system" and not can_undo_import(actor):
        raise RuleError("coordination", _("La coordination seule annule un import."), status=403)
    lock(pending)
    if pending.state is not ImportState.DONE:
        raise RuleError("not_done", DONE_ALREADY, status=409)
    for institution in _filled(pending):
        lock(institution)
    if obstacles := list_obstacles(pending):
        raise RuleError("obstacles", obstacles[0], status=409)
    _empty_again(pending, actor=actor, now=now)
    db.session.flush()  # what follows is written past the session
    for part, table in _TABLES.items():
        for chunk in chunks(_keys(pending, part)):
            db.session.execute(queries.delete_rows(db.metadata.tables[table], chunk))
            db.session.execute(queries.delete_history(table, chunk))
    raise_public_stamp(db.session)  # type: ignore[arg-type]  # public pages showed what is gone
    db.session.expire_all()
    pending.state = ImportState.UNDONE
    pending.version += 1
    counts = {
        part: (len(pending.written[part]), None) for part in (*_TABLES, "filled") if pending.written[part]
    }
    record(actor, "institution_import.undone", pending, now=now,
           changes={**counts, "source": (pending.filename, None)})  # fmt: skip


def _keys(pending: InstitutionImport, part: str) -> list[int]:
    return [line[0] for line in pending.written.get(part, [])]


def _versions(pending: InstitutionImport, *parts: str) -> dict[int, int]:
    """{row: its version as the import last wrote it}: a record may be filled by several lines."""
    return {line[0]: line[1] for part in parts for line in pending.written.get(part, [])}


def _filled(pending: InstitutionImport) -> list[Institution]:
    keys = sorted(set(_keys(pending, "filled")))
    return [row for chunk in chunks(keys) for row in db.session.scalars(queries.list_institutions(chunk))]


def _touched(pending: InstitutionImport) -> list[str]:
    """What people call the records that somebody changed since, or that are no more."""
    institutions = _versions(pending, "institutions", "filled")
    found = [
        *(_changed(institutions, queries.list_institutions, lambda row: str(row.name))),
        *(_changed(_versions(pending, "persons"), queries.list_persons, lambda row: row.shown_name)),
        *(_changed(_versions(pending, "seats"), queries.list_seats, lambda row: f"{row.kind.label} n° {row.id}")),
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _changed(versions: dict[int, int], load: Any, name: Any) -> Iterable[str]:
    seen: set[int] = set()
    for chunk in chunks(versions):
        for row in db.session.scalars(load(chunk)):
            seen.add(row.id)
            is_gone = getattr(row, "closed_at", None) or getattr(row, "erased_at", None)
            if row.version != versions[row.id] or is_gone:
                yield name(row)
    yield from (f"n° {key}" for key in versions if key not in seen)


def _depending(pending: InstitutionImport) -> dict[str, list[int]]:
    """{"table.column": rows that name what the import made, without what it made itself}."""
    own = {table: set(_keys(pending, part)) for part, table in _TABLES.items()}
    found: dict[str, list[int]] = {}
    for table, keys in own.items():
        for column in columns_to(db.metadata, table):
            rows = {
                row
                for chunk in chunks(sorted(keys))
                for row, _key in db.session.execute(queries.list_depending(column, chunk))
            } - own.get(column.table.name, set())
            if rows:
                found[name_of(column)] = sorted(rows)
    return found


def _empty_again(pending: InstitutionImport, *, actor: Actor, now: datetime) -> None:
    """The last filling first: a record that two lines filled goes back step by step."""
    by_id = {row.id: row for row in _filled(pending)}
    for key, _version, changes in reversed(pending.written["filled"]):
        institution = by_id[key]
        undone = changed(
            institution, {name: restored(name, before) for name, (before, _after) in changes.items()}
        )
        undone.pop("name_folded", None)
        institution.version += 1
        record(actor, "institution.edited", institution, now=now, changes=undone)
