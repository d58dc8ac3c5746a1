"""Telling people something that they may want to know: at once, or in their next digest."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from noress.core.i18n import LANGUAGES, Translated, in_language
from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Seat
from noress.domain.notifications import mails, queries
from noress.domain.notifications.mailboxes import Mailbox, Reached, group_by_mailbox, person_of
from noress.domain.notifications.models import DigestItem, Frequency, Topic
from noress.domain.notifications.stop_links import stop_url
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.rules import Mail
from noress.extensions import db

#: news of one bundle within that time make one mail
DELAY = timedelta(minutes=10)

Write = Callable[[Mailbox], Mail]


def tell(
    *, topic: Topic, to: Iterable[Reached], title: Any, url: str, key: str, actor: Actor, now: datetime,
    bundle: str | None = None, unless_waiting: str | None = None, write: Write | None = None,
) -> int:  # fmt: skip
    """Tell each person once, as they chose; how many will read it. `to` are seats, or persons who sit in their
    own name; whoever did it is not told. `title` is a lazy text, said in every language. `bundle`: news of the
    same thing within minutes make one mail. `unless_waiting`: whoever is about to read something whose key begins
    so is not told again. The worker writes the mails (sending.py): nobody waits for three hundred of them. `write`
    makes the mail that leaves at once where a plain line would say too little; it is stored here."""
    reached = _reached(to, key, unless_waiting, actor)
    if not reached:
        return 0
    wanted = _frequencies(topic, reached)
    news = DigestItem(topic=topic, key=key, bundle=bundle, title=said(title), path=_path(url), created_at=now)
    at_once = [pid for pid in reached if wanted[pid] is Frequency.AT_ONCE]
    if write is not None:
        for box in group_by_mailbox(one for pid in at_once for one in reached[pid]):
            outbox.enqueue(_stoppable(write(box), box, topic), now=now)
    elif at_once:
        due_at = _due_at(news, now)
        for pid in at_once:
            _keep(news, pid, reached[pid], due_at=due_at)
    later = [pid for pid in reached if wanted[pid] in {Frequency.DAILY, Frequency.WEEKLY}]
    for pid in later:
        _keep(news, pid, reached[pid], due_at=None)
    db.session.flush()  # the next piece of news of this transaction finds these
    return len(at_once) + len(later)


def _due_at(news: DigestItem, now: datetime) -> datetime:
    """At once; with a bundle, together with what already waits, or in some minutes."""
    if news.bundle is None:
        return now
    return db.session.scalar(queries.get_bundle_due(news.topic, news.bundle, now)) or now + DELAY


def said(text: Any) -> Translated:
    """A lazy text, a content in several languages, or what a function says, as each language says it."""
    found = {}
    for code in LANGUAGES:
        with in_language(code):
            found[code] = str(text() if callable(text) else text)
    return Translated(found)


def _reached(
    to: Iterable[Reached], key: str, unless_waiting: str | None, actor: Actor
) -> dict[int, list[Reached]]:
    """By person, those who can read it and were not told yet."""
    found: dict[int, list[Reached]] = {}
    for one in to:
        person = person_of(one)
        if person.id != actor.person_id and person.email and person.erased_at is None:
            found.setdefault(person.id, []).append(one)
    ids = list(found)
    left_out = _in_parts(queries.list_suspended, ids)
    left_out |= _in_parts(lambda part: queries.list_known(part, key), ids)
    if unless_waiting is not None:
        left_out |= _in_parts(lambda part: queries.list_waiting_like(part, unless_waiting), ids)
    return {pid: rows for pid, rows in found.items() if pid not in left_out}


def _in_parts(query: Callable[[Sequence[int]], Any], ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), queries.MOST_IDS):
        found |= set(db.session.scalars(query(ids[start : start + queries.MOST_IDS])))
    return found


def _frequencies(topic: Topic, reached: dict[int, Any]) -> dict[int, Frequency]:
    ids = list(reached)
    chosen: dict[int, Frequency] = {}
    for start in range(0, len(ids), queries.MOST_IDS):
        rows = db.session.scalars(queries.list_choices(ids[start : start + queries.MOST_IDS], topic))
        chosen |= {row.person_id: row.frequency for row in rows}
    return {pid: chosen.get(pid, topic.usual) for pid in ids}


def _keep(news: DigestItem, person_id: int, found: list[Reached], *, due_at: datetime | None) -> None:
    """Through the first of their seats that it concerns."""
    seat = next((one for one in found if isinstance(one, Seat)), None)
    db.session.add(
        DigestItem(
            person_id=person_id, seat_id=seat.id if seat is not None else None, topic=news.topic, key=news.key,
            bundle=news.bundle, title=news.title, path=news.path, created_at=news.created_at, due_at=due_at,
        )
    )  # fmt: skip


def of_mailbox(box: Mailbox, *topics: Topic) -> mails.Box:
    """With the links that stop these subjects, or all of them, for this mailbox."""
    person = box.persons[0]
    stops = {topic: stop_url(person, topic) for topic in (None, *topics)}
    return mails.Box(box.address, box.language, box.name, box.places, box.digest, box.person_id, stops)


def _stoppable(mail: Mail, box: Mailbox, topic: Topic) -> Mail:
    """A mail written by another domain, with the foot and the headers of optional mails."""
    own = of_mailbox(box, topic)
    with in_language(box.language):
        values = {**mail.values, **mails.footer_values(own, topic)}
    return replace(mail, values=values, stop_url=own.stops[topic])


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (
        parts.path
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )
