"""The secretariat at work on rules, without pages."""

from datetime import date, datetime
from typing import Any

import pytest

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.decisions import rules
from noress.domain.decisions.models import DecisionMode
from noress.domain.meetings.models import Meeting
from noress.domain.minutes.models import MinutesBlock
from noress.extensions import db
from tests.factories.decisions import make_block, make_held_meeting, make_record

DAY = date(2026, 10, 8)
TEXT = Translated(fr="Le fonds est créé.", ar="تم إحداث الصندوق.")


@pytest.fixture
def meeting(app: Any) -> Meeting:
    return make_held_meeting(reference="S-2026-04")


@pytest.fixture
def register(work: Any, actor: Actor, now: datetime) -> Any:
    """register(meeting, ...): the decision's id; what it refuses is raised."""

    def call(meeting: Any, block: Any = None, text: Translated = TEXT, **values: Any) -> int:
        with work():
            decision = rules.register_decision(
                meeting=db.session.get(Meeting, meeting.id),
                block=db.session.get(MinutesBlock, block.id) if block is not None else None, text=text,
                **{"mode": DecisionMode.CONSENSUS, "adopted_on": DAY, "actor": actor, "now": now, **values},
            )  # fmt: skip
        return decision.id

    return call


@pytest.fixture
def registered(meeting: Meeting, register: Any) -> tuple[int, int]:
    """A decision that follows its block: both ids."""
    block = make_block(make_record(meeting), TEXT)
    return register(meeting, block), block.id


@pytest.fixture
def change(work: Any, actor: Actor, now: datetime) -> Any:
    """change(block_id, ...): the block takes these values, and its decision follows."""

    def call(block_id: int, **values: Any) -> Any:
        with work():
            block = db.session.get_one(MinutesBlock, block_id)
            for name, value in values.items():
                setattr(block, name, value)
            return rules.follow_block(block=block, actor=actor, now=now)

    return call
