"""Reading campaigns and those they ask."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload

from noress.core.folding import fold
from noress.domain.campaigns.models import (
    Campaign,
    CampaignState,
    DoNotContact,
    Means,
    Participant,
    ParticipantState,
)
from noress.domain.institutions.models import Institution, Membership
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.questionnaires.models import QuestionnaireVersion, Response, ResponseState

#: in the list's filter: those whom no member institution passed on
NETWORK = 0
_NOTHING_MORE = raiseload("*", sql_only=True)

# --- where a participant stands: the same as states.state_of -----------------------------------------

IS_SENT = Response.submitted_at.is_not(None)
COUNTS: ColumnElement[bool] = and_(
    IS_SENT, Response.state != ResponseState.REFUSED, Response.held_because.is_(None)
)


def state_is(state: ParticipantState) -> ColumnElement[bool]:
    """With `Participant` outer-joined to `Response`."""
    is_done = func.coalesce(COUNTS, False)
    stays = and_(not_(is_done), Participant.declined_at.is_(None))
    return {
        ParticipantState.DONE: is_done,
        ParticipantState.DECLINED: and_(not_(is_done), Participant.declined_at.is_not(None)),
        ParticipantState.BEGUN: and_(stays, Participant.response_id.is_not(None)),
        ParticipantState.SENT: and_(stays, Participant.response_id.is_(None)),
    }[state]


def is_waited_for() -> ColumnElement[bool]:
    """It may still be asked: it has sent nothing, and has not asked to be left alone."""
    return and_(Response.submitted_at.is_(None), Participant.declined_at.is_(None))


# --- campaigns ---------------------------------------------------------------------------------------


def list_campaigns(*, with_drafts: bool) -> Select[Campaign]:
    """Open ones first, then those in the making, the newest first."""
    shown = list(CampaignState) if with_drafts else [CampaignState.OPEN, CampaignState.CLOSED]
    rank = case(
        (Campaign.state == CampaignState.OPEN, 0), (Campaign.state == CampaignState.DRAFT, 1), else_=2
    )
    return (
        select(Campaign)
        .where(Campaign.state.in_(shown))
        .options(joinedload(Campaign.questionnaire), _NOTHING_MORE)
        .order_by(rank, Campaign.id.desc())
    )


def list_open_campaigns() -> Select[Campaign]:
    return (
        select(Campaign)
        .where(Campaign.state == CampaignState.OPEN)
        .options(joinedload(Campaign.questionnaire))
        .order_by(Campaign.id)
    )


def count_by_campaign(ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """(campaign, asked, begun, done, declined)."""
    return (
        select(Participant.campaign_id, *_figures(), _count(state_is(ParticipantState.DECLINED)))
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id.in_(list(ids)))
        .group_by(Participant.campaign_id)
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _figures() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Asked, begun, done; those who came by themselves and begun are asked too."""
    return (
        func.count(Participant.id),
        _count(state_is(ParticipantState.BEGUN)),
        _count(state_is(ParticipantState.DONE)),
    )


def count_uninvited(campaign_id: int) -> Select[int]:
    """Those that a mail would reach: by their own address, or their institution's seats."""
    found = list_to_invite(campaign_id).where(
        or_(Participant.email.is_not(None), Participant.institution_id.is_not(None))
    )
    return found.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)


# --- participants ------------------------------------------------------------------------------------


class Wanted(NamedTuple):
    """How the list of structures is narrowed."""

    words: str = ""
    state: ParticipantState | None = None
    province: str = ""
    kind: str = ""
    means: Means | None = None
    #: a member institution, or NETWORK
    through_id: int | None = None


def list_participants(campaign_id: int, wanted: Wanted) -> Select[Participant]:
    query = (
        select(Participant)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id)
        .options(*_shown())
        .order_by(Participant.name_folded, Participant.id)
    )
    for word in wanted.words.split()[:8]:
        query = query.where(_holds(word))
    if wanted.state is not None:
        query = query.where(state_is(wanted.state))
    if wanted.province:
        query = query.where(Participant.province == wanted.province)
    if wanted.kind:
        query = query.where(Participant.kind == wanted.kind)
    if wanted.means is not None:
        query = query.where(Participant.means == wanted.means)
    if wanted.through_id is not None:
        query = query.where(came_through(wanted.through_id))
    return query


