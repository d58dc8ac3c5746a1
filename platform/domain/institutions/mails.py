"""The mails of this subject: pure functions that return a `Mail`."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from noress.core import links
from noress.core.i18n import in_language
from noress.domain.institutions.models import Seat
from noress.domain.meetings import wording
from noress.domain.meetings.mails import answer_url
from noress.domain.meetings.models import Answer, Invitation
from noress.domain.outbox.rules import Mail


class Line(NamedTuple):
    """One thing that waits: what, when or where, and its page."""

    title: str
    detail: str
    url: str


class Section(NamedTuple):
    """Things of one kind; `more_url` leads to those that the mail does not hold."""

    title: str
    lines: Sequence[Line]
    more_url: str = ""


def seat_handover(
    seat: Seat, successor: Seat, waiting: Iterable[Invitation], sections: Sequence[Section] = ()
) -> Mail:
    """To the newcomer: for whom they speak now, each invitation that waits, with its link, and everything
    else that they find."""
    person = successor.person
    with in_language(person.language):
        rows = [
            {
                "title": wording.title(invitation.meeting),
                "when": wording.when(invitation.meeting),
                "answer": None if invitation.answer is Answer.NONE else str(invitation.answer.label),
                "url": answer_url(invitation),
            }
            for invitation in waiting
        ]
    return Mail(
        template="seat_handover", to_address=person.email or "", to_name=person.own_name,
        language=person.language, person_id=person.id, about=("seat", successor.id),
        key=f"seat-handover-{seat.id}-{successor.id}",
        values={
            "institution": successor.institution.name, "kind": successor.kind.label, "rows": rows,
            "sections": sections,
            "to_address": person.email, "duties_url": links.to("duties.index"),
        },
    )  # fmt: skip
