"""Who prepares calls, and who reads them."""

from noress.domain.accounts.actor import Actor
from noress.domain.funding.models import CallQuestion, CallState, FundingCall


def can_manage(actor: Actor, subject: object = None) -> bool:
    """The permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_see(actor: Actor | None, call: FundingCall) -> bool:
    """From its announcement on, everybody; in the making, those who prepare it. Somebody who tries out a call was
    given its address."""
    return call.state is not CallState.DRAFT or (actor is not None and can_manage(actor, call))


def can_know_question(actor: Actor | None, question: CallQuestion) -> bool:
    """As it was asked: the secretariat alone."""
    return actor is not None and can_manage(actor, question)
