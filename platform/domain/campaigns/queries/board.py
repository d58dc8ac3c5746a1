"""The board, the yield of each means, and who is to be telephoned: figures computed when shown."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select

from noress.domain.campaigns.models import (
    Call,
    CallOutcome,
    CallRound,
    Campaign,
    CampaignState,
    CampaignTarget,
    Means,
    Participant,
    ParticipantState,
)
from noress.domain.campaigns.queries import _count, _figures, came_through, is_waited_for, state_is
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires.models import Channel, Response

#: with somebody beside them
HELPED = (Channel.HELPED, Channel.PAPER)


def count_cells(campaign_id: int, through_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """(province, kind, asked, begun, done), of all, or of those that came through one institution (or NETWORK)."""
    query = (
        select(Participant.province, Participant.kind, *_figures())
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id)
        .group_by(Participant.province, Participant.kind)
    )
    return query if through_id is None else query.where(came_through(through_id))


def count_through(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """(institution at the head of the chain, its name, asked, begun, done), the most answers first; none: the network."""
    done = _count(state_is(ParticipantState.DONE))
    return (
        select(Participant.through_id, Institution.name, *_figures())
        .outerjoin(Response, Participant.response_id == Response.id)
        .outerjoin(Institution, Participant.through_id == Institution.id)
        .where(Participant.campaign_id == campaign_id)
        .group_by(Participant.through_id, Institution.id)
        .order_by(done.desc(), Participant.through_id.is_(None), Participant.through_id)
    )


def count_reached(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """How many each means has tried: (relay, phone, animator, reminder, invitation, link)."""
    called = (
        exists()
        .where(Call.participant_id == Participant.id, Call.called_at.is_not(None))
        .correlate(Participant)
    )
    tried = {
        Means.RELAY: Participant.passed_on_by_id.is_not(None),
        Means.PHONE: called,
        Means.ANIMATOR: Response.channel.in_(HELPED),
        Means.REMINDER: Participant.reminders > 0,
        Means.INVITATION: Participant.invited_at.is_not(None),
        Means.LINK: Participant.means == Means.LINK,
    }
    # whoever answered by a means was reached by it
    return (
        select(*(_count(or_(condition, _answered_by(means))) for means, condition in tried.items()))
        .select_from(Participant)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id)
    )


def _answered_by(means: Means) -> ColumnElement[bool]:
    return and_(Participant.means == means, state_is(ParticipantState.DONE))


def count_answered(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """How many answered by each, in the same order."""
    return (
        select(*(_count(_answered_by(means)) for means in Means))
        .select_from(Participant)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id)
    )


# --- who is to be telephoned -------------------------------------------------------------------------


def _cells(campaign_id: int) -> Subquery:
    return (
        select(
            Participant.province.label("province"), Participant.kind.label("kind"),
            _count(state_is(ParticipantState.DONE)).label("done"),
        )
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id)
        .group_by(Participant.province, Participant.kind)
        .subquery()
    )  # fmt: skip


def _last_call() -> Any:
    return (
        select(func.max(Call.called_at))
        .where(Call.participant_id == Participant.id)
        .correlate(Participant)
        .scalar_subquery()
    )


def list_to_call(campaign_id: int, *, today: date, promised_since: datetime) -> Select[Participant]:
    """Unfinished, with a number, on no sheet where they still wait, neither to be called back later nor having
    promised lately; from the emptiest cells, the least recently called first."""
    cells, last = _cells(campaign_id), _last_call()
    waiting = exists().where(
        Call.participant_id == Participant.id,
        or_(
            Call.outcome.is_(None),
            and_(Call.outcome == CallOutcome.CALL_BACK, Call.call_back_on >= today),
            and_(Call.outcome == CallOutcome.PROMISED, Call.called_at >= promised_since),
        ),
    ).correlate(Participant)  # fmt: skip
    target = func.coalesce(CampaignTarget.target, 0)
    is_empty = and_(target > 0, cells.c.done == 0)
    return (
        select(Participant)
        .outerjoin(Response, Participant.response_id == Response.id)
        .join(
            cells,
            and_(
                cells.c.province.is_not_distinct_from(Participant.province),
                cells.c.kind.is_not_distinct_from(Participant.kind),
            ),
        )
        .outerjoin(
            CampaignTarget,
            and_(
                CampaignTarget.campaign_id == campaign_id,
                CampaignTarget.province == Participant.province,
                CampaignTarget.kind == Participant.kind,
            ),
        )
        .where(
            Participant.campaign_id == campaign_id, is_waited_for(), Participant.phone.is_not(None), ~waiting
        )
        .order_by(
            case((is_empty, 0), else_=1), (target - cells.c.done).desc(),
            case((last.is_(None), 0), else_=1), last, Participant.id,
        )
    )  # fmt: skip


def count_calls_waiting(today: date) -> Select[*tuple[Any, ...]]:
    """(campaign, round, lines to call: not tried yet, or to be called back by today), of open campaigns, of those
    who have not answered since."""
    waits = or_(
        Call.outcome.is_(None), and_(Call.outcome == CallOutcome.CALL_BACK, Call.call_back_on <= today)
    )
    backs = case((Call.outcome == CallOutcome.CALL_BACK, 1), else_=0)
    return (
        select(Campaign, CallRound.id, func.count(Call.id), func.sum(backs))
        .join(CallRound, CallRound.campaign_id == Campaign.id)
        .join(Call, Call.round_id == CallRound.id)
        .join(Participant, Call.participant_id == Participant.id)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(
            Campaign.state == CampaignState.OPEN, Campaign.closes_on >= today, is_waited_for(),
            Participant.phone.is_not(None), waits,
        )
        .group_by(Campaign.id, CallRound.id)
        .order_by(CallRound.id)
    )  # fmt: skip
