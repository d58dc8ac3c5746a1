"""Who may name who stands in, and note ties between organisations. Nobody decides on a file that they are recused
from, the coordinator no more than anybody else."""

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.funding.models import CallKind
from noress.domain.institutions.models import BodyKind, Institution, MandateRole
from noress.domain.reviewing.conflicts import APPLICATION, is_recused
from noress.domain.reviewing.models import Evaluation, OrganisationLink, Recusal
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


# --- evaluations -------------------------------------------------------------------------------------


def can_manage_grid(actor: Actor, subject: object = None) -> bool:
    """The permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_assign(actor: Actor, subject: object = None) -> bool:
    """The same; whoever is recused from a file finds neither it nor its evaluations."""
    return actor.is_secretariat


def can_evaluate(actor: Actor, evaluation: Evaluation | None = None) -> bool:
    """Whom the file is given to, whatever else they are. One's own list: anybody's."""
    if evaluation is None:
        return actor.person_id is not None
    return evaluation.person_id == actor.person_id


def can_know_evaluation(actor: Actor | None, evaluation: Evaluation) -> bool:
    """Its author and those who manage evaluations; once declined, the latter alone."""
    if actor is None or evaluation.grid.subject_type != APPLICATION:
        return False
    call = evaluation.grid.call
    if call is None or call.kind is not CallKind.AMI:
        return False  # a jury's scores have their own pages
    is_own = evaluation.person_id == actor.person_id and evaluation.declined_at is None
    if not is_own and not can_assign(actor):
        return False
    return evaluation.application is not None and not is_recused(actor, evaluation.application)
