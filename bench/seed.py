"""The benchmark's data: sessions, institutions and people of no one, at the sizes the issue names."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.tokens import make_token
from noress.domain.accounts.models import Account, Device, Person
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Category,
    Institution,
    Mandate,
    MandateRole,
    Seat,
    SeatKind,
)
from noress.domain.meetings import calendar
from noress.domain.meetings.models import (
    AgendaItem,
    AgendaKind,
    Invitation,
    Meeting,
    MeetingState,
    MeetingType,
)
from noress.extensions import db
from noress.web.identity import digest


@dataclass
class Seeded:
    """What the load generator needs to know."""

    meeting_id: int = 0
    secretary_token: str = ""
    member_token: str = ""
    answer_tokens: list[str] = field(default_factory=list)


def seed(secret: str, *, sessions: int = 1000, institutions: int = 35, people: int = 200) -> Seeded:
    """Fill an empty, migrated database."""
    now = clock.now()
    with writing():
        plenary, secretariat = _bodies()
        rows = [_institution(n, now) for n in range(institutions)]
        persons = [_person(n, now) for n in range(people)]
        db.session.add_all([*rows, *persons])
        db.session.flush()
        seats = [
            Seat(
                institution=rows[n % institutions],
                person=person,
                kind=SeatKind.TITULAR,
                starts_on=date(2015, 3, 18),
            )
            for n, person in enumerate(persons)
        ]
        db.session.add_all(seats)
        db.session.add(
            Mandate(
                body=secretariat, person=persons[0], role=MandateRole.COORDINATOR, starts_on=date(2015, 3, 18)
            )
        )
        meetings = [_meeting(n, plenary, now) for n in range(sessions)]
        db.session.add_all(meetings)
        db.session.flush()
        target = meetings[-1]
        invitations = [
            Invitation(meeting=target, seat=seat, institution=seat.institution, created_at=now, sent_at=now)
            for seat in seats
        ]
        db.session.add_all(invitations)
        _publish(meetings, now)
        tokens = [_device(persons[0], None, now), _device(persons[1], seats[1], now)]
        db.session.commit()
    return Seeded(
        target.id, tokens[0], tokens[1],
        [make_token(secret, "answer", row.id, row.link_generation) for row in invitations],
    )  # fmt: skip


def _publish(meetings: list[Meeting], now: datetime) -> None:
    for meeting in meetings:
        calendar.refresh(meeting, now=now)


def _bodies() -> tuple[Body, Body]:
    plenary = Body(kind=BodyKind.PLENARY, name=Translated(fr="Plénière", ar="الجمع العام"))
    secretariat = Body(kind=BodyKind.SECRETARIAT, name=Translated(fr="Secrétariat", ar="الكتابة الدائمة"))
    category = Category(code="association", name=Translated(fr="Association", ar="جمعية"))
    db.session.add_all([category, plenary, secretariat])
    return plenary, secretariat


def _institution(n: int, now: datetime) -> Institution:
    name = f"Institution membre {n + 1} (banc d'essai)"
    return Institution(
        name=Translated(fr=name, ar=f"مؤسسة عضو {n + 1}"), name_folded=fold(name), category_code="association",
        created_at=now,
    )  # fmt: skip


def _person(n: int, now: datetime) -> Person:
    email = f"siege{n + 1}@banc.example"
    return Person(
        name=f"Siège {n + 1}", name_folded=f"siege {n + 1}", email=email, language="fr", created_at=now,
        account=Account(email=email, created_at=now),
    )  # fmt: skip


def _meeting(n: int, body: Body, now: datetime) -> Meeting:
    starts = datetime.combine(clock.today(now), datetime.min.time()) + timedelta(days=10 + n // 4, hours=10)
    return Meeting(
        reference=f"S-2027-{n + 1:04d}", type=MeetingType.SESSION, state=MeetingState.CONVENED,
        theme=Translated(fr=f"Communication et financement, séance {n + 1}", ar=f"التواصل والتمويل، الدورة {n + 1}"),
        place=Translated(fr="Conseil régional, salle B, Tanger", ar="مجلس الجهة، القاعة ب، طنجة"),
        starts_wall=starts, ends_wall=starts + timedelta(hours=3), zone=clock.MOROCCO,
        starts_at=clock.to_utc(starts), ends_at=clock.to_utc(starts + timedelta(hours=3)),
        uid=f"{secrets.token_hex(8)}@banc.example", created_at=now, convened_at=now, bodies=[body],
        agenda=[
            AgendaItem(
                position=i, kind=AgendaKind.DISCUSSION, minutes=9,
                title=Translated(fr=f"Point {i} : suite donnée aux propositions", ar=f"النقطة {i}: تتبع المقترحات"),
            )
            for i in range(1, 21)
        ] if n % 50 == 49 else [],
    )  # fmt: skip


def _device(person: Person, seat: Seat | None, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row: Any = Device(
        token_digest=digest(token), account=person.account, person=person, seat=seat, method="code",
        created_at=now, expires_at=now + timedelta(hours=12), second_factor_at=now,
    )  # fmt: skip
    db.session.add(row)
    return token
