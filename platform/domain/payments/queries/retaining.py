"""Files of funded projects that are not kept for ever: papers that may show an identity card, papers of banks."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.awards.models import Award, AwardState
from noress.domain.payments.models import AwardPaper, BankAccount

_OVER = (AwardState.CLOSED, AwardState.CANCELLED)


def is_held_paper() -> ColumnElement[bool]:
    """It may show an identity card, and it is there."""
    return and_(AwardPaper.is_restricted.is_(True), AwardPaper.file_id.is_not(None))


def is_held_proof() -> ColumnElement[bool]:
    return BankAccount.proof_id.is_not(None)


def _is_over(before: datetime) -> ColumnElement[bool]:
    """Closed or cancelled before that instant."""
    ended_at = func.coalesce(
        Award.cancelled_at, Award.closed_at
    )  # never null once it is over: it is denied below
    return and_(Award.state.in_(_OVER), ended_at < before)


def is_paper_past(before: datetime) -> ColumnElement[bool]:
    """Of a project that ended before that instant."""
    return and_(is_held_paper(), AwardPaper.award_id.in_(select(Award.id).where(_is_over(before))))


def is_proof_past(before: datetime) -> ColumnElement[bool]:
    """Refused or replaced before that instant; or of a structure all of whose projects ended before it."""
    alive = select(Award.structure_id).where(~_is_over(before))
    return and_(
        is_held_proof(), or_(BankAccount.ended_at < before, BankAccount.structure_id.not_in(alive)),
        BankAccount.proposed_at < before,
    )  # fmt: skip


def list_past_papers(before: datetime) -> Select[AwardPaper]:
    return (
        select(AwardPaper)
        .where(is_paper_past(before))
        .options(joinedload(AwardPaper.award))
        .order_by(AwardPaper.id)
    )


def list_past_proofs(before: datetime) -> Select[BankAccount]:
    return select(BankAccount).where(is_proof_past(before)).order_by(BankAccount.id)


def list_award_ids(application_ids: Select[Any]) -> Select[int]:
    """Of these files."""
    return select(Award.id).where(Award.application_id.in_(application_ids))


def list_structure_ids(application_ids: Select[Any]) -> Select[int]:
    """Who these files are of."""
    return select(Award.structure_id).where(Award.application_id.in_(application_ids))
