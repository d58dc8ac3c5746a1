"""What keeps the catalogue true."""

from noress.domain.upkeep.rules.asking import (
    ask_due,
    confirm_by_keeper,
    confirm_by_telephone,
    hide_stale,
    note_returned,
    note_returned_mails,
    oppose_by_link,
    run_daily,
)
from noress.domain.upkeep.rules.cards import finish_card, give_back, keep_holding, take_card
from noress.domain.upkeep.rules.forgetting import forget_reporters, forget_reports_of
from noress.domain.upkeep.rules.reporting import answer_report, report_mistake
from noress.domain.upkeep.rules.sprints import close_sprint, create_sprint, edit_sprint, fill_sprint
from noress.domain.upkeep.rules.vouching import is_neighbour, vouch

__all__ = [
    "answer_report", "ask_due", "close_sprint", "confirm_by_keeper", "confirm_by_telephone", "create_sprint",
    "edit_sprint", "fill_sprint", "finish_card", "forget_reporters", "forget_reports_of", "give_back", "hide_stale", "is_neighbour", "keep_holding",
    "note_returned", "note_returned_mails", "oppose_by_link", "report_mistake", "run_daily", "take_card", "vouch",
]  # fmt: skip
