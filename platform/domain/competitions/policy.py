"""Who prepares editions of the prize, and who reads them."""

from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition
from noress.domain.funding.models import CallState


def can_manage(actor: Actor, subject: object = None) -> bool:
    """The permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_nominate(actor: Actor, subject: object = None) -> bool:
    """Whoever speaks for an institution: a nomination is made in its name."""
    return actor.is_member and actor.institution_id is not None


def can_see(actor: Actor | None, competition: Competition) -> bool:
    """From its announcement on, everybody; in the making, those who prepare it."""
    return competition.call.state is not CallState.DRAFT or (actor is not None and can_manage(actor))
