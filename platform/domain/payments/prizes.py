"""What the payment of a prize asks less than that of a project: an agreement only where there is a template for prizes, reports
only where the edition plans them."""

from noress.domain.awards.models import Award, AwardState
from noress.domain.funding.models import CallKind
from noress.domain.payments import queries
from noress.domain.reports import queries as report_queries
from noress.extensions import db


def is_prize(award: Award) -> bool:
    return award.call.kind is CallKind.COMPETITION


def owes_agreement(award: Award) -> bool:
    """A project always does."""
    if not is_prize(award) or db.session.scalars(queries.get_agreement(award.id)).first() is not None:
        return True
    templates = queries.list_templates(award.call.carrier_id, for_prizes=True)
    return db.session.scalars(templates).first() is not None


def owes_reports(award: Award) -> bool:
    if not is_prize(award):
        return True
    return db.session.scalars(report_queries.get_plan(award.call_id)).first() is not None


def is_complete(award: Award) -> bool:
    """A prize that owes no report is over once it is paid whole."""
    return award.state is AwardState.EXECUTION and not owes_reports(award)
