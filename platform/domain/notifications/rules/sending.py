"""What the worker writes: what is told at once, bundle by bundle, and the morning's digests, never an empty one."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Seat
from noress.domain.notifications import mails, queries
from noress.domain.notifications.mailboxes import Mailbox, Reached, group_by_mailbox
from noress.domain.notifications.models import DigestItem, Frequency, Topic
from noress.domain.notifications.rules.telling import of_mailbox
from noress.domain.outbox import rules as outbox
from noress.extensions import db

#: the worker's mark
DIGESTED = "digested"
#: Morocco's time
MORNING = time(7, 0)
#: so many mailboxes in one transaction: nobody waits long for the write lock
MAILBOXES = 20


def last_morning(now: datetime) -> datetime:
    """The most recent seven o'clock."""
    today = clock.to_utc(datetime.combine(clock.today(now), MORNING))
    return today if today <= now else today - timedelta(days=1)


def last_monday(now: datetime) -> datetime:
    """The most recent Monday, seven o'clock: a worker that was away on Monday writes on Tuesday."""
    morning = last_morning(now)
    return morning - timedelta(days=clock.to_wall(morning).weekday())


def send_digests(*, now: datetime, limit: int = MAILBOXES) -> int:
    """Write what is due to the first mailboxes; how many people are done with, 0 when nothing is left. Safe to
    run twice: what is told is marked."""
    daily, weekly = last_morning(now), last_monday(now)
    ids = _first_mailboxes(db.session.execute(queries.list_due_persons(daily, weekly)).all(), limit)
    if not ids:
        return 0
    due = [
        (item, Frequency(frequency))
        for item, frequency in db.session.execute(queries.list_due_items(ids, daily, weekly))
    ]
    wanted = _still_wanted((item for item, frequency in due if frequency is not Frequency.NONE), ids, now)
    _write([pair for pair in due if pair[0] in wanted], now)
    _mark([item for item, _frequency in due], wanted, now)
    return len(ids)


def send_news(*, now: datetime, limit: int = MAILBOXES) -> int:
    """Write what is told at once to the first mailboxes: one mail for each bundle. How many people are done with,
    0 when nothing is left."""
    ids = _first_mailboxes(db.session.execute(queries.list_due_news_persons(now)).all(), limit)
    if not ids:
        return 0
    due = list(db.session.scalars(queries.list_due_news(ids, now)))
    wanted = _still_wanted(due, ids, now)
    bundles: dict[tuple[Topic, str], list[DigestItem]] = {}
    for item in due:
        if item in wanted:
            bundles.setdefault((item.topic, item.bundle or item.key), []).append(item)
    for (topic, _bundle), items in bundles.items():
        for box in group_by_mailbox(_reached(items)):
            mine = [item for item in items if item.person_id in {person.id for person in box.persons}]
            key = f"news:{topic.value}:{mine[-1].key}"
            outbox.enqueue(mails.news(of_mailbox(box, topic), topic, mine, key=key), now=now)
    _mark(due, wanted, now)
    return len(ids)


def _first_mailboxes(rows: Sequence[Any], limit: int) -> list[int]:
    """The persons of the first addresses: those who share one are written to together."""
    by_address = [list(found) for _address, found in groupby(rows, key=lambda row: row[1])][:limit]
    return [row[0] for found in by_address for row in found][: queries.MOST_IDS]


def _mark(due: Iterable[DigestItem], wanted: set[DigestItem], now: datetime) -> None:
    """Told, or nobody's any more."""
    gone = []
    for item in due:
        if item in wanted:
            item.sent_at = now
        else:
            gone.append(item.id)
    db.session.flush()  # before the others go
    if gone:
        db.session.execute(queries.delete_items(gone))


def _still_wanted(items: Iterable[DigestItem], ids: Sequence[int], now: datetime) -> set[DigestItem]:
    placed = set(db.session.scalars(queries.list_placed(ids, clock.today(now))))
    return {item for item in items if _is_wanted(item, placed)}


def _is_wanted(item: DigestItem, placed: set[int]) -> bool:
    """Whoever left or was suspended meanwhile is not written to."""
    person = item.person
    is_gone = person.erased_at is not None or person.merged_into_id is not None
    is_reachable = bool(person.email) and not is_gone and not person.is_suspended
    is_seated = item.seat is None or item.seat.closed_at is None
    return is_reachable and is_seated and person.id in placed


def _write(due: list[tuple[DigestItem, Frequency]], now: datetime) -> None:
    for box in group_by_mailbox(_reached(item for item, _frequency in due)):
        mine = {person.id for person in box.persons}
        found = [(item, frequency) for item, frequency in due if item.person_id in mine]
        items, topics = [item for item, _ in found], dict.fromkeys(item.topic for item, _ in found)
        mail = mails.digest(
            _box(box, topics), items, frequencies={frequency.value for _, frequency in found}, day=clock.to_wall(now)
        )  # fmt: skip
        outbox.enqueue(mail, now=now)


def _reached(items: Iterable[DigestItem]) -> list[Reached]:
    """Each seat, or person in their own name, once."""
    found: dict[tuple[type[Seat | Person], int], Reached] = {}
    for item in items:
        one: Reached = item.seat if item.seat is not None else item.person
        found.setdefault((type(one), one.id), one)
    return list(found.values())


def _box(box: Mailbox, topics: Iterable[Topic]) -> mails.Box:
    return of_mailbox(box, *topics)
