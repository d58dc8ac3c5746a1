"""A participant begins to answer: one response each, however many phones press at once."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.campaigns import queries
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.rules.following import link_answer, place_in_board
from noress.domain.campaigns.rules.running import check_open
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.models import Channel, Response
from noress.extensions import db


def join(
    *, participant: Participant, actor: Actor, now: datetime, channel: Channel = Channel.SELF,
    filled_by: str | None = None, language: str | None = None,
) -> Response:  # fmt: skip
    """Its response: begun now, or the one it has. Every way into a campaign ends here: personal links, open links,
    relay, the telephone, an institution's own page."""
    lock(participant)
    if participant.response is not None:
        return participant.response
    if participant.declined_at is not None and channel is not Channel.SELF:
        message = _("Cette structure a demandé à ne plus être contactée.")
        raise RuleError("declined", message, status=409)
    check_open(participant.campaign, now)
    if language is not None:
        participant.language = language
    response = _own_or_new(participant, actor=actor, now=now, channel=channel, filled_by=filled_by)
    response.through_id = response.through_id or participant.through_id
    link_answer(participant, response)
    place_in_board(participant, response)
    db.session.flush()  # a second phone finds it
    return response


def _own_or_new(
    participant: Participant, *, actor: Actor, now: datetime, channel: Channel, filled_by: str | None
) -> Response:
    """An institution goes on with what it began by its own page, unless that answered another campaign."""
    response = questionnaires.begin_response(
        questionnaire=participant.campaign.questionnaire, language=participant.language, actor=actor, now=now,
        channel=channel, institution_id=participant.institution_id, filled_by=filled_by, email=participant.email,
    )  # fmt: skip
    if db.session.scalars(queries.get_of_response(response.id)).one_or_none() is None:
        return response
    response = questionnaires.begin_response(
        questionnaire=participant.campaign.questionnaire, language=participant.language, actor=actor, now=now,
        channel=channel, filled_by=filled_by, email=participant.email,
    )  # fmt: skip
    response.institution_id = participant.institution_id
    return response
