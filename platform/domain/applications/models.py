"""Applications to a call, the people of the structure who work on them, what the desk asks and notes.

Amounts are integer centimes of dirham. What an application says stands in the answers of its questionnaires; the
columns that repeat it are written by `rules.sending` when it is sent.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.catalogue.models import Structure
    from noress.domain.files.models import StoredFile
    from noress.domain.funding.models import FundingCall, Lot
    from noress.domain.institutions.models import Institution
    from noress.domain.questionnaires.models import Response


class ApplicationState(StrEnum):
    """Of the stage the application has come to: draft -> submitted -> eligible or ineligible; then, after a first
    stage, draft again (retained) or not retained; after the last, selected, reserve or rejected. Or withdrawn."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NOT_RETAINED = "not_retained"
    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        """The desk's words; applicants read `words.public_words`."""
        return {
            "draft": _("brouillon"), "submitted": _("envoyé, à vérifier"), "eligible": _("recevable"),
            "ineligible": _("non recevable"), "not_retained": _("non retenu"), "selected": _("sélectionné"),
            "reserve": _("sur liste d'attente"), "rejected": _("non sélectionné"), "withdrawn": _("retiré"),
        }[self.value]  # fmt: skip


class Affiliation(StrEnum):
    """How a structure belongs to the network."""

    MEMBER = "member"
    #: of the same house as a member, or bearing a label that a member gives
    AFFILIATED = "affiliated"
    #: it names a member that puts it forward; the desk confirms it
    SPONSORED = "sponsored"
    NONE = "none"

    @property
    def label(self) -> Any:
        return {
            "member": _("institution membre"), "affiliated": _("affiliée à une institution membre"),
            "sponsored": _("présentée par une institution membre"), "none": _("hors du réseau"),
        }[self.value]  # fmt: skip