def came_through(institution_id: int) -> ColumnElement[bool]:
    """By that member institution; NETWORK: by none."""
    return (
        Participant.through_id.is_(None)
        if institution_id == NETWORK
        else Participant.through_id == institution_id
    )


def list_ids(participants: Select[Participant]) -> Select[int]:
    """The same list, only its keys, for an export."""
    return participants.options(raiseload("*")).with_only_columns(Participant.id, maintain_column_froms=True)


def list_by_ids(ids: Iterable[int]) -> Select[Participant]:
    return select(Participant).where(Participant.id.in_(list(ids))).options(*_shown())


def _shown() -> tuple[Any, ...]:
    """What a line of the list says."""
    return (
        joinedload(Participant.response).raiseload("*", sql_only=True),
        joinedload(Participant.institution).raiseload("*", sql_only=True),
        joinedload(Participant.through).raiseload("*", sql_only=True),
        joinedload(Participant.passed_on_by).options(
            joinedload(Participant.institution).raiseload("*", sql_only=True), _NOTHING_MORE
        ),
        _NOTHING_MORE,
    )


def _holds(word: str) -> ColumnElement[bool]:
    """A part of the name in either script, of the address, of the number as it is kept."""
    found = [
        Participant.name_folded.contains(fold(word), autoescape=True),
        Participant.email.icontains(word, autoescape=True),
    ]
    digits = "".join(char for char in word if char.isdigit())
    if len(digits) >= 4:
        found.append(Participant.phone.contains(digits.lstrip("0"), autoescape=True))
    return or_(*found)


def _unfinished(campaign_id: int) -> Select[Participant]:
    return (
        select(Participant)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(Participant.campaign_id == campaign_id, is_waited_for())
    )


def list_to_invite(campaign_id: int) -> Select[Participant]:
    """Waited for, never invited; those who began by themselves need no invitation. An address given by somebody
    whose answers are held back as junk is not used."""
    passer, answer = aliased(Participant), aliased(Response)
    is_junk = (
        exists()
        .where(
            passer.id == Participant.passed_on_by_id,
            answer.id == passer.response_id,
            answer.held_because.is_not(None),
        )
        .correlate(Participant)
    )
    return (
        _unfinished(campaign_id)
        .where(Participant.invited_at.is_(None), Participant.response_id.is_(None), ~is_junk)
        .options(*_for_mails())
        .order_by(Participant.id)
    )


def list_to_remind(campaign_id: int, *, before: datetime, most: int) -> Select[Participant]:
    """Unfinished, invited or begun, nothing sent to them since `before`, reminded less often than `most`."""
    last = func.coalesce(Participant.reminded_at, Participant.invited_at, Participant.created_at)
    return (
        _unfinished(campaign_id)
        .where(
            or_(Participant.invited_at.is_not(None), Participant.response_id.is_not(None)),
            last <= before,
            Participant.reminders < most,
        )
        .options(*_for_mails())
        .order_by(Participant.id)
    )


def _for_mails() -> tuple[Any, ...]:
    return (
        joinedload(Participant.response).raiseload("*", sql_only=True),
        joinedload(Participant.through).raiseload("*", sql_only=True),
        joinedload(Participant.passed_on_by).raiseload("*", sql_only=True),
        joinedload(Participant.institution).raiseload("*", sql_only=True),
    )


def list_same(
    campaign_id: int, *, email: str | None, phone: str | None, institution_id: int | None
) -> Select[Participant]:
    """Those that share an address, a number or the institution: the same structure, without a doubt."""
    found = [
        column == value
        for column, value in (
            (Participant.email, email), (Participant.phone, phone), (Participant.institution_id, institution_id),
        )
        if value is not None
    ]  # fmt: skip
    return (
        select(Participant)
        .where(Participant.campaign_id == campaign_id, or_(*found))
        .order_by(Participant.id)
        .limit(5)
    )


def list_alike(campaign_id: int, name_folded: str, province: str | None) -> Select[Participant]:
    """Those of that name in that province, or whose province is not known."""
    query = select(Participant).where(
        Participant.campaign_id == campaign_id, Participant.name_folded == name_folded
    )
    if province is not None:
        query = query.where(or_(Participant.province == province, Participant.province.is_(None)))
    return query.order_by(Participant.id).limit(5)


