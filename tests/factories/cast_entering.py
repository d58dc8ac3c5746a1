"""The cast's edition that takes entries: a nominee's link, an entry with its pitch, a free hour of the timetable."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.applications.links import token_of
from noress.domain.competitions import nomination_links
from noress.domain.competitions.models import PitchSlot
from tests.factories import save
from tests.factories.competitions import make_competition, make_entry, make_nomination


def make_entering(cast: Any) -> None:
    now, day = clock.now(), timedelta(days=1)
    competition = make_competition("entry", call={"opens_at": now - day, "closes_at": now + 10 * day})
    entry = make_entry(competition)
    slots = [
        save(
            PitchSlot(
                competition_id=competition.id, starts_at=now + number * day, minutes=10, application_id=application_id,
                told_at=now if application_id else None,
            )
        )
        for number, application_id in ((-1, entry.application_id), (2, None))
    ]  # fmt: skip
    nomination = make_nomination(competition)
    ids = {
        "competition_id": competition.id, "application_id": entry.application_id, "nomination_id": nomination.id,
        "pitch_slot_id": slots[0].id,
    }  # fmt: skip
    cast.ids["entering"] = ids
    cast.ids["entering free"] = {**ids, "pitch_slot_id": slots[1].id}
    cast.ids["nominee"] = {**ids, "token": nomination_links.token_of(nomination)}
    cast.ids["entrant"] = {**ids, "token": token_of(entry.application.people[0])}
