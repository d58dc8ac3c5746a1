"""Who prepares the hand-over of a seat or of a body."""

from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Body, Seat


def can_hand_over(actor: Actor | None, subject: Seat | Body | None = None) -> bool:
    """Packs hold names, contacts and what is not published: the secretariat, which hands them out."""
    return actor is not None and actor.is_secretariat
