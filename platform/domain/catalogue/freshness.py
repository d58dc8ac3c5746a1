"""Entries age: each is asked once a year to confirm itself, reminded twice, then grey, then in no list any more.

`Structure.ask_on` says when (a year after it was published or confirmed, spread over two months by its number:
`rules.states.ask_day`); `asks` and `asked_at` how often it was asked since, and when.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.catalogue.models import Structure
from noress.domain.upkeep.models import GREY_AFTER, MOST_ASKS


class Freshness(StrEnum):
    FRESH = "fresh"
    DUE = "due"
    GREY = "grey"

    @property
    def label(self) -> Any:
        return {
            "fresh": _("fiche à jour"), "due": _("confirmation demandée"),
            "grey": _("fiche pas confirmée depuis plus d'un an"),
        }[self.value]  # fmt: skip


def freshness_of(structure: Structure, today: date) -> Freshness:
    """How far one may trust a listed entry on that day. Grey once the reminders are past, or when no mail reaches
    it; without a day to be asked on (in no list), nothing is said against it."""
    if structure.ask_on is None or structure.ask_on > today:
        return Freshness.FRESH
    was_asked = structure.asks >= MOST_ASKS or structure.needs_phone
    return Freshness.GREY if was_asked and structure.ask_on + GREY_AFTER <= today else Freshness.DUE
