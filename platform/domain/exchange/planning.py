"""What a list would write, line by line, given what is known and what was chosen. Nothing is written here."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core.contacts import phone_key
from noress.core.folding import fold
from noress.core.i18n import lazy as _
from noress.core.tables import Problem
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.likeness import LOWEST, MOST_SHARING, SURE, Reason, Sayings, compare, keys_of
from noress.domain.catalogue.models import Structure
from noress.domain.exchange import queries
from noress.domain.exchange.reading import Line
from noress.extensions import db

CREATE, SKIP, USE = "create", "skip", "use:"
#: entries that a line is compared with, and shown
_COMPARED, _SHOWN = 8, 3
_CHUNK = 500

#: [entry, how alike of 100, reasons]
Like = tuple[int, int, tuple[str, ...]]


@dataclass
class LinePlan:
    """What becomes of one line."""

    line: Line
    likes: list[Like] = field(default_factory=list)
    #: the entries that it resembles, by their key
    known: dict[int, Structure] = field(default_factory=dict)
    deed: str = SKIP
    #: {field: what it takes}: where the entry says nothing
    fills: dict[str, Any] = field(default_factory=dict)
    #: {field: what the list says instead}: proposed, the secretariat decides
    differs: dict[str, Any] = field(default_factory=dict)
    is_unsure: bool = False
    #: one of those it resembles asked not to be listed
    is_opposed: bool = False

    @property
    def is_wrong(self) -> bool:
        return bool(self.line.problems)

    @property
    def used_id(self) -> int | None:
        return int(self.deed.removeprefix(USE)) if self.deed.startswith(USE) else None

    @property
    def writes(self) -> bool:
        return not self.is_wrong and (self.deed == CREATE or bool(self.fills) or bool(self.differs))

    @property
    def why_left(self) -> str:
        if self.is_wrong:
            return "wrong"
        return "opposed" if self.is_opposed else "skipped" if self.deed == SKIP else "complete"


@dataclass
class Plan:
    lines: list[LinePlan]

    @property
    def writing(self) -> list[LinePlan]:
        return [line for line in self.lines if line.writes]

    @property
    def wrong(self) -> list[LinePlan]:
        return [line for line in self.lines if line.is_wrong]

    @property
    def left(self) -> list[LinePlan]:
        return [line for line in self.lines if not line.is_wrong and not line.writes]

    @property
    def to_look_at(self) -> list[LinePlan]:
        return [line for line in self.lines if line.likes and not line.is_wrong]

    @property
    def unsure(self) -> int:
        return sum(line.is_unsure for line in self.lines)

    def counts(self) -> dict[str, int]:
        return {
            "created": sum(line.deed == CREATE for line in self.writing),
            "filled": sum(bool(line.fills) for line in self.writing if line.used_id),
            "proposed": sum(bool(line.differs) for line in self.writing if line.used_id),
        }

    @property
    def seen(self) -> str:
        """Changes when what would be written changes: whoever confirms has read this plan and no other."""
        said = [
            [plan.line.place, plan.deed, sorted(plan.line.values) if plan.deed == CREATE else [],
             sorted(plan.fills), sorted(plan.differs)]
            for plan in self.writing
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


def plan_lines(lines: list[Line], choices: Mapping[str, str]) -> Plan:
    """Every line, against what the catalogue says now."""
    refuse_doubles(lines)
    readable = [line for line in lines if not line.problems]
    likes = find_likes(readable)
    known = entries_of(like for found in likes.values() for like in found)
    return Plan(
        [plan_line(line, likes.get(line.place, []), known, choices.get(str(line.place))) for line in lines]
    )


def entries_of(likes: Iterable[Like]) -> dict[int, Structure]:
    """The entries that lines resemble, by their key."""
    wanted = sorted({like[0] for like in likes})
    return {
        row.id: row for chunk in _chunks(wanted) for row in db.session.scalars(queries.list_structures(chunk))
    }


def refuse_doubles(lines: list[Line]) -> None:
    """One structure twice in one sheet: the first line counts."""
    first: dict[tuple[str, Any, Any], int] = {}
    for line in lines:
        place = (line.values.get("province"), line.values.get("commune"))
        for text in line.name.values():
            number = first.setdefault((fold(text), *place), line.number)
            if number != line.number:
                line.double_of = number
                line.problems.append(double_problem(line))
                break


def double_problem(line: Line) -> Problem:
    message = _("Même nom et même lieu qu'à la ligne %(number)s : gardez-en une.", number=line.double_of)
    return Problem(line.number, None, message)


def find_likes(lines: list[Line]) -> dict[int, list[Like]]:
    """{place of the line: entries that look like it}: thousands of lines in some hundred statements."""
    keys = {line.place: sorted(keys_of(line.values)) for line in lines}
    sharing: dict[str, list[int]] = defaultdict(list)
    for chunk in _chunks(sorted({key for found in keys.values() for key in found})):
        for key, structure_id in db.session.execute(queries.list_that_share(chunk)):
            sharing[key].append(structure_id)
    candidates = {place: _candidates(found, sharing) for place, found in keys.items()}
    wanted = sorted({key for found in candidates.values() for key in found})
    known = {
        row.id: Sayings(row.detail.values)
        for chunk in _chunks(wanted)
        for row in db.session.scalars(queries.list_structures(chunk))
        if row.merged_into_id is None
    }
    said = {line.place: line.values for line in lines}
    return {
        place: found
        for place, ids in candidates.items()
        if ids and (found := _alike(Sayings(said[place]), {key: known[key] for key in ids if key in known}))
    }


def _candidates(keys: list[str], sharing: Mapping[str, list[int]]) -> list[int]:
    weight: dict[int, float] = defaultdict(float)
    for key in keys:
        found = sharing.get(key, [])
        if found and len(found) <= MOST_SHARING:
            for structure_id in found:
                weight[structure_id] += 1 / len(found)
    return sorted(weight, key=lambda found: (-weight[found], found))[:_COMPARED]


def _alike(asked: Sayings, known: Mapping[int, Sayings]) -> list[Like]:
    found = []
    for key, says in known.items():
        score = compare(asked, says)
        if score.score >= LOWEST:
            found.append((key, score.score, tuple(reason.value for reason in score.reasons)))
    return sorted(found, key=lambda like: (-like[1], -len(like[2]), like[0]))[:_SHOWN]


def reasons_of(like: Like) -> list[Any]:
    return [Reason(reason).label for reason in like[2]]


def plan_line(line: Line, likes: list[Like], known: Mapping[int, Structure], chosen: str | None) -> LinePlan:
    """One line, given the entries that it resembles and what was chosen for it."""
    plan = LinePlan(line)
    if plan.is_wrong:
        return plan
    plan.likes = [like for like in likes if like[0] in known]
    plan.known = {like[0]: known[like[0]] for like in plan.likes}
    opposed = {key for key, row in plan.known.items() if row.opposed_at is not None}
    if any(like[0] in opposed and like[1] >= SURE for like in plan.likes):
        plan.is_opposed = True
        return plan
    allowed = {CREATE, SKIP, *(f"{USE}{like[0]}" for like in plan.likes if like[0] not in opposed)}
    if chosen in allowed:
        plan.deed = str(chosen)
    else:
        plan.deed, plan.is_unsure = _guessed(plan.likes, opposed)
    if plan.used_id is not None:
        plan.fills, plan.differs = compare_values(known[plan.used_id].detail.values, line.values)
    return plan


def _guessed(likes: list[Like], opposed: set[int]) -> tuple[str, bool]:
    if not likes:
        return CREATE, False
    sure = [like for like in likes if like[1] >= SURE and like[0] not in opposed]
    return (f"{USE}{sure[0][0]}", len(sure) > 1) if sure else (SKIP, True)


def compare_values(
    ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """({field: what it takes}, {field: what the list says instead}); a text in a language that the entry lacks is
    added to it."""
    fills: dict[str, Any] = {}
    differs: dict[str, Any] = {}
    for name, value in theirs.items():
        mine = ours.get(name)
        if mine in (None, "", [], {}):
            fills[name] = value
        elif FIELDS[name].kind in {Kind.PAIR, Kind.LONG_PAIR}:
            missing = {code: text for code, text in value.items() if not mine.get(code)}
            changed = {
                code: text
                for code, text in value.items()
                if mine.get(code) and fold(mine[code]) != fold(text)
            }
            if missing:
                fills[name] = {**mine, **missing}
            if changed:
                differs[name] = {**mine, **missing, **changed}
        elif _plainly(name, mine) != _plainly(name, value):
            differs[name] = value
    return fills, differs


def _plainly(name: str, value: Any) -> Any:
    """Signs, spaces and capitals make no difference between two telephones, addresses or lines."""
    kind = FIELDS[name].kind
    if kind is Kind.PHONE:
        return phone_key(value)
    return " ".join(fold(value).split()) if kind in {Kind.LINE, Kind.LONG, Kind.EMAIL, Kind.URL} else value


def _chunks(items: list[Any]) -> list[list[Any]]:
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
