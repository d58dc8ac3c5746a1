"""Where entries stand: as the table gave it, and as the jury decided."""

from collections.abc import Sequence
from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationState
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition, TieRule
from noress.domain.juries import prizes
from noress.domain.juries.models import DeliberationItem
from noress.domain.juries.prizes import Outcome, Standing
from noress.domain.juries.queries import deliberating as queries
from noress.domain.reviewing import entitled, table
from noress.extensions import db


def places_of(competition: Competition, now: datetime) -> dict[int, int]:
    """{entry: its place in its group}, ties settled as the rules say; those that are not ranked are not there. Ex æquo that
    stay have the same place."""
    grid = finding.grid_of(competition)
    if grid is None:
        return {}
    lines = table.results(competition, grid, reader=None, now=now)
    return {one.application_id: one.place for one in lines if one.place is not None}


def places_for(competition: Competition, reader: Actor, now: datetime) -> dict[int, int]:
    """The same as the table shows them to a reader: what they stand aside from leaves no gap."""
    grid = finding.grid_of(competition)
    if grid is None or not entitled.can_read_table(reader, competition, now=now):
        return {}
    lines = table.results(competition, grid, reader=reader, now=now)
    return {one.application_id: one.place for one in lines if one.place is not None}


def ranks_of(competition: Competition, items: Sequence[DeliberationItem], now: datetime) -> dict[int, int]:
    """{entry: its rank}, as decided, else as the table gives it now: a tie settled meanwhile is in it."""
    places = places_of(competition, now)
    decided = {one.application_id: one.rank_after for one in items if one.rank_after is not None}
    return {**places, **decided}


def outcome_of(competition: Competition, items: Sequence[DeliberationItem], now: datetime) -> Outcome:
    """Who would have which prize now."""
    ranks = ranks_of(competition, items, now)
    standings = [
        Standing(
            one.application_id, one.application.number or "", one.application.lot_id, ranks.get(one.application_id), one.prize_id
        )
        for one in items if one.application.state is not ApplicationState.WITHDRAWN
    ]  # fmt: skip
    return prizes.allocate(
        list(db.session.scalars(queries.list_prizes(competition.id))), standings,
        shares=TieRule.SHARE.value in competition.tie_rules,
    )  # fmt: skip
