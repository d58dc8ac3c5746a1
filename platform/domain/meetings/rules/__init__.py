"""What happens to meetings. One file per subject, one name for all: `rules.convene_meeting`..."""

from noress.domain.meetings.rules.agenda import (
    BY_HAND,
    ItemValues,
    Source,
    Upload,
    add_agenda_item,
    add_document,
    check_open,
    edit_agenda_item,
    join_file,
    length_minutes,
    move_agenda_item,
    remove_agenda_item,
    remove_document,
    renew_papers,
    total_minutes,
    touch,
)
from noress.domain.meetings.rules.announcing import announce_changes, tell_handover
from noress.domain.meetings.rules.answers import answer_invitation, check_can_be_answered
from noress.domain.meetings.rules.cancelling import cancel_meeting, check_can_be_cancelled
from noress.domain.meetings.rules.convening import (
    ConvocationPlan,
    Invitee,
    convene_meeting,
    convene_seats,
    list_convening_problems,
    list_seats_to_convene,
    plan_convocation,
    preview_convocation,
)
from noress.domain.meetings.rules.day_before import tell_day_before
from noress.domain.meetings.rules.invitees import (
    GuestValues,
    add_guest,
    leave_out_seat,
    list_convened_persons,
    list_convened_seats,
    put_back_seat,
    remove_invitation,
)
from noress.domain.meetings.rules.life import check_can_be_held, close_meeting, hold_meeting
from noress.domain.meetings.rules.meetings import (
    MeetingValues,
    check_can_be_deleted,
    create_meeting,
    delete_meeting,
    duplicate_meeting,
    edit_meeting,
    list_problems,
)
from noress.domain.meetings.rules.reminding import (
    AT_MOST_EVERY,
    AUTOMATIC_DAYS,
    list_due_by_themselves,
    list_to_remind,
    remind_by_themselves,
    remind_invited,
    set_automatic_reminders,
)
from noress.domain.meetings.rules.standing import insert_standing_items, list_missing_approvals

__all__ = [
    "AT_MOST_EVERY", "AUTOMATIC_DAYS", "BY_HAND",
    "ConvocationPlan", "GuestValues", "Invitee", "ItemValues", "MeetingValues", "Source", "Upload",
    "add_agenda_item", "add_document", "add_guest", "announce_changes", "answer_invitation", "cancel_meeting",
    "check_can_be_answered", "check_can_be_cancelled", "check_can_be_deleted", "check_can_be_held", "check_open",
    "close_meeting", "convene_meeting", "convene_seats", "create_meeting", "delete_meeting", "duplicate_meeting",
    "edit_agenda_item", "edit_meeting", "hold_meeting", "insert_standing_items", "join_file", "leave_out_seat",
    "length_minutes", "list_convened_persons", "list_convened_seats", "list_convening_problems",
    "list_due_by_themselves", "list_missing_approvals", "list_problems",
    "list_seats_to_convene", "list_to_remind", "move_agenda_item", "plan_convocation", "preview_convocation",
    "put_back_seat", "remind_by_themselves", "remind_invited", "remove_agenda_item", "remove_document",
    "remove_invitation", "renew_papers", "set_automatic_reminders", "tell_day_before", "tell_handover", "total_minutes", "touch",
]  # fmt: skip
