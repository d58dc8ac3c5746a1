"""Who may know of an action or a plan, change it, say what became of it."""

from noress.domain.accounts.actor import LEADING, Actor
from noress.domain.actions.models import Action, ActionEvidence, ActionImport, ActionPlan
from noress.domain.actions.queries import Reach
from noress.domain.institutions.models import Body, BodyKind, MandateRole

#: of a body: who writes its plans
WRITING = LEADING | {MandateRole.RAPPORTEUR}


def reach_of(actor: Actor | None) -> Reach:
    """What lists show to somebody."""
    if actor is None:
        return Reach()
    return Reach(
        everything=actor.is_secretariat, institution_id=actor.institution_id,
        body_ids=frozenset(role.body_id for role in actor.body_roles), is_member=actor.is_member,
    )  # fmt: skip


def bodies_of(action: Action) -> list[Body]:
    """Those whose affair it is: of its plan, its owner, the meetings that it came out of."""
    found = [action.plan.body if action.plan is not None else None, action.owner_body]
    for meeting in (action.meeting, action.decision.meeting if action.decision is not None else None):
        found += meeting.bodies if meeting is not None else []
    return [body for body in found if body is not None]


def _sits_in(actor: Actor, body: Body) -> bool:
    """Every member institution sits in the plenary."""
    return any(role.body_id == body.id for role in actor.body_roles) or (
        body.kind is BodyKind.PLENARY and actor.is_member
    )


def writes_for(actor: Actor, body_ids: set[int]) -> bool:
    """Chairs, coordinates or reports for one of these bodies."""
    return any(role.body_id in body_ids and role.role in WRITING for role in actor.body_roles)


def list_written_bodies(actor: Actor) -> set[int]:
    """The bodies whose plans this actor writes."""
    return {role.body_id for role in actor.body_roles if role.role in WRITING}


def can_see_plan(actor: Actor | None, plan: ActionPlan) -> bool:
    """Everybody, once public; its body's institutions and the secretariat before."""
    if plan.is_public:
        return True
    if actor is None:
        return False
    return actor.is_secretariat or (plan.body is not None and _sits_in(actor, plan.body))


def can_see_action(actor: Actor | None, action: Action) -> bool:
    """With its plan; by its owner; by the institutions of the bodies whose affair it is."""
    if action.removed_at is not None:
        return False
    if action.plan is not None and action.plan.is_public:
        return True
    if actor is None:
        return False
    if actor.is_secretariat or _owns(actor, action):
        return True
    return any(_sits_in(actor, body) for body in bodies_of(action))


def _owns(actor: Actor, action: Action) -> bool:
    return actor.institution_id is not None and actor.institution_id == action.owner_institution_id


def can_create_plan(actor: Actor) -> bool:
    return actor.is_secretariat or bool(list_written_bodies(actor))


def can_edit_plan(actor: Actor, plan: ActionPlan) -> bool:
    return actor.is_secretariat or (plan.body_id is not None and writes_for(actor, {plan.body_id}))


def can_publish_plan(actor: Actor, plan: ActionPlan) -> bool:
    """What visitors read is the secretariat's to decide."""
    return actor.is_secretariat


def can_create_action(actor: Actor) -> bool:
    return can_create_plan(actor)


def can_edit_action(actor: Actor, action: Action) -> bool:
    """Whoever writes its plan; without plan, whoever writes for the bodies whose affair it is."""
    if action.removed_at is not None:
        return False
    if actor.is_secretariat:
        return True
    if action.plan is not None:
        return can_edit_plan(actor, action.plan)
    return writes_for(actor, {body.id for body in bodies_of(action)})


def can_report(actor: Actor, action: Action) -> bool:
    """Its owner's seats, whoever writes for its bodies, the secretariat."""
    if action.removed_at is not None:
        return False
    if actor.is_secretariat or _owns(actor, action):
        return True
    return writes_for(actor, {body.id for body in bodies_of(action)})


def can_read_words(actor: Actor | None, action: Action) -> bool:
    """Comments and proofs may name people: visitors read the states only (DESIGN rule 11)."""
    return actor is not None and can_see_action(actor, action)


def can_see_evidence(actor: Actor | None, evidence: ActionEvidence) -> bool:
    return evidence.removed_at is None and can_read_words(actor, evidence.report.action)


def can_remove_evidence(actor: Actor, evidence: ActionEvidence) -> bool:
    """The secretariat, and the institution that sent it."""
    sent_by = evidence.report.institution_id
    return actor.is_secretariat or (sent_by is not None and sent_by == actor.institution_id)


def can_remind(actor: Actor) -> bool:
    return actor.is_secretariat


def can_share(actor: Actor, action: Action) -> bool:
    """A message with the link for its owner: whoever may edit it."""
    return can_edit_action(actor, action)


def can_handle_import(actor: Actor, pending: ActionImport) -> bool:
    return can_edit_plan(actor, pending.plan)


def can_know_import(actor: Actor | None, pending: ActionImport) -> bool:
    """A sheet sent for a plan exists for those who write the plan."""
    return actor is not None and can_handle_import(actor, pending)
