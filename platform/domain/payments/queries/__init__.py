"""Every statement on agreements, steps, papers, instalments and bank details."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from noress.domain.applications.models import Application
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.catalogue.models import Structure
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallKind, Funder, FundingCall
from noress.domain.institutions.models import Institution
from noress.domain.payments.models import (
    Agreement,
    AgreementSignature,
    AgreementTemplate,
    AwardPaper,
    BankAccount,
    Instalment,
    InstalmentShare,
    InstalmentState,
    Procedure,
    ProcedureStep,
    StepDone,
)

I = InstalmentState  # noqa: E741 -- short for the lists below


def stands() -> ColumnElement[bool]:
    return Instalment.state != I.CANCELLED


# --- awards as the desk follows them ----------------------------------------------------------------------


def may_know(recused: Select[Any], *, only_told: bool) -> list[ColumnElement[bool]]:
    """What this reader knows of; before the results are told, those who decide alone."""
    where: list[ColumnElement[bool]] = [Award.application_id.not_in(recused)]
    return [*where, Award.published_at.is_not(None)] if only_told else where


def list_known_calls(recused: Select[Any], *, only_told: bool) -> Select[FundingCall]:
    """Calls with an award that this reader knows of, the last first."""
    known = select(Award.call_id).where(*may_know(recused, only_told=only_told))
    return select(FundingCall).where(FundingCall.id.in_(known)).order_by(FundingCall.edition.desc())


def sums_of(award_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """(award, state, how many, centimes) of their instalments."""
    return (
        select(Instalment.award_id, Instalment.state, func.count(), func.sum(Instalment.amount))
        .where(Instalment.award_id.in_(list(award_ids)), stands())
        .group_by(Instalment.award_id, Instalment.state)
    )


def list_of_agreements(award_ids: Iterable[int]) -> Select[Agreement]:
    return select(Agreement).where(Agreement.award_id.in_(list(award_ids)))


def get_award(award_id: int) -> Select[Award]:
    """With all that its page shows."""
    return (
        select(Award)
        .where(Award.id == award_id)
        .options(
            joinedload(Award.application).selectinload(Application.people), joinedload(Award.structure),
            joinedload(Award.lot), joinedload(Award.call).joinedload(FundingCall.carrier),
            selectinload(Award.shares).joinedload(AwardShare.funder).joinedload(Funder.institution),
        )
    )  # fmt: skip


def get_told_award(application_id: int) -> Select[Award]:
    """What the structure may read of: the one that stands, else the last that was cancelled."""
    return (
        select(Award)
        .where(Award.application_id == application_id, Award.published_at.is_not(None))
        .options(
            joinedload(Award.call).joinedload(FundingCall.carrier), joinedload(Award.lot), joinedload(Award.structure)
        )
        .order_by(Award.state == AwardState.CANCELLED, Award.id.desc())
        .limit(1)
    )  # fmt: skip


# --- agreements ---------------------------------------------------------------------------------------------


def get_agreement(award_id: int) -> Select[Agreement]:
    return select(Agreement).where(Agreement.award_id == award_id).options(selectinload(Agreement.signatures))


def list_templates(carrier_id: int | None, *, for_prizes: bool = False) -> Select[AgreementTemplate]:
    """The carrier's own first, then everybody's; of projects, or of prizes."""
    own: ColumnElement[bool] = AgreementTemplate.carrier_id.is_(None)
    if carrier_id is not None:
        own = or_(own, AgreementTemplate.carrier_id == carrier_id)
    query = select(AgreementTemplate).where(
        AgreementTemplate.retired_at.is_(None), AgreementTemplate.for_prizes.is_(for_prizes), own
    )
    return query.order_by(AgreementTemplate.carrier_id.is_(None), AgreementTemplate.id)


def list_all_templates() -> Select[AgreementTemplate]:
    return (
        select(AgreementTemplate)
        .where(AgreementTemplate.retired_at.is_(None))
        .options(joinedload(AgreementTemplate.carrier))
        .order_by(AgreementTemplate.carrier_id.is_not(None), AgreementTemplate.id)
    )


def list_papers(award_id: int) -> Select[AwardPaper]:
    return (
        select(AwardPaper)
        .where(AwardPaper.award_id == award_id)
        .options(joinedload(AwardPaper.file))
        .order_by(AwardPaper.position, AwardPaper.id)
    )


# --- steps --------------------------------------------------------------------------------------------------


def list_steps(carrier_id: int, procedure: Procedure | None = None) -> Select[ProcedureStep]:
    """Those in use, in their order."""
    query = select(ProcedureStep).where(
        ProcedureStep.carrier_id == carrier_id, ProcedureStep.retired_at.is_(None)
    )
    if procedure is not None:
        query = query.where(ProcedureStep.procedure == procedure)
    return query.order_by(ProcedureStep.procedure, ProcedureStep.position, ProcedureStep.id)


def list_done(*, agreement_id: int | None = None, instalment_ids: Iterable[int] = ()) -> Select[StepDone]:
    """Steps that were taken and not taken back."""
    subject: ColumnElement[bool] = StepDone.instalment_id.in_(list(instalment_ids))
    if agreement_id is not None:
        subject = or_(subject, StepDone.agreement_id == agreement_id)
    return (
        select(StepDone)
        .where(subject, StepDone.undone_at.is_(None))
        .options(joinedload(StepDone.step), joinedload(StepDone.person), joinedload(StepDone.file))
        .order_by(StepDone.id)
    )


def list_used_steps(carrier_id: int) -> Select[int]:
    """Those that were ever taken: they are retired, not deleted."""
    return (
        select(StepDone.step_id).join(StepDone.step).where(ProcedureStep.carrier_id == carrier_id).distinct()
    )


# --- instalments ------------------------------------------------------------------------------------------


def list_instalments(award_id: int) -> Select[Instalment]:
    """All of them, cancelled ones too, in their order."""
    return (
        select(Instalment)
        .where(Instalment.award_id == award_id)
        .options(
            selectinload(Instalment.shares), joinedload(Instalment.proof), joinedload(Instalment.bank_account)
        )
        .order_by(Instalment.position, Instalment.id)
    )


def sum_of_shares(award_id: int, without: Iterable[int] = ()) -> Select[*tuple[Any, ...]]:
    """(funder, centimes) of the instalments that stand."""
    return (
        select(InstalmentShare.funder_id, func.sum(InstalmentShare.amount))
        .join(InstalmentShare.instalment)
        .where(Instalment.award_id == award_id, stands(), Instalment.id.not_in(list(without)))
        .group_by(InstalmentShare.funder_id)
    )


def list_waiting(
    states: Iterable[InstalmentState], recused: Select[Any], *, only_told: bool
) -> Select[Instalment]:
    """Instalments that somebody must do something about, the oldest request first."""
    return (
        select(Instalment)
        .join(Instalment.award)
        .where(
            Instalment.state.in_(list(states)), Award.state != AwardState.CANCELLED,
            *may_know(recused, only_told=only_told),
        )
        .options(contains_eager(Instalment.award).joinedload(Award.structure))
        .order_by(Instalment.asked_at, Instalment.id)
    )  # fmt: skip


def list_to_prepare(recused: Select[Any], *, only_told: bool) -> Select[Award]:
    """Awards that were told, without an agreement; prizes where there is a template for them."""
    has_one = select(Agreement.award_id)
    for_prizes = select(AgreementTemplate.id).where(
        AgreementTemplate.for_prizes.is_(True), AgreementTemplate.retired_at.is_(None),
        or_(AgreementTemplate.carrier_id.is_(None), AgreementTemplate.carrier_id == FundingCall.carrier_id),
    )  # fmt: skip
    return (
        select(Award)
        .join(Award.call)
        .where(
            Award.state == AwardState.GRANTED, Award.published_at.is_not(None), Award.id.not_in(has_one),
            or_(FundingCall.kind == CallKind.AMI, for_prizes.exists()),
            *may_know(recused, only_told=only_told),
        )
        .options(joinedload(Award.structure))
        .order_by(Award.published_at, Award.id)
    )  # fmt: skip


# --- bank details -----------------------------------------------------------------------------------------


def list_accounts(structure_id: int) -> Select[BankAccount]:
    """The last typed first."""
    return (
        select(BankAccount)
        .where(BankAccount.structure_id == structure_id)
        .options(joinedload(BankAccount.proof))
        .order_by(BankAccount.id.desc())
    )


def get_current_account(structure_id: int) -> Select[BankAccount]:
    return select(BankAccount).where(
        BankAccount.structure_id == structure_id, BankAccount.confirmed_at.is_not(None),
        BankAccount.ended_at.is_(None),
    )  # fmt: skip


def list_proposed(structure_id: int) -> Select[BankAccount]:
    """Typed, neither confirmed nor refused."""
    return select(BankAccount).where(
        BankAccount.structure_id == structure_id, BankAccount.confirmed_at.is_(None),
        BankAccount.ended_at.is_(None),
    )  # fmt: skip


def list_sharing(rib: str, structure_id: int) -> Select[Structure]:
    """Other structures that gave the same account."""
    same = select(BankAccount.structure_id).where(BankAccount.rib == rib)
    return (
        select(Structure).where(Structure.id.in_(same), Structure.id != structure_id).order_by(Structure.id)
    )


def list_to_confirm(recused: Select[Any], *, only_told: bool) -> Select[*tuple[Any, ...]]:
    """(bank details that wait, an award of that structure)."""
    return (
        select(BankAccount, func.min(Award.id))
        .join(Award, Award.structure_id == BankAccount.structure_id)
        .where(
            BankAccount.confirmed_at.is_(None), BankAccount.ended_at.is_(None),
            Award.state != AwardState.CANCELLED, *may_know(recused, only_told=only_told),
        )
        .group_by(BankAccount.id)
        .order_by(BankAccount.id)
    )  # fmt: skip


# --- the envelope -------------------------------------------------------------------------------------------

_SIGNED = (AwardState.SIGNED, AwardState.EXECUTION, AwardState.REPORTED, AwardState.CLOSED)


def _engaged(amount: Any) -> Any:
    return func.coalesce(func.sum(amount).filter(Award.state.in_(_SIGNED)), 0)


def _counted(call_id: int, recused: Select[Any], only_told: bool) -> ColumnElement[bool]:
    return and_(
        Award.call_id == call_id, Award.state != AwardState.CANCELLED, *may_know(recused, only_told=only_told)
    )


def sum_by_place(call_id: int, recused: Select[Any], *, only_told: bool) -> Select[*tuple[Any, ...]]:
    """(lot, province, how many, granted, engaged)."""
    return (
        select(Award.lot_id, Application.province_code, func.count(), func.sum(Award.amount), _engaged(Award.amount))
        .join(Award.application)
        .where(_counted(call_id, recused, only_told))
        .group_by(Award.lot_id, Application.province_code)
    )  # fmt: skip


def sum_paid_by_place(call_id: int, recused: Select[Any], *, only_told: bool) -> Select[*tuple[Any, ...]]:
    """(lot, province, paid)."""
    return (
        select(Award.lot_id, Application.province_code, func.sum(Instalment.amount))
        .select_from(Instalment)
        .join(Instalment.award)
        .join(Award.application)
        .where(_counted(call_id, recused, only_told), Instalment.state == I.PAID)
        .group_by(Award.lot_id, Application.province_code)
    )


def sum_by_funder(call_id: int, recused: Select[Any], *, only_told: bool) -> Select[*tuple[Any, ...]]:
    """(funder, how many, granted, engaged)."""
    return (
        select(AwardShare.funder_id, func.count(), func.sum(AwardShare.amount), _engaged(AwardShare.amount))
        .join(AwardShare.award)
        .where(_counted(call_id, recused, only_told))
        .group_by(AwardShare.funder_id)
    )


def sum_paid_by_funder(call_id: int, recused: Select[Any], *, only_told: bool) -> Select[*tuple[Any, ...]]:
    """(funder, paid)."""
    return (
        select(InstalmentShare.funder_id, func.sum(InstalmentShare.amount))
        .join(InstalmentShare.instalment)
        .join(Instalment.award)
        .where(_counted(call_id, recused, only_told), Instalment.state == I.PAID)
        .group_by(InstalmentShare.funder_id)
    )


def list_lines(call_id: int, recused: Select[Any], *, only_told: bool) -> Select[*tuple[Any, ...]]:
    """One row per project: (award, paid), for the export."""
    paid = (
        select(Instalment.award_id, func.sum(Instalment.amount).label("paid"))
        .where(Instalment.state == I.PAID)
        .group_by(Instalment.award_id)
        .subquery()
    )
    return (
        select(Award, func.coalesce(paid.c.paid, 0))
        .outerjoin(paid, paid.c.award_id == Award.id)
        .where(_counted(call_id, recused, only_told))
        .options(joinedload(Award.application), joinedload(Award.structure), joinedload(Award.lot))
        .order_by(Award.number.nulls_last(), Award.id)
    )


def get_file(award_id: int, file_id: int) -> Select[StoredFile]:
    """Of signed scans, of papers of steps, of proofs of payment: nothing that is protected."""
    agreements = select(Agreement.id).where(Agreement.award_id == award_id)
    instalments = select(Instalment.id).where(Instalment.award_id == award_id)
    held = (
        select(AgreementSignature.file_id).where(AgreementSignature.agreement_id.in_(agreements)),
        select(StepDone.file_id).where(
            or_(StepDone.agreement_id.in_(agreements), StepDone.instalment_id.in_(instalments))
        ),
        select(Instalment.proof_id).where(Instalment.award_id == award_id),
    )
    return select(StoredFile).where(StoredFile.id == file_id, or_(*(StoredFile.id.in_(one) for one in held)))


def list_carriers() -> Select[Institution]:
    """Institutions that sign and pay for a call."""
    ids = select(FundingCall.carrier_id).where(FundingCall.carrier_id.is_not(None))
    return select(Institution).where(Institution.id.in_(ids)).order_by(Institution.name_sort, Institution.id)
