"""Reading targets, telephone rounds and their calls."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from noress.domain.campaigns.models import Call, CallRound, CampaignTarget, Participant


def list_targets(campaign_id: int) -> Select[CampaignTarget]:
    return select(CampaignTarget).where(CampaignTarget.campaign_id == campaign_id).order_by(CampaignTarget.id)


def list_rounds(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """(round, lines, lines with an outcome), the last first."""
    return (
        select(CallRound, func.count(Call.id), func.count(Call.outcome))
        .outerjoin(Call, Call.round_id == CallRound.id)
        .where(CallRound.campaign_id == campaign_id)
        .group_by(CallRound.id)
        .order_by(CallRound.id.desc())
    )


def list_calls(round_id: int) -> Select[Call]:
    """The lines of a sheet in their order, each with its structure and what it has answered."""
    return (
        select(Call)
        .where(Call.round_id == round_id)
        .options(
            joinedload(Call.participant).joinedload(Participant.response).raiseload("*", sql_only=True),
            joinedload(Call.participant).joinedload(Participant.through).raiseload("*", sql_only=True),
            joinedload(Call.participant).joinedload(Participant.institution).raiseload("*", sql_only=True),
            joinedload(Call.participant).joinedload(Participant.campaign),
            joinedload(Call.round),
        )
        .order_by(Call.id)
    )  # fmt: skip


def list_calls_of(participant_id: int) -> Select[Call]:
    """What was said to one structure, the last first."""
    return (
        select(Call)
        .where(Call.participant_id == participant_id, Call.called_at.is_not(None))
        .options(joinedload(Call.called_by))
        .order_by(Call.called_at.desc(), Call.id.desc())
        .limit(20)
    )
