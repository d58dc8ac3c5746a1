"""After the convocation: a meeting is held on its day, and closed when its record is published."""

from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.meetings.models import Meeting, MeetingState

_OVER = frozenset({MeetingState.HELD, MeetingState.CLOSED})


def hold_meeting(*, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """It takes place: attendance is opened on the day, or the record is begun. Once is enough."""
    lock(meeting)
    if meeting.state in _OVER:
        return
    check_can_be_held(meeting, now=now)
    changes = changed(meeting, {"state": MeetingState.HELD})
    meeting.held_at = now
    meeting.version += 1
    record(actor, "meeting.held", meeting, now=now, changes=changes)


def check_can_be_held(meeting: Meeting, *, now: datetime) -> None:
    """Raise the reason why this meeting has not taken place, if there is one."""
    if meeting.state is MeetingState.DRAFT:
        message = _("Cette session n'est pas convoquée : elle n'a pas eu lieu.")
        raise RuleError("not_convened", message, status=409)
    if meeting.state is MeetingState.CANCELLED:
        raise RuleError("cancelled", _("Cette session est annulée : elle n'a pas eu lieu."), status=409)
    if meeting.state is MeetingState.POSTPONED:
        raise RuleError("postponed", _("Cette session est reportée : elle n'a pas eu lieu."), status=409)
    if clock.to_wall(now, meeting.zone).date() < meeting.starts_wall.date():
        raise RuleError("too_early", _("Le jour de la session n'est pas venu."), status=409)


def close_meeting(*, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """Its work is over: the record is published."""
    lock(meeting)
    if meeting.state is MeetingState.CLOSED:
        return
    if meeting.state is not MeetingState.HELD:
        raise RuleError("not_held", _("Seule une session tenue se clôt."), status=409)
    changes = changed(meeting, {"state": MeetingState.CLOSED})
    meeting.closed_at = now
    meeting.version += 1
    record(actor, "meeting.closed", meeting, now=now, changes=changes)
