"""A list before it is confirmed: kept as read, its columns understood, its lines chosen. No entry is touched."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from noress.core import tables
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES, in_language
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.tables import Sheet
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Source
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.exchange import queries
from noress.domain.exchange.headings import LABELS
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.planning import Plan, plan_lines
from noress.domain.exchange.reading import Line, Lists, read_line
from noress.extensions import db

#: lines of one sheet
MAX_LINES = 10_000
DONE_ALREADY = _("Cet import a déjà été traité. Rechargez la page pour voir où il en est.")
#: columns that we add to the lines in error: a corrected sheet comes back with them
ADDED = (_("Ligne"), _("À corriger"))


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


def headings_key(headings: list[str]) -> str:
    """Two sheets with the same headings have the same key; those that we add to lines in error do not count."""
    ours = set()
    for code in LANGUAGES:
        with in_language(code):
            ours |= {fold(str(text)) for text in ADDED}
    kept = [fold(text) for text in headings]
    while kept and (not kept[-1] or kept[-1] in ours):
        kept.pop()
    return hashlib.sha256("\x1f".join(kept).encode()).hexdigest()


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
    shown = {str(line.line.place): line.deed for line in plan_import(pending=pending).lines}
    chosen = {place: deed for place, deed in choices.items() if place in shown and shown[place] != deed}
    pending.choices = {**pending.choices, **chosen}


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


def forget_import(*, pending: StructureImport, actor: Actor, now: datetime) -> None:
    """Nothing was written, nothing will be; what was read is forgotten."""
    lock(pending)
    if pending.state is not StructureImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    pending.state = StructureImportState.FORGOTTEN
    pending.rows, pending.numbers, pending.choices = [], [], {}
    pending.version += 1
