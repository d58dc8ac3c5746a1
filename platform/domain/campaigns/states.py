"""Where a participant stands: read from its response, never stored."""

from noress.domain.campaigns.models import Participant, ParticipantState
from noress.domain.questionnaires.models import Response, ResponseState

__all__ = ["ParticipantState", "counts", "is_finished", "state_of"]


def counts(response: Response | None) -> bool:
    """Sent, and neither set aside nor waiting for somebody's look."""
    return (
        response is not None
        and response.submitted_at is not None
        and response.state is not ResponseState.REFUSED
        and response.held_because is None
    )


def state_of(participant: Participant) -> ParticipantState:
    """The same as `queries.state_is`."""
    if counts(participant.response):
        return ParticipantState.DONE
    if participant.declined_at is not None:
        return ParticipantState.DECLINED
    return ParticipantState.SENT if participant.response_id is None else ParticipantState.BEGUN


def is_finished(participant: Participant) -> bool:
    """It has sent something, whatever was made of it: nothing more is asked of it."""
    return participant.response is not None and participant.response.submitted_at is not None
