"""The innovation prize: an edition with its prizes and rules, its entries, nominations, pitches and results.

An edition is a `FundingCall` of kind "competition": its lots are the categories (without an amount), its calendar, eligibility
rules, questionnaire, public questions and desk are the call's. An entry is an `Application`, so that drafts, links, papers,
letters, awards and payments are written once. Amounts are integer centimes of dirham.
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

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.applications.models import Application
    from noress.domain.catalogue.models import Structure
    from noress.domain.funding.models import FundingCall, Lot
    from noress.domain.institutions.models import Institution


class Entrant(StrEnum):
    """In whose name an entry comes."""

    STRUCTURE = "structure"
    #: people who work together and are no legal person yet
    GROUP = "group"
    PERSON = "person"

    @property
    def label(self) -> Any:
        return {
            "structure": _("une structure"), "group": _("un groupe informel"), "person": _("une personne"),
        }[self.value]  # fmt: skip


class TieRule(StrEnum):
    """How two entries of the same mean are told apart; fixed with the rules, before anything is scored."""

    #: the higher mean of the first criterion, then of the second, and so on
    CRITERIA = "criteria"
    #: the chair decides between them, with a reason
    CHAIR = "chair"
    #: both have the rank, and share the prizes of the ranks that they take
    SHARE = "share"

    @property
    def label(self) -> Any:
        return {
            "criteria": _("la meilleure note au premier critère, puis au suivant"),
            "chair": _("la présidence du jury tranche, avec un motif"),
            "share": _("les ex æquo partagent les prix"),
        }[self.value]  # fmt: skip


class Competition(Base):
    """What an edition of the prize has that a call has not."""

    __tablename__ = "competition"
    __table_args__ = (
        CheckConstraint("minimum_age BETWEEN 0 AND 99", name="minimum_age"),
        CheckConstraint("minimum_scores BETWEEN 1 AND 20", name="minimum_scores"),
        CheckConstraint("out_of IN (20, 100)", name="out_of"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"), unique=True)
    #: "2015-2016", where the documents say so
    years: Mapped[str | None] = mapped_column(String(20))
    #: who may enter: values of `Entrant`
    entrants: Mapped[list[str]] = mapped_column(Json, default=list)
    takes_nominations: Mapped[bool] = mapped_column(default=True)
    minimum_age: Mapped[int] = mapped_column(default=18)
    #: a winner that is no legal person names one before it is paid
    needs_legal_structure: Mapped[bool] = mapped_column(default=True)
    #: jurors do not read what tells who enters, until deliberation opens
    is_blind: Mapped[bool] = mapped_column(default=True)
    #: once they have sent all of their own, jurors read the figures of the others before deliberation
    shows_others: Mapped[bool] = mapped_column(default=False)
    #: marks are said out of 20, or of 100
    out_of: Mapped[int] = mapped_column(default=20)
    #: fewer scores than that: an entry is not ranked
    minimum_scores: Mapped[int] = mapped_column(default=3)
    #: values of `TieRule`, tried in this order
    tie_rules: Mapped[list[str]] = mapped_column(Json, default=list)
    #: severity of jurors is said, as advice, from that many entries per juror on; none: never
    severity_from: Mapped[int | None]
    special_mentions: Mapped[int] = mapped_column(default=0)
    #: the day that is announced for it
    deliberation_on: Mapped[date | None]
    #: set when deliberation is opened: scores are sealed from then on
    deliberation_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deliberated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the embargo ends then; nothing is told before
    ceremony_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ceremony_place: Mapped[Translated | None] = mapped_column(TranslatedText)
    press_text: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: whoever took part gets a certificate too
    certifies_all: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    call: Mapped["FundingCall"] = relationship()
    prizes: Mapped[list["Prize"]] = relationship(
        back_populates="competition", order_by="[Prize.position, Prize.id]", cascade="all, delete-orphan"
    )
    rules: Mapped[list["RulesVersion"]] = relationship(
        back_populates="competition", order_by="RulesVersion.number", cascade="all, delete-orphan"
    )


class RulesVersion(Base):
    """The rules as they were published; who enters accepts one of them. A later one never changes it."""

    __tablename__ = "competition_rules"
    __table_args__ = (UniqueConstraint("competition_id", "number", name="uq_competition_rules"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[Translated] = mapped_column(TranslatedText)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    competition: Mapped[Competition] = relationship(back_populates="rules")


class Prize(Base):
    """A rank with its amount, of one category or of the whole edition."""

    __tablename__ = "prize"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        CheckConstraint("winners BETWEEN 1 AND 50", name="winners"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"), index=True)
    #: the category; none: of all
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("funding_lot.id"), index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    #: 1 is the first prize
    rank: Mapped[int]
    #: for each winner; none: not known
    amount: Mapped[int | None] = mapped_column(BigInteger)
    #: how many have this prize
    winners: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    #: the jury gives it to nobody, or to fewer than planned, and says why
    not_awarded_because: Mapped[Translated | None] = mapped_column(TranslatedText)
    competition: Mapped[Competition] = relationship(back_populates="prizes")
    lot: Mapped["Lot | None"] = relationship()


class Entry(Base):
    """What an entry has that an application has not."""

    __tablename__ = "competition_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), unique=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"), index=True)
    entrant: Mapped[Entrant] = mapped_column(enum_column(Entrant))
    #: who enters said that they are of age
    is_of_age: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: consent given when entering: its name may be published if it wins, its photo too
    shows_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_photo: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: the rules that were accepted, when
    rules_id: Mapped[int | None] = mapped_column(ForeignKey("competition_rules.id"))
    rules_accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the desk has looked at what names somebody in it, before jurors read it
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the legal person that is paid for a group or a person
    payee_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    #: the desk has checked that it is one, and may be paid
    payee_checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: set by the jury: the prize, or a mention; told at the ceremony
    prize_id: Mapped[int | None] = mapped_column(ForeignKey("prize.id"), index=True)
    rank: Mapped[int | None]
    is_mention: Mapped[bool] = mapped_column(default=False, server_default=false())
    mention: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: what it receives; ties that share a prize get a part of it
    prize_amount: Mapped[int | None] = mapped_column(BigInteger)
    #: sentences chosen by the chair for whoever did not win; never a score
    feedback: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: what everybody reads of a winner
    public_text: Mapped[Translated | None] = mapped_column(TranslatedText)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: after an appeal that was upheld, the jury decided anew: recorded when, by its decision of that day and reference, why
    reconsidered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reconsidered_on: Mapped[date | None]
    reconsidered_by: Mapped[str | None] = mapped_column(Short)
    reconsidered_because: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: that decision gave the prize or the mention
    is_added: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: "un an après": asked, answered
    follow_up_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    follow_up: Mapped[str | None] = mapped_column(Text)
    followed_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    follow_up_published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped["Application"] = relationship()
    competition: Mapped[Competition] = relationship()
    rules: Mapped[RulesVersion | None] = relationship()
    payee: Mapped["Structure | None"] = relationship()
    prize: Mapped[Prize | None] = relationship()


class NominationState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        return {
            "waiting": _("en attente de réponse"), "confirmed": _("acceptée"), "refused": _("refusée"),
            "withdrawn": _("retirée"),
        }[self.value]  # fmt: skip


class Nomination(Base):
    """A member puts somebody forward, who confirms by a personal link, and only then enters."""

    __tablename__ = "nomination"
    __table_args__ = (
        Index(
            "uq_nomination_email", "competition_id", "email", unique=True,
            sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("funding_lot.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: of the nominee, as the member gave it
    name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    initiative: Mapped[str] = mapped_column(Short)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[NominationState] = mapped_column(
        enum_column(NominationState), default=NominationState.WAITING
    )
    link_generation: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the entry that the nominee began
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id", ondelete="SET NULL"), index=True
    )
    competition: Mapped[Competition] = relationship()
    lot: Mapped["Lot | None"] = relationship()
    institution: Mapped["Institution"] = relationship()
    made_by: Mapped["Person | None"] = relationship()


class PitchSlot(Base):
    """When an entry is presented aloud to the jury."""

    __tablename__ = "pitch_slot"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 120", name="minutes"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), unique=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int] = mapped_column(default=10)
    place: Mapped[str] = mapped_column(Short, default="")
    #: nobody came
    missed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    competition: Mapped[Competition] = relationship()
    application: Mapped["Application | None"] = relationship()
