"""A record, its blocks, and decisions of the register."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from noress.core.i18n import Translated
from noress.domain.decisions.models import Decision, DecisionMode
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock, MinutesKind
from noress.extensions import db
from tests.factories import NOW, make_meeting, minutes, save

#: references of sessions come from one series with those of records
_n = minutes.numbers


def make_held_meeting(theme: str = "Communication et financement", **values: Any) -> Meeting:
    """A session held on 2026-10-08, with its reference."""
    return make_meeting(
        theme,
        **{
            "starts_wall": datetime(2026, 10, 8, 10, 0), "state": MeetingState.HELD,
            "reference": f"S-2026-{next(_n):02d}", **values,
        },
    )  # fmt: skip


def make_record(meeting: Meeting | None = None, **values: Any) -> Minutes:
    meeting = meeting or make_held_meeting()
    return save(Minutes(meeting_id=meeting.id, **{"kind": MinutesKind.RECORD, "created_at": NOW, **values}))


def make_block(record: Minutes, text: Any = "Le fonds est créé.", **values: Any) -> MinutesBlock:
    """A decision block, unless told otherwise."""
    return save(
        MinutesBlock(
            minutes_id=record.id, text=text if isinstance(text, dict) else Translated(fr=text),
            **{"kind": BlockKind.DECISION, "position": next(_n), "updated_at": NOW, "details": {}, **values},
        )
    )  # fmt: skip


def make_decision(
    text: Any = "Le fonds est créé.", *, meeting: Meeting | None = None, **values: Any
) -> Decision:
    """A public decision in force, the next of its session."""
    meeting = meeting or make_held_meeting()
    ranks = db.session.scalars(select(func.max(Decision.rank)).where(Decision.meeting_id == meeting.id))
    rank = values.pop("rank", None) or (ranks.one() or 0) + 1
    adopted_on = values.pop("adopted_on", date(2026, 10, 8))
    return save(
        Decision(
            number=values.pop("number", f"D-{(meeting.reference or '').removeprefix('S-')}/{rank:02d}"),
            meeting_id=meeting.id, rank=rank, adopted_on=adopted_on, year=adopted_on.year,
            text=text if isinstance(text, dict) else Translated(fr=text),
            **{"mode": DecisionMode.CONSENSUS, "is_public": True, "created_at": NOW, **values},
        )
    )  # fmt: skip
