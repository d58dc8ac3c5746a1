"""What happens with official letters."""

from noress.domain.letters.rules.answering import DesignationValues, designate_representative
from noress.domain.letters.rules.departing import (
    DepartureValues,
    edit_departure,
    record_departures,
    remove_departure,
    send_letters,
)
from noress.domain.letters.rules.following import list_letters_to_follow, tell_offices
from noress.domain.letters.rules.preparing import (
    LetterValues,
    attach_scan,
    check_can_be_edited,
    default_values,
    ensure_letters,
    prepare_letters,
    request_papers,
)

__all__ = [
    "DepartureValues",
    "DesignationValues",
    "LetterValues",
    "attach_scan",
    "check_can_be_edited",
    "default_values",
    "designate_representative",
    "edit_departure",
    "ensure_letters",
    "list_letters_to_follow",
    "prepare_letters",
    "record_departures",
    "remove_departure",
    "request_papers",
    "send_letters",
    "tell_offices",
]
