"""The benchmark's register: 10,000 decisions of 500 sessions, in words of the field, indexed for the search."""

import random
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from noress.core import clock, search
from noress.core.database import writing
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.institutions.models import Body, BodyKind
from noress.domain.meetings.models import Meeting, MeetingState, MeetingType, meeting_body
from noress.extensions import db

#: what the measured search looks for: some hundred decisions hold both words
SEARCH = "coopératives tétouan"
_FRENCH = (
    "La plénière adopte le programme de formation des coopératives de {place}",
    "Le secrétariat organise le forum régional de l'économie sociale à {place}",
    "Le fonds de cofinancement des associations de {place} est créé",
    "La convention avec les artisans de {place} est approuvée",
    "Le comité suit les travaux du diagnostic partagé de {place}",
)
_ARABIC = (
    "يعتمد الجمع العام برنامج تكوين تعاونيات {place}", "تنظم الكتابة الدائمة المنتدى الجهوي للاقتصاد الاجتماعي ب{place}",
    "يحدث صندوق التمويل المشترك لجمعيات {place}", "تمت المصادقة على اتفاقية الشراكة مع حرفيي {place}",
    "تتتبع اللجنة أشغال التشخيص التشاركي ب{place}",
)  # fmt: skip
_PLACES = (
    ("Tétouan", "تطوان"), ("Tanger", "طنجة"), ("Chefchaouen", "شفشاون"), ("Larache", "العرائش"), ("Ouezzane", "وزان"),
    ("Al Hoceïma", "الحسيمة"), ("M'diq", "المضيق"), ("Fahs-Anjra", "الفحص أنجرة"), ("Ksar el-Kébir", "القصر الكبير"),
)  # fmt: skip
_MODES = [
    *[DecisionMode.CONSENSUS] * 7,
    DecisionMode.UNANIMITY,
    DecisionMode.ACCLAMATION,
    DecisionMode.SHOW_OF_HANDS,
]
_STATES = [
    *[DecisionState.IN_FORCE] * 7,
    DecisionState.EXECUTED,
    DecisionState.EXECUTED,
    DecisionState.REPLACED,
]


def seed_decisions(count: int = 10_000, *, per_session: int = 20) -> None:
    """Public decisions, one in fifty not public yet, of the sessions that are there; of new ones if too few are."""
    chance = random.Random(20261121)  # the same register at every run
    now = clock.now()
    with writing():
        sessions = _sessions(-(-count // per_session), now)
        rows = [
            _decision(number, key, n % per_session + 1, chance, now)
            for n, (number, key) in zip(
                range(count),
                ((n, key) for n, key in enumerate(sessions) for _ in range(per_session)),
                strict=False,
            )
        ]
        db.session.execute(insert(Decision), rows)
        search.rebuild()
        db.session.commit()


def _sessions(count: int, now: datetime) -> list[int]:
    found = db.session.query(Meeting.id).order_by(Meeting.id).limit(count).all()
    if len(found) == count:
        return [key for (key,) in found]
    bodies = [
        Body(kind=kind, name={"fr": str(kind.label), "ar": "هيئة"})
        for kind in (BodyKind.PLENARY, BodyKind.COMMITTEE)
    ]
    db.session.add_all(bodies)
    db.session.flush()
    meetings = [_meeting(number, now) for number in range(count)]
    returning = insert(Meeting).returning(Meeting.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(returning, meetings))
    places = [{"meeting_id": key, "body_id": bodies[n % 2].id} for n, key in enumerate(ids)]
    db.session.execute(insert(meeting_body), places)
    return ids


def _day(number: int) -> date:
    return date(2008, 1, 10) + timedelta(days=13 * number)


def _meeting(number: int, now: datetime) -> dict[str, Any]:
    day = datetime.combine(_day(number), datetime.min.time()) + timedelta(hours=10)
    return {
        "type": MeetingType.SESSION, "state": MeetingState.CLOSED,
        "theme": {"fr": f"Communication et financement, séance {number}", "ar": f"الدورة {number}"},
        "starts_wall": day, "ends_wall": day + timedelta(hours=3), "zone": clock.MOROCCO,
        "starts_at": clock.to_utc(day), "ends_at": clock.to_utc(day + timedelta(hours=3)),
        "uid": f"{secrets.token_hex(8)}@banc.example", "created_at": now,
    }  # fmt: skip


def _decision(
    session: int, meeting_id: int, rank: int, chance: random.Random, now: datetime
) -> dict[str, Any]:
    kind, place = chance.randrange(len(_FRENCH)), chance.choice(_PLACES)
    mode, day = chance.choice(_MODES), _day(session)
    votes = (chance.randint(15, 30), chance.randint(0, 5), chance.randint(0, 4))
    counted = votes if mode is DecisionMode.SHOW_OF_HANDS else (None, None, None)
    number = f"{day.year}-{session:04d}/{rank:02d}"
    return {
        "number": f"D-{number}", "meeting_id": meeting_id, "rank": rank, "adopted_on": day, "year": day.year,
        "text": {"fr": f"{_FRENCH[kind].format(place=place[0])}, lot {number}.", "ar": f"{_ARABIC[kind].format(place=place[1])} {number}."},
        "mode": mode, "votes_for": counted[0], "votes_against": counted[1], "abstentions": counted[2],
        "state": chance.choice(_STATES), "is_public": chance.random() > 0.02, "created_at": now, "version": 1,
    }  # fmt: skip
