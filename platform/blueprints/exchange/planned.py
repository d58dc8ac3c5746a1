"""The plan of a list that waits: made once, kept with it, and made again only when something that it follows from
changed."""

from noress.core.database import writing
from noress.domain.exchange import rules
from noress.domain.exchange.keeping import plan_of, read_plan
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.planning import Plan
from noress.extensions import db


def plan_for(pending: StructureImport, *, is_fresh: bool = False) -> Plan:
    """Its lines have their cells once `rules.read_again` has read them. Comparing thousands of lines takes seconds:
    it is done before the write lock is taken."""
    if pending.state is not StructureImportState.PENDING:
        return rules.plan_import(pending=pending)
    kept = None if is_fresh else read_plan(pending)
    if kept is not None:
        return kept
    key, outcome = pending.id, rules.outcome_of(pending=pending)
    db.session.rollback()
    with writing():
        found = db.session.get(StructureImport, key)
        if found is not None and found.state is StructureImportState.PENDING:
            rules.keep_outcome(pending=found, outcome=outcome)
        db.session.commit()
    return plan_of(pending, outcome)
