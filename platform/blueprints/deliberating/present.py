"""What the pages of a deliberation share."""

from typing import Any, NamedTuple

from flask import abort

from noress.core import clock
from noress.domain.competitions.models import Competition
from noress.domain.juries import record_words, rights, standings
from noress.domain.juries.models import Deliberation, DeliberationItem
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules.opening import deliberation_of
from noress.extensions import db
from noress.web import acting


def opened(competition: Competition) -> Deliberation:
    """Before it is opened, its pages do not exist."""
    deliberation = deliberation_of(competition)
    if deliberation is None or deliberation.opened_at is None:
        abort(404)
    return deliberation


def list_shown(deliberation: Deliberation) -> tuple[list[DeliberationItem], bool]:
    """Entries that the reader may know of, in their order; and whether others are left out."""
    items = list(db.session.scalars(queries.list_items(deliberation.id)))
    hidden = rights.hidden_among(acting.actor(), {one.application_id for one in items})
    return [one for one in items if one.application_id not in hidden], bool(hidden)


def mark(thousandths: int | None, competition: Competition) -> str:
    return record_words.mark(thousandths, competition.out_of)


def places(competition: Competition, *, knows_ranks: bool) -> dict[int, int]:
    """As the table gives them now; to whoever does not know all of them, among those that they know."""
    if knows_ranks:
        return standings.places_of(competition, clock.now())
    return standings.places_for(competition, acting.actor(), clock.now())


class Winner(NamedTuple):
    """A prize with whoever has it now, as far as the reader may know."""

    prize: Any
    item: DeliberationItem
    amount: str
    is_shared: bool


def money(amount: int | None) -> str:
    return record_words.money(amount)
