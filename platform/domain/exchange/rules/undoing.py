"""An import taken back: what it made disappears, what it filled is empty again, as long as nothing depends on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.i18n import ngettext
from noress.core.locking import lock
from noress.core.references import columns_to
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import Source, Structure
from noress.domain.catalogue.rules.keys import keep_keys
from noress.domain.catalogue.rules.writing import set_values
from noress.domain.exchange import queries
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.policy import can_undo_import
from noress.domain.exchange.rules.sheets import DONE_ALREADY
from noress.domain.exchange.rules.writing import source_of
from noress.extensions import db

#: entries taken back while the person waits
AT_ONCE = 200
_CHUNK = 500
_NAMED = 5
#: they are a part of the entry, and go with it
_OWN = frozenset({"structure_detail", "structure_key", "structure_area"})


def list_obstacles(pending: StructureImport) -> list[Any]:
    """Why this import cannot be taken back, in sentences that name what is in the way; nothing when it can."""
    if not pending.rows:
        return [_("Les lignes de cette feuille ont été effacées après 90 jours : elle ne s'annule plus.")]
    obstacles: list[Any] = []
    if touched := list(dict.fromkeys(_touched(pending))):
        obstacles.append(
            ngettext("%(num)s fiche a changé depuis : %(names)s.", "%(num)s fiches ont changé depuis : %(names)s.",
                     len(touched), names=formats.listed(touched[:_NAMED]))
        )  # fmt: skip
    if depended := _depended_on(pending):
        names = formats.listed(depended[:_NAMED])
        obstacles.append(
            ngettext("%(num)s fiche créée par l'import sert déjà ailleurs : %(names)s.",
                     "%(num)s fiches créées par l'import servent déjà ailleurs : %(names)s.", len(depended), names=names)
        )  # fmt: skip
    if accepted := _accepted(pending):
        obstacles.append(
            ngettext("%(num)s proposition de l'import a été acceptée : %(names)s.",
                     "%(num)s propositions de l'import ont été acceptées : %(names)s.", len(accepted),
                     names=formats.listed(accepted[:_NAMED]))
        )  # fmt: skip
    return obstacles


def ask_undo(*, pending: StructureImport, actor: Actor, now: datetime) -> None:
    """Taken back at once when it is short, else by the worker."""
    if not can_undo_import(actor):
        raise RuleError("coordination", _("La coordination seule annule un import."), status=403)
    lock(pending)
    if pending.state is not StructureImportState.DONE:
        raise RuleError("not_done", DONE_ALREADY, status=409)
    if obstacles := list_obstacles(pending):
        raise RuleError("obstacles", obstacles[0], status=409)
    if len(pending.written["created"]) + len(pending.written["changed"]) <= AT_ONCE:
        _undo(pending, actor, now)
        return
    pending.state = StructureImportState.WRITING
    pending.written = {**pending.written, "undoing": True, "undone_by": [actor.person_id, actor.name]}
    pending.version += 1


def undo_import(*, pending: StructureImport, now: datetime) -> None:
    """What the worker does of it, in one transaction; where something came in the way meanwhile, all stays."""
    lock(pending)
    if pending.state is not StructureImportState.WRITING or not pending.written.get("undoing"):
        return
    if obstacles := list_obstacles(pending):
        pending.state = StructureImportState.DONE
        pending.written = {**pending.written, "undoing": False, "not_undone": [str(it) for it in obstacles]}
        return
    person_id, name = pending.written["undone_by"]
    _undo(pending, Actor(name=name, method="import", person_id=person_id), now)


def _undo(pending: StructureImport, actor: Actor, now: datetime) -> None:
    """What was made goes with its history: the numbers may be given again. The line that says so stands with the
    import."""
    for change in _changes(pending):
        db.session.delete(change)
    _empty_again(pending, actor, now)
    for chunk in _chunks(pending.written["created"]):
        for structure in db.session.scalars(queries.list_structures(chunk)):
            db.session.delete(structure)
        db.session.flush()
        db.session.execute(queries.delete_history("structure", chunk))
    counts = {
        name: (len(pending.written[name]), None) for name in ("created", "changed") if pending.written[name]
    }
    pending.state, pending.undone_at = StructureImportState.UNDONE, now
    pending.written = {**pending.written, "undoing": False}
    pending.version += 1
    record(actor, "structure_import.undone", pending, now=now,
           changes={**counts, "source": (pending.filename, None)})  # fmt: skip


def _empty_again(pending: StructureImport, actor: Actor, now: datetime) -> None:
    changed = pending.written["changed"]
    for chunk in _chunks([int(key) for key in changed]):
        for structure in db.session.scalars(queries.list_structures(chunk)):
            fields = changed[str(structure.id)]
            told = {
                name: source
                for name, source in pending.written["sources"].get(str(structure.id), {}).items()
                if source is not None
            }
            before = {name: values[0] for name, values in fields.items()}
            changes = set_values(structure, before, source=Source.IMPORT, said_by="", now=now, told=told)
            keep_keys(structure)
            record(actor, "structure.edited", structure, now=now, changes=changes)


def _touched(pending: StructureImport) -> Iterable[str]:
    """What people call the entries that say something else since, or that somebody confirmed."""
    said_by, created = source_of(pending, pending.created_at), pending.written["created"]
    for chunk in _chunks(created):
        found = {row.id: row for row in db.session.scalars(queries.list_structures(chunk))}
        for key in chunk:
            row = found.get(key)
            if row is None:
                continue
            told = {source[2] for source in row.detail.sources.values()}
            if told - {said_by} or row.confirmed_on is not None or row.merged_into_id is not None:
                yield str(row.name)
    for key, fields in pending.written["changed"].items():
        row = db.session.get(Structure, int(key))
        if row is None or any(row.detail.values.get(name) != after for name, (_b, after) in fields.items()):
            yield str(row.name) if row is not None else f"n° {key}"


def _depended_on(pending: StructureImport) -> list[str]:
    """The entries made that rows of other tables name."""
    created = pending.written["created"]
    used: set[int] = set()
    for column in columns_to(db.metadata, "structure"):
        if column.table.name not in _OWN:
            for chunk in _chunks(created):
                used |= set(db.session.scalars(queries.list_named(column, chunk)))
    rows = [
        row for chunk in _chunks(sorted(used)) for row in db.session.scalars(queries.list_structures(chunk))
    ]
    return [str(row.name) for row in rows]


def _accepted(pending: StructureImport) -> list[str]:
    return [
        str(change.structure.name) for change in _changes(pending) if any((change.decisions or {}).values())
    ]


def _changes(pending: StructureImport) -> list[Any]:
    keys = pending.written.get("proposed", [])
    return [row for chunk in _chunks(keys) for row in db.session.scalars(queries.list_changes(chunk))]


def _chunks(items: list[int]) -> list[list[int]]:
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
