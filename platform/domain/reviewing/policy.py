"""Who may name who stands in, and note ties between organisations. Nobody decides on a file that they are recused
from, the coordinator no more than anybody else."""

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.institutions.models import BodyKind, Institution, MandateRole
from noress.domain.reviewing.conflicts import APPLICATION, is_recused
from noress.domain.reviewing.models import OrganisationLink, Recusal
from noress.extensions import db


def application_of(recusal: Recusal) -> Application | None:
    return db.session.get(Application, recusal.subject_id) if recusal.subject_type == APPLICATION else None


def can_manage_recusals(actor: Actor, subject: Application | Recusal | None = None) -> bool:
    """Name a substitute, lift: whoever coordinates or chairs the permanent secretariat, unless recused there."""
    if not actor.is_coordinator:
        return False
    if subject is None:
        return True
    application = application_of(subject) if isinstance(subject, Recusal) else subject
    return application is not None and not is_recused(actor, application)


def can_know_recusal(actor: Actor | None, recusal: Recusal) -> bool:
    """For those who are recused too, it does not exist."""
    application = application_of(recusal)
    return (
        actor is not None
        and actor.is_coordinator
        and application is not None
        and not is_recused(actor, application)
    )


def can_manage_links(actor: Actor, subject: Institution | OrganisationLink | None = None) -> bool:
    """Members of the permanent secretariat, not its animation team. A merged record is no more than a sign."""
    is_merged = isinstance(subject, Institution) and subject.merged_into_id is not None
    return not is_merged and any(
        role.kind is BodyKind.SECRETARIAT and role.role is not MandateRole.OBSERVER
        for role in actor.body_roles
    )