def list_known(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """(name folded, province, email, phone, institution) of everybody, for a whole sheet."""
    return select(
        Participant.name_folded, Participant.province, Participant.email, Participant.phone,
        Participant.institution_id,
    ).where(Participant.campaign_id == campaign_id)  # fmt: skip


def get_of_institution(campaign_id: int, institution_id: int) -> Select[Participant]:
    return (
        select(Participant)
        .where(Participant.campaign_id == campaign_id, Participant.institution_id == institution_id)
        .order_by(Participant.id)
        .limit(1)
    )


def list_waiting_for_institution(institution_id: int, today: date) -> Select[Participant]:
    """The open campaigns in which an institution has not answered."""
    return (
        select(Participant)
        .join(Campaign, Participant.campaign_id == Campaign.id)
        .outerjoin(Response, Participant.response_id == Response.id)
        .where(
            Participant.institution_id == institution_id, Campaign.state == CampaignState.OPEN,
            Campaign.closes_on >= today, is_waited_for(),
        )
        .options(joinedload(Participant.campaign))
        .order_by(Campaign.closes_on, Participant.id)
    )  # fmt: skip


def get_of_response(response_id: int) -> Select[Participant]:
    return (
        select(Participant)
        .where(Participant.response_id == response_id)
        .options(joinedload(Participant.campaign))
    )


def list_unlinked_answers(campaign_id: int, questionnaire_id: int) -> Select[*tuple[Any, ...]]:
    """(participant, response) of institutions that began or sent by their own page, the last response of each:
    nobody else's answer already."""
    taken = exists().where(Participant.response_id == Response.id).correlate(Response)
    begun = (
        select(func.max(Response.id).label("id"), Response.institution_id.label("institution_id"))
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.institution_id.is_not(None),
            not_(taken),
        )
        .group_by(Response.institution_id)
        .subquery()
    )
    return (
        select(Participant, Response)
        .join(begun, begun.c.institution_id == Participant.institution_id)
        .join(Response, Response.id == begun.c.id)
        .where(Participant.campaign_id == campaign_id, Participant.response_id.is_(None))
        .order_by(Participant.id)
    )


def list_waiting_of_institution(institution_id: int, questionnaire_id: int) -> Select[Participant]:
    """Where an answer that an institution sent by its own page is waited for."""
    return (
        select(Participant)
        .join(Campaign, Participant.campaign_id == Campaign.id)
        .where(
            Participant.institution_id == institution_id, Participant.response_id.is_(None),
            Campaign.questionnaire_id == questionnaire_id, Campaign.state == CampaignState.OPEN,
        )
        .order_by(Participant.id)
        .limit(1)
    )  # fmt: skip


def list_members_not_asked(campaign_id: int) -> Select[Institution]:
    asked = select(Participant.institution_id).where(
        Participant.campaign_id == campaign_id, Participant.institution_id.is_not(None)
    )
    return (
        select(Institution)
        .where(
            Institution.membership == Membership.MEMBER, Institution.merged_into_id.is_(None),
            Institution.id.not_in(asked),
        )
        .order_by(Institution.name_sort, Institution.id)
    )  # fmt: skip


def list_through(campaign_id: int) -> Select[*tuple[Any, ...]]:
    """(institution, name) of those that passed the questionnaire on."""
    return (
        select(Institution.id, Institution.name)
        .where(
            Institution.id.in_(select(Participant.through_id).where(Participant.campaign_id == campaign_id))
        )
        .order_by(Institution.name_sort)
    )


# --- addresses ---------------------------------------------------------------------------------------


def list_unwanted(hashes: Iterable[str]) -> Select[str]:
    """Of these addresses, those that asked not to be contacted."""
    return select(DoNotContact.address_hash).where(DoNotContact.address_hash.in_(list(hashes)))


def list_refused_addresses(participant_ids: Iterable[int]) -> Select[str]:
    """Addresses that a mail server refused for good, of mails about these participants."""
    return (
        select(OutboxMail.to_address)
        .where(
            OutboxMail.about_type == Participant.__tablename__, OutboxMail.about_id.in_(list(participant_ids)),
            OutboxMail.state == MailState.FAILED,
        )
        .distinct()
    )  # fmt: skip
