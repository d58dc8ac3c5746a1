"""Records: begun, written, circulated, as the rules leave them but without their mails."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes.models import (
    BlockKind,
    BlockRevision,
    Minutes,
    MinutesBlock,
    MinutesKind,
    MinutesState,
)
from tests.factories import make_body, make_meeting, save

#: the session was held on 12 November 2026 from 10:00 to 13:00; NOW is the 20th
HELD_WALL = datetime(2026, 11, 12, 10, 0)
CIRCULATED_AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
UNTIL = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
#: far from the numbers that the rules give
numbers = _n = itertools.count(500)


def make_held_meeting(**values: Any) -> Meeting:
    """A convened session that took place eight days ago."""
    number = next(_n)
    values.setdefault("bodies", None)
    bodies = values.pop("bodies") or [make_body(BodyKind.COMMITTEE, f"Comité {number}")]
    return make_meeting(
        values.pop("theme", "Financement solidaire"), bodies=bodies,
        **{
            "starts_wall": HELD_WALL, "state": MeetingState.HELD, "reference": f"S-2026-{number:02d}",
            "convened_at": datetime(2026, 10, 20, 9, tzinfo=UTC), "held_at": datetime(2026, 11, 12, 10, tzinfo=UTC), **values,
        },
    )  # fmt: skip


def make_minutes(meeting: Meeting | None = None, **values: Any) -> Minutes:
    """A record being written; `state=MinutesState.CIRCULATED` takes corrections until the 28th."""
    meeting = meeting or make_held_meeting()
    state = values.pop("state", MinutesState.DRAFTING)
    usual: dict[str, Any] = {
        "kind": MinutesKind.RECORD,
        "created_at": datetime(2026, 11, 12, 10, 5, tzinfo=UTC),
    }
    if state is not MinutesState.DRAFTING:
        usual |= {"circulated_at": CIRCULATED_AT, "corrections_until": UNTIL, "circulations": 1}
    if state in {MinutesState.APPROVED, MinutesState.PUBLISHED}:
        usual |= {"corrections_until": CIRCULATED_AT + timedelta(hours=1), "approved_at": CIRCULATED_AT + timedelta(days=1),
                  "sha256": "a" * 64}  # fmt: skip
    if state is MinutesState.PUBLISHED:
        usual |= {"published_at": CIRCULATED_AT + timedelta(days=1, hours=2)}
    return save(Minutes(meeting_id=meeting.id, state=state, **{**usual, **values}))


def make_block(minutes: Minutes, fr: str = "Le président ouvre la séance.", **values: Any) -> MinutesBlock:
    """A block with its first revision."""
    text = Translated(fr=fr, ar=values.pop("ar", "افتتح الرئيس الجلسة."))
    at = values.pop("updated_at", datetime(2026, 11, 12, 10, 30, tzinfo=UTC))
    block = save(
        MinutesBlock(
            minutes_id=minutes.id, text=text, updated_at=at,
            **{"kind": BlockKind.NOTE, "position": next(_n), "details": {}, **values},
        )
    )  # fmt: skip
    save(
        BlockRevision(
            block_id=block.id, version=1, kind=block.kind, text=text, details=block.details, saved_at=at,
            is_confidential=bool(block.is_confidential), agenda_item_id=block.agenda_item_id,
        )
    )  # fmt: skip
    return block
