"""Campaigns, those who are asked, the links that pass a questionnaire on, and the telephone rounds."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Institution
    from noress.domain.questionnaires.models import Questionnaire, Response


class CampaignState(StrEnum):
    """draft -> open -> closed; a closed one may be opened again."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> Any:
        return {"draft": _("en préparation"), "open": _("ouverte"), "closed": _("terminée")}[self.value]


class Campaign(Base):
    """A round of asking with one questionnaire, from a day to a day."""

    __tablename__ = "campaign"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    name: Mapped[Translated] = mapped_column(TranslatedText)
    #: what the invitation says before the link
    message: Mapped[Translated] = mapped_column(TranslatedText)
    state: Mapped[CampaignState] = mapped_column(enum_column(CampaignState), default=CampaignState.DRAFT)
    #: the last day for answering, in Morocco's time
    closes_on: Mapped[date]
    #: the questions that the board reads the province and the kind of actor from
    province_question: Mapped[str | None] = mapped_column(String(40))
    kind_question: Mapped[str | None] = mapped_column(String(40))
    #: how many times the form may be passed on from those whom the network asked first
    most_depth: Mapped[int] = mapped_column(default=5)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    questionnaire: Mapped["Questionnaire"] = relationship()


class Means(StrEnum):
    """How an answer was obtained, in the order that works; mail to everybody brings almost nothing."""

    RELAY = "relay"
    PHONE = "phone"
    ANIMATOR = "animator"
    REMINDER = "reminder"
    INVITATION = "invitation"
    LINK = "link"

    @property
    def label(self) -> Any:
        return {
            "relay": _("transmission par une structure"), "phone": _("téléphone"),
            "animator": _("remplissage avec quelqu'un"), "reminder": _("relance personnelle"),
            "invitation": _("invitation par courriel"), "link": _("lien ouvert ou affiche"),
        }[self.value]  # fmt: skip


class Participant(Base):
    """A structure that is asked, or that came by itself through a link. What it has done is read from its response:
    nothing yet, begun, sent."""

    __tablename__ = "participant"
    __table_args__ = (
        # one structure is asked once by one address
        UniqueConstraint("campaign_id", "email", name="uq_participant_email"),
        UniqueConstraint("campaign_id", "phone", name="uq_participant_phone"),
        Index("ix_participant_cell", "campaign_id", "province", "kind"),
        CheckConstraint("reminders <= 2", name="reminders"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    #: the structure's name, never a person's; none until somebody who came by a link gives it
    name: Mapped[str | None] = mapped_column(Short)
    name_folded: Mapped[str] = mapped_column(String(600), default="", index=True)
    #: keys of the board's questions: official code of the province, kind of actor
    province: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    #: the member institution that this is
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: the member institution whose list, link or poster it comes from, at the head of the chain
    through_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: who passed the questionnaire on to it; none when the network asked
    passed_on_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    #: how far from those whom the network asked: 0, then one more each time it is passed on
    depth: Mapped[int] = mapped_column(default=0)
    #: how it was reached last before it answered: what the yield of each means is counted by
    means: Mapped[Means] = mapped_column(enum_column(Means))
    response_id: Mapped[int | None] = mapped_column(
        ForeignKey("response.id", ondelete="SET NULL"), unique=True
    )
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: "ne plus me contacter": its address is gone from here since, a hash of it stays in `do_not_contact`
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: who passed it on was told that this one has answered
    thanked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: raising it ends every personal link given before
    link_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    campaign: Mapped[Campaign] = relationship()
    institution: Mapped["Institution | None"] = relationship(foreign_keys=[institution_id])
    through: Mapped["Institution | None"] = relationship(foreign_keys=[through_id])
    passed_on_by: Mapped["Participant | None"] = relationship(remote_side=[id])
    response: Mapped["Response | None"] = relationship()


class ParticipantState(StrEnum):
    """Read from its response (states.py), never stored."""

    SENT = "sent"
    BEGUN = "begun"
    DONE = "done"
    DECLINED = "declined"

    @property
    def label(self) -> Any:
        return {
            "sent": _("pas encore de réponse"), "begun": _("commencée"), "done": _("terminée"),
            "declined": _("ne veut pas être contactée"),
        }[self.value]  # fmt: skip


class CampaignLink(Base):
    """An open link, /c/<code>: an institution's, on its poster, or the one that a structure forwards."""

    __tablename__ = "campaign_link"
    __table_args__ = (
        CheckConstraint("institution_id IS NULL OR participant_id IS NULL", name="one_owner"),
        UniqueConstraint("campaign_id", "institution_id", name="uq_campaign_link_institution"),
        UniqueConstraint("campaign_id", "participant_id", name="uq_campaign_link_participant"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    #: short, said on the telephone: no letter that looks like another
    code: Mapped[str] = mapped_column(String(12), unique=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: the structure that forwards it
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    campaign: Mapped[Campaign] = relationship()
    institution: Mapped["Institution | None"] = relationship()
    participant: Mapped[Participant | None] = relationship()


class CampaignTarget(Base):
    """How many answers are hoped for in one cell of the board."""

    __tablename__ = "campaign_target"
    __table_args__ = (
        UniqueConstraint("campaign_id", "province", "kind", name="uq_campaign_target_cell"),
        CheckConstraint("target >= 0", name="target"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    province: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    target: Mapped[int]


class CallOutcome(StrEnum):
    ANSWERED = "answered"
    PROMISED = "promised"
    CALL_BACK = "call_back"
    NO_REPLY = "no_reply"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"

    @property
    def label(self) -> Any:
        return {
            "answered": _("a répondu au téléphone"), "promised": _("va remplir"), "call_back": _("à rappeler"),
            "no_reply": _("ne répond pas"), "wrong_number": _("mauvais numéro"), "refused": _("refuse"),
        }[self.value]  # fmt: skip


class CallRound(Base):
    """A telephone round: those to call, drawn from the emptiest cells of the board."""

    __tablename__ = "call_round"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    drawn_at: Mapped[datetime] = mapped_column(UTCDateTime)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: who calls, by function
    caller: Mapped[str | None] = mapped_column(Short)
    campaign: Mapped[Campaign] = relationship()
    calls: Mapped[list["Call"]] = relationship(
        back_populates="round", order_by="Call.id", cascade="all, delete-orphan"
    )


class Call(Base):
    """One line of the call sheet."""

    __tablename__ = "call"
    __table_args__ = (UniqueConstraint("round_id", "participant_id", name="uq_call_participant"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("call_round.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    outcome: Mapped[CallOutcome | None] = mapped_column(enum_column(CallOutcome))
    note: Mapped[str | None] = mapped_column(Text)
    call_back_on: Mapped[date | None]
    called_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    round: Mapped[CallRound] = relationship(back_populates="calls")
    participant: Mapped[Participant] = relationship()
    called_by: Mapped["Person | None"] = relationship()


class DoNotContact(Base):
    """An address whose holder asked not to be contacted: its keyed hash alone, so that it cannot be read back."""

    __tablename__ = "do_not_contact"
    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
