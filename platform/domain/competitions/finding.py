"""From a call to its edition, from an application to its entry, and back."""

from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.queries import editions as queries
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.reviewing.models import Grid
from noress.extensions import db


def is_competition(call: FundingCall) -> bool:
    return call.kind is CallKind.COMPETITION


def competition_of(call: FundingCall) -> Competition | None:
    """None for a call for projects, without a query."""
    if not is_competition(call):
        return None
    return db.session.scalars(queries.get_of_call(call.id)).one_or_none()


def entry_of(application: Application) -> Entry | None:
    """None for an application to a call for projects, without a query."""
    if not is_competition(application.call):
        return None
    return db.session.scalars(queries.get_entry_of(application.id)).one_or_none()


def grid_of(competition: Competition) -> Grid | None:
    """What its jurors fill in."""
    return db.session.scalars(queries.get_grid_of(competition.call_id)).one_or_none()
