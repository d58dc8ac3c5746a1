"""Who else hears that a convened meeting changes: the letters' domain registers the offices that had one."""

from collections.abc import Callable
from datetime import datetime

from noress.domain.meetings.models import Meeting

#: how many mails were queued; the state of the meeting says whether it is off
Listener = Callable[[Meeting, datetime], int]
_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(meeting: Meeting, *, now: datetime) -> int:
    return sum(listener(meeting, now) for listener in _listeners)
