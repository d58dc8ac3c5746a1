"""Reading open links, who passed the questionnaire on to whom, answers held back, and what is to be forgotten."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload, selectinload

from noress.domain.campaigns.models import Campaign, CampaignLink, CampaignState, Participant
from noress.domain.campaigns.queries import COUNTS, _figures
from noress.domain.institutions.models import Institution, Membership
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.questionnaires.models import (
    QuestionnaireVersion,
    Response,
    ResponseSnapshot,
    ResponseState,
)

THANKS = "campaign_thanks"

# --- links -------------------------------------------------------------------------------------------


def get_link_by_code(code: str) -> Select[CampaignLink]:
    return (
        select(CampaignLink)
        .where(CampaignLink.code == code)
        .options(
            joinedload(CampaignLink.campaign).joinedload(Campaign.questionnaire),
            joinedload(CampaignLink.institution),
            joinedload(CampaignLink.participant).joinedload(Participant.response),
        )
    )


def get_link(
    campaign_id: int, *, institution_id: int | None = None, participant_id: int | None = None
) -> Select[CampaignLink]:
    """An institution's, a structure's, or, with neither, the network's own."""
    return (
        select(CampaignLink)
        .where(
            CampaignLink.campaign_id == campaign_id,
            CampaignLink.institution_id.is_not_distinct_from(institution_id),
            CampaignLink.participant_id.is_not_distinct_from(participant_id),
        )
        .options(joinedload(CampaignLink.campaign), joinedload(CampaignLink.institution))
        .order_by(CampaignLink.id)
        .limit(1)
    )


def list_links(campaign_id: int, institution_id: int | None = None) -> Select[CampaignLink]:
    """The network's, then those of institutions by their names; of one institution alone when it is given."""
    query = (
        select(CampaignLink)
        .outerjoin(Institution, CampaignLink.institution_id == Institution.id)
        .where(CampaignLink.campaign_id == campaign_id, CampaignLink.participant_id.is_(None))
        .options(joinedload(CampaignLink.institution), joinedload(CampaignLink.campaign))
        .order_by(CampaignLink.institution_id.is_not(None), Institution.name_sort, CampaignLink.id)
    )
    return query.where(CampaignLink.institution_id == institution_id) if institution_id else query


def list_members_without_link(campaign_id: int) -> Select[Institution]:
    has = exists().where(
        CampaignLink.campaign_id == campaign_id, CampaignLink.institution_id == Institution.id
    )
    return (
        select(Institution)
        .where(
            Institution.membership == Membership.MEMBER,
            Institution.merged_into_id.is_(None),
            ~has.correlate(Institution),
        )
        .order_by(Institution.name_sort, Institution.id)
    )


def count_through(campaign_id: int, ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """(institution, asked, begun, done) of those that came through each, its chain included."""
    return (
        select(Participant.through_id, *_figures())
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id, Participant.through_id.in_(list(ids)))
        .group_by(Participant.through_id)
    )


