"""How many decisions each choice of a filter would find, given the others: sums of the counted rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from noress.domain.decisions.queries import Choice, Counts, Filters


def _counter() -> dict[Any, int]:
    """A Counter looks up what it has not counted yet in Python: half the time of counting some hundred rows."""
    return defaultdict(int)


@dataclass
class Facets:
    years: dict[int, int] = field(default_factory=_counter)
    bodies: dict[int, int] = field(default_factory=_counter)
    #: states and modes by their values
    states: dict[str, int] = field(default_factory=_counter)
    modes: dict[str, int] = field(default_factory=_counter)
    #: how many are found as asked
    total: int = 0


def gather(counts: Counts, filters: Filters) -> Facets:
    """Of what the database counted, each list without its own filter."""
    years, bodies, states, modes = (dict(pairs or ()) for pairs in counts)
    total = sum(states.values()) if filters.state is None else states.get(filters.state, 0)
    return Facets(years, bodies, states, modes, total)


def tally(rows: Iterable[Choice], filters: Filters) -> Facets:
    """Each list of choices leaves its own filter out, so that it says what another choice would find."""
    facets = Facets()
    years, bodies, states, modes = facets.years, facets.bodies, facets.states, facets.modes
    for body_id, year, state, mode, count in rows:
        is_year = filters.year in (None, year)
        is_state = filters.state in (None, state)
        is_mode = filters.mode in (None, mode)
        if body_id is not None and is_year and is_state and is_mode:
            bodies[body_id] += count
        if body_id != filters.body_id:
            continue
        if is_state and is_mode:
            years[year] += count
        if is_year and is_mode:
            states[state] += count
        if is_year and is_state:
            modes[mode] += count
        if is_year and is_state and is_mode:
            facets.total += count
    return facets
