"""To whom an answer to a proposal goes: the seat that proposed, whoever holds it now."""

from noress.core.folding import fold_address
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.accounts.models import Person
from noress.domain.backlog.models import ProposedItem
from noress.domain.institutions import queries
from noress.domain.institutions.models import Seat
from noress.domain.meetings.mails import usable_address
from noress.extensions import db


def list_recipients(item: ProposedItem) -> list[tuple[Person, str]]:
    """(person, in whose name): the seat or its successor; without one, the institution's open seats; else the
    person who sits by name. One for each mailbox; those without address are left out."""
    seat = db.session.get(Seat, item.seat_id) if item.seat_id is not None else None
    while seat is not None and seat.closed_at is not None and seat.successor_id is not None:
        seat = db.session.get(Seat, seat.successor_id)
    if seat is not None and seat.closed_at is None:
        found = [(seat.person, _label(seat))]
    elif item.institution_id is not None:
        seats = db.session.scalars(queries.list_open_seats_of(item.institution_id)).all()
        found = [(one.person, _label(one)) for one in seats]
    else:
        found = [(item.person, "")] if item.person is not None and item.person.erased_at is None else []
    boxes: dict[tuple[str, str], tuple[Person, str]] = {}
    for person, label in found:
        if usable_address(person.email):
            boxes.setdefault((fold_address(person.email or ""), person.language), (person, label))
    return list(boxes.values())


def _label(seat: Seat) -> str:
    with in_language(seat.person.language):
        return _("%(name)s, %(kind)s", name=seat.institution.name, kind=seat.kind.label)
