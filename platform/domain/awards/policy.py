"""Who weighs, decides and tells. Whoever is recused from a file is told 404 before (web/policy.py)."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.awards.models import Selection, SelectionItem
from noress.domain.meetings import policy as meetings
from noress.domain.minutes import policy as minutes
from noress.domain.reviewing import conflicts


def can_read_board(actor: Actor, subject: Any = None) -> bool:
    """The permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_decide(actor: Actor, subject: Any = None) -> bool:
    """Whoever coordinates or chairs the permanent secretariat."""
    return actor.is_coordinator


def can_see_selection(actor: Actor | None, selection: Selection) -> bool:
    """The secretariat, and whoever is convened to that meeting."""
    return actor is not None and meetings.sees_everything(actor, selection.meeting)


def can_see_item(actor: Actor | None, item: SelectionItem) -> bool:
    """Of a file that they may know of."""
    if actor is None or not can_see_selection(actor, item.selection):
        return False
    return not conflicts.is_recused(actor, item.application)


def can_note(actor: Actor, item: SelectionItem) -> bool:
    """Whoever keeps the record of that meeting."""
    return minutes.can_write_minutes(actor, item.selection.meeting)
