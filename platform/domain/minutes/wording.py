"""The details of decisions and actions in words, in the current language."""

from collections.abc import Mapping
from typing import Any

from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.actions import wording
from noress.domain.actions.rules import ActionValues
from noress.domain.decisions.models import DecisionMode


def taken_words(details: Mapping[str, Any]) -> str:
    """par consensus; à main levée : 12 pour, 1 contre, 2 abstentions."""
    try:
        mode = DecisionMode(details.get("mode") or DecisionMode.CONSENSUS)
    except ValueError:
        mode = DecisionMode.CONSENSUS
    if mode is not DecisionMode.SHOW_OF_HANDS:
        return str(mode.label)
    if all(details.get(name) is None for name in ("votes_for", "votes_against", "abstentions")):
        return _("à main levée, voix à compter")
    return _(
        "à main levée : %(yes)s pour, %(no)s contre, %(none)s sans avis",
        yes=details.get("votes_for") or 0, no=details.get("votes_against") or 0,
        none=details.get("abstentions") or 0,
    )  # fmt: skip


def due_words(details: Mapping[str, Any]) -> str:
    """The due date as precisely as it is known; nothing without date."""
    due = ActionValues.from_details(Translated(), details).due
    return wording.due_words(due) if due is not None else ""
