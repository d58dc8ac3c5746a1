"""Texts of bodies: each with its versions, the act that adopted them, and who signed."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.decisions.models import Decision
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Body, Institution
    from noress.domain.meetings.models import Meeting


class PaperKind(StrEnum):
    MEMORANDUM = "memorandum"
    INTERNAL_RULES = "internal_rules"
    CHARTER = "charter"
    COMMITTEE_PAPER = "committee_paper"

    @property
    def label(self) -> Any:
        return {
            "memorandum": _("mémorandum d'entente"),
            "internal_rules": _("règlement intérieur"),
            "charter": _("charte"),
            "committee_paper": _("document de travail"),
        }[self.value]


class GoverningPaper(Base):
    """A text of a body. What it says stands in its versions; one of them is in force."""

    __tablename__ = "governing_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(enum_column(PaperKind))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    #: visitors read what is adopted of it
    is_public: Mapped[bool] = mapped_column(default=False)
    #: each institution of the body is asked to sign the version in force
    asks_signatures: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped["Body"] = relationship()
    versions: Mapped[list["PaperVersion"]] = relationship(
        back_populates="paper", order_by="PaperVersion.number.desc()"
    )

    @property
    def in_force(self) -> "PaperVersion | None":
        """The newest version that was adopted."""
        return next((version for version in self.versions if version.is_adopted), None)


class PaperVersion(Base):
    """One state of a text. Once somebody has signed it, it never changes: the next state is another version."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("paper_id", "number", name="uq_paper_version_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("governing_paper.id"), index=True)
    number: Mapped[int]
    #: none: the text is known to exist, its paper is not held ("texte non disponible")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    adopted_on: Mapped[date | None]
    #: what adopted it: a decision, a meeting, or words where neither is on the platform
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    act: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: what changes in it, in a sentence
    note: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: the document that it is known from
    source: Mapped[str | None] = mapped_column(Short)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("paper_version.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    paper: Mapped[GoverningPaper] = relationship(back_populates="versions")
    file: Mapped["StoredFile | None"] = relationship()
    decision: Mapped["Decision | None"] = relationship()
    meeting: Mapped["Meeting | None"] = relationship()
    supersedes: Mapped["PaperVersion | None"] = relationship(remote_side=[id])
    signatures: Mapped[list["PaperSignature"]] = relationship(back_populates="paper_version")

    @property
    def is_adopted(self) -> bool:
        """An act without a date counts: its date is not documented."""
        return bool(self.adopted_on or self.decision_id or self.meeting_id or self.act)


class PaperSignature(Base):
    """An institution signed a version, on a day, as its scan shows."""

    __tablename__ = "paper_signature"
    __table_args__ = (
        UniqueConstraint("version_id", "institution_id", name="uq_paper_signature_institution"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("paper_version.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    signed_on: Mapped[date]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paper_version: Mapped[PaperVersion] = relationship(back_populates="signatures")
    institution: Mapped["Institution"] = relationship()
    scan: Mapped["StoredFile | None"] = relationship()
    entered_by: Mapped["Person | None"] = relationship()
