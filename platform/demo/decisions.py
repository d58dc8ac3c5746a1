"""The register before the platform: two meetings of a committee, invented, whose decisions were entered by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.coming import working_day
from noress.domain.accounts import identity
from noress.domain.accounts.models import Person
from noress.domain.decisions import rules
from noress.domain.decisions.models import Decision, DecisionMode
from noress.domain.institutions.models import Body
from noress.domain.meetings import calendar
from noress.domain.meetings.models import Meeting, MeetingState, MeetingType
from noress.extensions import db

FIRST_AGO, SECOND_AGO = 210, 125
NOTE = Translated(
    fr="Réunion tenue avant l'usage de la plateforme (démonstration).",
    ar="اجتماع انعقد قبل استعمال المنصة (عرض تجريبي).",
)
PLACE = Translated(
    fr="Salle de réunion, institution membre 6 (démonstration)",
    ar="قاعة الاجتماعات، المؤسسة العضو 6 (عرض تجريبي)",
)


@dataclass(frozen=True)
class Taken:
    """A decision in both languages, and how it was taken."""

    fr: str
    ar: str
    mode: DecisionMode = DecisionMode.CONSENSUS
    votes: tuple[int, int, int] | None = None
    reservations: tuple[str, str] | None = None


FIRST = (
    Taken("Le comité se réunit le deuxième jeudi de chaque mois.", "تجتمع اللجنة يوم الخميس الثاني من كل شهر.",
          DecisionMode.UNANIMITY),
    Taken("Les formations prévues par chaque institution sont envoyées au secrétariat permanent avant la fin du trimestre.",
          "ترسل التكوينات التي تبرمجها كل مؤسسة إلى الكتابة الدائمة قبل نهاية الفصل."),
    Taken("Une liste commune des formateurs des coopératives est tenue à jour.",
          "تحين لائحة مشتركة لمكوني التعاونيات.", DecisionMode.ACCLAMATION),
)  # fmt: skip
SECOND = (
    Taken("Le comité se réunit tous les deux mois, en alternant les lieux.", "تجتمع اللجنة كل شهرين بالتناوب بين الأماكن.",
          DecisionMode.SHOW_OF_HANDS, (4, 1, 0)),
    Taken("Un modèle unique de convention de formation est proposé aux associations et aux coopératives.",
          "يقترح نموذج موحد لاتفاقية التكوين على الجمعيات والتعاونيات.",
          reservations=("À relire par les services juridiques.", "رهن مراجعة المصالح القانونية.")),
)  # fmt: skip
#: of the first meeting: which is executed, and which the first decision of the second meeting replaces
EXECUTED, REPLACED = 2, 0
DONE = Translated(fr="La liste compte douze formateurs.", ar="تضم اللائحة اثني عشر مكونا.")


def add_decisions(bodies: dict[str, Body], staff: dict[str, Person], now: datetime) -> list[Decision]:
    """Five decisions of the committee, public: one executed, one replaced."""
    actor = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    today, committee = clock.today(now), bodies["committee"]
    first_day = working_day(today - timedelta(days=FIRST_AGO))
    second_day = working_day(today - timedelta(days=SECOND_AGO))
    first = _hold(committee, first_day, Translated(fr="Formations : ce que chacun prévoit", ar="التكوينات: ما تبرمجه كل مؤسسة"), now)  # fmt: skip
    second = _hold(committee, second_day, Translated(fr="Formations : un cadre commun", ar="التكوينات: إطار مشترك"), now)  # fmt: skip
    old = [_add(first, taken, first_day, actor, now) for taken in FIRST]
    new = [_add(second, taken, second_day, actor, now) for taken in SECOND]
    rules.execute_decision(
        decision=old[EXECUTED], on=second_day - timedelta(days=20), note=DONE, actor=actor, now=now
    )
    rules.replace_decision(decision=old[REPLACED], by=new[0], actor=actor, now=now)
    return [*old, *new]


def _hold(committee: Body, day: date, theme: Translated, now: datetime) -> Meeting:
    starts = datetime.combine(day, time())
    meeting = Meeting(
        type=MeetingType.MEETING, state=MeetingState.CLOSED, theme=theme, place=PLACE, note=NOTE, starts_wall=starts,
        zone=clock.MOROCCO, starts_at=clock.to_utc(starts), is_day_only=True, sequence=0, created_at=now,
        uid=f"comite-{day.isoformat()}@noress.example", bodies=[committee],
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()  # its calendar text and its decisions need its number
    calendar.refresh(meeting, now=now)
    return meeting


def _add(meeting: Meeting, taken: Taken, day: date, actor: Any, now: datetime) -> Decision:
    votes_for, votes_against, abstentions = taken.votes or (None, None, None)
    reservations = taken.reservations and Translated(fr=taken.reservations[0], ar=taken.reservations[1])
    return rules.add_decision(
        meeting=meeting, text=Translated(fr=taken.fr, ar=taken.ar), mode=taken.mode, votes_for=votes_for,
        votes_against=votes_against, abstentions=abstentions, reservations=reservations or None, adopted_on=day,
        is_public=True, actor=actor, now=now,
    )  # fmt: skip
