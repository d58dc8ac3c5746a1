"""What happens to plans and actions."""

from noress.domain.actions.due import Due
from noress.domain.actions.rules.actions import create_action, edit_action, follow_block
from noress.domain.actions.rules.evidence import remove_evidence
from noress.domain.actions.rules.importing import (
    Preview,
    abandon_import,
    confirm_import,
    keep_sheet,
    list_touched,
    map_columns,
    preview_import,
    undo_import,
)
from noress.domain.actions.rules.plans import (
    PlanValues,
    close_plan,
    create_plan,
    edit_plan,
    list_plan_problems,
    publish_plan,
)
from noress.domain.actions.rules.reminding import (
    forget_silent_outside,
    list_mailboxes,
    remind_owners,
    revoke_links_of_institution,
)
from noress.domain.actions.rules.reporting import check_report, report_progress
from noress.domain.actions.values import ActionValues, check_values, list_problems

__all__ = [
    "ActionValues", "Due", "PlanValues", "Preview", "abandon_import", "check_report", "check_values", "close_plan", "confirm_import", "create_action", "create_plan",
    "edit_action", "edit_plan", "follow_block", "forget_silent_outside", "keep_sheet", "list_mailboxes", "list_plan_problems",
    "list_problems", "list_touched", "map_columns", "preview_import", "publish_plan", "remind_owners", "remove_evidence", "report_progress",
    "revoke_links_of_institution", "undo_import",
]  # fmt: skip
