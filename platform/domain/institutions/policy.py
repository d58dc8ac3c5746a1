"""Who may do what with institutions, seats, bodies and mandates."""

from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Body, BodyKind, Institution, Mandate, Seat


def can_see_institution(actor: Actor | None, institution: Institution) -> bool:
    """The list of institutions is public (DESIGN rule 11); contact details follow their own visibility."""
    return True


def can_create_institution(actor: Actor) -> bool:
    return actor.is_secretariat


def can_edit_institution(actor: Actor, institution: Institution) -> bool:
    """A record that was merged into another is no more than a sign to it."""
    return actor.is_secretariat and institution.merged_into_id is None


def can_manage_seats(actor: Actor, subject: Institution | Seat | None = None) -> bool:
    is_merged = isinstance(subject, Institution) and subject.merged_into_id is not None
    return actor.is_secretariat and not is_merged


def can_manage_bodies(actor: Actor, body: Body | None = None) -> bool:
    return actor.is_secretariat


def can_manage_mandates(actor: Actor, subject: Body | Mandate | None = None) -> bool:
    """The secretariat keeps the mandates of every body; its own are given, changed and ended by whoever
    coordinates it, or by the technical administrator: nobody makes themselves a coordinator."""
    body = subject.body if isinstance(subject, Mandate) else subject
    if body is not None and body.kind is BodyKind.SECRETARIAT:
        return actor.is_coordinator or actor.is_administrator
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
