"""What the network knows of a structure beside its entry: through its institution, its answers, its campaign."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.actions.models import Action
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.campaigns.models import Participant
from noress.domain.decisions.models import Decision
from noress.domain.meetings.models import Meeting
from noress.domain.questionnaires.models import QuestionnaireVersion, Response

_CAME = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.LEFT,
    AttendanceStatus.REPRESENTED,
)


def list_answers(institution_id: int | None, response_id: int | None) -> Select[Response]:
    """Sent by its institution, and the one that the entry was written from; the last first."""
    mine = [Response.id == response_id] if response_id is not None else []
    if institution_id is not None:
        mine.append(Response.institution_id == institution_id)
    return (
        select(Response)
        .where(Response.number.is_not(None), or_(False, *mine))
        .options(joinedload(Response.questionnaire_version).joinedload(QuestionnaireVersion.questionnaire))
        .order_by(Response.id.desc())
    )


def list_participants(response_ids: Sequence[int]) -> Select[Participant]:
    """How those answers were reached, with who passed the questionnaire on."""
    return (
        select(Participant)
        .where(Participant.response_id.in_(response_ids))
        .options(
            joinedload(Participant.campaign), joinedload(Participant.passed_on_by), joinedload(Participant.through)
        )
        .order_by(Participant.id.desc())
    )  # fmt: skip


def list_attendances(institution_id: int) -> Select[Attendance]:
    """Its presence, session by session, the last first."""
    return (
        select(Attendance)
        .join(Meeting, Attendance.meeting_id == Meeting.id)
        .where(Attendance.institution_id == institution_id)
        .options(joinedload(Attendance.meeting))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )


def list_decisions(institution_id: int) -> Select[Decision]:
    """Taken where it was there, or carried out by it; the last first."""
    there = select(Attendance.meeting_id).where(
        Attendance.institution_id == institution_id, Attendance.status.in_(_CAME)
    )
    carried = select(Action.decision_id).where(Action.owner_institution_id == institution_id)
    return (
        select(Decision)
        .where(or_(Decision.meeting_id.in_(there), Decision.id.in_(carried)))
        .order_by(Decision.adopted_on.desc(), Decision.id.desc())
    )


def list_actions(institution_id: int) -> Select[Action]:
    """Those that it answers for."""
    return (
        select(Action)
        .where(Action.owner_institution_id == institution_id, Action.removed_at.is_(None))
        .options(joinedload(Action.plan))
        .order_by(Action.id.desc())
    )
