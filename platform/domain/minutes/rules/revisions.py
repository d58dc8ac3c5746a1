"""An earlier text of a block, taken again."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.minutes import queries
from noress.domain.minutes.models import MinutesBlock, RevisionOrigin
from noress.domain.minutes.rules.checks import check_open, lock_block
from noress.domain.minutes.rules.writing import check_item, name_of, write
from noress.domain.minutes.values import BlockValues, differing
from noress.extensions import db


def restore_revision(*, block: MinutesBlock, revision: int, actor: Actor, now: datetime) -> bool:
    """The block says again what it said then: a new revision, the later ones stay. False when it says so
    already."""
    lock_block(block)
    check_open(block.minutes)
    found = db.session.scalars(queries.get_revision(block.id, revision)).one_or_none()
    if found is None:
        raise RuleError("unknown_revision", _("Cette version n'existe pas."), status=404)
    values = BlockValues.of(found)
    check_item(block.minutes, values.agenda_item_id)
    if not differing(values, BlockValues.of(block)):
        return False
    write(block, values, RevisionOrigin.RESTORED, actor=actor, now=now)
    changes: dict[str, tuple[Any, Any]] = {"block": (None, name_of(block)), "revision": (None, revision)}
    record(actor, "minutes.block_restored", block.minutes, now=now, changes=changes)
    return True
