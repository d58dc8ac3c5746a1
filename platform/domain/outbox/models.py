"""The outbox: mails stored rendered, with what happened to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from noress.core.i18n import lazy as _
from noress.core.types import Short, UTCDateTime, enum_column
from noress.extensions import Base


class MailState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    #: replaced by a later mail before it left
    MERGED = "merged"

    @property
    def label(self) -> Any:
        return {
            "queued": _("en attente d'envoi"),
            "sent": _("parti"),
            "failed": _("échec"),
            "merged": _("remplacé avant départ"),
        }[self.value]


class OutboxMail(Base):
    """One mail to one mailbox, in the recipient's language, stored in the transaction that causes it."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_due", "state", "not_before"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: deduplicates: the same key is never stored twice; also the Message-ID's left part
    key: Mapped[str] = mapped_column(String(160), unique=True)
    #: queued mails with the same merge key give way to the newest one
    merge_key: Mapped[str | None] = mapped_column(String(160), index=True)
    template: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str] = mapped_column(String(254), index=True)
    to_name: Mapped[str] = mapped_column(Short)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    calendar_method: Mapped[str | None] = mapped_column(String(12))
    #: what it is about: ("meeting", 12)
    about_type: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    #: sign-in codes are not shown on the secretariat's page, and are purged soon
    is_secret: Mapped[bool] = mapped_column(default=False)
    #: of optional mails: where mail programs post to stop them (List-Unsubscribe, RFC 8058)
    stop_url: Mapped[str | None] = mapped_column(String(500))
    state: Mapped[MailState] = mapped_column(enum_column(MailState), default=MailState.QUEUED)
    #: tries in all, then those in a row that the server could not take, then those it put off for this mail
    attempts: Mapped[int] = mapped_column(default=0)
    server_waits: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    #: sent once more at a person's request: a new Message-ID, or mailboxes would hide it as a double
    resends: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    #: a worker holds it until then; afterwards another may take it
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def message_key(self) -> str:
        """What the Message-ID is made of: the same for every try of one sending."""
        return f"{self.key}.again{self.resends}" if self.resends else self.key


class WorkerMark(Base):
    """When the worker last did something: "seen" every few seconds, "purged" every night."""

    __tablename__ = "worker_mark"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
