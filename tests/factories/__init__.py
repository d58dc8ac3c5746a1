"""One maker per model, no surprise: each commits, and returns the row."""

import itertools
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.accounts.models import Account, Device, Person
from noress.domain.institutions.models import (
    Assignment,
    Body,
    BodyKind,
    Category,
    Function,
    Institution,
    Mandate,
    MandateRole,
    Seat,
    SeatKind,
)
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

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_n = itertools.count(1)


def save(row: Any) -> Any:
    db.session.rollback()
    with writing():
        db.session.add(row)
        db.session.commit()
    return row


def make_account(email: str | None = None, **values: Any) -> Account:
    return save(Account(email=email or f"compte{next(_n)}@exemple.ma", created_at=NOW, **values))


def make_person(name: str | None = None, *, account: Account | None = None, **values: Any) -> Person:
    """A person with an account of their own unless one is given (or `email=None`)."""
    name = name or f"Personne {next(_n)}"
    if account is None and values.get("email", "x") is not None:
        account = make_account(values.get("email"))
    values.setdefault("email", account.email if account else None)
    return save(
        Person(name=name, name_folded=fold(name), account_id=account.id if account else None,
               created_at=NOW, **{"language": "fr", **values})
    )  # fmt: skip


def make_category(code: str = "association") -> Category:
    found = db.session.get(Category, code)
    return found or save(Category(code=code, name=Translated(fr="Association", ar="جمعية", en="Association")))


def make_institution(name: str | None = None, **values: Any) -> Institution:
    name = name or f"Institution {next(_n)}"
    values.setdefault("category_code", make_category().code)
    return save(
        Institution(name=Translated(fr=name, ar=values.pop("name_ar", None)), name_folded=fold(name),
                    created_at=NOW, **values)
    )  # fmt: skip


def make_seat(institution: Institution | None = None, person: Person | None = None, **values: Any) -> Seat:
    institution, person = institution or make_institution(), person or make_person()
    return save(
        Seat(institution_id=institution.id, person_id=person.id,
             **{"kind": SeatKind.TITULAR, "starts_on": date(2015, 3, 18), **values})
    )  # fmt: skip


def make_body(kind: BodyKind = BodyKind.PLENARY, name: str | None = None, **values: Any) -> Body:
    return save(Body(kind=kind, name=Translated(fr=name or str(kind.label), ar="هيئة"), **values))


def make_mandate(body: Body, *, role: MandateRole = MandateRole.MEMBER, **values: Any) -> Mandate:
    """Pass person_id= or institution_id=."""
    return save(Mandate(body_id=body.id, role=role, **{"starts_on": date(2015, 3, 18), **values}))


def make_assignment(person: Person, function: Function) -> Assignment:
    return save(Assignment(person_id=person.id, function=function, starts_on=date(2015, 3, 18)))


def make_secretary(name: str = "Coordination du secrétariat", **values: Any) -> Person:
    """A person of the permanent secretariat, coordinator."""
    person = make_person(name, **values)
    body = make_body(BodyKind.SECRETARIAT, "Secrétariat permanent")
    make_mandate(body, role=MandateRole.COORDINATOR, person_id=person.id)
    return person


def make_meeting(theme: str = "Communication et financement", **values: Any) -> Meeting:
    """A draft session on 2027-04-08 from 10:00 to 13:00, Morocco's time, unless told otherwise."""
    starts = values.pop("starts_wall", datetime(2027, 4, 8, 10, 0))
    ends = values.pop("ends_wall", starts + timedelta(hours=3))
    bodies = values.pop("bodies", [])
    return save(
        Meeting(
            theme=Translated(fr=theme, ar=values.pop("theme_ar", "التواصل والتمويل")),
            starts_wall=starts, ends_wall=ends, zone=clock.MOROCCO,
            starts_at=clock.to_utc(starts), ends_at=clock.to_utc(ends) if ends else None,
            uid=f"{secrets.token_hex(8)}@noress.example", created_at=NOW, bodies=list(bodies),
            **{"type": MeetingType.SESSION, "state": MeetingState.DRAFT,
               "place": Translated(fr="Conseil régional, Tanger", ar="مجلس الجهة، طنجة"), **values},
        )
    )  # fmt: skip


def make_agenda_item(meeting: Meeting, title: str = "Point", **values: Any) -> AgendaItem:
    return save(
        AgendaItem(meeting_id=meeting.id, title=Translated(fr=title),
                   **{"position": next(_n), "kind": AgendaKind.DISCUSSION, "minutes": 30, **values})
    )  # fmt: skip


def make_invitation(meeting: Meeting, seat: Seat | None = None, **values: Any) -> Invitation:
    """An invitation already sent, of a seat, or of a guest with guest_name= and guest_email=."""
    if seat is None and "guest_name" not in values:
        seat = make_seat()
    return save(
        Invitation(meeting_id=meeting.id, seat_id=seat.id if seat else None,
                   institution_id=seat.institution_id if seat else None,
                   **{"created_at": NOW, "sent_at": NOW, **values})
    )  # fmt: skip


def make_device(
    person: Person, seat: Seat | None = None, *, second_factor: bool = True, **values: Any
) -> str:
    """A signed-in browser; returns the token that its cookie holds."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    save(
        Device(
            token_digest=digest(token), account_id=person.account_id, person_id=person.id,
            seat_id=seat.id if seat else None, created_at=now, expires_at=now + timedelta(hours=12),
            second_factor_at=now if second_factor else None, **{"method": "code", **values},
        )
    )  # fmt: skip
    return token
