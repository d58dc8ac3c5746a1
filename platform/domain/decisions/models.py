"""The register of decisions: numbered, in both languages, with how they were taken and what became of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.meetings.models import Meeting
    from noress.domain.minutes.models import MinutesBlock


class DecisionMode(StrEnum):
    CONSENSUS = "consensus"
    UNANIMITY = "unanimity"
    ACCLAMATION = "acclamation"
    SHOW_OF_HANDS = "show_of_hands"

    @property
    def label(self) -> Any:
        return {
            "consensus": _("par consensus"),
            "unanimity": _("à l'unanimité"),
            "acclamation": _("par acclamation"),
            "show_of_hands": _("à main levée"),
        }[self.value]


class DecisionState(StrEnum):
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    EXECUTED = "executed"
    #: its block left the record before the approval; the number is kept, only the secretariat sees it
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        return {
            "in_force": _("en vigueur"),
            "replaced": _("remplacée"),
            "executed": _("exécutée"),
            "withdrawn": _("retirée avant l'approbation"),
        }[self.value]


class Decision(Base):
    """D-2026-04/02: the second decision of session S-2026-04. Its public address never changes."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name="counts"),
        CheckConstraint("replaced_by_id IS NULL OR replaced_by_id <> id", name="replaced"),
        UniqueConstraint("meeting_id", "rank", name="uq_decision_rank"),
        # lists are read from these, in their order, by visitors and by those who see everything
        Index("ix_decision_public_list", "is_public", "adopted_on", "meeting_id", "rank"),
        Index("ix_decision_list", "adopted_on", "meeting_id", "rank"),
        # the counts beside the filters are read from this one alone
        Index("ix_decision_facets", "is_public", "year", "state", "mode", "meeting_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_block.id"), unique=True)
    #: within the meeting, without gap: the last part of the number
    rank: Mapped[int]
    text: Mapped[Translated] = mapped_column(TranslatedText)
    mode: Mapped[DecisionMode] = mapped_column(enum_column(DecisionMode), default=DecisionMode.CONSENSUS)
    #: of a show of hands; voices, not people
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstentions: Mapped[int | None]
    reservations: Mapped[Translated | None] = mapped_column(TranslatedText)
    adopted_on: Mapped[date]
    #: that of `adopted_on`, for the filter
    year: Mapped[int]
    state: Mapped[DecisionState] = mapped_column(enum_column(DecisionState), default=DecisionState.IN_FORCE)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    executed_on: Mapped[date | None]
    state_note: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: visitors may read it; set when the record is published
    is_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped["Meeting"] = relationship()
    block: Mapped["MinutesBlock | None"] = relationship()
    replaced_by: Mapped["Decision | None"] = relationship(remote_side=[id])

    @property
    def address(self) -> str:
        """The end of its public address: 2026-04/02, or 2015-001 outside the series of a session."""
        return self.number.removeprefix("D-")
