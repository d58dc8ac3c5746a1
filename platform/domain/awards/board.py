"""Sharing an envelope out along a ranking: who is above the cut line, who waits on the reserve list, and what would change
with places kept for a province or for projects led by women, or files put in or out by hand."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from noress.core.database import read_rows
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.ranks import ranks_of
from noress.domain.funding.models import FundingCall, Lot
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.ranking import Ranked
from noress.extensions import db

S = ApplicationState
#: the desk's label of projects led by women, as it is typed in any language
WOMEN_LED = frozenset(
    {"portée par des femmes", "porté par des femmes", "يحمله نساء", "تحمله نساء", "women-led"}
)
MOST_RESERVE = 20


@dataclass(frozen=True)
class Settings:
    """What a scenario changes of the plain ranking."""

    #: of the envelope's projects, at least that many led by women
    women: int = 0
    #: {code: at least that many}
    provinces: Mapping[str, int] = field(default_factory=dict)
    #: {file: why}
    put_in: Mapping[int, str] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)
    #: how many wait for money that is given back
    reserve: int = 5

    def as_json(self) -> dict[str, Any]:
        return {
            "women": self.women, "provinces": dict(self.provinces), "reserve": self.reserve,
            "put_in": {str(key): why for key, why in self.put_in.items()},
            "left_out": {str(key): why for key, why in self.left_out.items()},
        }  # fmt: skip

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Settings":
        return cls(
            women=stored.get("women", 0), provinces=stored.get("provinces") or {}, reserve=stored.get("reserve", 5),
            put_in={int(key): why for key, why in (stored.get("put_in") or {}).items()},
            left_out={int(key): why for key, why in (stored.get("left_out") or {}).items()},
        )  # fmt: skip


@dataclass(slots=True)
class File:
    """A full file that may be decided on. Made by the thousand: a frozen one takes three times as long."""

    id: int
    number: str
    title: str
    state: ApplicationState
    lot_id: int
    amount: int
    province: str | None
    is_women_led: bool
    #: as it is stored: few are shown
    structure_name: str
    structure_id: int
    rank: Ranked | None

    @property
    def structure(self) -> Translated:
        return Translated(json.loads(self.structure_name))


@dataclass(slots=True)
class Placed:
    file: File
    #: none: nobody has judged it, so nothing is proposed
    outcome: ApplicationState | None
    amount: int
    #: why it is not where its rank puts it, or not selected
    why: Any = None


class Board(NamedTuple):
    lines: list[Placed]
    #: of what is selected
    total: int
    envelope: int
    #: how many are selected: the line is drawn below the last
    selected: int

    @property
    def left(self) -> int:
        return self.envelope - self.total

    @property
    def tied(self) -> list[File]:
        """Equal marks on both sides of the line: somebody has to say which comes first."""
        above = {line.file.rank.place for line in self.lines if line.outcome is S.SELECTED and line.file.rank}
        below = {
            line.file.rank.place for line in self.lines if line.outcome is not S.SELECTED and line.file.rank
        }
        both = (above & below) - {None}
        return [line.file for line in self.lines if line.file.rank and line.file.rank.place in both]


def files_of(call: FundingCall, reader: Actor) -> list[File]:
    """Best first; those without a place last. Nothing of what the reader is recused from; no place for who owes a score."""
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION)
    ranks = {one.application_id: one for one in ranks_of(call, reader)}
    lots = {lot.id: lot for lot in call.lots}
    db.session.flush()  # what a rule has just decided counts: `read_rows` does not see to it
    files = [
        File(
            key, number or "", title, state, lot_id, _amount(lots[lot_id], requested), province, _is_women_led(labels),
            name, structure_id, ranks.get(key),
        )
        for key, number, title, state, lot_id, requested, province, labels, name, structure_id in read_rows(
            db.session, queries.list_board(call.id, call.stages, hidden)
        )
    ]  # fmt: skip
    return sorted(files, key=_order)


def _is_women_led(labels: str) -> bool:
    """By the labels as they are stored; most files have none."""
    return labels != "[]" and any(label.casefold() in WOMEN_LED for label in json.loads(labels))


def _amount(lot: Lot, requested: int | None) -> int:
    return min(lot.amount, requested or lot.amount) if lot.is_ceiling else lot.amount


def _order(file: File) -> tuple[Any, ...]:
    place = file.rank.place if file.rank is not None else None
    return (place is None, place or 0, not _is_judged(file), file.number, file.id)


def _is_judged(file: File) -> bool:
    return file.rank is not None and file.rank.count > 0 and not file.rank.is_hidden


def share_out(call: FundingCall, files: list[File], settings: Settings) -> Board:
    """Files put in by hand first, then the places that are kept, then by rank down to the line: the first that the envelope
    does not hold any more ends it, also for cheaper ones below."""
    pool = _Pool(call)
    left_out = settings.left_out
    able = [one for one in files if one.rank is not None and one.rank.place and one.id not in left_out]
    for one in files:
        if one.id in settings.put_in:
            pool.take(one, settings.put_in[one.id])
    pool.keep(
        able, lambda one: one.is_women_led, settings.women, _("place réservée : projet porté par des femmes")
    )
    for code, least in sorted(settings.provinces.items()):
        pool.keep(able, lambda one, code=code: one.province == code, least, _("place réservée à la province"))
    for one in able:
        if one.id not in pool.taken and pool.has_place(one) and not pool.take(one, None):
            break
    return _board(call, files, settings, pool)


def unfilled(settings: Settings, chosen: Collection[File]) -> tuple[int, dict[str, int]]:
    """Places kept that no file took: for projects led by women, and by province."""
    women = sum(one.is_women_led for one in chosen)
    counts = Counter(one.province for one in chosen)
    missing = {
        code: least - counts[code] for code, least in settings.provinces.items() if counts[code] < least
    }
    return max(settings.women - women, 0), missing


class _Pool:
    """What is left while the envelope is shared out."""

    def __init__(self, call: FundingCall):
        self.left = call.envelope or 0
        self.most = {lot.id: lot.most_projects for lot in call.lots}
        self.counts: Counter[int] = Counter()
        #: {file: why it is above the line, apart from its rank}
        self.taken: dict[int, Any] = {}

    def has_place(self, one: File) -> bool:
        most = self.most[one.lot_id]
        return most is None or self.counts[one.lot_id] < most

    def take(self, one: File, why: Any) -> bool:
        if one.amount > self.left or not self.has_place(one):
            return False
        self.left -= one.amount
        self.counts[one.lot_id] += 1
        self.taken[one.id] = why
        return True

    def keep(self, able: list[File], belongs: Any, least: int, why: Any) -> None:
        """The best of a kind, until there are enough: those who would have been above the line anyway count too."""
        kind = [one for one in able if belongs(one)]
        missing = least - sum(one.id in self.taken for one in kind)
        for one in kind:
            if missing <= 0:
                return
            if one.id not in self.taken and self.take(one, why):
                missing -= 1


#: why it is not where its rank puts it, or not selected
_FULL = _("demandé à la main, mais l'enveloppe ou le lot est plein")
_BELOW_MINIMUM, _NOT_JUDGED, _BELOW_LINE = (
    _("sous le minimum d'un critère"), _("pas encore évalué"), _("sous la ligne")
)  # fmt: skip


def _board(call: FundingCall, files: list[File], settings: Settings, pool: _Pool) -> Board:
    lines, waiting = [], settings.reserve
    for one in files:
        if one.id in pool.taken:
            lines.append(Placed(one, S.SELECTED, one.amount, pool.taken[one.id]))
        elif one.id in settings.left_out:
            lines.append(Placed(one, S.REJECTED, 0, settings.left_out[one.id]))
        elif one.id in settings.put_in:
            lines.append(Placed(one, S.RESERVE, 0, _FULL))
        elif one.rank is not None and one.rank.eliminated_by:
            lines.append(Placed(one, S.REJECTED, 0, _BELOW_MINIMUM))
        elif one.rank is None or not one.rank.place:
            lines.append(Placed(one, None, 0, _NOT_JUDGED))
        elif waiting > 0:
            waiting -= 1
            lines.append(Placed(one, S.RESERVE, 0))
        else:
            lines.append(Placed(one, S.REJECTED, 0, _BELOW_LINE))
    chosen = [line for line in lines if line.outcome is S.SELECTED]
    return Board(lines, sum(line.amount for line in chosen), call.envelope or 0, len(chosen))


def is_recused_from_some(call: FundingCall, actor: Actor) -> bool:
    """Whoever decides on all the files at once must be able to know them all."""
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return bool(db.session.scalars(queries.count_recused_on_board(call.id, call.stages, hidden)).one())
