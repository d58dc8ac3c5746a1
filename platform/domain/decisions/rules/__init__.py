"""What happens to decisions. One file per subject, one name for all: `rules.register_decision`..."""

from noress.domain.decisions.rules.registering import (
    add_decision,
    check_can_be_published,
    check_decision,
    check_takes_decisions_by_hand,
    count_voices,
    follow_block,
    publish_decision,
    publish_decisions,
    register_decision,
)
from noress.domain.decisions.rules.state import (
    check_can_be_reopened,
    check_is_in_force,
    execute_decision,
    reopen_decision,
    replace_decision,
)
from noress.domain.decisions.rules.wording import (
    can_be_completed,
    check_can_be_completed,
    check_can_be_edited,
    complete_decision,
    edit_decision,
    list_missing,
)

__all__ = [
    "add_decision",
    "can_be_completed",
    "check_can_be_completed",
    "check_can_be_edited",
    "check_can_be_published",
    "check_can_be_reopened",
    "check_decision",
    "check_is_in_force",
    "check_takes_decisions_by_hand",
    "complete_decision",
    "count_voices",
    "edit_decision",
    "execute_decision",
    "follow_block",
    "list_missing",
    "publish_decision",
    "publish_decisions",
    "register_decision",
    "reopen_decision",
    "replace_decision",
]  # fmt: skip
