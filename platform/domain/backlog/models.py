"""Items that members propose for an agenda: accepted into one, parked until another, or declined."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.domain.meetings.models import AgendaKind
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Body, Institution
    from noress.domain.meetings.models import AgendaItem, Meeting


class ProposedState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    PARKED = "parked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        return {
            "proposed": _("à examiner"),
            "accepted": _("inscrit à l'ordre du jour"),
            "parked": _("gardé pour une autre fois"),
            "declined": _("non retenu"),
            "withdrawn": _("retiré par qui le proposait"),
        }[self.value]

    @property
    def is_waiting(self) -> bool:
        """It may still come onto an agenda."""
        return self in {ProposedState.PROPOSED, ProposedState.PARKED}


class ProposedItem(Base):
    """A point that somebody wants on an agenda of a body. Parked ones form the body's backlog."""

    __tablename__ = "proposed_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    #: the meeting it was proposed for; none once parked
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    kind: Mapped[AgendaKind] = mapped_column(enum_column(AgendaKind))
    title: Mapped[Translated] = mapped_column(TranslatedText)
    note: Mapped[Translated | None] = mapped_column(TranslatedText)
    presenter: Mapped[str | None] = mapped_column(Short)
    minutes: Mapped[int]
    #: carried from an item that guests and visitors do not see
    is_internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[ProposedState] = mapped_column(enum_column(ProposedState), default=ProposedState.PROPOSED)
    #: why it was parked or declined, told to who proposed it
    answer: Mapped[str | None] = mapped_column(Text)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: an item of an earlier agenda that was not treated
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    #: where it ended
    agenda_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_item.id", ondelete="SET NULL", name="fk_proposed_item_agenda_item")
    )
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped["Body"] = relationship()
    meeting: Mapped["Meeting | None"] = relationship()
    institution: Mapped["Institution | None"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    carried_from: Mapped["AgendaItem | None"] = relationship(foreign_keys=[carried_from_id])
    agenda_item: Mapped["AgendaItem | None"] = relationship(foreign_keys=[agenda_item_id])
    documents: Mapped[list["ProposedDocument"]] = relationship(
        back_populates="item", order_by="ProposedDocument.id", cascade="all, delete-orphan"
    )


class ProposedDocument(Base):
    """A file that goes with a proposed item; it is joined to the agenda with it."""

    __tablename__ = "proposed_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposed_item_id: Mapped[int] = mapped_column(
        ForeignKey("proposed_item.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(Short)
    #: visitors could read it on the agenda that it comes from
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    item: Mapped[ProposedItem] = relationship(back_populates="documents")
    file: Mapped["StoredFile"] = relationship()
