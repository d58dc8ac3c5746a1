"""Who may record and read the attendance of a meeting."""

from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import MandateRole
from noress.domain.meetings.models import Meeting

#: those who run a body's meetings beside the secretariat
RUNNING = frozenset(
    {MandateRole.CHAIR, MandateRole.COORDINATOR, MandateRole.RAPPORTEUR, MandateRole.SECRETARY}
)


def can_record_attendance(actor: Actor, meeting: Meeting) -> bool:
    """The secretariat, and who chairs, coordinates or reports for one of the meeting's bodies."""
    running = {r.body_id for r in actor.body_roles if r.role in RUNNING}
    return actor.is_secretariat or (bool(running) and any(body.id in running for body in meeting.bodies))


def can_see_attendance(actor: Actor, meeting: Meeting) -> bool:
    """Institutions, once it is held: who acts for one reads which ones came."""
    return can_record_attendance(actor, meeting) or (actor.is_member and meeting.held_at is not None)
