"""Persons (names, language, addresses), accounts (credentials), devices, codes and consents."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.names import called, called_in
from noress.core.types import Json, Short, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.institutions.models import Assignment, Mandate, Seat


class Visibility(StrEnum):
    """Who may see contact details."""

    PUBLIC = "public"
    MEMBERS = "members"
    INTERNAL = "internal"

    @property
    def label(self) -> Any:
        return {"public": _("tout le monde"), "members": _("les membres"), "internal": _("le secrétariat")}[
            self.value
        ]


class Account(Base):
    """Credentials for one mailbox. Several persons may share a mailbox, never a password of somebody else's."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: folded address, the key people sign in with
    email: Mapped[str] = mapped_column(String(254), unique=True)
    #: argon2id; empty for people who only use mailed codes
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: last TOTP time step accepted: a code is good once
    totp_last_step: Mapped[int | None]
    #: an institution's mailbox read by several people: "who is acting?" is asked at each sign-in
    is_shared: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    persons: Mapped[list["Person"]] = relationship(back_populates="account")


class Person(Base):
    """A human with a name, a language and addresses; may have no account and no mail address."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(Short)
    name_ar: Mapped[str | None] = mapped_column(Short)
    name_folded: Mapped[str] = mapped_column(String(400), index=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    #: where mails go; the account's address when there is one
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility), default=Visibility.INTERNAL)
    #: who gave these details, when it was not the person: a sheet and its day
    source: Mapped[str | None] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: personal data replaced on the person's request; the row stays for history
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the record that this one was merged into: lists leave it out
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    account: Mapped[Account | None] = relationship(back_populates="persons")
    seats: Mapped[list["Seat"]] = relationship(back_populates="person")
    mandates: Mapped[list["Mandate"]] = relationship(back_populates="person")
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="person")

    @property
    def shown_name(self) -> str:
        """What they are called in the reader's language: what every page shows."""
        return called(self.name, self.name_ar)

    @property
    def own_name(self) -> str:
        """What they are called in their own language: how mails greet them."""
        return called_in(self.language, self.name, self.name_ar)

    @property
    def is_suspended(self) -> bool:
        """Nothing opens with their account, nor with what was mailed to it."""
        return self.account is not None and self.account.suspended_at is not None


class Device(Base):
    """One signed-in browser. The cookie holds a random token, the table its digest: ending a sign-in is a row."""

    __tablename__ = "device"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    #: who acts; empty until "who is acting?" is answered
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    #: code, password or demo
    method: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(120), default="")
    is_remembered: Mapped[bool] = mapped_column(default=False)
    second_factor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account: Mapped[Account] = relationship()
    person: Mapped[Person | None] = relationship()
    seat: Mapped["Seat | None"] = relationship()


class SignInCode(Base):
    """A six-digit code mailed to an address: good ten minutes, five tries, once."""

    __tablename__ = "sign_in_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RecoveryCode(Base):
    """A code that replaces the second factor once, for the day the telephone is lost."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInAttempt(Base):
    """A counted attempt, for lockouts: kind (code_sent, code, password, totp), subject, when, how it ended."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_lookup", "kind", "subject", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    #: digest of the address, or of the network address: counted, never listed
    subject: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AccountInvitation(Base):
    """An invitation to join, mailed: single-use, expires, bound to one address and one seat (or mandate)."""

    __tablename__ = "account_invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    seat: Mapped["Seat | None"] = relationship()


class Consent(Base):
    """What a person agreed to: purpose, the version of the text they saw, when, and when they took it back."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RequestKind(StrEnum):
    CORRECTION = "correction"
    OBJECTION = "objection"
    ERASURE = "erasure"

    @property
    def label(self) -> Any:
        return {"correction": _("correction"), "objection": _("opposition"), "erasure": _("effacement")}[
            self.value
        ]


class PersonalDataRequest(Base):
    """A person asks to correct, to object or to erase (law 09-08, articles 7 to 9; GDPR)."""

    __tablename__ = "personal_data_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(enum_column(RequestKind))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: what the secretariat decided; empty until handled
    is_accepted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class SavedPost(Base):
    """What somebody typed when their sign-in had expired: kept a day, posted again after signing in."""

    __tablename__ = "saved_post"
    __table_args__ = (CheckConstraint("length(token_digest) = 64", name="digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[str] = mapped_column(String(500))
    #: list of [name, value]; files are not kept and the page says so
    fields: Mapped[list[list[str]]] = mapped_column(Json)
    had_files: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
