"""What of a deliberation's meeting is not for this reader: its record until the results are told, and always the parts
about entries that they stand aside from."""

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.funding.models import CallState
from noress.domain.juries.models import Deliberation, Juror, JuryRole
from noress.domain.juries.queries import deliberating as queries
from noress.domain.meetings.models import Meeting, MeetingType
from noress.domain.reviewing import conflicts
from noress.extensions import db

_TOLD = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})
_PEN = frozenset({JuryRole.CHAIR, JuryRole.SECRETARY})


def is_told(deliberation: Deliberation) -> bool:
    """Everybody knows the results."""
    return deliberation.competition.call.state in _TOLD


def find_deliberation(meeting: Meeting) -> Deliberation | None:
    """What this meeting deliberates on; no query for what is no committee's meeting."""
    if meeting.type is not MeetingType.MEETING:
        return None
    return db.session.scalars(queries.get_deliberation_at(meeting.id)).first()


def hidden_items(actor: Actor | None, meeting_id: int) -> set[int]:
    """Items of the agenda about entries that this reader stands aside from, and the one with everybody's figures."""
    if actor is None or actor.person_id is None:
        return set()
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return {row[0] for row in db.session.execute(queries.list_hidden_items(meeting_id, hidden))}


def reads_record(actor: Actor | None, meeting: Meeting) -> bool | None:
    """Until the results are told, a jury's record holds marks and winners: its chair and secretary read it, the whole jury and
    whoever coordinates once it has decided, nobody else. None: as for every meeting."""
    deliberation = find_deliberation(meeting)
    if deliberation is None or is_told(deliberation):
        return None
    if actor is None:
        return False
    is_decided = deliberation.competition.deliberated_at is not None
    if is_decided and actor.is_coordinator:
        return True
    juror = _seat(deliberation, actor)
    return juror is not None and (is_decided or juror.role in _PEN)


def keeps_record(actor: Actor, meeting: Meeting) -> bool | None:
    """Who holds the pen while the results are not told: the jury's chair and secretary. None: as for every meeting."""
    deliberation = find_deliberation(meeting)
    if deliberation is None or is_told(deliberation):
        return None
    juror = _seat(deliberation, actor)
    return juror is not None and juror.role in _PEN


def check_told(meeting: Meeting) -> None:
    """Raise while a jury's record is nobody else's to read."""
    deliberation = find_deliberation(meeting)
    if deliberation is not None and not is_told(deliberation):
        message = _("Le procès-verbal du jury reste confidentiel jusqu'à l'annonce des résultats.")
        raise RuleError("embargo", message, status=409)


def _seat(deliberation: Deliberation, actor: Actor) -> Juror | None:
    if actor.person_id is None:
        return None
    asked = queries.get_seat(deliberation.competition_id, actor.person_id)
    return db.session.scalars(asked).first()
