"""Reading outside opinions."""

from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.applications.models import Application, ApplicationState, Opinion
from noress.domain.outbox.models import OutboxMail


def get_of_address(application_id: int, email: str) -> Select[Opinion]:
    return select(Opinion).where(Opinion.application_id == application_id, Opinion.email == email)


def list_opinions(application_id: int) -> Select[Opinion]:
    """All that were asked about a file, the last first."""
    return (
        select(Opinion)
        .where(Opinion.application_id == application_id)
        .options(joinedload(Opinion.file), joinedload(Opinion.asked_by))
        .order_by(Opinion.asked_at.desc(), Opinion.id.desc())
    )


def list_shown(application_id: int) -> Select[Opinion]:
    """Those that the applicant reads: given, and not confidential."""
    return (
        select(Opinion)
        .where(
            Opinion.application_id == application_id, Opinion.is_confidential.is_(False),
            Opinion.answered_at.is_not(None), Opinion.declined_because.is_(None),
        )
        .options(joinedload(Opinion.file))
        .order_by(Opinion.answered_at, Opinion.id)
    )  # fmt: skip


def list_due(first: date, last: date) -> Select[Opinion]:
    """Not answered, with their day between these two."""
    return (
        select(Opinion)
        .join(Application, Application.id == Opinion.application_id)
        .where(
            Opinion.answered_at.is_(None), Opinion.withdrawn_at.is_(None), Opinion.due_on.between(first, last),
            Application.state != ApplicationState.WITHDRAWN,
        )
        .order_by(Opinion.id)
    )  # fmt: skip


def list_silent(before: datetime) -> Select[Opinion]:
    """Asked before then, and never given."""
    return select(Opinion).where(
        Opinion.asked_at < before,
        or_(Opinion.answered_at.is_(None), and_(Opinion.declined_because.is_not(None), Opinion.answered_at < before)),
    )  # fmt: skip


def list_mails_of(opinion: Opinion) -> Select[OutboxMail]:
    """What was written to whoever was asked."""
    return select(OutboxMail).where(OutboxMail.key.startswith(f"opinion-{opinion.id}-", autoescape=True))
