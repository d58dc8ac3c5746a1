"""The record of a deliberation writes itself, in French and in Arabic: what is decided in the room goes into blocks of the
minutes' own engine, confidential, written again whenever it is asked for until the record is approved."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import Translated, in_language
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.juries import record_words as words
from noress.domain.juries.models import Deliberation
from noress.domain.juries.queries import deliberating as queries
from noress.domain.minutes import queries as minutes_queries
from noress.domain.minutes.models import BlockKind, Minutes, MinutesKind
from noress.domain.minutes.rules.beginning import begin_minutes
from noress.domain.minutes.rules.checks import check_open
from noress.domain.minutes.rules.writing import add_block, remove_block, save_block
from noress.domain.minutes.values import BlockValues
from noress.extensions import db

LANGUAGES = ("fr", "ar")


def write_record(deliberation: Deliberation, *, actor: Actor, now: datetime) -> Minutes:
    """Begun with the meeting, if nobody began it before. What somebody wrote in blocks of their own stays."""
    minutes = _record_of(deliberation, actor, now)
    writer = _Writer(deliberation, minutes, actor, now)
    material = words.gather(deliberation, now)
    writer.block("composition", None, partial(words.composition, material))
    writer.block("method", None, partial(words.method, material))
    figures = deliberation.figures_item_id
    writer.block("conflicts", figures, partial(words.conflicts_words, material))
    writer.block("table", figures, partial(words.table_words, material))
    writer.block("rulings", figures, partial(words.rulings_words, material))
    writer.block("winners", figures, partial(words.winners, material))
    for seal in db.session.scalars(queries.list_seals(deliberation.competition_id)):
        for part, text in enumerate(words.seal_parts(seal), 1):
            writer.block(f"seal-{seal.number}-{part}", figures, partial(words.seal, seal, text))
    for item in material.items:
        writer.block(f"notes-{item.id}", item.agenda_item_id, partial(words.discussion, material, item))
        writer.block(
            f"item-{item.id}", item.agenda_item_id, partial(words.decision, material, item), kind=BlockKind.DECISION,
            details=words.how(material, item),
        )  # fmt: skip
    writer.block("signatures", None, partial(words.signatures, material))
    return minutes


def _record_of(deliberation: Deliberation, actor: Actor, now: datetime) -> Minutes:
    asked = minutes_queries.get_minutes_of()
    minutes = db.session.scalars(asked, {"meeting_id": deliberation.meeting_id}).one_or_none()
    if minutes is None:
        if not deliberation.meeting.bodies and deliberation.meeting.starts_at > now:
            raise RuleError("not_begun", _("La réunion n'a pas commencé."), status=409)
        minutes = begin_minutes(meeting=deliberation.meeting, actor=actor, now=now)
    check_open(minutes)
    minutes.kind = MinutesKind.RECORD
    names = words.heading(deliberation)
    for name, value in names.items():
        if value and not getattr(minutes, name):
            setattr(minutes, name, value)
    return minutes


class _Writer:
    """Each block by a key of its own: written once, then saved over; one that has nothing more to say is taken out."""

    def __init__(self, deliberation: Deliberation, minutes: Minutes, actor: Actor, now: datetime) -> None:
        self.prefix = f"jury-{deliberation.id}"
        self.minutes = minutes
        self.who: dict[str, Any] = {"actor": actor, "now": now}

    def block(
        self, name: str, agenda_item_id: int | None, say: Callable[[], str], *, kind: BlockKind = BlockKind.NOTE,
        details: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        said = {}
        for code in LANGUAGES:
            with in_language(code):
                said[code] = say()
        key = f"{self.prefix}-{name}"
        found = db.session.scalars(minutes_queries.get_block_of_key(key)).one_or_none()
        if not any(said.values()):
            if found is not None and found.removed_at is None:
                remove_block(block=found, **self.who)
            return
        values = BlockValues(
            kind=kind, text=Translated(said), details=details or {}, is_confidential=True, agenda_item_id=agenda_item_id
        )  # fmt: skip
        if found is None:
            add_block(minutes=self.minutes, values=values, client_key=key, **self.who)
            return
        if found.removed_at is not None:
            found.removed_at = None
        save_block(block=found, values=values, version=found.version, **self.who)
