"""What a plan said, kept with its import: pages are turned without comparing thousands of lines again.

Kept is what becomes of each line, not its cells nor the entries it resembles: those are read again for the lines that
a page shows. It holds as long as the catalogue, the columns and the choices are those that it was made of.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from noress.core.stamps import public_stamp
from noress.core.tables import Problem
from noress.domain.exchange.models import StructureImport
from noress.domain.exchange.planning import LinePlan, Plan, double_problem
from noress.domain.exchange.reading import Line
from noress.extensions import db

#: raised when what is kept, or how lines are compared, changes
_VERSION = 1
_PLACE = "plan"


def stamp_of(pending: StructureImport) -> str:
    """Of everything that the plan follows from; entries, words and categories raise the public stamp."""
    said = [_VERSION, public_stamp(db.session()), pending.mapping, pending.choices]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def write_plan(plan: Plan, stamp: str) -> dict[str, Any]:
    """As `StructureImport.written` keeps it: names of fields stand once for all lines that have the same ones."""
    lists: dict[tuple[str, ...], int] = {}

    def place_of(names: Iterable[str]) -> int:
        return lists.setdefault(tuple(sorted(names)), len(lists))

    lines = [
        [
            one.line.place, one.deed, place_of(one.line.values), place_of(one.fills), place_of(one.differs),
            one.is_wrong + 2 * one.is_unsure + 4 * one.is_opposed, [list(like) for like in one.likes], one.line.double_of,
        ]
        for one in plan.lines
    ]  # fmt: skip
    return {"stamp": stamp, "lists": [list(names) for names in lists], "lines": lines}


def read_plan(pending: StructureImport) -> Plan | None:
    """The plan that is kept, if it still holds. Of values it has the names alone; see `read_again`."""
    kept = pending.written.get(_PLACE)
    return plan_of(pending, kept) if kept and kept["stamp"] == stamp_of(pending) else None


def plan_of(pending: StructureImport, kept: dict[str, Any]) -> Plan:
    lists = kept["lists"]
    return Plan([_line(pending, lists, *line) for line in kept["lines"]])


def _line(
    pending: StructureImport, lists: list[list[str]], place: int, deed: str, names: int, fills: int, differs: int,
    marks: int, likes: list[Any], double_of: int | None,
) -> LinePlan:  # fmt: skip
    line = Line(place, pending.numbers[place], dict.fromkeys(lists[names]), double_of=double_of)
    if marks & 1:
        line.problems.append(Problem(line.number, None, ""))
    return LinePlan(
        line, [(like[0], like[1], tuple(like[2])) for like in likes], {}, deed, dict.fromkeys(lists[fills]),
        dict.fromkeys(lists[differs]), bool(marks & 2), bool(marks & 4),
    )  # fmt: skip


def keep(pending: StructureImport, kept: dict[str, Any]) -> None:
    pending.written = {**pending.written, _PLACE: kept}


def read_again(plans: list[LinePlan], lines: Iterable[Line], known: dict[int, Any]) -> None:
    """Give these lines their cells and their problems, in the reader's language, and the entries they resemble."""
    cells = {line.place: line for line in lines}
    for plan in plans:
        line, double_of = cells[plan.line.place], plan.line.double_of
        plan.line = line
        if double_of is not None:
            line.double_of = double_of
            line.problems.append(double_problem(line))
        plan.known = {like[0]: known[like[0]] for like in plan.likes if like[0] in known}
        plan.likes = [like for like in plan.likes if like[0] in known]
