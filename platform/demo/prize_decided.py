"""How the jury of the demonstration's finished edition decided: its meeting, its attendance, one entry after the other, the record."""

from datetime import datetime, time, timedelta

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo import prize_jury
from noress.demo.coming import send_waiting_mails, working_day
from noress.demo.questionnaire import text
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import rules as attendance
from noress.domain.attendance.models import AttendanceStatus
from noress.domain.competitions.models import Competition
from noress.domain.juries.models import Deliberation, DeliberationItem, Juror
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules import opening, room
from noress.domain.meetings import rules as meetings
from noress.domain.minutes import rules as minutes
from noress.domain.minutes.queries import get_minutes_of
from noress.extensions import db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NONE = Translated()
NOTES = (
    "Le jury relève que l'équipement sert déjà. Deux membres demandent comment il sera entretenu.",
    "Initiative jeune et bien tenue ; le jury en discute les coûts.",
    "Le jury hésite entre ce dossier et le suivant, puis vote.",
)
PLACE = ("Salle de démonstration", "قاعة العرض التجريبي")
MOTION = ("Donner le troisième prix à ce dossier ?", "هل تمنح الجائزة الثالثة لهذا الملف؟")
MENTION = ("Pour la place donnée aux jeunes.", "للمكانة الممنوحة للشباب.")


def deliberate(competition: Competition, jurors: list[Juror], actor: Actor, decided: datetime) -> None:
    """On the working day around `decided`: three prizes, one mention, the record as it writes itself."""
    day = working_day(clock.today(decided))
    wall = datetime.combine(day, time(10))
    begins = clock.to_utc(wall)
    convened = begins - timedelta(days=14)
    deliberation = opening.make_meeting(
        competition=competition, starts=wall, ends=wall + 3 * HOUR, actor=actor, now=convened - HOUR
    )
    deliberation.meeting.place = text(PLACE)
    meetings.convene_meeting(meeting=deliberation.meeting, actor=actor, now=convened)
    send_waiting_mails(convened + timedelta(minutes=1))
    for juror in jurors:
        assert juror.institution is not None, "everybody of this jury speaks for an institution"
        attendance.mark_institution(
            meeting=deliberation.meeting, institution=juror.institution, status=AttendanceStatus.PRESENT, actor=actor, now=begins
        )  # fmt: skip
    chair = prize_jury.acting(jurors[0].person, begins)
    secretary = prize_jury.acting(jurors[-1].person, begins)
    opening.open_deliberation(competition=competition, actor=chair, now=begins)
    _decide_each(deliberation, secretary, begins)
    room.close_deliberation(competition=competition, actor=chair, now=begins + 3 * HOUR)


def _decide_each(deliberation: Deliberation, secretary: Actor, begins: datetime) -> None:
    """The first three have what their place gives them, the third after a show of hands; the fourth a mention."""
    items: list[DeliberationItem] = list(db.session.scalars(queries.list_items(deliberation.id)))
    by_place = sorted(items, key=lambda one: (one.rank_before or 99, one.position))
    for place, item in enumerate(by_place):
        now = begins + (place + 1) * timedelta(minutes=20)
        if place < len(NOTES):
            room.note(item=item, text=NOTES[place], version=item.version, actor=secretary, now=now)
        if place == 2:
            room.show_hands(
                item=item, motion=text(MOTION), votes=(2, 1, 0), chair_decided=False, actor=secretary, now=now
            )
        mention = text(MENTION) if place == 3 else NONE
        values = room.Decided(rank=None, reason=NONE, mention=mention)
        room.decide(item=item, values=values, version=item.version, actor=secretary, now=now)


def approve(competition: Competition, actor: Actor, told: datetime) -> None:
    """The record stays the jury's until the results are told; then its members read it for a week and approve it in writing,
    by their silence."""
    deliberation = opening.deliberation_of(competition)
    assert deliberation is not None, "it was opened"
    record = db.session.scalars(get_minutes_of(), {"meeting_id": deliberation.meeting_id}).one()
    circulated = told + DAY
    minutes.circulate_minutes(minutes=record, until=circulated + 7 * DAY, actor=actor, now=circulated)
    send_waiting_mails(circulated + HOUR)
    asked = circulated + 8 * DAY
    consultation = minutes.open_consultation(
        minutes=record, closes_at=asked + 7 * DAY, silence_approves=True, actor=actor, now=asked
    )
    send_waiting_mails(asked + HOUR)
    minutes.close_consultation(consultation=consultation, actor=actor, now=asked + 7 * DAY + HOUR)
    send_waiting_mails(asked + 8 * DAY)
