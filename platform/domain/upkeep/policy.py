"""Who keeps the catalogue true beside the structures themselves."""

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue import policy as catalogue
from noress.domain.catalogue.models import UNLISTED, Structure


def can_vouch(actor: Actor, structure: Structure | None = None) -> bool:
    """Say "je la connais" or "n'existe plus": whoever speaks for a member institution, of another structure
    than its own. That it is of the province is asked by the rule, which knows where institutions are."""
    if not actor.is_member or actor.institution_id is None:
        return False
    return structure is None or (
        structure.listed > UNLISTED and structure.institution_id != actor.institution_id
    )


def can_tidy(actor: Actor, subject: object = None) -> bool:
    """Take cards of a sprint: members who lend a hand, and the secretariat."""
    return actor.is_secretariat or actor.is_member


def can_manage(actor: Actor, subject: object = None) -> bool:
    """Reports, sprints, who was asked to confirm."""
    return catalogue.can_manage(actor)
