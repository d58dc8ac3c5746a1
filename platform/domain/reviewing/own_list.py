"""A juror's own files: each juror meets them in an order of their own, so that no file is always read last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from zlib import crc32

from noress.core import clock
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


class Line(NamedTuple):
    """Where one file stands in the list."""

    evaluation_id: int
    application_id: int
    standing: Standing


class Said(NamedTuple):
    """What the list says of it, as `queries.list_lines` reads it."""

    evaluation_id: int
    is_begun: bool
    #: every criterion of the total has its value
    is_full: bool
    #: typed in from their paper: to be countersigned
    is_typed: bool
    is_reopening: bool
    number: str
    #: empty while names are hidden: a title may tell one
    title: str
    lot_id: int
    pitch_at: datetime | None
    pitch_place: str | None
    is_pitch_missed: bool


@dataclass(frozen=True)
class Own:
    """All of them."""

    lines: Sequence[Line]

    @cached_property
    def counts(self) -> Counter[Standing]:
        return Counter(one.standing for one in self.lines)

    def of(self, standing: Standing) -> list[Line]:
        return [one for one in self.lines if one.standing is standing]

    @property
    def done(self) -> int:
        return self.counts[Standing.SENT] + self.counts[Standing.ABSTAINED]

    @property
    def total(self) -> int:
        return len(self.lines) - self.counts[Standing.OVER]

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
            here = next((one for one in group if one.evaluation_id == evaluation_id), None)
            if here is None:
                return others[0]
            place = group.index(here)
            return (group[place + 1 :] + group[:place])[0]
        return None


_STANDINGS = tuple(Standing)
#: what the database calls "how far", as the place of its group
_RANKS = {0: 0, 1: 2, 2: 3, 3: 4}


#: a prime under 2 ** 32
_MODULUS = 4_294_967_291


def place_of(juror_id: int, application_id: int) -> int:
    """Where a file stands in a juror's own order: the same each time, another one for each juror. Squared, since the sums of two
    jurors alone differ by the same bits for every file, which leaves the order of most lists as it was."""
    return crc32(b"%d:%d" % (juror_id, application_id)) ** 2 % _MODULUS


def list_own(sitting: Sitting, actor: Actor) -> Own:
    """All of them in one's own order, in a bounded number of statements. Nothing of files that they stand aside from."""
    grid, juror = sitting.grid, sitting.juror
    if grid is None or juror is None or not sitting.rights.can_read:
        return Own(())
    values = {
        "grid": grid.id, "person": actor.person_id or 0, "call": sitting.competition.call_id, "day": clock.today(),
    }  # fmt: skip
    ((rows,),) = read_rows(db.session, queries.list_standings(db.engine.dialect.name), values)
    juror_id, found = juror.id, []
    for evaluation_id, subject_id, how_far, skipped_at in rows or ():
        rank = 1 if not how_far and skipped_at is not None else _RANKS[how_far]
        place = place_of(juror_id, subject_id)
        found.append((rank, skipped_at if rank == 1 else 0, place, subject_id, evaluation_id))
    found.sort()
    return Own([Line(key, subject_id, _STANDINGS[rank]) for rank, _since, _place, subject_id, key in found])


def say(sitting: Sitting, lines: Sequence[Line]) -> dict[int, Said]:
    """Of some of them: {evaluation: what the list says}."""
    ids = [one.evaluation_id for one in lines]
    if not ids:
        return {}
    ((rows,),) = read_rows(db.session, queries.list_lines(db.engine.dialect.name), {"evaluations": ids})
    said: dict[int, Said] = {}
    for row in rows or ():
        one = Said(*row)
        title = one.title if sitting.rights.shows_names else ""
        said[one.evaluation_id] = one._replace(pitch_at=_instant(row[8]), title=title)
    return said


def _instant(text: str | None) -> datetime | None:
    """As the database writes it in JSON; without a zone, it is UTC."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def owes(sitting: Sitting, actor: Actor) -> bool:
    """Whether they have still to send something of their own, or could: also after the hour, which may be put off, until the
    scores are sealed."""
    if sitting.grid is None or actor.person_id is None:
        return False
    if sitting.phase in {Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS}:
        return False
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return bool(db.session.scalars(queries.count_owed(sitting.grid.id, actor.person_id, hidden)).one())
