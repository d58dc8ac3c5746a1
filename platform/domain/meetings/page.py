"""A meeting with all that its page shows."""

from sqlalchemy.orm.attributes import set_committed_value

from noress.domain.meetings import queries
from noress.domain.meetings.models import Meeting
from noress.extensions import db


def load_page(meeting: Meeting) -> Meeting:
    """Bodies, agenda with documents and files, findings, outcomes: five statements whatever their number.
    Removed documents are among them: the page leaves them out."""
    found = {
        name: list(db.session.scalars(statement, {"meeting_id": meeting.id}))
        for name, statement in queries.list_page_parts().items()
    }
    for item in found["agenda"]:
        joined = [document for document in found["documents"] if document.agenda_item_id == item.id]
        set_committed_value(item, "documents", joined)
    for name, rows in found.items():
        set_committed_value(meeting, name, rows)
    return meeting
