"""Participants follow their answers: one sent to a campaign that is over is refused; one that is sent says in which
cell of the board it stands; one that an institution gave by its own page finds its invitation."""

from datetime import datetime

from noress.domain.campaigns import queries
from noress.domain.campaigns.grid import key_of_answer
from noress.domain.campaigns.models import Campaign, CampaignState, Means, Participant
from noress.domain.campaigns.rules.running import check_open
from noress.domain.questionnaires.listening import after_sending, before_sending
from noress.domain.questionnaires.models import Channel, Response
from noress.extensions import db


@before_sending
def check_campaign_takes_answers(response: Response, now: datetime) -> None:
    """The first sending belongs to the campaign's days; corrections have their own last day."""
    if response.number is not None:
        return
    participant = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if participant is not None:
        check_open(participant.campaign, now)


@after_sending
def follow_answer(response: Response, now: datetime) -> None:
    """The board reads the province and the kind that the structure gave."""
    participant = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if participant is None and response.institution_id is not None:
        version = response.questionnaire_version
        query = queries.list_waiting_of_institution(response.institution_id, version.questionnaire_id)
        participant = db.session.scalars(query).one_or_none()
        if participant is not None:
            link_answer(participant, response)
    if participant is not None:
        place_in_board(participant, response)


def take_in_answers(campaign: Campaign) -> int:
    """What institutions began or sent by their own page: found before anybody is written to or telephoned."""
    if campaign.state is not CampaignState.OPEN:
        return 0
    rows = db.session.execute(queries.list_unlinked_answers(campaign.id, campaign.questionnaire_id)).all()
    taken = set[int]()
    for participant, response in rows:
        if response.id not in taken:
            link_answer(participant, response)
            place_in_board(participant, response)
            taken.add(response.id)
    return len(taken)


def link_answer(participant: Participant, response: Response) -> None:
    participant.response = response
    means = means_of(response.channel)
    if means is not None:
        participant.means = means


def means_of(channel: Channel) -> Means | None:
    """What an answer given with somebody's help is owed to."""
    return {Channel.PHONE: Means.PHONE, Channel.HELPED: Means.ANIMATOR, Channel.PAPER: Means.ANIMATOR}.get(
        channel
    )


def place_in_board(participant: Participant, response: Response) -> None:
    campaign, values = participant.campaign, response.answers or response.values or {}
    province = key_of_answer(values.get(campaign.province_question or ""))
    kind = key_of_answer(values.get(campaign.kind_question or ""))
    if province:
        participant.province = province[:20]
    if kind:
        participant.kind = kind
