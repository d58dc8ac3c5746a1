"""A meeting with all that its page shows."""

from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from noress.domain.meetings import queries
from noress.domain.meetings.models import Meeting
from noress.extensions import db


def load_page(meeting: Meeting) -> Meeting:
    """The same with the documents of each item of its agenda, for those who prepare it."""
    load_parts(meeting)
    for item in meeting.agenda:
        joined = [document for document in meeting.documents if document.agenda_item_id == item.id]
        set_committed_value(item, "documents", joined)
    return meeting


def load_parts(meeting: Meeting) -> frozenset[str]:
    """Bodies, agenda, documents with files, findings, outcomes: at most five statements, whatever their number.
    Removed documents are among them: the page leaves them out. Returns the tables that hold something of it."""
    values = {"meeting_id": meeting.id}
    outline = db.session.execute(queries.list_page_outline(), values).all()
    found: dict[str, list[Any]] = {"bodies": [row.Body for row in outline if row.Body is not None]}
    for name, (part, statement) in queries.list_page_parts().items():
        is_there = getattr(outline[0], part)
        found[name] = list(db.session.scalars(statement, values)) if is_there else []
    for name, rows in found.items():
        set_committed_value(meeting, name, rows)
    return frozenset(name for name, is_there in outline[0]._mapping.items() if is_there is True)  # noqa: SLF001
