"""The mail that answers a proposal: a pure function from the proposal and a person to a `Mail`."""

from typing import TYPE_CHECKING

from noress.core import links
from noress.core.i18n import in_language
from noress.core.names import called_in
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.outbox.rules import Mail

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person


def proposed_item_answered(
    item: ProposedItem, person: "Person", label: str, *, into: Meeting | None = None, is_back: bool = False
) -> Mail:
    """What became of a proposal. A draft is nobody's business yet: its day and its theme are not told. `is_back`:
    it had come onto an agenda, and left it."""
    assert person.email is not None, "people without address are left out"
    with in_language(person.language):
        is_told = into is not None and into.state.is_public
        values = {
            "title": str(item.title), "body": str(item.body.name), "answer": item.answer or "",
            "is_accepted": item.state is ProposedState.ACCEPTED, "is_parked": item.state is ProposedState.PARKED,
            "is_back": is_back, "session": wording.title(into) if into is not None and is_told else "",
            "when": wording.when(into) if into is not None and is_told else "", "label": label,
            "page_url": links.to("backlog.show", proposed_item_id=item.id),
        }  # fmt: skip
    return Mail(
        template="proposed_item_answered", key=f"proposed_item:{item.id}:{item.version}:{person.id}", to_address=person.email,
        to_name=called_in(person.language, person.name, person.name_ar), language=person.language,
        person_id=person.id, about=("proposed_item", item.id), values=values,
    )  # fmt: skip
