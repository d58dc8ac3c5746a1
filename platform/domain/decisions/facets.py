"""How many decisions each choice of a filter would find, given the others: sums of the counted rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from noress.domain.decisions.queries import Choice, Filters


@dataclass
class Facets:
    years: Counter[int] = field(default_factory=Counter)
    bodies: Counter[int] = field(default_factory=Counter)
    #: states and modes by their values
    states: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    #: how many are found as asked
    total: int = 0


def tally(rows: Iterable[Choice], filters: Filters) -> Facets:
    """Each list of choices leaves its own filter out, so that it says what another choice would find."""
    facets = Facets()
    for body_id, year, state, mode, count in rows:
        is_year = filters.year in (None, year)
        is_state = filters.state in (None, state)
        is_mode = filters.mode in (None, mode)
        if body_id is not None and is_year and is_state and is_mode:
            facets.bodies[body_id] += count
        if body_id != filters.body_id:
            continue
        if is_state and is_mode:
            facets.years[year] += count
        if is_year and is_mode:
            facets.states[state] += count
        if is_year and is_state:
            facets.modes[mode] += count
        if is_year and is_state and is_mode:
            facets.total += count
    return facets
