"""What happens to institutions, seats, bodies and mandates."""

from noress.domain.institutions.rules.bodies import add_mandate, create_body, edit_body, end_mandate, tree
from noress.domain.institutions.rules.handover import count_followed
from noress.domain.institutions.rules.institutions import create_institution, edit_institution
from noress.domain.institutions.rules.seats import NewPerson, edit_seat, invite_seat, open_seat
from noress.domain.institutions.rules.succession import close_seat

__all__ = [
    "NewPerson", "add_mandate", "close_seat", "count_followed", "create_body", "create_institution", "edit_body",
    "edit_institution", "edit_seat", "end_mandate", "invite_seat", "open_seat", "tree",
]  # fmt: skip
