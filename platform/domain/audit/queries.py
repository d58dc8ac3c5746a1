"""Reading history."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from noress.core.names import Called
from noress.domain.accounts.models import Person
from noress.domain.actions.models import Action, ActionPlan
from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem
from noress.domain.catalogue.models import Structure
from noress.domain.decisions.models import Decision
from noress.domain.institutions.models import Assignment, Body, Category, Institution, Mandate, Seat
from noress.domain.meetings.models import AgendaItem, Invitation, Meeting


def list_history(object_type: str, object_id: int) -> Select[AuditEvent]:
    """The history of one object, newest first."""
    return _newest_first(AuditEvent.object_type == object_type, AuditEvent.object_id == object_id)


def list_history_of_person(person_id: int) -> Select[AuditEvent]:
    """What a person did, newest first."""
    return _newest_first(AuditEvent.person_id == person_id)


def list_history_of(
    objects: Mapping[str, Iterable[int]], *, without: Collection[str] = ()
) -> Select[AuditEvent]:
    """The history of several objects as one (an institution and its seats), newest first; `without` these actions."""
    wanted = [
        and_(AuditEvent.object_type == kind, AuditEvent.object_id.in_(list(ids)))
        for kind, ids in objects.items()
    ]
    left_out = [AuditEvent.action.not_in(list(without))] if without else []
    return _newest_first(or_(false(), *wanted), *left_out)


def _newest_first(*where: ColumnElement[bool]) -> Select[AuditEvent]:
    """With who acted, as they are called today."""
    return (
        select(AuditEvent)
        .where(*where)
        .options(joinedload(AuditEvent.person).load_only(Person.name, Person.name_ar))
        .order_by(AuditEvent.id.desc())
    )


def list_names(kind: str, ids: Iterable[Any]) -> Any:
    """(id, what it is called, in parts) of the objects that history speaks of; None for the other kinds."""
    query = _NAMES.get(kind)
    return query.where(_KEYS[kind].in_(list(ids))) if query is not None else None


_KEYS: dict[str, Any] = {
    "action": Action.id, "action_plan": ActionPlan.id,
    "person": Person.id, "institution": Institution.id, "category": Category.code, "body": Body.id,
    "seat": Seat.id, "mandate": Mandate.id, "invitation": Invitation.id, "meeting": Meeting.id,
    "agenda_item": AgendaItem.id, "proposed_item": ProposedItem.id, "assignment": Assignment.id, "decision": Decision.id,
    "structure": Structure.id,
}  # fmt: skip
_CALLED: Any = Called(Person.name, Person.name_ar)
_NAMES: dict[str, Any] = {
    "action": select(Action.id, Action.number),
    "action_plan": select(ActionPlan.id, ActionPlan.title),
    "person": select(Person.id, _CALLED),
    "institution": select(Institution.id, Institution.name),
    "category": select(Category.code, Category.name),
    "body": select(Body.id, Body.name),
    "structure": select(Structure.id, Structure.name),
    "seat": select(Seat.id, _CALLED, Seat.kind).join(Seat.person),
    "mandate": select(Mandate.id, Mandate.role, Institution.name, _CALLED)
    .outerjoin(Mandate.institution).outerjoin(Mandate.person),
    "invitation": select(Invitation.id, Institution.name, _CALLED, Invitation.guest_name)
    .outerjoin(Invitation.institution).outerjoin(Invitation.seat).outerjoin(Seat.person),
    "meeting": select(Meeting.id, Meeting.reference, Meeting.theme),
    "agenda_item": select(AgendaItem.id, AgendaItem.title),
    "proposed_item": select(ProposedItem.id, ProposedItem.title),
    "decision": select(Decision.id, Decision.number),
    "assignment": select(Assignment.id, _CALLED, Assignment.function).join(Assignment.person),
}  # fmt: skip
