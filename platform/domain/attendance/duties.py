"""What waits on the day: calling the roll."""

from datetime import datetime, timedelta

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import queries
from noress.domain.attendance.policy import RUNNING
from noress.domain.duties import Duty, register
from noress.domain.meetings import wording
from noress.extensions import db

#: offered from an hour before until two weeks after
BEFORE, AFTER = timedelta(hours=1), timedelta(days=14)
SHOWN = 10


@register
def list_attendance_duties(actor: Actor, now: datetime) -> list[Duty]:
    """One query for those who run a body, none for the others."""
    running = {role.body_id for role in actor.body_roles if role.role in RUNNING}
    if not actor.is_secretariat and not running:
        return []
    bodies = None if actor.is_secretariat else running
    found = db.session.scalars(
        queries.list_without_attendance(now - AFTER, now + BEFORE, bodies).limit(SHOWN)
    )
    return [
        Duty(
            kind="attendance.record", title=_("Noter qui était là : %(title)s", title=wording.title(meeting)),
            detail=wording.when(meeting), action_label=_("Faire l'appel"), endpoint="attendance.index",
            values={"meeting_id": meeting.id}, deadline=meeting.ends_at,
        )
        for meeting in found
    ]  # fmt: skip
