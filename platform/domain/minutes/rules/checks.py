"""What the rules of a record check, and the locks that make their checks hold until the commit."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from noress.core.database import read_rows
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.minutes import queries
from noress.domain.minutes.models import Minutes, MinutesBlock, MinutesState
from noress.extensions import db

STALE = _("Quelqu'un a écrit dans ce bloc pendant que vous écriviez. Comparez les deux textes.")


def lock_block(block: MinutesBlock) -> None:
    """Hold the block; and its record, shared with those who write in other blocks, but not with whoever
    approves it: what is frozen is then what was saved."""
    share_minutes(block.minutes)
    lock(block)


def share_minutes(minutes: Minutes) -> None:
    """Keep the record from being approved until the commit, without waiting for other writers."""
    db.session.flush()  # what this transaction changed must not be read back as it was
    row = read_rows(db.session, queries.share_minutes(), {"minutes_id": minutes.id})[0]
    set_committed_value(minutes, "state", row.state)
    set_committed_value(minutes, "corrections_until", row.corrections_until)


def check_open(minutes: Minutes) -> None:
    """No block changes any more once the record is approved, by whatever way."""
    if not minutes.is_open:
        message = _(
            "Ce texte est approuvé : il ne change plus. Après la publication, une rectification s'y ajoute."
        )
        raise RuleError("locked", message, status=409)


def check_state(minutes: Minutes, *states: MinutesState) -> None:
    """Raise why the record is not in one of these states."""
    if minutes.state not in states:
        raise RuleError("wrong_state", WRONG_STATE[minutes.state], status=409)


WRONG_STATE: dict[MinutesState, Any] = {
    MinutesState.DRAFTING: _("Ce texte est encore en rédaction : diffusez-le d'abord aux membres."),
    MinutesState.CIRCULATED: _("Ce texte est soumis à correction : il n'est pas encore approuvé."),
    MinutesState.APPROVED: _("Ce texte est approuvé : il ne change plus."),
    MinutesState.PUBLISHED: _("Ce texte est publié : il ne change plus. Une rectification peut s'y ajouter."),
}


def refuse_all(problems: Collection[Any], code: str) -> None:
    """Raise everything that is missing, in one sentence."""
    if problems:
        raise RuleError(code, " ".join(str(problem) for problem in problems), status=409)


def check_future(instant: datetime | None, *, field: str, now: datetime) -> datetime:
    """A deadline is ahead of us, and within a year."""
    if instant is None or instant <= now:
        raise RuleError("past", _("Choisissez une date à venir."), field=field)
    if (instant - now).days > 366:
        raise RuleError("too_far", _("Cette date est dans plus d'un an. Vérifiez l'année."), field=field)
    return instant
