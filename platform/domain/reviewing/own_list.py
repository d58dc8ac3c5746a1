"""A juror's own files: each juror meets them in an order of their own, so that no file is always read last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zlib import crc32

from noress.core.database import read_rows
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.phases import Phase
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.queries import scoring as queries
from noress.domain.reviewing.sitting import Sitting
from noress.extensions import db


class Standing(StrEnum):
    """How far one file has come, in the order of the list."""

    TO_DO = "to_do"
    SKIPPED = "skipped"
    SENT = "sent"
    ABSTAINED = "abstained"
    #: withdrawn or decided meanwhile
    OVER = "over"

    @property
    def label(self) -> Any:
        return {
            "to_do": _("À noter"), "skipped": _("Laissés pour plus tard"), "sent": _("Notes envoyées"),
            "abstained": _("Abstentions"), "over": _("Plus à noter"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True)
class Line:
    evaluation_id: int
    application_id: int
    number: str
    #: empty while names are hidden: a title may tell one
    title: str
    lot_id: int
    standing: Standing
    is_begun: bool
    #: every criterion of the total has its value
    is_full: bool
    #: typed in from their paper: to be countersigned
    is_typed: bool
    is_reopening: bool
    pitch_at: datetime | None
    pitch_place: str
    is_pitch_missed: bool


@dataclass(frozen=True)
class Own:
    """All of them."""

    lines: Sequence[Line]

    def of(self, standing: Standing) -> list[Line]:
        return [one for one in self.lines if one.standing is standing]

    @property
    def done(self) -> int:
        return sum(one.standing in _DONE for one in self.lines)

    @property
    def total(self) -> int:
        return sum(one.standing is not Standing.OVER for one in self.lines)

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def waiting(self) -> list[Line]:
        """What is still to be scored, what was skipped behind."""
        return [*self.of(Standing.TO_DO), *self.of(Standing.SKIPPED)]

    def next_after(self, evaluation_id: int | None) -> Line | None:
        """The one that follows in their own order; after the last, the first; skipped ones once nothing else is left."""
        for group in (self.of(Standing.TO_DO), self.of(Standing.SKIPPED)):
            others = [one for one in group if one.evaluation_id != evaluation_id]
            if not others:
                continue
            here = next((one for one in self.lines if one.evaluation_id == evaluation_id), None)
            if here is None or here.standing is not group[0].standing:
                return others[0]
            place = group.index(here)
            return (group[place + 1 :] + group[:place])[0]
        return None


_DONE = frozenset({Standing.SENT, Standing.ABSTAINED})
_ORDER = {standing: place for place, standing in enumerate(Standing)}


def place_of(juror_id: int, application_id: int) -> int:
    """Where a file stands in a juror's own order: the same each time, another one for each juror."""
    return crc32(f"{juror_id}:{application_id}".encode())


def list_own(sitting: Sitting, actor: Actor) -> Own:
    """In one statement, whatever their number. Nothing of files that they stand aside from."""
    grid, juror = sitting.grid, sitting.juror
    if grid is None or juror is None or not sitting.rights.can_read:
        return Own(())
    query = queries.list_lines(
        grid.id, actor.person_id or 0, conflicts.recused_ids(actor, conflicts.APPLICATION)
    )
    shows_names, key = sitting.rights.shows_names, juror.id
    found = []
    for row in read_rows(db.session, query):
        standing = _standing(row)
        since = row.skipped_at.timestamp() if standing is Standing.SKIPPED else 0.0
        order = (_ORDER[standing], since, place_of(key, row.subject_id), row.subject_id)
        found.append((order, _line(row, standing, shows_names=shows_names)))
    found.sort(key=lambda pair: pair[0])
    return Own(tuple(line for _order, line in found))


def _standing(row: Any) -> Standing:
    if row.sent_at is not None:
        return Standing.SENT
    if row.abstained_at is not None:
        return Standing.ABSTAINED
    if not row.is_open:
        return Standing.OVER
    return Standing.SKIPPED if row.skipped_at is not None else Standing.TO_DO


def _line(row: Any, standing: Standing, *, shows_names: bool) -> Line:
    return Line(
        row.id, row.subject_id, row.number, row.title if shows_names else "", row.lot_id, standing,
        row.saved_at is not None, row.total is not None, row.typed_by_id is not None and row.sent_at is None,
        row.reopen_asked_at is not None and row.sent_at is not None, row.starts_at, row.place or "",
        row.missed_at is not None,
    )  # fmt: skip


def owes(sitting: Sitting, actor: Actor) -> bool:
    """Whether they have still to send something of their own, or could: also after the hour, which may be put off, until the
    scores are sealed."""
    if sitting.grid is None or actor.person_id is None:
        return False
    if sitting.phase in {Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS}:
        return False
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return bool(db.session.scalars(queries.count_owed(sitting.grid.id, actor.person_id, hidden)).one())
