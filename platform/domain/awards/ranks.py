"""The ranking of a call's last stage, as evaluations give it."""

from noress.domain.accounts.actor import Actor
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import grids, ranking
from noress.domain.reviewing.ranking import Ranked


def ranks_of(call: FundingCall, reader: Actor) -> list[Ranked]:
    """Best first; nothing of the files that the reader is recused from. None without a grid."""
    grid = grids.grid_of(call, call.stages)
    return ranking.rank(grid, reader=reader) if grid is not None else []


def is_ready(call: FundingCall) -> bool:
    grid = grids.grid_of(call, call.stages)
    return grid is not None and ranking.is_ready(grid)
