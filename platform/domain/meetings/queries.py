"""Reading meetings, their agenda, invitations and outcomes. Each returns a Select with its loads declared:
run it with `db.session.scalars(...)`."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import between, seat_is_open
from noress.domain.institutions.models import Body, Institution, Mandate, Membership, Seat
from noress.domain.meetings.models import (
    AgendaItem,
    Answer,
    Finding,
    Invitation,
    Meeting,
    MeetingDocument,
    MeetingState,
    Outcome,
)


def get_meeting_page(meeting_id: int) -> Select[tuple[Meeting]]:
    """A meeting with all that its page shows: bodies, agenda with documents and files, findings, outcomes.
    Removed documents are among them: the page leaves them out."""
    return (
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            selectinload(Meeting.bodies).raiseload("*"),
            selectinload(Meeting.agenda).raiseload("*"),
            selectinload(Meeting.documents).options(joinedload(MeetingDocument.file), raiseload("*")),
            selectinload(Meeting.findings).raiseload("*"),
            selectinload(Meeting.outcomes).raiseload("*"),
            raiseload("*"),
        )
    )


def list_public_meetings(past: bool, today: date) -> Select[tuple[Meeting]]:
    """What visitors see: coming meetings, the nearest first, or past ones, the latest first."""
    start_of_day = datetime(today.year, today.month, today.day)  # noqa: DTZ001 -- wall time
    query = (
        select(Meeting)
        .where(Meeting.state != MeetingState.DRAFT)
        .options(selectinload(Meeting.bodies).raiseload("*"), raiseload("*"))
    )
    if past:
        return query.where(Meeting.starts_wall < start_of_day).order_by(Meeting.starts_wall.desc(), Meeting.id.desc())
    return query.where(Meeting.starts_wall >= start_of_day).order_by(Meeting.starts_wall, Meeting.id)
