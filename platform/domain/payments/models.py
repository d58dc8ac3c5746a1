"""From the award to the money: the agreement, its signatures and papers, instalments, steps by hand, bank details.

Amounts are integer centimes of dirham. Who signs and who pays is a list of steps per legal carrier, data and not code: for
an association its president then its treasurer; for a region deliberation, visa, commitment, order, treasury.
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
    from noress.domain.awards.models import Award
    from noress.domain.catalogue.models import Structure
    from noress.domain.files.models import StoredFile
    from noress.domain.funding.models import Funder
    from noress.domain.institutions.models import Institution


class Procedure(StrEnum):
    """What the steps are for."""

    AGREEMENT = "agreement"
    PAYMENT = "payment"

    @property
    def label(self) -> Any:
        return {"agreement": _("Convention"), "payment": _("Paiement")}[self.value]


class ProcedureStep(Base):
    """One step of a carrier's way to sign or to pay. A step that was ever done is retired, not deleted."""

    __tablename__ = "procedure_step"
    __table_args__ = (Index("ix_procedure_step_carrier", "carrier_id", "procedure", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    procedure: Mapped[Procedure] = mapped_column(enum_column(Procedure))
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[Translated] = mapped_column(TranslatedText)
    #: whose act it is: "Président", "Trésorier payeur"
    actor_title: Mapped[Translated] = mapped_column(TranslatedText)
    #: what proves it is joined
    needs_paper: Mapped[bool] = mapped_column(default=False)
    #: the payment itself: the money leaves with it
    is_payment: Mapped[bool] = mapped_column(default=False)
    #: steps whose person must be somebody else
    other_than: Mapped[list[int]] = mapped_column(Json, default=list)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    carrier: Mapped["Institution"] = relationship()


class StepDone(Base):
    """A step taken, for an agreement or for one instalment. Taken back by a new row of the history, never changed."""

    __tablename__ = "step_done"
    __table_args__ = (
        Index(
            "uq_step_done_agreement", "step_id", "agreement_id", unique=True,
            sqlite_where=text("agreement_id IS NOT NULL AND undone_at IS NULL"),
            postgresql_where=text("agreement_id IS NOT NULL AND undone_at IS NULL"),
        ),
        Index(
            "uq_step_done_instalment", "step_id", "instalment_id", unique=True,
            sqlite_where=text("instalment_id IS NOT NULL AND undone_at IS NULL"),
            postgresql_where=text("instalment_id IS NOT NULL AND undone_at IS NULL"),
        ),
        CheckConstraint("(agreement_id IS NULL) <> (instalment_id IS NULL)", name="one"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("procedure_step.id"))
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id", ondelete="CASCADE"), index=True
    )
    instalment_id: Mapped[int | None] = mapped_column(
        ForeignKey("instalment.id", ondelete="CASCADE"), index=True
    )
    #: whose account confirmed it
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: as the paper says it, when it is not the step's own
    actor_title: Mapped[str | None] = mapped_column(Short)
    done_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str | None] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    step: Mapped[ProcedureStep] = relationship()
    person: Mapped["Person | None"] = relationship()
    file: Mapped["StoredFile | None"] = relationship()


class AgreementTemplate(Base):
    """The text of an agreement in both languages, with tags between braces; a carrier's own, or everybody's."""

    __tablename__ = "agreement_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    french: Mapped[str] = mapped_column(Text)
    arabic: Mapped[str] = mapped_column(Text)
    #: [{"fr": label, "ar": label, "category": ..., "required": bool, "restricted": bool}] asked before signing
    papers: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    #: for prizes; without one, prizes are paid without an agreement
    for_prizes: Mapped[bool] = mapped_column(default=False, server_default=false())
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    carrier: Mapped["Institution | None"] = relationship()


class AgreementState(StrEnum):
    DRAFT = "draft"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    VOID = "void"

    @property
    def label(self) -> Any:
        return {
            "draft": _("en préparation"), "to_sign": _("à signer"), "signed": _("signée"), "void": _("annulée"),
        }[self.value]  # fmt: skip


class Agreement(Base):
    """The convention of one award: its text stops changing when it goes out to be signed."""

    __tablename__ = "agreement"
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), unique=True)
    #: CONV-2026-001, given when it goes out
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_template.id"), index=True)
    state: Mapped[AgreementState] = mapped_column(enum_column(AgreementState), default=AgreementState.DRAFT)
    #: as it is written, with its tags
    french: Mapped[str] = mapped_column(Text)
    arabic: Mapped[str] = mapped_column(Text)
    #: as it went out, tags filled in; none while it is prepared
    sent_french: Mapped[str | None] = mapped_column(Text)
    sent_arabic: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    award: Mapped["Award"] = relationship()
    template: Mapped[AgreementTemplate | None] = relationship()
    signatures: Mapped[list["AgreementSignature"]] = relationship(
        back_populates="agreement", order_by="AgreementSignature.id", cascade="all, delete-orphan"
    )


class Party(StrEnum):
    CARRIER = "carrier"
    HOLDER = "holder"

    @property
    def label(self) -> Any:
        return {"carrier": _("le porteur juridique de l'appel"), "holder": _("le porteur du projet")}[
            self.value
        ]


class AgreementSignature(Base):
    """The signed scan of one party."""

    __tablename__ = "agreement_signature"
    __table_args__ = (UniqueConstraint("agreement_id", "party", name="uq_agreement_signature"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    signed_on: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreement: Mapped[Agreement] = relationship(back_populates="signatures")
    file: Mapped["StoredFile"] = relationship()


class AwardPaper(Base):
    """A paper asked of the holder before signing or paying."""

    __tablename__ = "award_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    label: Mapped[Translated] = mapped_column(TranslatedText)
    category: Mapped[Translated | None] = mapped_column(TranslatedText)
    position: Mapped[int] = mapped_column(default=0)
    is_required: Mapped[bool] = mapped_column(default=True)
    #: it may show an identity card
    is_restricted: Mapped[bool] = mapped_column(default=False, server_default=false())
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    given_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refused_because: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    award: Mapped["Award"] = relationship()
    file: Mapped["StoredFile | None"] = relationship()

    @property
    def is_missing(self) -> bool:
        """Nothing is paid before it is there and found good."""
        return self.is_required and self.checked_at is None


class InstalmentState(StrEnum):
    """planned -> asked -> checked -> ordered -> paid; refused (asked again), failed (ordered again), cancelled."""

    PLANNED = "planned"
    ASKED = "asked"
    CHECKED = "checked"
    ORDERED = "ordered"
    PAID = "paid"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Any:
        return {
            "planned": _("prévue"), "asked": _("demandée"), "checked": _("vérifiée"), "ordered": _("ordonnancée"),
            "paid": _("payée"), "refused": _("refusée, à reprendre"), "failed": _("virement rejeté"),
            "cancelled": _("annulée"),
        }[self.value]  # fmt: skip


class Instalment(Base):
    """A part of an award, paid when its condition is met. Those that stand never exceed the award."""

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_instalment_award", "award_id", "position"),
        Index("ix_instalment_due", "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    position: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    condition: Mapped[Translated] = mapped_column(TranslatedText)
    due_on: Mapped[date | None]
    #: no money before this report is accepted
    report_id: Mapped[int | None] = mapped_column(ForeignKey("project_report.id"), index=True)
    state: Mapped[InstalmentState] = mapped_column(
        enum_column(InstalmentState), default=InstalmentState.PLANNED
    )
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: of the desk; none: of the structure, by its personal link
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: never who asked for it, nor who will pay it
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ordered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paid_on: Mapped[date | None]
    #: as the bank's paper says it
    payment_reference: Mapped[str | None] = mapped_column(String(80))
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    bank_account_id: Mapped[int | None] = mapped_column(ForeignKey("bank_account.id"), index=True)
    #: of the refusal, of the failure, of the cancelling
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    award: Mapped["Award"] = relationship()
    proof: Mapped["StoredFile | None"] = relationship()
    bank_account: Mapped["BankAccount | None"] = relationship()
    shares: Mapped[list["InstalmentShare"]] = relationship(
        back_populates="instalment", order_by="InstalmentShare.funder_id", cascade="all, delete-orphan"
    )


class InstalmentShare(Base):
    """What one funder pays of one instalment."""

    __tablename__ = "instalment_share"
    __table_args__ = (
        UniqueConstraint("instalment_id", "funder_id", name="uq_instalment_share"),
        CheckConstraint("amount > 0", name="amount"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id", ondelete="CASCADE"))
    funder_id: Mapped[int] = mapped_column(ForeignKey("funding_share.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    instalment: Mapped[Instalment] = relationship(back_populates="shares")
    funder: Mapped["Funder"] = relationship()


class BankAccount(Base):
    """Where a structure is paid: 24 digits (RIB) whose key is right. A second person confirms what one typed."""

    __tablename__ = "bank_account"
    __table_args__ = (
        Index(
            "uq_bank_account_current", "structure_id", unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
        Index("ix_bank_account_rib", "rib"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    rib: Mapped[str] = mapped_column(String(24))
    holder: Mapped[str] = mapped_column(Short)
    bank: Mapped[str | None] = mapped_column(Short)
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: of the desk; none: of the structure, by its personal link
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refused_because: Mapped[str | None] = mapped_column(Text)
    #: replaced or refused
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    structure: Mapped["Structure"] = relationship()
    proof: Mapped["StoredFile | None"] = relationship()
