"""Who may do what with institutions, seats, bodies and mandates."""

from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Body, Institution


def can_see_institution(actor: Actor | None, institution: Institution) -> bool:
    """The list of institutions is public (DESIGN rule 11); contact details follow their own visibility."""
    return True


def can_create_institution(actor: Actor) -> bool:
    return actor.is_secretariat


def can_edit_institution(actor: Actor, institution: Institution) -> bool:
    return actor.is_secretariat


def can_manage_seats(actor: Actor, institution: Institution | None = None) -> bool:
    return actor.is_secretariat


def can_manage_bodies(actor: Actor, body: Body | None = None) -> bool:
    return actor.is_secretariat


def can_see_contacts(actor: Actor | None, institution: Institution) -> bool:
    """Contact details of an institution, by its own choice of who sees them."""
    if institution.visibility.value == "public":
        return True
    if actor is None:
        return False
    if actor.is_secretariat or actor.institution_id == institution.id:
        return True
    return institution.visibility.value == "members" and actor.is_member
