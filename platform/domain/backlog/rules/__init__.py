"""What happens to proposals: made, answered, carried from a meeting to another."""

from noress.domain.backlog.rules.answering import accept_item, decline_item, park_item
from noress.domain.backlog.rules.carrying import (
    carry_items,
    check_can_carry,
    check_can_send,
    list_chain,
    send_item,
)
from noress.domain.backlog.rules.leaving import take_back
from noress.domain.backlog.rules.proposing import (
    ProposedValues,
    check_can_propose,
    edit_item,
    propose_item,
    withdraw_item,
)

__all__ = [
    "ProposedValues", "accept_item", "carry_items", "check_can_carry", "check_can_propose", "check_can_send",
    "decline_item", "edit_item", "list_chain", "park_item", "propose_item", "send_item", "take_back", "withdraw_item",
]  # fmt: skip
