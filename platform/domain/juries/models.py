"""The jury of an edition: its people, what they signed, redacted copies, the seal of the scores, the deliberation."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.applications.models import Application
    from noress.domain.competitions.models import Competition, Prize
    from noress.domain.files.models import StoredFile
    from noress.domain.funding.models import Lot
    from noress.domain.institutions.models import Institution
    from noress.domain.meetings.models import AgendaItem, Meeting


class JuryRole(StrEnum):
    CHAIR = "chair"
    MEMBER = "member"
    #: writes, prints, types papers in; never scores
    SECRETARY = "secretary"
    #: scores once called in the place of somebody
    ALTERNATE = "alternate"

    @property
    def label(self) -> Any:
        return {
            "chair": _("présidence du jury"), "member": _("membre du jury"),
            "secretary": _("secrétariat du jury (ne note pas)"), "alternate": _("suppléant(e) du jury"),
        }[self.value]  # fmt: skip


class Gender(StrEnum):
    """As the person says, for the balance of the jury alone."""

    WOMAN = "woman"
    MAN = "man"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> Any:
        return {"woman": _("femme"), "man": _("homme"), "not_stated": _("non précisé")}[self.value]


class Juror(Base):
    """Somebody of the jury of one edition. Appointed, they accept the charter; only then do they read anything."""

    __tablename__ = "juror"
    __table_args__ = (
        Index(
            "uq_juror_person", "competition_id", "person_id", unique=True,
            sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
        Index(
            "uq_juror_chair", "competition_id", unique=True,
            sqlite_where=text("role = 'chair' AND removed_at IS NULL"),
            postgresql_where=text("role = 'chair' AND removed_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[JuryRole] = mapped_column(enum_column(JuryRole), default=JuryRole.MEMBER)
    #: whose voice they are
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    gender: Mapped[Gender] = mapped_column(enum_column(Gender), default=Gender.NOT_STATED)
    province_code: Mapped[str | None] = mapped_column(String(20))
    #: categories that they judge; none: all of them
    lot_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    appointed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: the letter and the mail left
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the charter as they accepted it: when, and the SHA-256 of its text
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    charter_sha256: Mapped[str | None] = mapped_column(String(64))
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_because: Mapped[str | None] = mapped_column(Text)
    #: of an alternate: called in from then on, in the place of
    called_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    in_place_of_id: Mapped[int | None] = mapped_column(ForeignKey("juror.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_because: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    competition: Mapped["Competition"] = relationship()
    person: Mapped["Person"] = relationship(foreign_keys=[person_id])
    institution: Mapped["Institution | None"] = relationship()
    in_place_of: Mapped["Juror | None"] = relationship(remote_side=[id])


class RedactedAnswer(Base):
    """What jurors read in the blind phase instead of an answer that names somebody. The entry itself is not changed."""

    __tablename__ = "redacted_answer"
    __table_args__ = (UniqueConstraint("application_id", "question", name="uq_redacted_answer"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(40))
    #: instead of the answer; with neither text nor file, nothing is shown
    text: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped["Application"] = relationship()
    file: Mapped["StoredFile | None"] = relationship()


class JurorCopy(Base):
    """A file of an entry without what it says of its author (names, places, devices), and its light preview."""

    __tablename__ = "juror_copy"
    __table_args__ = (UniqueConstraint("source_id", name="uq_juror_copy"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    #: none: it could not be cleaned, and is not shown in the blind phase
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    preview_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: what was taken out, by its name in the file ("Author", "GPS"), for the secretary's check
    taken_out: Mapped[list[str]] = mapped_column(Json, default=list)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    application: Mapped["Application"] = relationship()
    source: Mapped["StoredFile"] = relationship(foreign_keys=[source_id])
    file: Mapped["StoredFile | None"] = relationship(foreign_keys=[file_id])
    preview: Mapped["StoredFile | None"] = relationship(foreign_keys=[preview_id])


class ScoreSeal(Base):
    """The scores as they stood: lines, their order and the SHA-256 taken over them. A change makes another version."""

    __tablename__ = "score_seal"
    __table_args__ = (UniqueConstraint("competition_id", "number", name="uq_score_seal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    #: 1 when deliberation opens
    number: Mapped[int]
    #: UTF-8, one line per score, "\n" after each: what the hash is taken over and the minutes print
    lines: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: why there is another one
    reason: Mapped[str | None] = mapped_column(Text)
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    competition: Mapped["Competition"] = relationship()


class Deliberation(Base):
    """The meeting where the jury decides, and what is on all screens now."""

    __tablename__ = "deliberation"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    #: the item on all screens; no foreign key, which would go round in a circle
    current_id: Mapped[int | None]
    #: the item of the agenda that holds figures of every entry: whoever stands aside from one reads nothing under it
    figures_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: decided although the quorum was not there, and why
    without_quorum_because: Mapped[str | None] = mapped_column(Text)
    #: goes up with whatever the screens show
    version: Mapped[int] = mapped_column(default=1)
    competition: Mapped["Competition"] = relationship()
    meeting: Mapped["Meeting"] = relationship()
    items: Mapped[list["DeliberationItem"]] = relationship(
        back_populates="deliberation", order_by="DeliberationItem.position", cascade="all, delete-orphan"
    )  # fmt: skip


class DeliberationItem(Base):
    """An entry in the order in which it is talked about, and what came of it."""

    __tablename__ = "deliberation_item"
    __table_args__ = (UniqueConstraint("deliberation_id", "application_id", name="uq_deliberation_item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    deliberation_id: Mapped[int] = mapped_column(ForeignKey("deliberation.id", ondelete="CASCADE"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(default=0)
    #: the secretary's notes, for the record
    notes: Mapped[str] = mapped_column(Text, default="")
    #: as the table gave it, and as the jury decided
    rank_before: Mapped[int | None]
    rank_after: Mapped[int | None]
    reason: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: a special mention, in words
    mention: Mapped[Translated | None] = mapped_column(TranslatedText)
    prize_id: Mapped[int | None] = mapped_column(ForeignKey("prize.id"))
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    deliberation: Mapped[Deliberation] = relationship(back_populates="items")
    application: Mapped["Application"] = relationship()
    agenda_item: Mapped["AgendaItem | None"] = relationship()
    prize: Mapped["Prize | None"] = relationship()


class ShowOfHands(Base):
    """A vote on an entry, counted by the secretary."""

    __tablename__ = "show_of_hands"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("deliberation_item.id", ondelete="CASCADE"), index=True)
    motion: Mapped[Translated] = mapped_column(TranslatedText)
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    abstentions: Mapped[int]
    #: the chair's voice counted twice where hands were even
    chair_decided: Mapped[bool] = mapped_column(default=False)
    voted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    item: Mapped[DeliberationItem] = relationship()


class JuryPack(Base):
    """Everything about these entries on paper, for one reader, in case the network dies. Once one of them is no more the
    reader's, the pack exists for nobody and another one is asked for."""

    __tablename__ = "jury_pack"
    __table_args__ = (
        UniqueConstraint("juror_id", "lot_id", "entries", name="uq_jury_pack"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    juror_id: Mapped[int] = mapped_column(ForeignKey("juror.id", ondelete="CASCADE"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("funding_lot.id", ondelete="CASCADE"), index=True)
    #: the SHA-256 of `application_ids`
    entries: Mapped[str] = mapped_column(String(64))
    application_ids: Mapped[list[int]] = mapped_column(Json)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    juror: Mapped[Juror] = relationship()
    lot: Mapped["Lot | None"] = relationship()
