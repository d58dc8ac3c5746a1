"""What the pages of campaigns share."""

from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.campaigns.models import CampaignState, Participant
from noress.domain.campaigns.participation_links import invitation_url
from noress.domain.campaigns.states import ParticipantState, state_of

#: the shape of each state; see components/status.html
KINDS = {
    ParticipantState.SENT: "neutral", ParticipantState.BEGUN: "info", ParticipantState.DONE: "ok",
    ParticipantState.DECLINED: "danger",
}  # fmt: skip
CAMPAIGN_KINDS = {CampaignState.DRAFT: "neutral", CampaignState.OPEN: "info", CampaignState.CLOSED: "ok"}


def given(field: Any) -> Any:
    """What a required field holds once its form has been validated."""
    assert field.data is not None, "the form requires it"
    return field.data


def message_of(participant: Participant) -> str:
    """What carries its personal link by another way than mail, in its own language."""
    with in_language(participant.language):
        return _(
            "Bonjour, le réseau vous invite à remplir son questionnaire « %(campaign)s » : %(link)s",
            campaign=str(participant.campaign.name), link=invitation_url(participant, language=participant.language),
        )  # fmt: skip


def refusal(code: str, message: Any, field: str) -> RuleError:
    return RuleError(code, message, field=field)


def state_line(participant: Participant) -> tuple[Any, str]:
    """(word, kind) for `status`."""
    state = state_of(participant)
    return state.label, KINDS[state]
