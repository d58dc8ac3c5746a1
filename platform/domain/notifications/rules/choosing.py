"""How often a person wants the news of each subject."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.notifications import queries
from noress.domain.notifications.models import Frequency, NotificationChoice, Topic
from noress.extensions import db


def frequencies_of(person_id: int) -> dict[Topic, Frequency]:
    """What holds for a person, subject by subject."""
    chosen = {row.topic: row.frequency for row in db.session.scalars(queries.list_choices([person_id]))}
    return {topic: chosen.get(topic, topic.usual) for topic in Topic}


def choose(*, person: Person, wanted: Mapping[Topic, Frequency], actor: Actor, now: datetime) -> None:
    """From now on; what already waits for a digest of a subject that is stopped is dropped."""
    db.session.refresh(person, with_for_update={"of": Person, "key_share": True})  # two tabs at once
    rows = {row.topic: row for row in db.session.scalars(queries.list_choices([person.id]))}
    changes: dict[str, tuple[Any, Any]] = {}
    for topic, frequency in wanted.items():
        row = rows.get(topic)
        before = row.frequency if row is not None else topic.usual
        if row is None:
            db.session.add(
                NotificationChoice(person_id=person.id, topic=topic, frequency=frequency, chosen_at=now)
            )
        else:
            row.frequency, row.chosen_at = frequency, now
        if before is not frequency:
            changes[f"notify_{topic.value}"] = (before, frequency)
    stopped = [topic for topic, frequency in wanted.items() if frequency is Frequency.NONE]
    db.session.execute(queries.delete_waiting([person.id], stopped))
    if changes:
        record(actor, "person.notifications_chosen", person, now=now, changes=changes)


def list_readers(person: Person) -> list[Person]:
    """Everybody who reads the mailbox of this person: a mailed link speaks for the mailbox."""
    return list(db.session.scalars(queries.list_persons_at(person.email or "")))


def is_stopped(person: Person, topics: Iterable[Topic]) -> bool:
    """Whether nobody of this mailbox gets news of these subjects any more."""
    readers, wanted = [reader.id for reader in list_readers(person)], set(topics)
    chosen = db.session.scalars(queries.list_choices(readers))
    stopped = {(row.person_id, row.topic) for row in chosen if row.frequency is Frequency.NONE}
    return all((reader, topic) in stopped for reader in readers for topic in wanted)


def stop(*, person: Person, topics: Iterable[Topic], actor: Actor, now: datetime) -> None:
    """No more news of these subjects for this mailbox. What must be known still leaves."""
    wanted = dict.fromkeys(topics, Frequency.NONE)
    for reader in list_readers(person):
        choose(person=reader, wanted=wanted, actor=actor, now=now)


def resume(*, person: Person, topics: Iterable[Topic], actor: Actor, now: datetime) -> None:
    """As usual again: stopped by mistake."""
    for reader in list_readers(person):
        choose(person=reader, wanted={topic: topic.usual for topic in topics}, actor=actor, now=now)
