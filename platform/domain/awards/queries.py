"""Every statement on awards, scenarios, letters, selections, appeals and tasks in bulk."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.funding.models import Funder
from noress.domain.payments.models import Instalment, InstalmentState

# --- money ----------------------------------------------------------------------------------------------


def stands() -> Any:
    """Counts against the envelope."""
    return Award.state != AwardState.CANCELLED


def sum_granted(call_id: int) -> Select[Any]:
    return select(func.coalesce(func.sum(Award.amount), 0)).where(Award.call_id == call_id, stands())


def count_of_lots(call_id: int) -> Select[*tuple[Any, ...]]:
    """(lot, awards that stand)."""
    return select(Award.lot_id, func.count()).where(Award.call_id == call_id, stands()).group_by(Award.lot_id)


def sum_of_funders(call_id: int) -> Select[*tuple[Any, ...]]:
    """(funder, promised of its share)."""
    return (
        select(AwardShare.funder_id, func.sum(AwardShare.amount))
        .join(AwardShare.award)
        .where(Award.call_id == call_id, stands())
        .group_by(AwardShare.funder_id)
    )


def get_standing_award(application_id: int) -> Select[Award]:
    return select(Award).where(Award.application_id == application_id, stands())


def list_instalments(award_id: int) -> Select[Instalment]:
    """Those that are not cancelled."""
    return (
        select(Instalment)
        .where(Instalment.award_id == award_id, Instalment.state != InstalmentState.CANCELLED)
        .order_by(Instalment.position, Instalment.id)
    )


def list_awards(call_id: int, hidden: Select[Any] | None = None) -> Select[Award]:
    """Of a call, with what lists show; without those that the reader is recused from (`conflicts.recused_ids`)."""
    query = (
        select(Award)
        .where(Award.call_id == call_id)
        .options(
            joinedload(Award.application), joinedload(Award.structure), joinedload(Award.lot),
            selectinload(Award.shares).joinedload(AwardShare.funder).joinedload(Funder.institution),
        )
        .order_by(Award.number.nulls_last(), Award.id)
    )  # fmt: skip
    return query if hidden is None else query.where(Award.application_id.not_in(hidden))


def list_standing_awards(application_ids: Iterable[int]) -> Select[Award]:
    return select(Award).where(Award.application_id.in_(list(application_ids)), stands())
