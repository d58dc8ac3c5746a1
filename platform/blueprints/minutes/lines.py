"""What the pages of a record show of each block and item, prepared so that templates only print."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from noress.core.database import read_rows
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.core.markdown import render_html
from noress.core.names import called
from noress.domain.awards.conflicts import hidden_items
from noress.domain.meetings.models import AgendaKind, Meeting
from noress.domain.minutes import queries
from noress.domain.minutes.models import BlockKind, Minutes
from noress.domain.minutes.owners import Owners
from noress.extensions import db
from noress.web.identity import current_actor

#: the items as plain values: (key, title as pairs, kind, hidden from visitors)
Agenda = tuple[tuple[int, tuple[tuple[str, str], ...], AgendaKind, bool], ...]


@lru_cache(maxsize=2000)
def html_of(text: str) -> Markup:
    """The small Markdown subset as HTML; the same text always gives the same."""
    return render_html(text)


@lru_cache(maxsize=2000)
def _translated(raw: str) -> Translated:
    """A text as it is stored; most have not changed since the page was last read."""
    return Translated(json.loads(raw))


@lru_cache(maxsize=2000)
def parsed(raw: str | None) -> Mapping[str, Any]:
    return MappingProxyType((json.loads(raw) if raw else None) or {})


@dataclass
class BlockLine:
    """A block as pages show it."""

    id: int
    kind: str
    label: str
    version: int
    text: Translated
    details: Mapping[str, Any]
    is_confidential: bool
    is_removed: bool
    item_id: int | None
    updated_at: Any
    updated_by: str | None
    number: str | None
    owner: str = ""
    is_first: bool = False
    is_last: bool = False

    @property
    def fr(self) -> str:
        return self.text.get("fr", "")

    @property
    def ar(self) -> str:
        return self.text.get("ar", "")


@dataclass
class ItemLine:
    """An item of the agenda with its blocks; the first, without key, stands before all of them."""

    id: int | None
    title: Any
    kind: Any = None
    is_internal: bool = False
    rank: int = 0
    blocks: list[BlockLine] = field(default_factory=list)


def load_blocks(minutes: Minutes) -> list[BlockLine]:
    return lines_of(read_blocks(minutes))


def read_blocks(minutes: Minutes) -> Sequence[Any]:
    """One query, whatever their number; plain rows, without the mapper's work on each."""
    return read_rows(db.session, queries.list_block_lines(), {"minutes_id": minutes.id})


def lines_of(rows: Iterable[Any]) -> list[BlockLine]:
    labels = {kind: str(kind.label).capitalize() for kind in BlockKind}
    return [
        BlockLine(
            row.id, row.kind.value, labels[row.kind], row.version, _translated(row.text), parsed(row.details),
            row.is_confidential,
            row.removed_at is not None, row.agenda_item_id, row.updated_at,
            called(row.person_name, row.person_name_ar) or None, row.decision_number or row.action_number,
        )
        for row in rows
    ]  # fmt: skip


def name_owners(blocks: Iterable[BlockLine], owners: Owners | None = None) -> None:
    """Put the name of whoever is responsible on each action. One query."""
    owners = owners or Owners()
    for block in blocks:
        if block.kind == "action":
            block.owner = owners.name(block.details)


def load_items(meeting: Meeting, blocks: Iterable[BlockLine]) -> list[ItemLine]:
    """The agenda with the blocks under it, those that the reader may know of."""
    agenda = read_agenda(meeting)
    aside = left_for(meeting, agenda)
    return items_of(agenda, [block for block in blocks if block.item_id not in aside])


def left_for(meeting: Meeting, agenda: Agenda) -> set[int]:
    """Items about a file that the reader stands aside from: they left the room. Asked only of what is internal."""
    if not any(is_internal for _key, _title, _kind, is_internal in agenda):
        return set()
    return hidden_items(current_actor(), meeting.id)


def read_agenda(meeting: Meeting) -> Agenda:
    """One query."""
    rows = db.session.execute(queries.list_item_lines(), {"meeting_id": meeting.id})
    return tuple((row.id, tuple(row.title.items()), row.kind, row.is_internal) for row in rows)


def items_of(agenda: Agenda, blocks: Iterable[BlockLine]) -> list[ItemLine]:
    """Each block under its item."""
    items = [ItemLine(None, _("Avant les points"))]
    items += [
        ItemLine(key, Translated(dict(title)), kind.label, is_internal, rank)
        for rank, (key, title, kind, is_internal) in enumerate(agenda, 1)
    ]
    by_id = {item.id: item for item in items}
    for block in blocks:
        by_id.get(block.item_id, items[0]).blocks.append(block)
    for item in items:
        living = [block for block in item.blocks if not block.is_removed]
        if living:
            living[0].is_first = living[-1].is_last = True
    return items
