"""Reading and leasing mails."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, false, func, literal, not_, or_, select, update
from sqlalchemy.orm import defer

from noress.domain.outbox.models import MailState, OutboxMail


def get_by_key(key: str) -> Select[OutboxMail]:
    return select(OutboxMail).where(OutboxMail.key == key)


def list_queued_with_merge_key(merge_key: str) -> Select[OutboxMail]:
    """Mails not yet taken by a worker that a newer one replaces."""
    return select(OutboxMail).where(
        OutboxMail.merge_key == merge_key, OutboxMail.state == MailState.QUEUED,
        OutboxMail.lease_until.is_(None),
    ).with_for_update()  # fmt: skip


def list_due_ids(now: datetime, limit: int) -> Select[int]:
    """Due mails that no living worker holds; other workers' rows are skipped on PostgreSQL."""
    return (
        select(OutboxMail.id)
        .where(
            OutboxMail.state == MailState.QUEUED, OutboxMail.not_before <= now,
            or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until < now),
        )
        .order_by(OutboxMail.not_before, OutboxMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )  # fmt: skip


def lease(ids: list[int], until: datetime | None) -> Update:
    return update(OutboxMail).where(OutboxMail.id.in_(ids)).values(lease_until=until)


def count_due(now: datetime) -> Select[int]:
    """Whether anything waits, without taking the write lock."""
    return select(func.count()).where(
        OutboxMail.state == MailState.QUEUED, OutboxMail.not_before <= now,
        or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until < now),
    )  # fmt: skip


def list_by_ids(ids: list[int]) -> Select[OutboxMail]:
    return select(OutboxMail).where(OutboxMail.id.in_(ids)).order_by(OutboxMail.not_before, OutboxMail.id)


def list_mails(
    state: MailState | None = None, about: tuple[str, int] | None = None, words: str = "",
    hidden: ColumnElement[bool] | None = None,
) -> Select[OutboxMail]:  # fmt: skip
    """The secretariat's list, newest first, without the mails' contents; sign-in codes are nobody's business, and
    what is `hidden` not this reader's."""
    query = _shown(select(OutboxMail), hidden).options(*_without_contents())
    if state is not None:
        query = query.where(OutboxMail.state == state)
    if about is not None:
        query = query.where(OutboxMail.about_type == about[0], OutboxMail.about_id == about[1])
    return _matching(query, words).order_by(OutboxMail.id.desc())


def is_about(object_type: str, ids: Select[int] | None = None) -> ColumnElement[bool]:
    """About an object of that kind; with `ids`, about one of these."""
    is_kind = func.coalesce(OutboxMail.about_type, "") == object_type
    return is_kind if ids is None else and_(is_kind, OutboxMail.about_id.in_(ids))


def _shown(query: Any, hidden: ColumnElement[bool] | None) -> Any:
    query = query.where(OutboxMail.is_secret.is_(False))
    return query if hidden is None else query.where(not_(func.coalesce(hidden, false())))


def list_mail_box(words: str = "") -> Select[OutboxMail]:
    """The demonstration's mail box: every mail, newest first, sign-in codes included."""
    return _matching(select(OutboxMail).options(*_without_contents()), words).order_by(OutboxMail.id.desc())


def _matching(query: Select[OutboxMail], words: str) -> Select[OutboxMail]:
    if not words:
        return query
    return query.where(
        or_(
            OutboxMail.to_address.icontains(words, autoescape=True),
            OutboxMail.to_name.icontains(words, autoescape=True),
        )
    )


def _without_contents() -> tuple[Any, ...]:
    return defer(OutboxMail.text), defer(OutboxMail.html), defer(OutboxMail.calendar)


def ping() -> Select[tuple[int]]:
    """Whether the database answers."""
    return select(literal(1))


def count_by_state(hidden: ColumnElement[bool] | None = None) -> Select[MailState, int]:
    return _shown(select(OutboxMail.state, func.count()), hidden).group_by(OutboxMail.state)