def count_by_network_link(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """(asked, begun, done) of those that came by themselves by the network's own link."""
    return (
        select(*_figures())
        .select_from(Participant)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(
            Participant.campaign_id == campaign_id, Participant.through_id.is_(None),
            Participant.passed_on_by_id.is_(None), Participant.invited_at.is_(None),
            Participant.created_by_id.is_(None), Participant.response_id.is_not(None),
        )
    )  # fmt: skip


def list_to_spread(institution_id: int, today: date) -> Select[Campaign]:
    """Open campaigns that this institution has answered, and that nobody has come to through it."""
    own, came = aliased(Participant), aliased(Participant)
    return (
        select(Campaign)
        .where(
            Campaign.state == CampaignState.OPEN, Campaign.closes_on >= today,
            exists().where(
                own.campaign_id == Campaign.id, own.institution_id == institution_id,
                own.response_id == Response.id, Response.submitted_at.is_not(None),
            ).correlate(Campaign),
            ~exists().where(
                came.campaign_id == Campaign.id, came.through_id == institution_id
            ).correlate(Campaign),
        )
        .order_by(Campaign.closes_on, Campaign.id)
    )  # fmt: skip


# --- passing on --------------------------------------------------------------------------------------


def _is_typed() -> Any:
    """Somebody gave its address: it did not come by itself through the link."""
    return or_(
        Participant.email.is_not(None), Participant.phone.is_not(None), Participant.invited_at.is_not(None),
        Participant.declined_at.is_not(None),
    )  # fmt: skip


def list_typed(passer_id: int) -> Select[Participant]:
    """The structures whose address this one gave, in their order."""
    return (
        select(Participant)
        .where(Participant.passed_on_by_id == passer_id, _is_typed())
        .options(joinedload(Participant.response).load_only(
            Response.submitted_at, Response.state, Response.held_because))
        .order_by(Participant.id)
    )  # fmt: skip


def count_typed(passer_id: int) -> Select[*tuple[Any, ...]]:
    return select(func.count(Participant.id)).where(Participant.passed_on_by_id == passer_id, _is_typed())


def count_answered_thanks_to(passer_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(func.count(Participant.id))
        .join(Response, Participant.response_id == Response.id)
        .where(Participant.passed_on_by_id == passer_id, COUNTS)
    )


def list_waiting_mails(passer_id: int) -> Select[Participant]:
    """Typed contacts whose mail waited because the answers of who gave them were held back."""
    return (
        select(Participant)
        .where(
            Participant.passed_on_by_id == passer_id, Participant.email.is_not(None),
            Participant.invited_at.is_(None), Participant.response_id.is_(None),
        )
        .order_by(Participant.id)
    )  # fmt: skip


def list_thanked_since(passer_id: int, since: datetime | None) -> Select[Participant]:
    """Those of whom the passer was told, or is about to be, after that instant."""
    query = select(Participant).where(
        Participant.passed_on_by_id == passer_id, Participant.thanked_at.is_not(None)
    )
    return (query.where(Participant.thanked_at > since) if since else query).order_by(Participant.id)


def list_thanks_left(passer_id: int) -> Select[*tuple[Any, ...]]:
    """(when it was written, when it left) of the thanks that have left, the last first."""
    return (
        select(OutboxMail.created_at, OutboxMail.not_before)
        .where(
            OutboxMail.template == THANKS, OutboxMail.about_type == Participant.__tablename__,
            OutboxMail.about_id == passer_id, OutboxMail.state.in_((MailState.SENT, MailState.FAILED)),
        )
        .order_by(OutboxMail.created_at.desc())
        .limit(5)
    )  # fmt: skip


# --- the chain ---------------------------------------------------------------------------------------


def list_heads(campaign_id: int) -> Select[Participant]:
    """Those whom the network asked, or who came by an institution's link, and who passed it on."""
    child = aliased(Participant)
    passed = exists().where(child.passed_on_by_id == Participant.id).correlate(Participant)
    return (
        select(Participant)
        .where(Participant.campaign_id == campaign_id, Participant.passed_on_by_id.is_(None), passed)
        .options(*_for_tree())
        .order_by(Participant.id)
    )


def list_below(head_ids: Iterable[int], most: int) -> Select[Participant]:
    """Everybody below these heads, level by level; at most so many."""
    tree = (
        select(Participant.id)
        .where(Participant.passed_on_by_id.in_(list(head_ids)))
        .cte("below", recursive=True)
    )
    # "union", not "union all": a circle would end
    tree = tree.union(select(Participant.id).join(tree, Participant.passed_on_by_id == tree.c.id))
    return (
        select(Participant)
        .join(tree, Participant.id == tree.c.id)
        .options(*_for_tree())
        .order_by(Participant.depth, Participant.id)
        .limit(most)
    )


def _for_tree() -> tuple[Any, ...]:
    return (
        joinedload(Participant.response).load_only(
            Response.submitted_at, Response.state, Response.held_because, Response.started_at
        ),
        joinedload(Participant.through).load_only(Institution.name),
        raiseload("*", sql_only=True),
    )


def count_by_depth(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """(depth, asked, begun, done), from the network down."""
    return (
        select(Participant.depth, *_figures())
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id)
        .group_by(Participant.depth)
        .order_by(Participant.depth)
    )


# --- answers held back -------------------------------------------------------------------------------


_IS_HELD = and_(
    Response.held_because.is_not(None),
    Response.submitted_at.is_not(None),
    Response.state != ResponseState.REFUSED,
)


def list_held(campaign_id: int) -> Select[Response]:
    """Sent and waiting for somebody's look, the oldest first."""
    return (
        select(Response)
        .join(Participant, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id, _IS_HELD)
        .options(
            joinedload(Response.questionnaire_version).load_only(QuestionnaireVersion.content),
            selectinload(Response.snapshots).load_only(ResponseSnapshot.sha256),
        )
        .order_by(Response.id)
    )  # fmt: skip


def get_held(campaign_id: int, response_id: int) -> Select[Response]:
    return list_held(campaign_id).where(Response.id == response_id)


def count_held() -> Select[*tuple[Any, ...]]:
    """(campaign, answers that wait for somebody's look), the newest campaign first."""
    return (
        select(Campaign, func.count(Response.id))
        .join(Participant, Participant.campaign_id == Campaign.id)
        .join(Response, Participant.response_id == Response.id)
        .where(_IS_HELD)
        .group_by(Campaign.id)
        .order_by(Campaign.id.desc())
    )


# --- forgetting --------------------------------------------------------------------------------------


def list_to_forget(before: datetime, before_day: date) -> Select[Participant]:
    """Those whose address somebody else gave, who sent nothing, of campaigns that ended before then."""
    ended = or_(
        and_(Campaign.state == CampaignState.CLOSED, Campaign.closed_at < before),
        and_(Campaign.state != CampaignState.CLOSED, Campaign.closes_on < before_day),
    )
    known = or_(Participant.email.is_not(None), Participant.phone.is_not(None), Participant.name.is_not(None))
    return (
        select(Participant)
        .join(Campaign, Participant.campaign_id == Campaign.id)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.passed_on_by_id.is_not(None), known, Response.submitted_at.is_(None), ended)
        .options(joinedload(Participant.response))
        .order_by(Participant.id)
    )


def list_mails_about(participant_ids: Iterable[int]) -> Select[OutboxMail]:
    return select(OutboxMail).where(
        OutboxMail.about_type == Participant.__tablename__, OutboxMail.about_id.in_(list(participant_ids))
    )
