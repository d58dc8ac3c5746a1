"""Writing a block: added, saved while somebody else saves too, moved, removed and taken back."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.meetings.models import AgendaItem
from noress.domain.minutes import queries
from noress.domain.minutes.models import BlockRevision, Minutes, MinutesBlock, RevisionOrigin
from noress.domain.minutes.rules.checks import STALE, check_open, lock_block, share_minutes
from noress.domain.minutes.rules.registering import follow_registered
from noress.domain.minutes.values import BlockValues, check_values, differing, first_words, merge_values
from noress.extensions import db

#: history has one line for somebody's work on a block, however often it saved itself meanwhile
SAME_WORK = timedelta(minutes=15)
MOST_BLOCKS = 1000


class Saved(NamedTuple):
    """What was kept; `is_merged` when somebody else's text is now in it too."""

    block: MinutesBlock
    is_merged: bool = False


def add_block(
    *, minutes: Minutes, values: BlockValues, actor: Actor, now: datetime, client_key: str | None = None,
    writer: str | None = None,
) -> MinutesBlock:  # fmt: skip
    """A new block at the end of its item. The same key sent twice is one block."""
    share_minutes(minutes)
    check_open(minutes)
    known = _known(minutes, client_key)
    if known is not None:
        return known
    check_values(values)
    check_item(minutes, values.agenda_item_id)
    count, last = db.session.execute(queries.count_blocks(minutes.id)).one()
    if count >= MOST_BLOCKS:
        message = _("Ce texte a déjà %(limit)s blocs : il n'en prend pas plus.", limit=MOST_BLOCKS)
        raise RuleError("too_many", message)
    block = MinutesBlock(
        minutes_id=minutes.id, position=(last or 0) + 1, client_key=client_key, updated_at=now,
        updated_by_id=actor.person_id, version=1, **_columns(values),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(block)
    except IntegrityError:  # the same page sent it twice at the same instant: theirs is the one
        found = _known(minutes, client_key)
        if found is None:
            raise
        return found
    _keep_revision(block, values, RevisionOrigin.WRITTEN, actor, now, writer)
    record(actor, "minutes.block_added", minutes, now=now, changes={"block": (None, name_of(block))})
    return block


def _known(minutes: Minutes, client_key: str | None) -> MinutesBlock | None:
    if not client_key:
        return None
    found = db.session.scalars(queries.get_block_of_key(client_key)).one_or_none()
    if found is not None and found.minutes_id != minutes.id:
        raise RuleError("key", _("Cette page est trop ancienne. Ouvrez-la de nouveau."), status=409)
    return found


def save_block(
    *, block: MinutesBlock, values: BlockValues, version: int | None, actor: Actor, now: datetime,
    writer: str | None = None,
) -> Saved:  # fmt: skip
    """Keep what was typed. When somebody else saved since `version`, both texts become one where they do not
    meet; else `StaleVersion` holds theirs. Everything kept is a revision."""
    lock_block(block)
    check_open(block.minutes)
    if block.removed_at is not None:
        message = _("Ce bloc a été retiré. Rétablissez-le, puis enregistrez de nouveau votre texte.")
        raise RuleError("removed", message, status=409)
    check_values(values)
    if values.agenda_item_id != block.agenda_item_id:
        check_item(block.minutes, values.agenda_item_id)
    theirs = BlockValues.of(block)
    if not differing(values, theirs):
        return Saved(block)
    if version == block.version:
        write(block, values, RevisionOrigin.WRITTEN, actor=actor, now=now, writer=writer)
        return Saved(block)
    base = _base(block, version, writer)
    merged = merge_values(base, values, theirs) if base is not None else None
    if merged is None:
        raise StaleVersion(STALE, theirs)
    if not differing(merged, theirs):
        return Saved(block, is_merged=True)
    if not differing(merged, values):
        write(block, values, RevisionOrigin.WRITTEN, actor=actor, now=now, writer=writer)
        return Saved(block)
    block.version += 1
    _keep_revision(block, values, RevisionOrigin.TYPED, actor, now, writer)
    write(block, merged, RevisionOrigin.MERGED, actor=actor, now=now)
    return Saved(block, is_merged=True)


def _base(block: MinutesBlock, version: int | None, writer: str | None) -> BlockValues | None:
    """What the person had before them: the last text that their own open page saved, when its answer was
    lost, else the version that the form names."""
    if writer:
        own = db.session.scalars(queries.get_last_revision_of(block.id, writer)).one_or_none()
        if own is not None and (version is None or own.version > version):
            return BlockValues.of(own)
    if version is None:
        return None
    revision = db.session.scalars(queries.get_revision(block.id, version)).one_or_none()
    return BlockValues.of(revision) if revision is not None else None


def write(
    block: MinutesBlock, values: BlockValues, origin: RevisionOrigin, *, actor: Actor, now: datetime,
    writer: str | None = None,
) -> None:  # fmt: skip
    """The block says this from now on; what it registered follows. The caller holds the block."""
    is_same_work = block.updated_by_id == actor.person_id and now - block.updated_at < SAME_WORK
    if values.agenda_item_id != block.agenda_item_id:
        block.position = (db.session.execute(queries.count_blocks(block.minutes_id)).one()[1] or 0) + 1
    was_empty = not block.text
    for name, value in _columns(values).items():
        setattr(block, name, value)
    block.version += 1
    block.updated_at, block.updated_by_id = now, actor.person_id
    _keep_revision(block, values, origin, actor, now, writer)
    follow_registered(block, actor=actor, now=now)
    if not is_same_work or was_empty:
        changes: dict[str, tuple[Any, Any]] = {"block": (None, name_of(block))}
        record(actor, "minutes.block_edited", block.minutes, now=now, changes=changes)


def _keep_revision(
    block: MinutesBlock, values: BlockValues, origin: RevisionOrigin, actor: Actor, now: datetime, writer: str | None,
) -> None:  # fmt: skip
    db.session.add(
        BlockRevision(
            block_id=block.id, version=block.version, origin=origin, writer=writer, saved_at=now,
            saved_by_id=actor.person_id, **_columns(values),
        )
    )  # fmt: skip


def _columns(values: BlockValues) -> dict[str, Any]:
    return {
        "kind": values.kind, "text": Translated(values.text), "details": dict(values.details),
        "is_confidential": values.is_confidential, "agenda_item_id": values.agenda_item_id,
    }  # fmt: skip


def check_item(minutes: Minutes, agenda_item_id: int | None) -> None:
    """A block stands under an item of its own meeting, or before all of them."""
    if agenda_item_id is None:
        return
    item = db.session.get(AgendaItem, agenda_item_id)
    if item is None or item.meeting_id != minutes.meeting_id:
        raise RuleError(
            "unknown_item", _("Ce point n'est pas dans cet ordre du jour."), field="agenda_item_id"
        )


def name_of(block: MinutesBlock) -> str:
    """How history calls it: its kind and its first words, but nothing of what is confidential."""
    words = "" if block.is_confidential else first_words(block.text)
    return f"{block.kind.label} n° {block.id}" + (f" : {words}" if words else "")


def move_block(*, block: MinutesBlock, up: bool, actor: Actor, now: datetime) -> None:
    """One place up or down within its item; at the end nothing happens."""
    minutes = block.minutes
    lock(minutes)
    check_open(minutes)
    order = list(db.session.scalars(queries.list_siblings(minutes.id, block.agenda_item_id)))
    if block not in order:
        return
    place = order.index(block)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(order):
        return
    positions = sorted(other.position for other in order)
    order[place], order[target] = order[target], order[place]
    if len(set(positions)) < len(positions):
        positions = list(range(positions[0], positions[0] + len(positions)))
    for position, other in zip(positions, order, strict=True):
        other.position = position
    record(actor, "minutes.block_moved", minutes, now=now, changes={"block": (None, name_of(block))})


def remove_block(*, block: MinutesBlock, actor: Actor, now: datetime) -> None:
    """Out of the record, and what it registered with it; it can be taken back until the approval."""
    lock_block(block)
    check_open(block.minutes)
    if block.removed_at is not None:
        return
    block.removed_at = now
    follow_registered(block, actor=actor, now=now)
    record(actor, "minutes.block_removed", block.minutes, now=now, changes={"block": (name_of(block), None)})


def return_block(*, block: MinutesBlock, actor: Actor, now: datetime) -> None:
    """Undo a removal: the block is where it was, with what it said."""
    lock_block(block)
    check_open(block.minutes)
    if block.removed_at is None:
        return
    block.removed_at = None
    follow_registered(block, actor=actor, now=now)
    record(actor, "minutes.block_returned", block.minutes, now=now, changes={"block": (None, name_of(block))})
