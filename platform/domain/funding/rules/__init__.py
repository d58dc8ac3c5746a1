"""What happens to calls and to the questions asked about them."""

from noress.domain.funding.rules.asking import (
    Asked,
    answer_question,
    ask_question,
    dismiss_question,
    forget_askers,
)
from noress.domain.funding.rules.completeness import list_problems
from noress.domain.funding.rules.parts import (
    ConditionRow,
    CriterionRow,
    FunderRow,
    LotRow,
    save_criteria,
    save_eligibility,
    save_money,
)
from noress.domain.funding.rules.preparing import create_call, edit_calendar, edit_call
from noress.domain.funding.rules.running import (
    announce_call,
    close_call,
    is_turn_due,
    take_back,
    turn_by_date,
)
from noress.domain.funding.rules.trials import delete_trial

__all__ = [
    "Asked",
    "ConditionRow",
    "CriterionRow",
    "FunderRow",
    "LotRow",
    "announce_call",
    "answer_question",
    "ask_question",
    "close_call",
    "create_call",
    "delete_trial",
    "dismiss_question",
    "edit_calendar",
    "edit_call",
    "forget_askers",
    "is_turn_due",
    "list_problems",
    "save_criteria",
    "save_eligibility",
    "save_money",
    "take_back",
    "turn_by_date",
]
