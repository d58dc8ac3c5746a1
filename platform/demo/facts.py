"""What the documents say: categories, named institutions, past sessions with what they produced."""

from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from noress.core import clock
from noress.core.folding import fold
from noress.core.i18n import Translated, french_spacing
from noress.domain.institutions.models import Category, Institution, Membership
from noress.domain.meetings import calendar
from noress.domain.meetings.models import (
    Finding,
    Meeting,
    MeetingState,
    MeetingType,
    Outcome,
    OutcomeNature,
    Proposal,
)
from noress.extensions import db

SOURCES = {
    "lettre": "Lettre d'information du PRESS n° 1, mai 2014",
    "press": "Présentation du projet PRESS, 2017",
    "remess": "Rapport d'activité du REMESS, 2011-2012",
    "guide": "Guide du coach territorial, IPD/AN, juillet 2014",
}


@lru_cache(maxsize=1)
def facts() -> dict[str, Any]:
    import yaml  # only the demonstration reads YAML

    return dict(yaml.safe_load((Path(__file__).parent / "noress.yaml").read_text(encoding="utf-8")))


def both(row: dict[str, Any] | None) -> Translated:
    """The texts of a row, the French ones with its spaces; empty where the source prints none."""
    row = row or {}
    return Translated({"ar": row.get("ar"), "en": row.get("en"), "fr": french_spacing(row.get("fr") or "")})


def source_of(codes: str) -> str:
    return " ; ".join(SOURCES[code.strip()] for code in codes.split(","))


def add_categories() -> None:
    for position, row in enumerate(facts()["categories"]):
        db.session.merge(
            Category(
                code=row["code"],
                name=both(row),
                position=position,
                has_voice=row.get("has_voice", True),
            )
        )
    db.session.flush()  # institutions refer to them


def add_named_institutions(now: datetime) -> list[Institution]:
    """Those that a document names, with nothing but what it says: no person, no address, no answer."""
    by_acronym: dict[str, Institution] = {}
    added = []
    for row in facts()["institutions"]:
        institution = Institution(
            name=both(row), name_folded=fold(f"{row['fr']} {row['ar']} {row['acronym'] or ''}")[:600],
            acronym=row["acronym"], category_code=row["category"], membership=Membership(row["membership"]),
            part_of=by_acronym.get(row.get("part_of", "")), part_of_note=row.get("part_of_note"),
            source=source_of(row["source"]), is_demonstration=False, created_at=now,
        )  # fmt: skip
        db.session.add(institution)
        added.append(institution)
        if row["acronym"]:
            by_acronym[row["acronym"]] = institution
    db.session.flush()  # they get their numbers in the order of the list
    return added


def add_past_sessions(plenary: Any, now: datetime) -> list[Meeting]:
    """The four documented sessions, of which only the day is known."""
    meetings = [_add_session(row, plenary, now) for row in facts()["sessions"]]
    db.session.flush()  # the calendar text and the proposals need their numbers
    for meeting in meetings:
        calendar.refresh(meeting, now=now)
    _add_proposals({meeting.number: meeting for meeting in meetings})
    return meetings


def _add_session(row: dict[str, Any], plenary: Any, now: datetime) -> Meeting:
    day: date = row["date"]
    starts = datetime.combine(day, time())
    meeting = Meeting(
        type=MeetingType.SESSION, state=MeetingState.CLOSED, theme=both(row["theme"]), number=row["number"],
        place=both(row["place"]) if "place" in row else None, note=both(row["note"]) if "note" in row else None,
        starts_wall=starts, zone=clock.MOROCCO, starts_at=clock.to_utc(starts), is_day_only=True,
        source=source_of(row["source"]), uid=f"session-{day.isoformat()}@noress.example", sequence=0,
        created_at=now, bodies=[plenary],
    )  # fmt: skip
    axes = facts()["axes"]
    meeting.findings = [
        Finding(position=place, axis=both(axes[found["axis"]]) if "axis" in found else None, text=both(found))
        for place, found in enumerate(row.get("findings", []), 1)
    ]
    outcomes = [(OutcomeNature(done["nature"]), done) for done in row.get("outcomes", [])]
    outcomes += [(OutcomeNature.NEXT_THEME, theme) for theme in row.get("next_themes", [])]
    meeting.outcomes = [
        Outcome(position=place, nature=nature, text=both(text))
        for place, (nature, text) in enumerate(outcomes, 1)
    ]
    db.session.add(meeting)
    return meeting


def _add_proposals(by_number: dict[str | None, Meeting]) -> None:
    first, last = facts()["proposals_between"]
    for position, row in enumerate(facts()["proposals"], 1):
        db.session.add(
            Proposal(
                position=position,
                axis=both(facts()["axes"][row["axis"]]),
                text=both(row),
                first_meeting_id=by_number[first].id,
                last_meeting_id=by_number[last].id,
                source=SOURCES["lettre"],
            )
        )
