"""What is forgotten of proposals: refused ones after their time, and the words of somebody who is erased."""

from datetime import datetime

from noress.core.i18n import Translated
from noress.core.names import ERASED
from noress.domain.backlog import queries
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.files.rules import drop_files
from noress.extensions import db


def purge_answered(*, before: datetime, now: datetime) -> int:
    """Delete what was declined or withdrawn before that instant, with its documents. How many went."""
    items = db.session.scalars(queries.list_answered(before)).all()
    file_ids = [document.file_id for item in items for document in item.documents]
    for item in items:
        db.session.delete(item)
    drop_files(file_ids)
    return len(items)


def forget_proposals(*, person_id: int, now: datetime) -> None:
    """The person is erased. What they proposed for an institution is its own and stays, without their name; what
    they proposed by name, and no agenda took, keeps its date and its state only."""
    items = db.session.scalars(queries.list_named_of(person_id)).all()
    file_ids = [document.file_id for item in items for document in item.documents]
    for item in items:
        _empty(item, now)
    drop_files(file_ids)


def _empty(item: ProposedItem, now: datetime) -> None:
    item.title, item.note, item.presenter, item.answer = Translated(fr=ERASED), None, None, None
    item.documents = []
    if item.state.is_waiting:
        item.state, item.decided_at = ProposedState.WITHDRAWN, now
    item.version += 1
