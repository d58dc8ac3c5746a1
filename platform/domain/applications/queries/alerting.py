"""Who is told that the hour comes near: closings, late doors, and those who work on what was never sent."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState, Part
from noress.domain.funding.models import CallState, FundingCall


def list_calls_closing(since: datetime, until: datetime) -> Select[FundingCall]:
    """Calls of which one closing falls within, in states in which dates decide."""
    within = or_(
        FundingCall.closes_at.between(since, until), FundingCall.files_close_at.between(since, until)
    )
    states = (CallState.ANNOUNCED, CallState.OPEN, CallState.REVIEW)
    return select(FundingCall).where(within, FundingCall.state.in_(states)).order_by(FundingCall.id)


def list_unsent(
    call_id: int, stage: int, *, not_alerted_since: datetime, invited_before: datetime
) -> Select[ApplicationPerson]:
    """Those who can edit a draft of that stage that was never sent, and were not told of it since that instant."""
    return (
        _unsent(invited_before)
        .where(
            Application.call_id == call_id, Application.stage == stage,
            or_(ApplicationPerson.alerted_at.is_(None), ApplicationPerson.alerted_at < not_alerted_since),
        )
        .limit(500)
    )  # fmt: skip


def list_unsent_late(
    since: datetime, until: datetime, *, invited_before: datetime
) -> Select[ApplicationPerson]:
    """Those who can edit a draft whose late door falls within; a handful."""
    return _unsent(invited_before).where(Application.late_until.between(since, until)).limit(500)


def _unsent(invited_before: datetime) -> Select[ApplicationPerson]:
    return (
        select(ApplicationPerson)
        .join(Application, Application.id == ApplicationPerson.application_id)
        .where(
            Application.state == ApplicationState.DRAFT,
            ApplicationPerson.removed_at.is_(None), ApplicationPerson.invited_at < invited_before,
            ApplicationPerson.part.in_((Part.OWNER, Part.EDIT, Part.ACCOMPANIST)),
        )
        .options(
            joinedload(ApplicationPerson.application).options(
                joinedload(Application.call), joinedload(Application.structure)
            )
        )
        .order_by(ApplicationPerson.id)
    )  # fmt: skip
