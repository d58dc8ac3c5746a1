"""Who has a certificate: winners, mentions, and whoever took part where the edition says so."""

from noress.domain.applications.models import ApplicationState
from noress.domain.competitions.models import Entry
from noress.domain.competitions.outcomes import Outcome, outcome_of
from noress.domain.competitions.queries.results import DECIDABLE

CERTIFICATE = "prize_certificate"


def has_certificate(entry: Entry) -> bool:
    if entry.application.state not in DECIDABLE:
        return False
    return entry.competition.certifies_all or outcome_of(entry) is not Outcome.NONE


def is_told(entry: Entry) -> bool:
    """Its own people may take it."""
    application = entry.application
    told = application.public_state in (ApplicationState.SELECTED, ApplicationState.REJECTED)
    return told and application.told_at is not None and has_certificate(entry)
