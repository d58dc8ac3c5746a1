"""What happens to meetings. One file per subject, one name for all: `rules.convene_meeting`..."""

from noress.domain.meetings.rules.agenda import (
    ItemValues,
    Upload,
    add_agenda_item,
    add_document,
    edit_agenda_item,
    length_minutes,
    move_agenda_item,
    remove_agenda_item,
    remove_document,
    total_minutes,
)
from noress.domain.meetings.rules.announcing import announce_changes
from noress.domain.meetings.rules.answers import answer_invitation, check_can_be_answered
from noress.domain.meetings.rules.cancelling import cancel_meeting, check_can_be_cancelled
from noress.domain.meetings.rules.convening import (
    ConvocationPlan,
    Invitee,
    convene_meeting,
    list_convening_problems,
    plan_convocation,
    preview_convocation,
)
from noress.domain.meetings.rules.invitees import (
    GuestValues,
    add_guest,
    list_convened_persons,
    list_convened_seats,
    remove_invitation,
)
from noress.domain.meetings.rules.meetings import (
    MeetingValues,
    create_meeting,
    duplicate_meeting,
    edit_meeting,
    list_problems,
)
from noress.domain.meetings.rules.reminding import AT_MOST_EVERY, list_to_remind, remind_invited

__all__ = [
    "AT_MOST_EVERY",
    "ConvocationPlan", "GuestValues", "Invitee", "ItemValues", "MeetingValues", "Upload",
    "add_agenda_item", "add_document", "add_guest", "announce_changes", "answer_invitation", "cancel_meeting",
    "check_can_be_answered", "check_can_be_cancelled", "convene_meeting", "create_meeting", "duplicate_meeting", "edit_agenda_item",
    "edit_meeting", "length_minutes", "list_convened_persons", "list_convened_seats", "list_convening_problems",
    "list_problems", "list_to_remind", "move_agenda_item", "plan_convocation", "preview_convocation",
    "remind_invited", "remove_agenda_item", "remove_document", "remove_invitation", "total_minutes",
]  # fmt: skip
