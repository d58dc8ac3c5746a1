"""Where entries stand: as the table gave it, and as the jury decided."""

from collections.abc import Sequence
from datetime import datetime

from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition, TieRule
from noress.domain.juries import prizes
from noress.domain.juries.models import DeliberationItem
from noress.domain.juries.prizes import Outcome, Standing
from noress.domain.juries.queries import deliberating as queries
from noress.domain.reviewing import table
from noress.extensions import db


def places_of(competition: Competition, now: datetime) -> dict[int, int]:
    """{entry: its place in its group}, ties settled as the rules say; those that are not ranked are not there. Ex æquo that
    stay have the same place."""
    grid = finding.grid_of(competition)
    if grid is None:
        return {}
    by_category = prizes.is_by_category(list(db.session.scalars(queries.list_prizes(competition.id))))
    found: dict[int, int] = {}
    ahead: dict[int | None, list[int]] = {}
    lines = table.results(competition, grid, reader=None, now=now)
    for line in sorted(
        (one for one in lines if one.place is not None), key=lambda one: (one.place or 0, one.number)
    ):
        place = line.place or 0
        group = ahead.setdefault(prizes.group_of(line.lot_id, by_category=by_category), [])
        group.append(place)
        found[line.application_id] = group.index(place) + 1
    return found


def rank_of(item: DeliberationItem) -> int | None:
    """As decided, else as computed."""
    return item.rank_after if item.rank_after is not None else item.rank_before


def outcome_of(competition: Competition, items: Sequence[DeliberationItem]) -> Outcome:
    """Who would have which prize now."""
    standings = [
        Standing(
            one.application_id,
            one.application.number or "",
            one.application.lot_id,
            rank_of(one),
            one.prize_id,
        )
        for one in items
    ]
    return prizes.allocate(
        list(db.session.scalars(queries.list_prizes(competition.id))), standings,
        shares=TieRule.SHARE.value in competition.tie_rules,
    )  # fmt: skip
