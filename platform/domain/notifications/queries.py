"""Reading choices and the news that wait."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, and_, case, delete, func, or_, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.accounts.models import Account, Person
from noress.domain.accounts.queries import between, seat_is_open
from noress.domain.institutions.models import Assignment, Body, BodyKind, Mandate, Seat
from noress.domain.notifications.models import DigestItem, Frequency, NotificationChoice, Topic

_NOTHING_MORE = raiseload("*", sql_only=True)
#: how many persons fit in one statement's list
MOST_IDS = 900


def list_choices(person_ids: Iterable[int], topic: Topic | None = None) -> Select[NotificationChoice]:
    query = select(NotificationChoice).where(NotificationChoice.person_id.in_(list(person_ids)))
    return query if topic is None else query.where(NotificationChoice.topic == topic)


def list_persons_at(email: str) -> Select[Person]:
    """Everybody who reads this mailbox."""
    return (
        select(Person)
        .where(func.lower(Person.email) == email.lower())
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(Person.id)
    )


def is_plenary_among(body_ids: Iterable[int]) -> Select[bool]:
    wanted = select(Body.id).where(Body.id.in_(list(body_ids)), Body.kind == BodyKind.PLENARY)
    return select(wanted.exists())


def list_suspended(person_ids: Iterable[int]) -> Select[int]:
    """Of these persons, those whose account is suspended."""
    return (
        select(Person.id)
        .join(Person.account)
        .where(Person.id.in_(list(person_ids)), Account.suspended_at.is_not(None))
    )


def list_known(person_ids: Iterable[int], key: str) -> Select[int]:
    """Who has this piece of news already."""
    return select(DigestItem.person_id).where(
        DigestItem.key == key, DigestItem.person_id.in_(list(person_ids))
    )


def list_waiting_like(person_ids: Iterable[int], prefix: str) -> Select[int]:
    """Who is about to be told something of this kind: its key begins so."""
    return select(DigestItem.person_id).where(
        DigestItem.person_id.in_(list(person_ids)), DigestItem.sent_at.is_(None),
        DigestItem.key.startswith(prefix, autoescape=True),
    )  # fmt: skip


def get_bundle_due(topic: Topic, bundle: str, now: datetime) -> Select[datetime | None]:
    """When the mail of a bundle that already waits is written."""
    return select(func.min(DigestItem.due_at)).where(
        DigestItem.topic == topic, DigestItem.bundle == bundle, DigestItem.sent_at.is_(None), DigestItem.due_at > now
    )  # fmt: skip


def delete_waiting(person_ids: Iterable[int], topics: Iterable[Topic]) -> Delete:
    return delete(DigestItem).where(
        DigestItem.person_id.in_(list(person_ids)), DigestItem.topic.in_(list(topics)), DigestItem.sent_at.is_(None)
    )  # fmt: skip


def delete_items(ids: Iterable[int]) -> Delete:
    return delete(DigestItem).where(DigestItem.id.in_(list(ids)))


def delete_choices(person_ids: Iterable[int], topics: Iterable[Topic]) -> Delete:
    return delete(NotificationChoice).where(
        NotificationChoice.person_id.in_(list(person_ids)), NotificationChoice.topic.in_(list(topics))
    )


# --- told at once --------------------------------------------------------------------------------------


def _is_news_due(now: datetime) -> ColumnElement[bool]:
    return and_(DigestItem.sent_at.is_(None), DigestItem.due_at <= now)


def count_due_news(now: datetime) -> Select[int]:
    """Whether anything waits, without taking the write lock."""
    return select(func.count()).select_from(DigestItem).where(_is_news_due(now))


def list_due_news_persons(now: datetime) -> Select[int, str | None]:
    """Rows (person, address) of those whom something is to be told, by mailbox."""
    address = func.lower(Person.email)
    return (
        select(DigestItem.person_id, address)
        .join(Person, Person.id == DigestItem.person_id)
        .where(_is_news_due(now))
        .group_by(DigestItem.person_id, address)
        .order_by(address, DigestItem.person_id)
    )


def list_due_news(person_ids: Iterable[int], now: datetime) -> Select[DigestItem]:
    """What is to be told to these persons, oldest first."""
    return _with_reader(
        select(DigestItem).where(DigestItem.person_id.in_(list(person_ids)), _is_news_due(now))
    )


def _with_reader(query: Select[Any]) -> Select[Any]:
    """With person, account and seat."""
    return query.options(
        joinedload(DigestItem.person).joinedload(Person.account),
        joinedload(DigestItem.seat).joinedload(Seat.institution).options(_NOTHING_MORE),
    ).order_by(DigestItem.id)


# --- digests ------------------------------------------------------------------------------------------


def _frequency() -> ColumnElement[Any]:
    """What was chosen, or the usual one of the subject."""
    usual = case({topic: topic.usual.value for topic in Topic}, value=DigestItem.topic)
    return func.coalesce(NotificationChoice.frequency, usual)


def _is_due(daily: datetime, weekly: datetime) -> ColumnElement[bool]:
    """Told before the last morning, or before the last Monday morning for those who want one mail a week. Who
    changed to "at once" or "never" meanwhile is not left with what waited."""
    frequency = _frequency()
    return and_(
        DigestItem.sent_at.is_(None),
        DigestItem.due_at.is_(None),
        or_(
            and_(frequency != Frequency.WEEKLY.value, DigestItem.created_at < daily),
            and_(frequency == Frequency.WEEKLY.value, DigestItem.created_at < weekly),
        ),
    )


def _chosen() -> ColumnElement[bool]:
    return and_(
        NotificationChoice.person_id == DigestItem.person_id, NotificationChoice.topic == DigestItem.topic
    )


def list_due_persons(daily: datetime, weekly: datetime) -> Select[int, str | None]:
    """Rows (person, address) of those whom something waits for, by mailbox."""
    address = func.lower(Person.email)
    return (
        select(DigestItem.person_id, address)
        .join(Person, Person.id == DigestItem.person_id)
        .outerjoin(NotificationChoice, _chosen())
        .where(_is_due(daily, weekly))
        .group_by(DigestItem.person_id, address)
        .order_by(address, DigestItem.person_id)
    )


def list_due_items(person_ids: Iterable[int], daily: datetime, weekly: datetime) -> Select[DigestItem, str]:
    """Rows (item, frequency) of these persons, with person, account and seat, oldest first."""
    return _with_reader(
        select(DigestItem, _frequency())
        .outerjoin(NotificationChoice, _chosen())
        .where(DigestItem.person_id.in_(list(person_ids)), _is_due(daily, weekly))
    )


def list_placed(person_ids: Iterable[int], on: date) -> Select[int]:
    """Those of these persons who hold a seat, a mandate or a function that day."""
    ids = list(person_ids)
    held = [
        select(Seat.person_id).where(seat_is_open(on)),
        select(Mandate.person_id).where(between(Mandate, on), Mandate.person_id.is_not(None)),
        select(Assignment.person_id).where(between(Assignment, on)),
    ]
    return select(Person.id).where(Person.id.in_(ids), or_(*(Person.id.in_(query) for query in held)))
