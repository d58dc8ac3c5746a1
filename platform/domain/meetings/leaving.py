"""What else happens when items leave an agenda for good: other domains register what they do about it."""

from collections.abc import Callable, Collection
from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.meetings.models import AgendaItem, Meeting

#: (meeting, items, whether the meeting itself is deleted, actor, now), before anything is gone
Listener = Callable[[Meeting, Collection[AgendaItem], bool, Actor, datetime], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(
    meeting: Meeting, items: Collection[AgendaItem], *, is_deleted: bool, actor: Actor, now: datetime
) -> None:
    for listener in _listeners:
        listener(meeting, items, is_deleted, actor, now)
