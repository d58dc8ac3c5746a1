"""Reading history."""

from sqlalchemy import Select, select

from noress.domain.audit.models import AuditEvent


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
