"""Until when members propose items for a meeting: what the secretariat said, else what the bodies' rules say."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from noress.core import clock
from noress.domain.institutions.models import Body, Proposers
from noress.domain.meetings.models import Meeting, MeetingState

#: the cut-off of a rule in days falls at this hour, on the zone's clocks
HOUR = time(18)
#: its agenda is still being made
OPEN = frozenset({MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.POSTPONED})


def default_until(
    bodies: Iterable[Body], starts_wall: datetime, zone: str = clock.MOROCCO
) -> datetime | None:
    """The strictest rule of these bodies; None when members propose to none of them."""
    days = [body.proposals_close_days for body in bodies if body.proposers is Proposers.MEMBERS]
    if not days:
        return None
    last_day = starts_wall.date() - timedelta(days=max(days))
    return clock.to_utc(min(datetime.combine(last_day, HOUR), starts_wall), zone)


def proposals_until(meeting: Meeting) -> datetime | None:
    """The instant after which nothing is proposed any more; a postponed meeting has none yet."""
    if meeting.state is MeetingState.POSTPONED:
        return None
    return meeting.proposals_until or default_until(meeting.bodies, meeting.starts_wall, meeting.zone)


def takes_proposals(meeting: Meeting, now: datetime) -> bool:
    """Judged when the form arrives, whatever the page said."""
    if meeting.state not in OPEN:
        return False
    until = proposals_until(meeting)
    if meeting.state is MeetingState.POSTPONED:
        return True
    return until is not None and now < until
