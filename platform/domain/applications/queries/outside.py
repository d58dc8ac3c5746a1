"""Applications of a group or of a person, whose row is outside the catalogue."""

from sqlalchemy import Select, exists, func, select

from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState
from noress.domain.catalogue.models import Structure, StructureState


def list_begun_outside(call_id: int, name_folded: str, email: str) -> Select[Application]:
    """Begun in that call by a group or a person of that name, with that mailbox: others may have the same name."""
    works = (
        exists()
        .where(
            ApplicationPerson.application_id == Application.id, ApplicationPerson.removed_at.is_(None),
            func.lower(ApplicationPerson.email) == email.lower(),
        )
        .correlate(Application)
    )  # fmt: skip
    return (
        select(Application)
        .join(Structure, Structure.id == Application.structure_id)
        .where(Application.call_id == call_id, Application.state != ApplicationState.WITHDRAWN)
        .where(Structure.name_folded == name_folded, Structure.state == StructureState.OUTSIDE, works)
        .order_by(Application.id)
    )
