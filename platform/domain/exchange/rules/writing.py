"""A list confirmed: its lines become entries, some at a time, so that the worker may be stopped at any moment.

`written` keeps what was made, so that the rest can be written and all of it taken back:
{"how": {state, is_open}, "by": [person, name], "deeds": [[place, deed]], "created": [entry],
 "changed": {entry: {field: [before, after]}}, "sources": {entry: {field: told before}}, "proposed": [change],
 "left": {place: why}, "undoing": true while it is taken back}
"""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import ChangeOrigin, Structure, StructureChange, StructureState
from noress.domain.catalogue.rules.changes import propose_change
from noress.domain.catalogue.rules.states import publish_structure
from noress.domain.catalogue.rules.writing import create_structure, write_values
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.planning import CREATE, USE, compare_values
from noress.domain.exchange.reading import Line
from noress.domain.exchange.rules.sheets import DONE_ALREADY, plan_import, read_lines
from noress.extensions import db

#: lines written while the person waits, and in one transaction of the worker
AT_ONCE, BATCH = 50, 100


def confirm_import(
    *, pending: StructureImport, seen: str, state: StructureState, is_open: bool, actor: Actor, now: datetime
) -> StructureImport:
    """What the person who confirms has read is written: at once when it is short, else by the worker. `seen` names
    that plan. No mail leaves."""
    lock(pending)
    if pending.state is not StructureImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    if state not in {StructureState.TO_CHECK, StructureState.PUBLISHED}:
        raise RuleError("bad_state", _("Choisissez une des réponses proposées."), field="state")
    plan = plan_import(pending=pending)
    if plan.seen != seen:
        message = _(
            "Ce qui serait écrit a changé depuis votre relecture. Relisez, puis confirmez de nouveau."
        )
        raise RuleError("changed", message, status=409)
    if not plan.writing:
        message = _("Aucune ligne ne peut être importée. Corrigez les colonnes, ou la feuille.")
        raise RuleError("nothing", message, status=409)
    pending.written = {
        "how": {"state": state.value, "is_open": is_open}, "by": [actor.person_id, actor.name],
        "deeds": [[line.line.place, line.deed] for line in plan.writing], "created": [], "changed": {}, "sources": {},
        "proposed": [], "left": {str(line.line.place): line.why_left for line in (*plan.wrong, *plan.left)},
    }  # fmt: skip
    pending.state, pending.done, pending.total = StructureImportState.WRITING, 0, len(plan.writing)
    pending.confirmed_at, pending.version = now, pending.version + 1
    counts = {name: (None, count) for name, count in plan.counts().items() if count}
    record(actor, "structure_import.confirmed", pending, now=now,
           changes={**counts, "source": (None, pending.filename)})  # fmt: skip
    if pending.total <= AT_ONCE:
        write_lines(pending=pending, now=now)
    return pending


def write_lines(*, pending: StructureImport, now: datetime, limit: int = BATCH) -> bool:
    """Write the next lines, and note how far it is; true when it is the end. A line that can no longer be written
    is left, with why."""
    lock(pending)
    if pending.state is not StructureImportState.WRITING or pending.written.get("undoing"):
        return True
    deeds = pending.written["deeds"][pending.done : pending.done + limit]
    lines = {line.place: line for line in read_lines(pending, {place for place, _deed in deeds})}
    writer = _Writer(pending, now)
    for place, deed in deeds:
        try:
            with db.session.begin_nested():
                writer.write(lines[place], deed)
        except RuleError as refused:
            writer.left[str(place)] = str(refused.message)
    pending.written = writer.written()
    pending.done += len(deeds)
    if pending.done < pending.total:
        return False
    pending.state = StructureImportState.DONE
    pending.version += 1
    return True


def source_of(pending: StructureImport, now: datetime) -> str:
    """Who said it: a sheet and the day on which it was confirmed, the same in every language."""
    day = clock.today(pending.confirmed_at or now).isoformat()
    return f"{pending.filename[:180]}, {day}"


class _Writer:
    """What one batch makes."""

    def __init__(self, pending: StructureImport, now: datetime):
        before = pending.written
        self.pending, self.now = pending, now
        self.actor = Actor(name=before["by"][1], method="import", person_id=before["by"][0])
        self.said_by = source_of(pending, now)
        self.created: list[int] = list(before["created"])
        self.changed: dict[str, Any] = {key: dict(fields) for key, fields in before["changed"].items()}
        self.sources: dict[str, Any] = {key: dict(fields) for key, fields in before["sources"].items()}
        self.proposed: list[int] = list(before["proposed"])
        self.left: dict[str, str] = dict(before["left"])

    def write(self, line: Line, deed: str) -> None:
        if deed == CREATE:
            self._create(line)
        else:
            self._complete(line, int(deed.removeprefix(USE)))

    def _create(self, line: Line) -> None:
        how = self.pending.written["how"]
        structure = create_structure(
            values=line.values, source=self.pending.source, said_by=self.said_by, actor=self.actor, now=self.now,
            import_id=self.pending.id, is_open=how["is_open"],
        )  # fmt: skip
        if how["state"] == StructureState.PUBLISHED.value:
            publish_structure(structure=structure, actor=self.actor, now=self.now, tells=False)
        self.created.append(structure.id)

    def _complete(self, line: Line, key: int) -> None:
        """Only where it says nothing; what it says otherwise is proposed."""
        structure = db.session.get(Structure, key)
        if structure is None or structure.state is StructureState.MERGED or structure.opposed_at is not None:
            message = _("La fiche à compléter a été fusionnée, supprimée, ou s'est opposée à paraître.")
            raise RuleError("gone", message, status=409)
        lock(structure)
        fills, differs = compare_values(structure.detail.values, line.values)
        told = {name: structure.detail.sources.get(name) for name in fills}
        source: dict[str, Any] = {
            "source": self.pending.source,
            "said_by": self.said_by,
            "actor": self.actor,
            "now": self.now,
        }
        changes = write_values(structure=structure, values=fills, **source) if fills else {}
        change = None
        if differs:
            change = propose_change(
                structure=structure,
                values=differs,
                origin=ChangeOrigin.IMPORT,
                email=None,
                language="fr",
                **source,
            )
        self._note(str(key), changes, told, change)

    def _note(self, key: str, changes: Any, told: dict[str, Any], change: StructureChange | None) -> None:
        """Once the line is written whole."""
        kept = self.changed.setdefault(key, {}) if changes else {}
        for name, (before, after) in changes.items():
            kept[name] = [kept[name][0] if name in kept else before, after]
            self.sources.setdefault(key, {}).setdefault(name, told.get(name))
        if change is not None:
            self.proposed.append(change.id)

    def written(self) -> dict[str, Any]:
        return {
            **self.pending.written, "created": self.created, "changed": self.changed, "sources": self.sources,
            "proposed": self.proposed, "left": self.left,
        }  # fmt: skip
