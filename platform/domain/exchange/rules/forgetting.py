"""What is forgotten of a list once its time is over: its lines, and what they replaced. That it came, and which
entries it made, stays."""

from datetime import datetime
from typing import Any

from noress.domain.exchange import queries
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.extensions import db


def forget_sheets(*, before: datetime) -> int:
    """Of lists sent before that instant; one that nobody confirmed is given up. How many."""
    found = db.session.scalars(queries.list_read_before(before)).all()
    for pending in found:
        _forget(pending)
    return len(found)


def _forget(pending: StructureImport) -> None:
    if pending.state is StructureImportState.PENDING:
        pending.state = StructureImportState.FORGOTTEN
    written = pending.written
    pending.rows, pending.numbers, pending.choices = [], [], {}
    if written:
        changed: dict[str, dict[str, Any]] = {key: {} for key in written.get("changed", {})}
        pending.written = {
            "created": written.get("created", []), "proposed": written.get("proposed", []), "changed": changed,
            "sources": {}, "left": {},
        }  # fmt: skip
    pending.version += 1
