"""Who may propose items for the agendas of a body, and who decides on them."""

from collections.abc import Iterable
from typing import Protocol

from noress.domain.accounts.actor import LEADING, Actor
from noress.domain.backlog.models import ProposedItem
from noress.domain.institutions.models import Body, BodyKind, Institution, MandateRole, Membership, Proposers
from noress.domain.meetings.models import Meeting
from noress.extensions import db

#: of a body: they propose whatever its rule says
PREPARING = LEADING | {MandateRole.RAPPORTEUR}


class BodyRule(Protocol):
    """What of a body says who may propose."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> BodyKind: ...
    @property
    def proposers(self) -> Proposers: ...


def can_propose(actor: Actor, subject: Meeting | Body) -> bool:
    """To one at least of the bodies; rules judge the date."""
    return any(
        may_propose_to(actor, body)
        for body in (subject.bodies if isinstance(subject, Meeting) else [subject])
    )


def choose_body(actor: Actor, bodies: Iterable[Body]) -> Body | None:
    """The first of the bodies that this actor may propose to."""
    return next((body for body in bodies if may_propose_to(actor, body)), None)


def may_propose_to(actor: Actor, body: BodyRule) -> bool:
    """The secretariat, those who prepare the body's meetings and, where its rule lets them, whoever sits in it."""
    if actor.is_secretariat or any(r.body_id == body.id and r.role in PREPARING for r in actor.body_roles):
        return True
    return body.proposers is Proposers.MEMBERS and _sits_in(actor, body)


def _sits_in(actor: Actor, body: BodyRule) -> bool:
    """Every member institution sits in the plenary."""
    if any(role.body_id == body.id for role in actor.body_roles):
        return True
    if body.kind is not BodyKind.PLENARY or actor.institution_id is None:
        return False
    institution = db.session.get(Institution, actor.institution_id)
    return institution is not None and institution.membership is Membership.MEMBER


def is_own(actor: Actor, item: ProposedItem) -> bool:
    """Proposed by the institution that they act for, or by themselves where they sit by name."""
    if item.institution_id is not None:
        return item.institution_id == actor.institution_id
    return item.person_id is not None and item.person_id == actor.person_id


def can_see_item(actor: Actor | None, item: ProposedItem) -> bool:
    return actor is not None and (actor.is_secretariat or is_own(actor, item))


def can_edit_item(actor: Actor, item: ProposedItem) -> bool:
    """Whoever proposed it; rules judge whether it was decided."""
    return is_own(actor, item)


def can_manage_backlog(actor: Actor, subject: Meeting | Body | ProposedItem | None = None) -> bool:
    return actor.is_secretariat
