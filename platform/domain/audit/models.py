"""History: rows are added, never changed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.types import Json, Short, UTCDateTime
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person


class AuditEvent(Base):
    """Who, acting for which institution, when, did what to what, from which values to which."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_object", "object_type", "object_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: names as they were that day
    person_name: Mapped[str] = mapped_column(Short)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    acting_for: Mapped[str | None] = mapped_column(Short)
    #: code, password, link, demo, system
    method: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    #: {field: [before, after]}
    changes: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    person: Mapped["Person | None"] = relationship(viewonly=True)
