"""A jury that has scored and meets: a chair, a secretary, members, entries with marks, the meeting where it deliberates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus
from noress.domain.competitions.models import Competition
from noress.domain.institutions.models import BodyKind, Institution, MandateRole, Membership, QuorumKind
from noress.domain.juries.models import Deliberation, DeliberationItem, Juror, JuryRole
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules import opening
from noress.domain.meetings.models import MeetingState, MeetingType
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_meeting, make_person, save
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import make_evaluation
from tests.factories.recusals import acting

#: marks of the two criteria, the same from every juror: 60 and 40 of 100
MARKS = ((5, 5), (4, 4), (3, 3))


@dataclass
class Jury:
    competition: Competition
    chair: Juror
    secretary: Juror
    members: list[Juror]
    entries: list[Application]
    deliberation: Deliberation

    def acts(self, juror: Juror) -> Actor:
        return acting(juror.person)

    def open(self, now: datetime = NOW) -> Deliberation:
        with writing():
            opening.open_deliberation(competition=self.competition, actor=self.acts(self.secretary), now=now)
            db.session.commit()
        return self.deliberation

    def items(self) -> list[DeliberationItem]:
        return list(db.session.scalars(queries.list_items(self.deliberation.id)))

    def item_of(self, application: Application) -> DeliberationItem:
        return next(one for one in self.items() if one.application_id == application.id)

    def mark_present(self, *jurors: Juror) -> None:
        for juror in jurors:
            save(
                Attendance(
                    meeting_id=self.deliberation.meeting_id, institution_id=juror.institution_id, recorded_at=NOW,
                    status=AttendanceStatus.PRESENT, source=AttendanceSource.DESK, version=1, women=0, men=0, youth=0,
                )
            )  # fmt: skip


def stand_aside(juror: Juror, application: Application) -> Recusal:
    return save(
        Recusal(subject_type="application", subject_id=application.id, person_id=juror.person_id,
                nature=RecusalNature.DECLARED, made_at=NOW)
    )  # fmt: skip


def make_jury(marks: tuple[tuple[int, int], ...] = MARKS, members: int = 2, **values: Any) -> Jury:
    """Scoring is over, its meeting is convened and has begun; nobody is noted present yet."""
    competition = make_competition("scored", **{"special_mentions": 1, **values})
    body = make_body(BodyKind.JURY, "Jury", quorum_kind=QuorumKind.MAJORITY)
    seats = [("Présidente du jury", JuryRole.CHAIR), ("Secrétaire du jury", JuryRole.SECRETARY)]
    seats += [(f"Membre {place} du jury", JuryRole.MEMBER) for place in range(1, members + 1)]
    jurors = []
    for name, role in seats:
        person, institution = make_person(name), _voice(name)
        jurors.append(make_juror(competition, person, role=role, institution=institution))
        place = {JuryRole.CHAIR: MandateRole.CHAIR, JuryRole.SECRETARY: MandateRole.SECRETARY}.get(
            role, MandateRole.MEMBER
        )
        make_mandate(body, role=place, person_id=person.id, institution_id=institution.id)
    entries = [make_entry(competition).application for _one in marks]
    grid = grid_of(competition)
    for application, given in zip(entries, marks, strict=True):
        for juror in (jurors[0], *jurors[2:]):
            make_evaluation(grid, application, juror.person, given, is_sent=True)
    meeting = make_meeting(
        "Délibération", type=MeetingType.MEETING, state=MeetingState.CONVENED, bodies=[body],
        starts_wall=(NOW - timedelta(hours=1)).replace(tzinfo=None), convened_at=NOW - timedelta(days=10),
    )  # fmt: skip
    deliberation = save(Deliberation(competition_id=competition.id, meeting_id=meeting.id, version=1))
    return Jury(competition, jurors[0], jurors[1], jurors[2:], entries, deliberation)


def _voice(name: str) -> Institution:
    return make_institution(f"Institution de : {name}", membership=Membership.MEMBER)
