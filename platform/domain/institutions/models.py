"""Institutions, who speaks for them, the bodies they form and the functions of the staff."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from noress.core.folding import sort_key
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.domain.accounts.models import Visibility
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person


class Category(Base):
    """A category of members: a closed list, editable by the administrator."""

    __tablename__ = "category"
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[Translated] = mapped_column(TranslatedText)
    position: Mapped[int] = mapped_column(default=0)
    #: international cooperation observes, without a voice
    has_voice: Mapped[bool] = mapped_column(default=True)


class Membership(StrEnum):
    MEMBER = "member"
    #: an actor of the field whose membership is not documented
    UNKNOWN = "unknown"
    #: a service of another institution: no seat, no voice
    SERVICE = "service"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def label(self) -> Any:
        return {
            "member": _("membre"),
            "unknown": _("appartenance non documentée"),
            "service": _("service rattaché, sans siège ni voix"),
            "suspended": _("appartenance suspendue"),
            "left": _("ancien membre"),
        }[self.value]


class Institution(Base):
    """A member institution, or an actor around it. It owns things; people speak for it through seats."""

    __tablename__ = "institution"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Translated] = mapped_column(TranslatedText)
    #: shadow of every language's name, for search and sort
    name_folded: Mapped[str] = mapped_column(String(600), index=True)
    #: the order of lists: "membre 6" before "membre 10"; follows the shadow by itself
    name_sort: Mapped[str] = mapped_column(String(600), server_default="", index=True)
    acronym: Mapped[str | None] = mapped_column(String(40))
    category_code: Mapped[str] = mapped_column(ForeignKey("category.code"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    #: a network outside the platform that it belongs to, in words
    part_of_note: Mapped[str | None] = mapped_column(Short)
    membership: Mapped[Membership] = mapped_column(enum_column(Membership), default=Membership.MEMBER)
    member_since: Mapped[date | None]
    member_until: Mapped[date | None]
    memorandum_signed_on: Mapped[date | None]
    #: to whom letters are addressed: "Monsieur le Président", not a name
    head_title: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: "s/c de": by way of which authority letters go
    through: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: "ampliation": who receives a copy of letters
    copied_to: Mapped[Translated | None] = mapped_column(TranslatedText)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    website: Mapped[str | None] = mapped_column(String(300))
    address: Mapped[Translated | None] = mapped_column(TranslatedText)
    description: Mapped[Translated | None] = mapped_column(TranslatedText)
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility), default=Visibility.MEMBERS)
    #: the document that names it; shown beside documented facts
    source: Mapped[str | None] = mapped_column(Short)
    #: invented for the demonstration
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: the record that this one was merged into: lists leave it out, its page sends on there
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    category: Mapped[Category] = relationship()
    part_of: Mapped["Institution | None"] = relationship(
        remote_side=[id], back_populates="services", foreign_keys=[part_of_id]
    )
    services: Mapped[list["Institution"]] = relationship(back_populates="part_of", foreign_keys=[part_of_id])
    seats: Mapped[list["Seat"]] = relationship(back_populates="institution", order_by="Seat.starts_on")
    mandates: Mapped[list["Mandate"]] = relationship(back_populates="institution")

    @validates("name_folded")
    def _sort(self, _name: str, folded: str) -> str:
        self.name_sort = sort_key(folded)
        return folded


class SeatKind(StrEnum):
    TITULAR = "titular"
    ALTERNATE = "alternate"

    @property
    def label(self) -> Any:
        return {"titular": _("titulaire"), "alternate": _("suppléant")}[self.value]


class Seat(Base):
    """Who speaks for an institution, from a date to a date. Duties follow the seat, not the person."""

    __tablename__ = "seat"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[SeatKind] = mapped_column(enum_column(SeatKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    #: the instant access ended; a closed seat never opens again
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    #: the letter or act that designated this person
    designation: Mapped[str | None] = mapped_column(Short)
    #: revoking the private calendar's address raises it; none until asked for
    calendar_generation: Mapped[int] = mapped_column(default=1)
    calendar_revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    institution: Mapped[Institution] = relationship(back_populates="seats")
    person: Mapped["Person"] = relationship(back_populates="seats")
    successor: Mapped["Seat | None"] = relationship(remote_side=[id])


class BodyKind(StrEnum):
    PLENARY = "plenary"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    #: of one edition of the prize
    JURY = "jury"

    @property
    def label(self) -> Any:
        return {
            "plenary": _("plénière"),
            "secretariat": _("secrétariat permanent"),
            "committee": _("comité thématique"),
            "jury": _("jury"),
        }[self.value]


class QuorumKind(StrEnum):
    """Of the institutions that have a voice in the body."""

    NONE = "none"
    MAJORITY = "majority"
    PERCENT = "percent"
    COUNT = "count"

    @property
    def label(self) -> Any:
        return {
            "none": _("pas de quorum"),
            "majority": _("plus de la moitié des institutions"),
            "percent": _("un pourcentage des institutions"),
            "count": _("un nombre d'institutions"),
        }[self.value]


class Proposers(StrEnum):
    """Who may propose items for its agendas."""

    MEMBERS = "members"
    SECRETARIAT = "secretariat"

    @property
    def label(self) -> Any:
        return {
            "members": _("toutes les institutions de l'instance"),
            "secretariat": _("le secrétariat permanent seul"),
        }[self.value]


class Body(Base):
    """A governing body, in a tree: plenary, permanent secretariat, thematic committees."""

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BodyKind] = mapped_column(enum_column(BodyKind))
    name: Mapped[Translated] = mapped_column(TranslatedText)
    description: Mapped[Translated | None] = mapped_column(TranslatedText)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    position: Mapped[int] = mapped_column(default=0)
    created_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    #: its rules
    quorum_kind: Mapped[QuorumKind] = mapped_column(
        enum_column(QuorumKind), default=QuorumKind.NONE, server_default="none"
    )
    #: percents, or institutions, by the kind
    quorum_value: Mapped[int | None]
    #: how many other voices one institution may carry; 0: no proxies
    max_proxies: Mapped[int] = mapped_column(default=0, server_default="0")
    #: days between the convocation and the meeting; empty: no rule
    notice_days: Mapped[int | None]
    proposers: Mapped[Proposers] = mapped_column(
        enum_column(Proposers), default=Proposers.MEMBERS, server_default="members"
    )
    #: proposals close that many days before the meeting
    proposals_close_days: Mapped[int] = mapped_column(default=7, server_default="7")
    #: visitors read the whole record, not only its extract
    opens_minutes: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    parent: Mapped["Body | None"] = relationship(remote_side=[id])
    mandates: Mapped[list["Mandate"]] = relationship(back_populates="body", order_by="Mandate.starts_on")


class MandateRole(StrEnum):
    CHAIR = "chair"
    COORDINATOR = "coordinator"
    RAPPORTEUR = "rapporteur"
    SECRETARY = "secretary"
    MEMBER = "member"
    OBSERVER = "observer"

    @property
    def label(self) -> Any:
        return {
            "chair": _("présidence"),
            "coordinator": _("coordination"),
            "rapporteur": _("rapporteur"),
            "secretary": _("secrétaire"),
            "member": _("membre"),
            "observer": _("observateur"),
        }[self.value]


class Mandate(Base):
    """A place in a body, held by an institution, by a person, or by a person for an institution."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("institution_id IS NOT NULL OR person_id IS NOT NULL", name="holder"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[MandateRole] = mapped_column(enum_column(MandateRole))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    #: the act that gave the mandate ("élection du 18 mars 2015")
    act: Mapped[str | None] = mapped_column(Short)
    body: Mapped[Body] = relationship(back_populates="mandates")
    institution: Mapped[Institution | None] = relationship(back_populates="mandates")
    person: Mapped["Person | None"] = relationship(back_populates="mandates")


class Function(StrEnum):
    """Staff functions, apart from elected mandates."""

    ANIMATION_TEAM = "animation_team"
    DESK_OFFICER = "desk_officer"
    AUTHORISING_OFFICER = "authorising_officer"
    TREASURER = "treasurer"
    TECHNICAL_ADMINISTRATOR = "technical_administrator"

    @property
    def label(self) -> Any:
        return {
            "animation_team": _("équipe d'animation"),
            "desk_officer": _("chargé de dossier"),
            "authorising_officer": _("ordonnateur"),
            "treasurer": _("trésorier"),
            "technical_administrator": _("administrateur technique"),
        }[self.value]


class Assignment(Base):
    """A staff function held by a person from a date to a date."""

    __tablename__ = "assignment"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    function: Mapped[Function] = mapped_column(enum_column(Function))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    person: Mapped["Person"] = relationship(back_populates="assignments")
