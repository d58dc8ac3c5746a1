"""Keeping the catalogue true: mistakes that readers report, what neighbours know, and afternoons of tidying up."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.catalogue.models import Structure
    from noress.domain.institutions.models import Institution

#: the question, then two reminders, counted from it
REMINDED_AFTER = (timedelta(days=14), timedelta(days=30))
MOST_ASKS = 1 + len(REMINDED_AFTER)
#: counted from the day of the question: listed but said not to be confirmed; then in no list any more. With the year
#: before it, that makes fifteen months.
GREY_AFTER, STALE_AFTER = timedelta(days=44), timedelta(days=91)
#: however late the question left (a worker that was stopped), nothing leaves the lists sooner after the last one
SILENT_FOR = timedelta(days=30)


class ReportKind(StrEnum):
    CONTACT = "contact"
    PLACE = "place"
    OFFER = "offer"
    GONE = "gone"
    DUPLICATE = "duplicate"
    OTHER = "other"

    @property
    def label(self) -> Any:
        return {
            "contact": _("le téléphone, le courriel ou le site est faux"), "place": _("l'adresse est fausse"),
            "offer": _("les services ont changé"), "gone": _("la structure n'existe plus"),
            "duplicate": _("la structure est inscrite deux fois"), "other": _("autre chose"),
        }[self.value]  # fmt: skip


class ReportState(StrEnum):
    OPEN = "open"
    FIXED = "fixed"
    DECLINED = "declined"

    @property
    def label(self) -> Any:
        return {"open": _("à traiter"), "fixed": _("corrigé"), "declined": _("sans suite")}[self.value]


class StructureReport(Base):
    """ "Signaler une erreur": what a reader says is wrong, and what they were answered."""

    __tablename__ = "structure_report"
    __table_args__ = (Index("ix_structure_report_state", "state", "created_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReportKind] = mapped_column(enum_column(ReportKind))
    text: Mapped[str] = mapped_column(Text)
    #: where the answer goes, if the reader wants one; purged with the report's retention
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    #: who reported while signed in
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[ReportState] = mapped_column(enum_column(ReportState), default=ReportState.OPEN)
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    structure: Mapped["Structure"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    answered_by: Mapped["Person | None"] = relationship(foreign_keys=[answered_by_id])


class Knowledge(StrEnum):
    """What a neighbour knows. Knowledge, not opinion: nothing is decided by counting."""

    KNOWN = "known"
    GONE = "gone"

    @property
    def label(self) -> Any:
        return {"known": _("je la connais"), "gone": _("n'existe plus")}[self.value]


class StructureVouch(Base):
    """A member institution of the province says what it knows of a structure; its last word counts."""

    __tablename__ = "structure_vouch"
    __table_args__ = (UniqueConstraint("structure_id", "institution_id", name="uq_structure_vouch_pair"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    says: Mapped[Knowledge] = mapped_column(enum_column(Knowledge))
    note: Mapped[str | None] = mapped_column(Short)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    structure: Mapped["Structure"] = relationship()
    institution: Mapped["Institution"] = relationship()
    person: Mapped["Person | None"] = relationship()


class CardReason(StrEnum):
    """Why an entry is put before those who tidy up."""

    BOUNCED = "bounced"
    UNCONFIRMED = "unconfirmed"
    SAID_GONE = "said_gone"
    INCOMPLETE = "incomplete"
    DUPLICATE = "duplicate"
    REPORTED = "reported"

    @property
    def label(self) -> Any:
        return {
            "bounced": _("courriel revenu : à vérifier par téléphone"), "unconfirmed": _("pas confirmée depuis un an"),
            "said_gone": _("dite disparue par une voisine"), "incomplete": _("il manque des renseignements"),
            "duplicate": _("ressemble à une autre fiche"), "reported": _("erreur signalée"),
        }[self.value]  # fmt: skip


class Sprint(Base):
    """An afternoon of tidying up: a queue of entries, one card at a time for each person."""

    __tablename__ = "sprint"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Translated] = mapped_column(TranslatedText)
    #: what to say on the telephone
    script: Mapped[Translated] = mapped_column(TranslatedText)
    province_code: Mapped[str | None] = mapped_column(String(20))
    #: values of CardReason that fill the queue
    reasons: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class CardOutcome(StrEnum):
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    GONE = "gone"
    NO_REPLY = "no_reply"
    WRONG_NUMBER = "wrong_number"
    OPPOSED = "opposed"
    FOR_SECRETARIAT = "for_secretariat"

    @property
    def label(self) -> Any:
        return {
            "confirmed": _("tout est juste"), "corrected": _("corrigée"), "gone": _("n'existe plus"),
            "no_reply": _("ne répond pas"), "wrong_number": _("mauvais numéro"),
            "opposed": _("ne veut plus paraître"), "for_secretariat": _("à voir par le secrétariat"),
        }[self.value]  # fmt: skip


class SprintCard(Base):
    """One entry in the queue. Whoever takes it holds it for a while; nobody else gets it meanwhile."""

    __tablename__ = "sprint_card"
    __table_args__ = (
        UniqueConstraint("sprint_id", "structure_id", name="uq_sprint_card_structure"),
        Index("ix_sprint_card_waiting", "sprint_id", "done_at", "position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sprint_id: Mapped[int] = mapped_column(ForeignKey("sprint.id", ondelete="CASCADE"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    reasons: Mapped[list[str]] = mapped_column(Json)
    position: Mapped[int] = mapped_column(default=0)
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: put back because nobody replied: not before that instant again
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[CardOutcome | None] = mapped_column(enum_column(CardOutcome))
    note: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    sprint: Mapped[Sprint] = relationship()
    structure: Mapped["Structure"] = relationship()
    held_by: Mapped["Person | None"] = relationship(foreign_keys=[held_by_id])
    done_by: Mapped["Person | None"] = relationship(foreign_keys=[done_by_id])
