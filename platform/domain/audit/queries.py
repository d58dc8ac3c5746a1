"""Reading history."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, and_, false, or_, select

from noress.domain.accounts.models import Person
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Assignment, Body, Category, Institution, Mandate, Seat
from noress.domain.meetings.models import AgendaItem, Invitation, Meeting


def list_history(object_type: str, object_id: int) -> Select[AuditEvent]:
    """The history of one object, newest first."""
    return (
        select(AuditEvent)
        .where(AuditEvent.object_type == object_type, AuditEvent.object_id == object_id)
        .order_by(AuditEvent.id.desc())
    )


def list_history_of_person(person_id: int) -> Select[AuditEvent]:
    """What a person did, newest first."""
    return select(AuditEvent).where(AuditEvent.person_id == person_id).order_by(AuditEvent.id.desc())


def list_history_of(objects: Mapping[str, Iterable[int]]) -> Select[AuditEvent]:
    """The history of several objects as one (an institution and its seats), newest first."""
    wanted = [
        and_(AuditEvent.object_type == kind, AuditEvent.object_id.in_(list(ids)))
        for kind, ids in objects.items()
    ]
    return select(AuditEvent).where(or_(false(), *wanted)).order_by(AuditEvent.id.desc())


def list_names(kind: str, ids: Iterable[Any]) -> Any:
    """(id, what it is called, in parts) of the objects that history speaks of; None for the other kinds."""
    query = _NAMES.get(kind)
    return query.where(_KEYS[kind].in_(list(ids))) if query is not None else None


_KEYS: dict[str, Any] = {
    "person": Person.id, "institution": Institution.id, "category": Category.code, "body": Body.id,
    "seat": Seat.id, "mandate": Mandate.id, "invitation": Invitation.id, "meeting": Meeting.id,
    "agenda_item": AgendaItem.id, "assignment": Assignment.id,
}  # fmt: skip
_NAMES: dict[str, Any] = {
    "person": select(Person.id, Person.name),
    "institution": select(Institution.id, Institution.name),
    "category": select(Category.code, Category.name),
    "body": select(Body.id, Body.name),
    "seat": select(Seat.id, Person.name, Seat.kind).join(Seat.person),
    "mandate": select(Mandate.id, Mandate.role, Institution.name, Person.name)
    .outerjoin(Mandate.institution).outerjoin(Mandate.person),
    "invitation": select(Invitation.id, Institution.name, Person.name, Invitation.guest_name)
    .outerjoin(Invitation.institution).outerjoin(Invitation.seat).outerjoin(Seat.person),
    "meeting": select(Meeting.id, Meeting.reference, Meeting.theme),
    "agenda_item": select(AgendaItem.id, AgendaItem.title),
    "assignment": select(Assignment.id, Person.name, Assignment.function).join(Assignment.person),
}  # fmt: skip
