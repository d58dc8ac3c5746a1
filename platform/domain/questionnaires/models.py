"""Questionnaires, their versions, and the answers given to them."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Lazy, Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Institution


class Questionnaire(Base):
    """A form with a name, whose content lives in its versions."""

    __tablename__ = "questionnaire"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    #: why these data are asked and what becomes of them (law 09-08, article 5): shown under the form
    notice: Mapped[Translated] = mapped_column(TranslatedText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the last day on which answers that were sent can be corrected by their link; none: as long as it is in use
    correct_until: Mapped[date | None]
    #: what its answers are part of ("application"): that domain opens, sends and shows them (serving.py); none: answers
    #: stand for themselves
    serves: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    versions: Mapped[list["QuestionnaireVersion"]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.id"
    )


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"

    @property
    def label(self) -> Any:
        return {"draft": _("en préparation"), "published": _("publiée")}[self.value]


class QuestionnaireVersion(Base):
    """The content at one time. A published one never changes; at most one is a draft."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number", name="uq_questionnaire_version_number"),
        Index(
            "uq_questionnaire_version_draft", "questionnaire_id", unique=True,
            sqlite_where=text("state = 'draft'"), postgresql_where=text("state = 'draft'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    #: 1, 2, 3 in the order of publishing; none while it is a draft
    number: Mapped[int | None]
    state: Mapped[VersionState] = mapped_column(enum_column(VersionState), default=VersionState.DRAFT)
    #: sections and questions, as domain/questionnaires/definition.py writes them
    content: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: SHA-256 of the canonical JSON of the content, once published
    sha256: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")


class ResponseState(StrEnum):
    """draft -> submitted -> validated; or returned with a reason, corrected and submitted again; or refused."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VALIDATED = "validated"
    RETURNED = "returned"
    REFUSED = "refused"

    @property
    def label(self) -> Any:
        return {
            "draft": _("en cours"), "submitted": _("envoyée"), "validated": _("validée"),
            "returned": _("à corriger"), "refused": _("écartée"),
        }[self.value]  # fmt: skip


#: what counts as received: refused answers are shown to who asks for them, and counted nowhere
RECEIVED = (ResponseState.SUBMITTED, ResponseState.VALIDATED, ResponseState.RETURNED)


class Channel(StrEnum):
    """How the answers reached the platform."""

    SELF = "self"
    HELPED = "helped"
    PHONE = "phone"
    PAPER = "paper"

    @property
    def label(self) -> Any:
        return {
            "self": _("remplie par la structure"), "helped": _("remplie avec quelqu'un"),
            "phone": _("remplie par téléphone"), "paper": _("remplie sur papier"),
        }[self.value]  # fmt: skip


class Response(Base):
    """The answers of one structure or person to one version; a draft until it is sent."""

    __tablename__ = "response"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: R-2026-0012, given when it is sent first, gapless per year
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"), index=True)
    state: Mapped[ResponseState] = mapped_column(enum_column(ResponseState), default=ResponseState.DRAFT)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.SELF)
    #: who filled it in for the structure, as they said
    filled_by: Mapped[str | None] = mapped_column(Short)
    language: Mapped[str] = mapped_column(String(2))
    #: what was sent last: {key of the question: answer}, as domain/questionnaires/types says
    answers: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: the working copy: the same, as far as the person came
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: {name of the input: [what was typed]} where it could not be read: shown again beside its error
    unread: Mapped[dict[str, list[str]]] = mapped_column(Json, default=dict)
    #: what a new version changed since the person last looked: [[what, key of the question]]
    moved: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    #: the section that was open last
    place: Mapped[str | None] = mapped_column(String(40))
    #: where the receipt and the personal link go
    email: Mapped[str | None] = mapped_column(String(254))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: raising it ends every personal link given before
    link_generation: Mapped[int] = mapped_column(default=1)
    #: sent by this key of the page once only, however often the phone tries again
    sent_key: Mapped[str | None] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the member institution that passed the questionnaire on: its own questions are asked too
    through_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: why it waits for somebody's look before it counts: it came by an open link and looks like junk
    held_because: Mapped[str | None] = mapped_column(Short)
    #: what was decided about the answers sent last, with the reason told to who gave them
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    #: the paper that these answers were copied from
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: what was sent last, folded for the secretariat's search; nothing else reads it
    search_text: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    questionnaire_version: Mapped[QuestionnaireVersion] = relationship()
    institution: Mapped["Institution | None"] = relationship(foreign_keys=[institution_id])
    through: Mapped["Institution | None"] = relationship(foreign_keys=[through_id])
    scan: Mapped["StoredFile | None"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    decided_by: Mapped["Person | None"] = relationship(foreign_keys=[decided_by_id])
    snapshots: Mapped[list["ResponseSnapshot"]] = relationship(
        back_populates="response", order_by="ResponseSnapshot.id", cascade="all, delete-orphan"
    )
    files: Mapped[list["ResponseFile"]] = relationship(
        back_populates="response", order_by="ResponseFile.id", cascade="all, delete-orphan"
    )

    @property
    def held_words(self) -> str:
        """Why it is held back, in the reader's language: what is stored is the text as it was marked."""
        return str(Lazy(self.held_because)) if self.held_because else ""


class ResponseSnapshot(Base):
    """What was received, as it was received: canonical JSON and its SHA-256. Never changed."""

    __tablename__ = "response_snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    content: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    response: Mapped[Response] = relationship(back_populates="snapshots")


class ResponseFile(Base):
    """A file given as an answer."""

    __tablename__ = "response_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    question: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    response: Mapped[Response] = relationship(back_populates="files")
    file: Mapped["StoredFile"] = relationship()
