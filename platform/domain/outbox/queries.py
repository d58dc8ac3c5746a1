"""Reading and leasing mails."""

from datetime import datetime

from sqlalchemy import Select, Update, func, or_, select, update

from noress.domain.outbox.models import MailState, OutboxMail


def get_by_key(key: str) -> Select[tuple[OutboxMail]]:
    return select(OutboxMail).where(OutboxMail.key == key)


def list_queued_with_merge_key(merge_key: str) -> Select[tuple[OutboxMail]]:
    """Mails not yet taken by a worker that a newer one replaces."""
    return select(OutboxMail).where(
        OutboxMail.merge_key == merge_key, OutboxMail.state == MailState.QUEUED,
        OutboxMail.lease_until.is_(None),
    ).with_for_update()  # fmt: skip


def list_due_ids(now: datetime, limit: int) -> Select[tuple[int]]:
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


def lease(ids: list[int], until: datetime) -> Update:
    return update(OutboxMail).where(OutboxMail.id.in_(ids)).values(lease_until=until)


def list_mails(state: MailState | None = None, about: tuple[str, int] | None = None) -> Select[tuple[OutboxMail]]:
    """The secretariat's list, newest first; sign-in codes are nobody's business."""
    query = select(OutboxMail).where(OutboxMail.is_secret.is_(False))
    if state is not None:
        query = query.where(OutboxMail.state == state)
    if about is not None:
        query = query.where(OutboxMail.about_type == about[0], OutboxMail.about_id == about[1])
    return query.order_by(OutboxMail.id.desc())


def count_by_state() -> Select[tuple[MailState, int]]:
    return (
        select(OutboxMail.state, func.count())
        .where(OutboxMail.is_secret.is_(False))
        .group_by(OutboxMail.state)
    )
