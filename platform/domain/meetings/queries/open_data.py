"""What the open API reads of sessions."""

from sqlalchemy import Select, select
from sqlalchemy.orm import raiseload, selectinload

from noress.domain.meetings.models import Meeting, MeetingState

_NOTHING_MORE = raiseload("*", sql_only=True)


def list_open_meetings() -> Select[Meeting]:
    """What visitors see, the latest first, with bodies."""
    return (
        select(Meeting)
        .where(Meeting.state != MeetingState.DRAFT)
        .options(selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
