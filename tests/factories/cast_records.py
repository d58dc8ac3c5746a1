"""What the cast holds of records: one of each state, for the addresses that name them."""

import itertools
from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.meetings.models import Finding, Meeting, MeetingState, Proposal
from noress.domain.minutes.models import BlockKind, Consultation, Correction, Minutes, MinutesState
from tests.factories import make_agenda_item, save
from tests.factories.minutes import make_block, make_held_meeting, make_minutes

_n = itertools.count(1)


def make_records(cast: Any, bodies: dict[str, Any], places: dict[str, Any]) -> None:
    """[unwritten], [record], [circulated], [consulted], [approved] and [published], all of the committee."""
    now = clock.now()
    cast.ids["unwritten"] = {"meeting_id": _meeting(bodies, state=MeetingState.CONVENED, held_at=None).id}
    record = make_minutes(_meeting(bodies))
    cast.ids["record"] = _ids(record)
    circulated = make_minutes(
        _meeting(bodies), state=MinutesState.CIRCULATED, circulated_at=now - timedelta(days=1),
        corrections_until=now + timedelta(days=7),
    )  # fmt: skip
    cast.ids["circulated"] = {**_ids(circulated), **_correction(circulated, places["own"])}
    cast.ids["corrected by another"] = _correction(circulated, places["other"])
    confidential = make_block(circulated, "Confidentiel", is_confidential=True)
    cast.ids["confidential"] = {"minutes_block_id": confidential.id}
    consulted = make_minutes(
        _meeting(bodies), state=MinutesState.CIRCULATED, circulated_at=now - timedelta(days=5),
        corrections_until=now - timedelta(days=1),
    )  # fmt: skip
    cast.ids["consulted"] = _ids(consulted)
    save(Consultation(minutes_id=consulted.id, opened_at=now, closes_at=now + timedelta(days=7)))
    for state in (MinutesState.APPROVED, MinutesState.PUBLISHED):
        meeting = _meeting(
            bodies, state=MeetingState.CLOSED if state is MinutesState.PUBLISHED else MeetingState.HELD
        )
        cast.ids[state.value] = _ids(make_minutes(meeting, state=state))
    finding = save(Finding(meeting_id=record.meeting_id, position=1, text=Translated(fr="Constat")))
    proposal = save(
        Proposal(first_meeting_id=record.meeting_id, last_meeting_id=record.meeting_id, position=90,
                 axis=Translated(fr="Axe"), text=Translated(fr="Piste"))
    )  # fmt: skip
    cast.ids["record"] |= {"finding_id": finding.id, "proposal_id": proposal.id}
    cast.ids["usual"] |= {
        name: cast.ids["record"][name] for name in ("minutes_block_id", "finding_id", "proposal_id")
    }
    cast.ids["usual"]["correction_id"] = cast.ids["circulated"]["correction_id"]


def _meeting(bodies: dict[str, Any], **values: Any) -> Meeting:
    starts = clock.to_wall(clock.now() - timedelta(days=9)).replace(minute=0, second=0, microsecond=0)
    values.setdefault("reference", f"S-2020-{next(_n):02d}")  # the year's own series stays free
    return make_held_meeting(bodies=[bodies["committee"]], starts_wall=starts, **values)


def _ids(minutes: Minutes) -> dict[str, Any]:
    """A record with an item and a note of its own."""
    meeting = minutes.meeting
    item = make_agenda_item(meeting, "Point")
    block = make_block(minutes, "Ce qui s'est dit.", agenda_item_id=item.id, kind=BlockKind.NOTE)
    return {"meeting_id": meeting.id, "minutes_block_id": block.id}


def _correction(minutes: Minutes, institution: Any) -> dict[str, int]:
    block = make_block(minutes, "À corriger.")
    row = save(
        Correction(block_id=block.id, block_version=1, institution_id=institution.id, language="fr",
                   text="Corrigé.", proposed_at=clock.now())
    )  # fmt: skip
    return {"correction_id": row.id}
