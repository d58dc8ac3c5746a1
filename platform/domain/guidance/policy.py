"""Who reads which needs find no answer, and who answers for a structure."""

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue import policy as catalogue
from noress.domain.guidance.models import AidMatch, ContactRequest


def can_follow(actor: Actor, subject: object = None) -> bool:
    """The board of needs, and requests that stay without answer."""
    return actor.is_secretariat


def can_record(actor: Actor, subject: object = None) -> bool:
    """Give the voices that read the right door aloud."""
    return actor.is_secretariat


def can_answer(actor: Actor, request: ContactRequest | None = None) -> bool:
    """Whoever keeps the structure that is asked; the secretariat only follows."""
    return request is None or catalogue.can_keep(actor, request.structure)


def can_see_aid(actor: Actor, subject: object = None) -> bool:
    """What structures share and need: members, keepers of entries, the secretariat."""
    return actor.is_member or actor.is_secretariat


def can_settle_aid(actor: Actor, match: AidMatch | None = None) -> bool:
    """Agree or decline for one of the two sides."""
    if match is None:
        return can_see_aid(actor)
    return any(catalogue.can_keep(actor, side) for side in (match.giver, match.taker))
