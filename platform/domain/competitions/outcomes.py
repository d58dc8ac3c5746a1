"""What the jury decided of an entry, in the words of the competition."""

from enum import StrEnum
from typing import Any

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.applications.models import ApplicationState
from noress.domain.competitions.models import Entrant, Entry


class Outcome(StrEnum):
    WINNER = "winner"
    MENTION = "mention"
    NONE = "none"

    @property
    def label(self) -> Any:
        return {
            "winner": _("lauréat(e)"), "mention": _("mention spéciale"), "none": _("non primé(e)"),
        }[self.value]  # fmt: skip

    @property
    def kind(self) -> str:
        """Shape of the status (components/status.html)."""
        return {"winner": "ok", "mention": "info", "none": "neutral"}[self.value]

    @property
    def state(self) -> ApplicationState:
        """Of the application, once told."""
        return ApplicationState.SELECTED if self is Outcome.WINNER else ApplicationState.REJECTED


def outcome_of(entry: Entry) -> Outcome:
    if entry.prize_id is not None:
        return Outcome.WINNER
    return Outcome.MENTION if entry.is_mention else Outcome.NONE


def mark_of(entry: Entry) -> str:
    """What a letter was written for: one that was edited for another outcome is written anew."""
    outcome = outcome_of(entry)
    return f"prize-{entry.prize_id}" if outcome is Outcome.WINNER else outcome.value


def is_named(entry: Entry) -> bool:
    """A structure is public; a group or a person is named with the consent given when entering."""
    return entry.entrant is Entrant.STRUCTURE or entry.shows_name


def public_name(entry: Entry) -> Translated:
    """What everybody reads; both languages, so that an export or a paper in either says it."""
    if is_named(entry):
        return entry.application.structure.name
    number = entry.application.number or ""
    return Translated(fr=f"Lauréat(e) n° {number}", ar=f"الفائز(ة) رقم {number}", en=f"Winner no. {number}")
