"""The benchmark's life of a session: 300 people asked to come, a record of 40 blocks, another of 20 pages."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.core.tokens import make_token
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Body, BodyKind, Institution, Seat, SeatKind
from noress.domain.meetings.models import (
    AgendaItem,
    AgendaKind,
    Answer,
    Invitation,
    Meeting,
    MeetingState,
    MeetingType,
)
from noress.domain.minutes.models import BlockKind, BlockRevision, Minutes, MinutesBlock, MinutesKind
from noress.extensions import db

PEOPLE = 300
#: of twenty: what a record holds of notes, decisions and actions
_KINDS = [BlockKind.NOTE, BlockKind.NOTE, BlockKind.DECISION, BlockKind.NOTE, BlockKind.ACTION]
_FRENCH = (
    "Le secrétariat présente l'état du diagnostic partagé et rappelle les propositions retenues l'an dernier. "
    "Plusieurs institutions demandent que le fonds de cofinancement soit ouvert aux coopératives rurales. "
    "Le comité retient cette demande et prie chaque membre de faire part de ses observations par écrit."
)
_ARABIC = (
    "تقدم الكتابة الدائمة حالة التشخيص التشاركي وتذكر بالمقترحات المعتمدة في السنة الماضية. "
    "تطلب عدة مؤسسات فتح صندوق التمويل المشترك أمام التعاونيات القروية. "
    "تعتمد اللجنة هذا الطلب وتدعو كل عضو إلى تقديم ملاحظاته كتابة."
)


@dataclass
class Life:
    """What the load generator needs to know."""

    asked_id: int
    tokens: list[str]
    meeting_id: int
    note_ids: list[int]
    paper_id: int


def seed_life(secret: str) -> Life:
    """Added to what `seed` left."""
    now = clock.now()
    with writing():
        body = db.session.scalars(select(Body).where(Body.kind == BodyKind.PLENARY)).first()
        assert body is not None
        asked_id, tokens = _asked(secret, body, now)
        meeting_id, blocks = _record(body, 1, blocks=40, paragraphs=1, now=now)
        _other, long_blocks = _record(body, 2, blocks=40, paragraphs=9, now=now)
        db.session.commit()
        notes = [block.id for block in blocks if block.kind is BlockKind.NOTE]
        return Life(asked_id, tokens, meeting_id, notes, long_blocks[0].minutes_id)


def count_answers(asked_id: int) -> int:
    """How many of the 300 the database holds as coming."""
    return db.session.query(Invitation).filter_by(meeting_id=asked_id, answer=Answer.YES).count()


def _asked(secret: str, body: Body, now: datetime) -> tuple[int, list[str]]:
    """A session ahead, and 300 people invited to it through seats of the institutions that are there."""
    keys = list(db.session.scalars(select(Institution.id).order_by(Institution.id)))
    meeting = _meeting(body, 300, clock.today(now) + timedelta(days=30), now)
    meeting.state = MeetingState.CONVENED
    people = [_person(n, now) for n in range(PEOPLE)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), people))
    db.session.add(meeting)
    db.session.flush()
    seats = [
        Seat(institution_id=keys[n % len(keys)], person_id=key, kind=SeatKind.TITULAR, starts_on=date(2015, 3, 18))
        for n, key in enumerate(ids)
    ]  # fmt: skip
    db.session.add_all(seats)
    db.session.flush()
    rows = [
        Invitation(meeting_id=meeting.id, seat_id=seat.id, institution_id=seat.institution_id, created_at=now, sent_at=now)
        for seat in seats
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    return meeting.id, [make_token(secret, "answer", row.id, row.link_generation) for row in rows]


def _person(n: int, now: datetime) -> dict[str, Any]:
    return {
        "name": f"Participant {n + 1}", "name_folded": f"participant {n + 1}", "email": f"participant{n + 1}@banc.example",
        "language": "fr", "created_at": now,
    }  # fmt: skip


def _meeting(body: Body, number: int, day: date, now: datetime) -> Meeting:
    starts = datetime.combine(day, datetime.min.time()) + timedelta(hours=10)
    return Meeting(
        reference=f"S-{day.year}-9{number:03d}", type=MeetingType.SESSION, state=MeetingState.HELD,
        theme=Translated(fr="Communication et financement", ar="التواصل والتمويل"),
        place=Translated(fr="Conseil régional, salle B, Tanger", ar="مجلس الجهة، القاعة ب، طنجة"),
        starts_wall=starts, ends_wall=starts + timedelta(hours=3), zone=clock.MOROCCO,
        starts_at=clock.to_utc(starts), ends_at=clock.to_utc(starts + timedelta(hours=3)),
        uid=f"{secrets.token_hex(8)}@banc.example", created_at=now, convened_at=now - timedelta(days=30), bodies=[body],
        agenda=[
            AgendaItem(
                position=i, kind=AgendaKind.DISCUSSION, minutes=9,
                title=Translated(fr=f"Point {i} : suite donnée aux propositions", ar=f"النقطة {i}: تتبع المقترحات"),
            )
            for i in range(1, 11)
        ],
    )  # fmt: skip


def _record(
    body: Body, number: int, *, blocks: int, paragraphs: int, now: datetime
) -> tuple[int, list[MinutesBlock]]:
    """A session of last week whose record is being written."""
    meeting = _meeting(body, number, clock.today(now) - timedelta(days=6 + number), now)
    minutes = Minutes(
        meeting=meeting, kind=MinutesKind.RECORD, created_at=now, chaired_by="Présidence du comité",
        written_by="Rapporteur du comité",
    )  # fmt: skip
    db.session.add_all([meeting, minutes])
    db.session.flush()
    owner = db.session.scalars(select(Institution.id).limit(1)).one()
    rows = [
        _block(n, minutes.id, meeting.agenda[n * len(meeting.agenda) // blocks].id, owner, paragraphs, now)
        for n in range(blocks)
    ]
    db.session.add_all(rows)
    db.session.flush()
    db.session.add_all(
        BlockRevision(
            block_id=row.id, version=1, kind=row.kind, text=row.text, details=row.details, saved_at=now,
            agenda_item_id=row.agenda_item_id,
        )
        for row in rows
    )  # fmt: skip
    return meeting.id, rows


def _block(
    n: int, minutes_id: int, item_id: int, owner_id: int, paragraphs: int, now: datetime
) -> MinutesBlock:
    kind = _KINDS[n % len(_KINDS)]
    details: dict[str, Any] = {}
    if kind is BlockKind.DECISION:
        details = {"mode": "show_of_hands", "votes_for": 21, "votes_against": 2, "abstentions": 1}
    elif kind is BlockKind.ACTION:
        details = {
            "owner_institution_id": owner_id, "due_on": clock.today(now + timedelta(days=90)).isoformat(), "due_precision": "day",
            "where": {"fr": "Tanger", "ar": "طنجة"}, "deliverables": {"fr": "Un rapport", "ar": "تقرير"},
        }  # fmt: skip
    length = paragraphs if kind is BlockKind.NOTE else 1
    text = Translated(
        fr="\n\n".join([f"{n + 1}. {_FRENCH}", *[_FRENCH] * (length - 1)]),
        ar="\n\n".join([f"{n + 1}. {_ARABIC}", *[_ARABIC] * (length - 1)]),
    )
    return MinutesBlock(
        minutes_id=minutes_id, agenda_item_id=item_id, position=n + 1, kind=kind, text=text, details=details,
        updated_at=now,
    )  # fmt: skip
