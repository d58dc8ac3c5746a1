"""Each person's choices, subject by subject, and the news that wait for the next digest."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Seat


class Frequency(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"

    @property
    def label(self) -> Any:
        return {
            "at_once": _("tout de suite"),
            "daily": _("une fois par jour, à 7 h"),
            "weekly": _("une fois par semaine, le lundi à 7 h"),
            "none": _("jamais"),
        }[self.value]


class Topic(StrEnum):
    """What news are about."""

    SESSIONS = "sessions"
    RECORDS = "records"
    DECISIONS = "decisions"
    ACTIONS = "actions"
    PAPERS = "papers"
    CALLS = "calls"

    @property
    def label(self) -> Any:
        return {
            "sessions": _("Sessions"),
            "records": _("Comptes rendus"),
            "decisions": _("Décisions"),
            "actions": _("Actions"),
            "papers": _("Textes"),
            "calls": _("Appels à manifestation d'intérêt"),
        }[self.value]

    @property
    def what(self) -> Any:
        return {
            "sessions": _("Documents ajoutés et ordre du jour changé, après la convocation."),
            "records": _("Procès-verbaux et comptes rendus publiés."),
            "decisions": _("Décisions publiées, remplacées, exécutées."),
            "actions": _("Nouvelles données sur les actions de vos instances."),
            "papers": _("Nouvelles versions des règlements, chartes et documents de travail."),
            "calls": _("Appels annoncés et appels qui s'ouvrent."),
        }[self.value]

    @property
    def usual(self) -> Frequency:
        """While the person has chosen nothing."""
        return {
            "sessions": Frequency.AT_ONCE,
            "records": Frequency.AT_ONCE,
            "decisions": Frequency.WEEKLY,
            "actions": Frequency.DAILY,
            "papers": Frequency.WEEKLY,
            "calls": Frequency.AT_ONCE,
        }[self.value]


class NotificationChoice(Base):
    """How often a person wants the news of a subject; no row: as usual."""

    __tablename__ = "notification_choice"
    __table_args__ = (UniqueConstraint("person_id", "topic", name="uq_notification_choice_topic"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    topic: Mapped[Topic] = mapped_column(enum_column(Topic))
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency))
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DigestItem(Base):
    """One piece of news for one person: to be told in some minutes, in a digest to come, or told already."""

    __tablename__ = "digest_item"
    __table_args__ = (
        UniqueConstraint("person_id", "key", name="uq_digest_item_key"),
        Index("ix_digest_item_waiting", "sent_at", "due_at", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: through which seat it concerns them; none for those who hold a place in their own name
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    topic: Mapped[Topic] = mapped_column(enum_column(Topic))
    #: the same piece of news is told once
    key: Mapped[str] = mapped_column(String(120))
    #: news of one thing within minutes make one mail
    bundle: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[Translated] = mapped_column(TranslatedText)
    #: within the platform: "/sessions/12"
    path: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: of what is told at once: when its mail is written; empty for what waits for a digest
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped["Person"] = relationship()
    seat: Mapped["Seat | None"] = relationship()
