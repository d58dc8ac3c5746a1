"""What was looked for and asked, counted by province and need."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from noress.domain.guidance.models import ContactRequest, ContactState, Guidance


def count_searches(since: date | None, province: str = "") -> Select[Any]:
    """(province, need, asked, found nothing)."""
    query: Any = select(
        Guidance.province_code, Guidance.need_id, func.count(), func.sum(case((Guidance.found == 0, 1), else_=0))
    ).group_by(Guidance.province_code, Guidance.need_id)  # fmt: skip
    if since is not None:
        query = query.where(Guidance.asked_on >= since)
    narrowed: Select[Any] = query.where(Guidance.province_code == province) if province else query
    return narrowed


def count_requests(since: datetime | None, province: str = "") -> Select[Any]:
    """(province, need, sent, answered, unanswered). A closed one counts as answered when it was."""
    answered = ContactRequest.answered_at.is_not(None)
    lost = ContactRequest.state == ContactState.UNANSWERED
    return _within(
        select(
            ContactRequest.province_code,
            ContactRequest.need_id,
            func.count(),
            _how_many(answered),
            _how_many(lost),
        ).group_by(ContactRequest.province_code, ContactRequest.need_id),
        since,
        province,
    )


def list_waits(since: datetime | None, province: str = "") -> Select[Any]:
    """(province, need, sent, first answer) of the answered ones, for medians."""
    columns = (
        ContactRequest.province_code,
        ContactRequest.need_id,
        ContactRequest.sent_at,
        ContactRequest.answered_at,
    )
    return _within(select(*columns).where(ContactRequest.answered_at.is_not(None)), since, province)


def _how_many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _within(query: Any, since: datetime | None, province: str) -> Select[Any]:
    if since is not None:
        query = query.where(ContactRequest.sent_at >= since)
    narrowed: Select[Any] = query.where(ContactRequest.province_code == province) if province else query
    return narrowed
