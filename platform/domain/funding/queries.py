"""Every statement on calls, their questions and what they are compared with."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from noress.domain.funding.models import Funder, FundingCall


def get_call(call_id: int) -> Select[tuple[FundingCall]]:
    """With all that its pages show."""
    return (
        select(FundingCall)
        .where(FundingCall.id == call_id)
        .options(
            joinedload(FundingCall.carrier),
            joinedload(FundingCall.note_questionnaire),
            joinedload(FundingCall.file_questionnaire),
            selectinload(FundingCall.lots),
            selectinload(FundingCall.criteria),
            selectinload(FundingCall.funders).joinedload(Funder.institution),
        )
    )
