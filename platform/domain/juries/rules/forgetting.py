"""What is forgotten of a jury: packs made for one evening."""

from datetime import datetime

from noress.domain.files.rules import withdraw_documents
from noress.domain.juries import packs
from noress.domain.juries.queries import deliberating as queries
from noress.extensions import db


def purge_packs(*, before: datetime) -> int:
    """Delete packs asked for before that instant, with the papers made of them. How many went."""
    old = db.session.scalars(queries.list_packs_before(before)).all()
    for pack in old:
        withdraw_documents(kinds=[packs.KIND], subject=pack)
        db.session.delete(pack)
    return len(old)
