"""Who reads which entries, and who keeps them true; which fields they read stands in audience.py."""

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue import queries
from noress.domain.catalogue.models import FOR_MEMBERS, Structure, StructureState
from noress.domain.catalogue.queries import Reader
from noress.extensions import db


def reader_of(actor: Actor | None) -> Reader:
    if actor is None:
        return Reader()
    return Reader(actor.is_secretariat, actor.is_member, actor.institution_id, actor.person_id)


def can_manage(actor: Actor, subject: object = None) -> bool:
    """Check, publish, refuse, hide, accept changes: the permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_keep(actor: Actor, structure: Structure | None = None) -> bool:
    """Propose changes and confirm: whoever speaks for its institution, its keepers, the secretariat."""
    if structure is None:
        return actor.person_id is not None
    if structure.state is StructureState.OUTSIDE:
        return False
    if actor.is_secretariat or (
        structure.institution_id is not None and structure.institution_id == actor.institution_id
    ):
        return True
    return actor.person_id is not None and (
        db.session.scalar(queries.get_keeper(structure.id, actor.person_id)) is not None
    )


def can_see(actor: Actor | None, structure: Structure) -> bool:
    """Listed for everybody, or for members; its keepers and the secretariat read it in any state."""
    if structure.listed > FOR_MEMBERS:
        return True
    if actor is None:
        return False
    return (actor.is_member and structure.listed == FOR_MEMBERS) or can_keep(actor, structure)
