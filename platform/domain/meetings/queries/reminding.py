"""Which meetings the night's work reminds the silent of."""

from datetime import datetime

from sqlalchemy import Select, select

from noress.domain.meetings.models import Meeting, MeetingState


def list_to_remind_by_themselves(now: datetime, before: datetime) -> Select[int]:
    """Convened, to come before an instant, and not switched off."""
    return (
        select(Meeting.id)
        .where(
            Meeting.state == MeetingState.CONVENED, Meeting.reminders_off_at.is_(None),
            Meeting.starts_at > now, Meeting.starts_at < before,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip
