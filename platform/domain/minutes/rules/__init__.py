"""What happens to the record of a meeting. One file per subject, one name for all: `rules.begin_minutes`..."""

from noress.domain.minutes.rules.approving import approve_minutes, list_obstacles
from noress.domain.minutes.rules.beginning import begin_minutes, check_can_begin, edit_heading, kind_of
from noress.domain.minutes.rules.circulating import (
    CirculationPlan,
    circulate_minutes,
    closed_words,
    note_reading,
    open_consultation_of,
    plan_circulation,
)
from noress.domain.minutes.rules.consulting import (
    Outcome,
    check_can_close,
    check_can_remind,
    close_consultation,
    give_voice,
    mailboxes_of,
    open_consultation,
    outcome_of,
    remind_silent,
)
from noress.domain.minutes.rules.corrections import (
    accept_correction,
    count_waiting,
    propose_correction,
    refuse_correction,
    withdraw_correction,
)
from noress.domain.minutes.rules.findings import add_finding, add_proposal, edit_outcome, remove_outcome
from noress.domain.minutes.rules.publishing import (
    check_can_publish,
    check_can_rectify,
    may_open,
    publish_minutes,
    rectify_minutes,
)
from noress.domain.minutes.rules.registering import list_gaps
from noress.domain.minutes.rules.revisions import restore_revision
from noress.domain.minutes.rules.writing import (
    Saved,
    add_block,
    move_block,
    remove_block,
    return_block,
    save_block,
)

__all__ = [
    "CirculationPlan", "Outcome", "Saved", "accept_correction", "add_block", "add_finding", "add_proposal", "approve_minutes", "begin_minutes",
    "check_can_begin", "check_can_close", "check_can_publish", "check_can_rectify", "check_can_remind", "circulate_minutes",
    "close_consultation", "closed_words", "count_waiting", "edit_heading", "edit_outcome", "give_voice", "kind_of", "list_gaps",
    "list_obstacles", "mailboxes_of", "may_open", "move_block", "note_reading", "open_consultation",
    "open_consultation_of", "outcome_of", "plan_circulation", "propose_correction", "publish_minutes",
    "rectify_minutes", "refuse_correction", "remind_silent", "remove_block", "remove_outcome", "restore_revision", "return_block",
    "save_block", "withdraw_correction",
]  # fmt: skip
