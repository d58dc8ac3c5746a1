"""Seats that news concern, and telling them something."""

from typing import Any

import pytest

from noress.core import links
from noress.core.i18n import lazy
from noress.domain.accounts.actor import Actor
from noress.domain.notifications import rules
from noress.domain.notifications.models import Frequency, NotificationChoice, Topic
from noress.extensions import db
from tests.factories import NOW, save

ACTOR = Actor(name="Secrétariat", method="code")


def tell(
    *to: Any, topic: Topic = Topic.SESSIONS, key: str = "document:1", now: Any = NOW, **values: Any
) -> int:
    """A document was added to session 12, unless told otherwise."""
    values = {
        "title": lazy("Document ajouté"), "url": links.to("public.session", meeting_id=12), "actor": ACTOR, **values
    }  # fmt: skip
    count = rules.tell(topic=topic, to=to, key=key, now=now, **values)
    db.session.commit()
    return count


def choose(person: Any, topic: Topic, frequency: Frequency) -> None:
    save(NotificationChoice(person_id=person.id, topic=topic, frequency=frequency, chosen_at=NOW))


@pytest.fixture
def told(app: Any) -> Any:
    return tell
