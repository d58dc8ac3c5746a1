"""The cast's deliberation: the people of the prize's juries around a jury that meets, with one entry on its agenda."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.domain.juries.models import Deliberation, DeliberationItem
from noress.domain.meetings.models import MeetingState, MeetingType
from noress.extensions import db
from tests.factories import make_agenda_item, make_meeting, save
from tests.factories.cast_juries import SEATS
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import make_evaluation


def make_deliberation(cast: Any) -> None:
    """[in the room]: opened, its meeting has begun."""
    now = clock.now()
    competition = make_competition("deliberation")
    jurors = {
        kind: make_juror(competition, db.session.get_one(Person, cast.people[kind]), role=role)
        for kind, role in SEATS.items()
    }
    application = make_entry(competition).application
    make_evaluation(grid_of(competition), application, jurors["jury_member"].person, (4, 4), is_sent=True)
    meeting = make_meeting(
        "Délibération du jury", type=MeetingType.MEETING, state=MeetingState.CONVENED,
        starts_wall=clock.to_wall(now - timedelta(hours=1)).replace(tzinfo=None, microsecond=0), convened_at=now,
    )  # fmt: skip
    item = make_agenda_item(meeting, is_internal=True)
    deliberation = save(
        Deliberation(competition_id=competition.id, meeting_id=meeting.id, opened_at=now, version=1)
    )
    entry = save(
        DeliberationItem(
            deliberation_id=deliberation.id, application_id=application.id, agenda_item_id=item.id, position=1
        )
    )
    cast.ids["in the room"] = {
        "competition_id": competition.id, "deliberation_item_id": entry.id, "prize_id": competition.prizes[0].id,
    }  # fmt: skip