class Application(Base):
    """One candidate project: one per structure and call."""

    __tablename__ = "application"
    __table_args__ = (
        Index(
            "uq_application_structure", "call_id", "structure_id", unique=True,
            sqlite_where=text("state <> 'withdrawn'"), postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_application_desk", "call_id", "state", "submitted_at"),
        Index("ix_application_judged", "call_id", "stage", "state", "decided_at", "number"),
        CheckConstraint("stage BETWEEN 1 AND 2", name="stage"),
        # those of a trial can be deleted: their numbers, which histories and links bear, are not given again
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    #: AMI-2026-0012, given when it is sent first, gapless per year
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("funding_lot.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    #: the project's name
    title: Mapped[str] = mapped_column(Short)
    title_folded: Mapped[str] = mapped_column(String(600), default="")
    state: Mapped[ApplicationState] = mapped_column(
        enum_column(ApplicationState), default=ApplicationState.DRAFT
    )
    #: what the applicant has been told: decided now, told later
    public_state: Mapped[ApplicationState] = mapped_column(
        enum_column(ApplicationState), default=ApplicationState.DRAFT
    )
    #: 1: the expression of interest, or the only file; 2: the full file of those retained
    stage: Mapped[int] = mapped_column(default=1)
    note_response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    file_response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    #: {key of the rule: "yes" | "no"} as answered before it was begun
    eligibility: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    affiliation: Mapped[Affiliation] = mapped_column(enum_column(Affiliation), default=Affiliation.NONE)
    #: the member through which it belongs to the network, or that it names
    affiliated_with_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    affiliation_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: who signs for the structure, as they said
    sent_by: Mapped[str | None] = mapped_column(Short)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the late door: until when this one may still be sent, why, and who opened it
    late_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    late_reason: Mapped[str | None] = mapped_column(Text)
    late_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: as last sent: the budget and whom the project is for
    requested: Mapped[int | None] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)
    own_cash: Mapped[int | None] = mapped_column(BigInteger)
    own_in_kind: Mapped[int | None] = mapped_column(BigInteger)
    partners: Mapped[int | None] = mapped_column(BigInteger)
    women: Mapped[int | None]
    men: Mapped[int | None]
    not_stated: Mapped[int | None]
    province_code: Mapped[str | None] = mapped_column(String(20), index=True)
    #: the desk: who follows it, when it was found complete, why it is in its state
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    complete_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    #: private words of the desk that sort files
    labels: Mapped[list[str]] = mapped_column(Json, default=list)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_demonstration: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    call: Mapped["FundingCall"] = relationship()
    lot: Mapped["Lot"] = relationship()
    structure: Mapped["Structure"] = relationship()
    affiliated_with: Mapped["Institution | None"] = relationship()
    note_response: Mapped["Response | None"] = relationship(foreign_keys=[note_response_id])
    file_response: Mapped["Response | None"] = relationship(foreign_keys=[file_response_id])
    officer: Mapped["Person | None"] = relationship(foreign_keys=[officer_id])
    late_by: Mapped["Person | None"] = relationship(foreign_keys=[late_by_id])
    people: Mapped[list["ApplicationPerson"]] = relationship(
        back_populates="application", order_by="ApplicationPerson.id", cascade="all, delete-orphan"
    )
    ties: Mapped[list["ApplicationTie"]] = relationship(cascade="all, delete-orphan")

    @property
    def response(self) -> "Response | None":
        """The answers of the stage it has come to."""
        return self.file_response if self.stage == 2 or self.call.stages == 1 else self.note_response


class Part(StrEnum):
    """What somebody of the structure may do with an application."""

    OWNER = "owner"
    EDIT = "edit"
    COMMENT = "comment"
    SEE = "see"
    #: sees, comments and edits; never sends, and cannot judge it
    ACCOMPANIST = "accompanist"

    @property
    def label(self) -> Any:
        return {
            "owner": _("porte le dossier"), "edit": _("remplit"), "comment": _("commente"), "see": _("lit"),
            "accompanist": _("accompagne"),
        }[self.value]  # fmt: skip

    @property
    def can_edit(self) -> bool:
        return self in (Part.OWNER, Part.EDIT, Part.ACCOMPANIST)

    @property
    def can_comment(self) -> bool:
        return self is not Part.SEE

    @property
    def can_send(self) -> bool:
        return self in (Part.OWNER, Part.EDIT)


class ApplicationPerson(Base):
    """Somebody who works on it, by a personal link; removing them ends the link."""

    __tablename__ = "application_person"
    __table_args__ = (
        Index(
            "uq_application_person_email", "application_id", "email", unique=True,
            sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
        # however it is written
        Index("ix_application_person_address", text("lower(email)")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    part: Mapped[Part] = mapped_column(enum_column(Part))
    #: name or function, as given
    name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    #: who it is, when signed in
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: of an accompanist: the institution that accompanies
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    link_generation: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: its link was opened and the button pressed
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: told two days before closing that nothing is sent yet
    alerted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    application: Mapped[Application] = relationship(back_populates="people")
    institution: Mapped["Institution | None"] = relationship()


class TieKind(StrEnum):
    APPLICANT = "applicant"
    SPONSOR = "sponsor"
    PARTNER = "partner"
    ACCOMPANIST = "accompanist"

    @property
    def label(self) -> Any:
        return {
            "applicant": _("candidate"), "sponsor": _("présente la candidature"), "partner": _("partenaire déclaré"),
            "accompanist": _("accompagne la candidature"),
        }[self.value]  # fmt: skip


class ApplicationTie(Base):
    """An institution that has a part in an application: its people stand aside."""

    __tablename__ = "application_tie"
    __table_args__ = (
        UniqueConstraint("application_id", "institution_id", "kind", name="uq_application_tie"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    kind: Mapped[TieKind] = mapped_column(enum_column(TieKind))
    institution: Mapped["Institution"] = relationship()


class ApplicationComment(Base):
    """Said among those who work on it; the desk never reads it."""

    __tablename__ = "application_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("application_person.id"), index=True)
    stage: Mapped[int]
    #: the question that it is about; none: the whole
    question: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    author: Mapped[ApplicationPerson] = relationship()


class ApplicationMessage(Base):
    """The thread between the structure and the desk."""

    __tablename__ = "application_message"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    #: of the desk; none: of the structure
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("application_person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: the desk waits for an answer to it, since when it came
    awaits_answer: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped["Person | None"] = relationship()
    author: Mapped[ApplicationPerson | None] = relationship()
    file: Mapped["StoredFile | None"] = relationship()


class ApplicationNote(Base):
    """Private to the desk."""

    __tablename__ = "application_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped["Person | None"] = relationship()


class CorrectionKind(StrEnum):
    INCORRECT = "incorrect"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"

    @property
    def label(self) -> Any:
        return {
            "incorrect": _("inexact"), "incomplete": _("incomplet"), "outdated": _("périmé"),
        }[self.value]  # fmt: skip


class CorrectionRequest(Base):
    """The desk sends a file back: what to correct, why, until when. At most one is open."""

    __tablename__ = "correction_request"
    __table_args__ = (
        Index(
            "uq_correction_request_open", "application_id", unique=True,
            sqlite_where=text("corrected_at IS NULL AND ended_at IS NULL"),
            postgresql_where=text("corrected_at IS NULL AND ended_at IS NULL"),
        ),
        Index("ix_correction_request_application", "application_id", "id"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    stage: Mapped[int]
    kind: Mapped[CorrectionKind] = mapped_column(enum_column(CorrectionKind))
    #: the questions that it is about
    questions: Mapped[list[str]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    corrected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: taken back by the desk, or its clock ran out
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    application: Mapped[Application] = relationship()


class Opinion(Base):
    """An outside opinion, asked of somebody who sees that file alone, by a personal link."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("application_id", "email", name="uq_opinion_email"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    #: name or function, as the desk gave it
    name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    question: Mapped[str] = mapped_column(Text)
    wants_yes_no: Mapped[bool] = mapped_column(default=False)
    #: the applicant may not read it
    is_confidential: Mapped[bool] = mapped_column(default=True)
    due_on: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    link_generation: Mapped[int] = mapped_column(default=1)
    says_yes: Mapped[bool | None]
    text: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: they said that they cannot, or have a part in it
    declined_because: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    application: Mapped[Application] = relationship()
    asked_by: Mapped["Person | None"] = relationship()
    file: Mapped["StoredFile | None"] = relationship()


#: states in which somebody of the structure may withdraw
WITHDRAWABLE: frozenset[ApplicationState] = frozenset(
    {
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.ELIGIBLE,
        ApplicationState.INELIGIBLE,
    }
)
#: counted as files received; one that came to a second stage was sent before
SENT: frozenset[ApplicationState] = frozenset(ApplicationState) - {
    ApplicationState.DRAFT,
    ApplicationState.WITHDRAWN,
}
