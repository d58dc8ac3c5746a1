"""A list before it is confirmed: kept as read, its columns understood, its lines chosen. No entry is touched."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from noress.core import tables
from noress.core.errors import RuleError
from noress.core.headings import headings_key
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.tables import Sheet
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Source
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.exchange import keeping, queries
from noress.domain.exchange.headings import LABELS
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.planning import LinePlan, Plan, entries_of, plan_line, plan_lines
from noress.domain.exchange.reading import Line, Lists, read_line
from noress.extensions import db

#: lines of one sheet
MAX_LINES = 10_000
DONE_ALREADY = _("Cet import a déjà été traité. Rechargez la page pour voir où il en est.")


def keep_sheet(*, filename: str, sheet: Sheet, actor: Actor, now: datetime) -> StructureImport:
    """Keep what was read, understood as the last sheet with the same headings was."""
    key = headings_key(sheet.rows[0])
    before = db.session.scalars(queries.get_like_headings(key)).one_or_none()
    guessed = {str(place): name for place, name in sheet.mapping.items()}
    pending = StructureImport(
        filename=filename[:200], rows=sheet.rows, numbers=sheet.numbers, headings_key=key, choices={}, written={},
        mapping=before.mapping if before is not None else guessed, source=Source.IMPORT, done=0,
        total=len(sheet.rows) - 1, version=1, state=StructureImportState.PENDING, created_at=now,
        created_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(pending)
    db.session.flush()  # its page needs its number
    return pending


def map_columns(
    *, pending: StructureImport, mapping: Mapping[int, str], version: int, actor: Actor, now: datetime
) -> None:
    """What each column means."""
    lock(pending)
    if pending.state is not StructureImportState.PENDING or pending.version != version:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    tables.check_mapping(mapping, LABELS)
    if not {"name", "name_ar"} & set(mapping.values()):
        raise RuleError(
            "no_name", _("Dites quelle colonne contient le nom de la structure."), field="mapping"
        )
    pending.mapping = {str(place): name for place, name in mapping.items()}
    pending.version += 1


def choose_deeds(
    *, pending: StructureImport, choices: Mapping[str, str], actor: Actor, now: datetime
) -> None:
    """What becomes of these lines; the other lines keep what was chosen for them. What the page proposed and
    nobody changed is no choice: it follows what is known on the day of the confirmation."""
    lock(pending)
    if pending.state is not StructureImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    kept = keeping.read_plan(pending)
    plan = kept or plan_import(pending=pending)
    shown = {str(line.line.place): line for line in plan.lines}
    chosen = {place: deed for place, deed in choices.items() if place in shown and shown[place].deed != deed}
    pending.choices = {**pending.choices, **chosen}
    if kept is not None and chosen:
        _plan_again(pending, kept, [shown[place] for place in chosen])


def _plan_again(pending: StructureImport, plan: Plan, plans: list[LinePlan]) -> None:
    """These lines alone: what becomes of the others does not follow from them."""
    read_again(pending=pending, plans=plans)
    made = {
        one.line.place: plan_line(one.line, one.likes, one.known, pending.choices.get(str(one.line.place)))
        for one in plans
    }
    plan.lines = [made.get(one.line.place, one) for one in plan.lines]
    keeping.keep(pending, keeping.write_plan(plan, keeping.stamp_of(pending)))


def read_lines(pending: StructureImport, places: Collection[int] = ()) -> list[Line]:
    """All of them, or those at these places."""
    kinds = {row.code: row.name for row in db.session.execute(queries.list_category_names())}
    lists = Lists.of(read_vocabulary(), kinds)
    mapping = {int(place): name for place, name in pending.mapping.items()}
    return [
        read_line(place, pending.numbers[place], cells, mapping, lists)
        for place, cells in enumerate(pending.rows)
        if place and (not places or place in places)
    ]


def plan_import(*, pending: StructureImport) -> Plan:
    """Every line as it would be written, against what is known now."""
    return plan_lines(read_lines(pending), pending.choices)


def outcome_of(*, pending: StructureImport) -> dict[str, Any]:
    """The plan of now, as it is kept. What changes while it is made makes it out of date."""
    stamp = keeping.stamp_of(pending)
    return keeping.write_plan(plan_import(pending=pending), stamp)


def keep_outcome(*, pending: StructureImport, outcome: dict[str, Any]) -> None:
    """With the import, as long as nobody wrote it meanwhile: the next page does not compare its lines again."""
    lock(pending)
    if pending.state is StructureImportState.PENDING:
        keeping.keep(pending, outcome)


def read_again(*, pending: StructureImport, plans: list[LinePlan]) -> None:
    """The cells of lines of a plan that was kept, and the entries that they resemble."""
    places = {plan.line.place for plan in plans}
    if places:
        known = entries_of(like for plan in plans for like in plan.likes)
        keeping.read_again(plans, read_lines(pending, places), known)


def forget_import(*, pending: StructureImport, actor: Actor, now: datetime) -> None:
    """Nothing was written, nothing will be; what was read is forgotten."""
    lock(pending)
    if pending.state is not StructureImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    pending.state = StructureImportState.FORGOTTEN
    pending.rows, pending.numbers, pending.choices, pending.written = [], [], {}, {}
    pending.version += 1
