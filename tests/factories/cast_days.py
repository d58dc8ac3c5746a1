"""The cast's day of a session: who came, the open door, the sheet; and the letters of the convened session."""

from datetime import date, timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.attendance.models import (
    Attendance,
    AttendanceFigure,
    AttendanceSource,
    AttendanceStatus,
    CheckIn,
    Measure,
    SignInSheet,
)
from noress.domain.letters.mails import letter_url
from noress.domain.letters.models import Departure, DispatchMode, Letter, MeetingLetter
from tests.factories import save
from tests.factories.documents import make_file
from tests.factories.minutes import make_held_meeting
from tests.factories.papers import ask, make_ready


def make_day(cast: Any, bodies: dict[str, Any], places: dict[str, Any]) -> None:
    """[held]: yesterday's session of the committee; [letter]: the link that the head of an institution reads."""
    now = clock.now()
    starts = clock.to_wall(now - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    meeting = make_held_meeting(bodies=[bodies["committee"]], starts_wall=starts, reference="S-2019-01")
    line = save(
        Attendance(meeting_id=meeting.id, names="Visiteuse", status=AttendanceStatus.GUEST,
                   source=AttendanceSource.DESK, recorded_at=now)
    )  # fmt: skip
    save(CheckIn(meeting_id=meeting.id, code="ABCDEF", opened_at=now))
    sheet = save(SignInSheet(meeting_id=meeting.id, file_id=make_file("feuille.pdf").id, added_at=now))
    figure = save(AttendanceFigure(meeting_id=meeting.id, measure=Measure.WOMEN, count=12, source="guide"))
    cast.ids["held"] = {"meeting_id": meeting.id, "code": "abc-def"}
    cast.ids["usual"] |= {
        "line_id": line.id, "sheet_id": sheet.id, "figure_id": figure.id, "code": "ZZZZZZ",
        **_letters(cast, places),
    }  # fmt: skip


def _letters(cast: Any, places: dict[str, Any]) -> dict[str, int]:
    scan = make_file("signee.pdf")
    text = save(
        MeetingLetter(
            meeting_id=cast.ids["usual"]["meeting_id"], subject=Translated(fr="Convocation"), prepared_at=clock.now(),
            body=Translated(fr="Nous avons l'honneur."), place=Translated(fr="Tanger"), dated_on=date(2026, 11, 2),
            signatory_title=Translated(fr="Le coordonnateur"), scan_file_id=scan.id,
        )
    )  # fmt: skip
    letter = save(
        Letter(number="C-2019-001", text_id=text.id, institution_id=places["own"].id, created_at=clock.now(),
               head_title=Translated(fr="Madame la Présidente"))
    )  # fmt: skip
    departure = save(
        Departure(
            letter_id=letter.id, mode=DispatchMode.FAX, sent_on=date(2026, 11, 3), created_at=clock.now()
        )
    )
    make_ready(ask(letter, "ar", kind="letter"))
    cast.ids["letter"] = {"token": letter_url(letter).rsplit("/", 1)[1]}
    return {"file_id": scan.id, "departure_id": departure.id, "letter_id": letter.id}
