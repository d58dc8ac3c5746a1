"""What members have proposed to the cast's committee: one institution's, another one's."""

from typing import Any

from tests.factories.backlog import make_proposal, make_proposed_document


def make_proposals(cast: Any, bodies: dict[str, Any], places: dict[str, Any]) -> None:
    for case, seat in (("usual", places["titular"]), ("of another", places["stranger"])):
        item = make_proposal(bodies["committee"], "Point proposé", seat)
        document = make_proposed_document(item, "Note proposée")
        cast.ids[case] |= {"proposed_item_id": item.id, "proposed_document_id": document.id}
