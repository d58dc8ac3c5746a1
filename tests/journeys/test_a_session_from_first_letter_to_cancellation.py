"""One session as its people live it, mails included: convened, answered, moved, one guest less, cancelled.

Every mail goes through a real SMTP server; every calendar part is read back by two other programs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import time_machine
import vobject

from noress.domain.accounts.models import Account, Device
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import BodyKind, SeatKind
from noress.domain.meetings.models import Answer, Invitation, Meeting
from noress.extensions import db
from noress.jobs import outbox
from tests.factories import make_body, make_institution, make_person, make_seat, make_secretary
from tests.pages import parse
from tests.posting import post

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SESSION = {
    "version": "0", "type": "session", "theme_fr": "Financer les coopératives", "theme_ar": "تمويل التعاونيات",
    "date": "2027-04-08", "starts": "10:00", "ends": "13:00", "place_fr": "Conseil régional, Tanger",
    "place_ar": "مجلس الجهة، طنجة",
}  # fmt: skip


@dataclass
class Mailbox:
    """What has arrived, by address; `read` gives what is new since it was last asked."""

    app: Any
    box: Any
    seen: int = 0
    all: list[EmailMessage] = field(default_factory=list)

    def read(self) -> dict[str, EmailMessage]:
        outbox.drain(self.app)
        new = [
            message_from_bytes(envelope.content, policy=policy.SMTP)
            for envelope in self.box.envelopes[self.seen :]
        ]
        self.seen = len(self.box.envelopes)
        self.all += new
        by_address = {str(mail["To"].addresses[0].addr_spec): mail for mail in new}
        assert len(by_address) == len(new), "one mail per mailbox"
        return by_address


@pytest.fixture
def clockwork() -> Iterator[Any]:
    with time_machine.travel(MORNING, tick=False) as travel:
        yield travel


def part(mail: EmailMessage, kind: str) -> str:
    return next(p for p in mail.walk() if p.get_content_type() == kind).get_content()


def event_of(mail: EmailMessage) -> tuple[str, Any]:
    """The method and the event; both parsers read the same."""
    text = part(mail, "text/calendar")
    calendar = icalendar.Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    assert event.errors == []
    other = vobject.readOne(text)
    assert (other.method.value, other.vevent.uid.value) == (str(calendar["METHOD"]), str(event["UID"]))
    return str(calendar["METHOD"]), event


def link_in(mail: EmailMessage, path: str) -> str:
    return re.search(rf"http://127\.0\.0\.1:8000({path}[\w./-]+)", part(mail, "text/plain"))[1]


def main_text(response: Any) -> str:
    return (
        " ".join(parse(response).find("main").get_text(" ").split())
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


def fresh(row: Any) -> Any:
    db.session.rollback()
    db.session.expire_all()
    return row


def test_the_whole_story(app, client, login_as, smtp, clockwork):
    coordinator = make_secretary()
    secretary = login_as(coordinator)
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    animatrice = make_person("Animatrice principale", email="animatrice@exemple.ma")
    bibliothecaire = make_person("Bibliothécaire", email="bibliothecaire@exemple.ma", language="ar")
    first, second = make_institution("Institution 1"), make_institution("Institution 2", name_ar="المؤسسة 2")
    seat_one, seat_two = make_seat(first, animatrice), make_seat(second, bibliothecaire)
    mailbox = Mailbox(app, smtp())

    # A draft: nothing leaves, visitors see nothing.
    assert post(secretary, "/sessions/nouvelle", {**SESSION, "bodies": str(plenary.id)}).status_code == 303
    [meeting] = db.session.query(Meeting)
    here = f"/sessions/{meeting.id}"
    assert (
        post(
            secretary,
            f"{here}/ordre-du-jour",
            {"version": "1", "title_fr": "Ouverture", "kind": "information", "minutes": "20"},
        ).status_code
        == 303
    )
    guest = {"name": "Juriste Invité", "email": "juriste@exemple.ma", "language": "fr"}
    assert post(secretary, f"{here}/invites", guest).status_code == 303
    assert (mailbox.read(), client.get(here).status_code) == ({}, 404)

    # Convened: one mail per mailbox, in its language, with a request.
    assert post(secretary, f"{here}/convoquer").status_code == 303
    letters = mailbox.read()
    assert sorted(letters) == ["animatrice@exemple.ma", "bibliothecaire@exemple.ma", "juriste@exemple.ma"]
    method, event = event_of(letters["animatrice@exemple.ma"])
    uid = str(event["UID"])
    assert (method, event["SEQUENCE"], event["DTSTART"].dt) == (
        "REQUEST",
        0,
        datetime(2027, 4, 8, 10, tzinfo=UTC),
    )
    assert "تمويل التعاونيات" in part(letters["bibliothecaire@exemple.ma"], "text/plain")
    assert client.get(here).status_code == 200
    assert uid in client.get("/sessions.ics").get_data(as_text=True)

    # Animatrice opens her link three times, then answers; nothing changed before the button.
    link = link_in(letters["animatrice@exemple.ma"], "/i/")
    invitation = db.session.query(Invitation).filter_by(seat_id=seat_one.id).one()
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert fresh(invitation).answer is Answer.NONE
    answer = {
        "invitation": str(invitation.id),
        "version": "1",
        "answer": "delegate",
        "delegate_name": "Greffière adjointe",
        "reason": "En voyage",
    }
    assert post(client, link, answer).status_code == 303
    assert (fresh(invitation).answer, invitation.delegate_name) == (Answer.DELEGATE, "Greffière adjointe")
    assert "Votre réponse est enregistrée" in main_text(client.get(link))

    # Only those who have not answered are reminded; Bibliothécaire telephones.
    clockwork.shift(timedelta(days=2))
    assert secretary.get("/a-faire").status_code == 302  # twelve hours were enough
    secretary = login_as(coordinator)
    assert post(secretary, f"{here}/relancer").status_code == 303
    assert sorted(mailbox.read()) == ["bibliothecaire@exemple.ma", "juriste@exemple.ma"]
    by_phone = db.session.query(Invitation).filter_by(seat_id=seat_two.id).one()
    heard = {"version": str(by_phone.version), "answer": "yes", "channel": "phone"}
    assert post(secretary, f"/sessions/reponses/{by_phone.id}", heard).status_code == 303
    assert (fresh(by_phone).answer, by_phone.entered_by.name) == (Answer.YES, "Coordination du secrétariat")
    assert "Greffière adjointe" in main_text(secretary.get(f"{here}/reponses"))

    # Two changes within minutes make one mail, with the same UID and a higher sequence.
    for starts, place in (("11:00", "Conseil régional, Tanger"), ("10:30", "Chambre d'agriculture, Tétouan")):
        changed = {
            **SESSION,
            "bodies": str(plenary.id),
            "version": str(fresh(meeting).version),
            "starts": starts,
            "place_fr": place,
        }
        assert post(secretary, f"{here}/modifier", changed).status_code == 303
        clockwork.shift(timedelta(minutes=1))
    assert mailbox.read() == {}
    clockwork.shift(timedelta(minutes=10))
    moved = mailbox.read()
    assert sorted(moved) == ["animatrice@exemple.ma", "bibliothecaire@exemple.ma", "juriste@exemple.ma"]
    method, event = event_of(moved["animatrice@exemple.ma"])
    assert (method, str(event["UID"]), event["DTSTART"].dt) == (
        "REQUEST",
        uid,
        datetime(2027, 4, 8, 10, 30, tzinfo=UTC),
    )
    assert "Tétouan" in str(event["LOCATION"])
    sequence = event["SEQUENCE"]
    assert sequence >= 1

    # The guest is no longer expected: a cancellation for him alone.
    his = db.session.query(Invitation).filter_by(guest_email="juriste@exemple.ma").one()
    assert post(secretary, f"/sessions/invitations/{his.id}/retirer").status_code == 303
    removed = mailbox.read()
    assert sorted(removed) == ["juriste@exemple.ma"]
    method, event = event_of(removed["juriste@exemple.ma"])
    assert (method, str(event["UID"])) == ("CANCEL", uid)
    assert client.get(link_in(letters["juriste@exemple.ma"], "/i/")).status_code == 410

    # Cancelled: everybody left is told, links say so, the public page too.
    assert (
        post(
            secretary, f"{here}/annuler", {"reason_fr": "Intempéries", "reason_ar": "سوء الأحوال الجوية"}
        ).status_code
        == 303
    )
    last = mailbox.read()
    assert sorted(last) == ["animatrice@exemple.ma", "bibliothecaire@exemple.ma"]
    method, event = event_of(last["animatrice@exemple.ma"])
    assert (method, str(event["UID"]), str(event["STATUS"])) == ("CANCEL", uid, "CANCELLED")
    assert event["SEQUENCE"] > sequence
    assert client.get(link).status_code == 410
    assert "Intempéries" in main_text(client.get(here))

    history = [
        event.action
        for event in db.session.query(AuditEvent).filter_by(object_type="meeting").order_by(AuditEvent.id)
    ]
    assert history[0].endswith("created")
    assert [action for action in history if action in {"meeting.convened", "meeting.cancelled"}] == [
        "meeting.convened",
        "meeting.cancelled",
    ]
    assert len({str(mail["Message-ID"]) for mail in mailbox.all}) == len(mailbox.all)


def test_a_newcomer_joins_and_succeeds(app, client, login_as, smtp, clockwork):
    """An invitation to join is used once; closing the seat ends access at once and passes its duties on."""
    secretary = login_as(make_secretary())
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    institution = make_institution("Institution 7")
    old = make_seat(institution, make_person("Ancienne", email="ancienne@exemple.ma"))
    newcomer = make_person("Nouvelle", email=None)
    new = make_seat(institution, newcomer, kind=SeatKind.ALTERNATE)
    mailbox = Mailbox(app, smtp())

    assert post(secretary, f"/sieges/{new.id}/inviter", {"email": "nouvelle@exemple.ma"}).status_code == 303
    letter = mailbox.read()["nouvelle@exemple.ma"]
    link = link_in(letter, "/rejoindre/")
    assert client.get(link).status_code == 200
    assert db.session.query(Account).filter_by(email="nouvelle@exemple.ma").count() == 0
    details = {"name": "Nouvelle Titulaire", "language": "fr", "visibility": "internal", "consent": "y"}
    assert post(client, link, details).status_code == 303
    assert client.get("/a-faire").status_code == 200
    assert app.test_client().get(link).status_code == 410
    assert db.session.query(Device).join(Account).filter(Account.email == "nouvelle@exemple.ma").count() == 1

    made = post(secretary, "/sessions/nouvelle", {**SESSION, "bodies": str(plenary.id)})
    here = f"/sessions/{db.session.query(Meeting).one().id}"
    assert made.status_code == 303
    assert post(secretary, f"{here}/convoquer").status_code == 303
    mailbox.read()

    before = login_as(old.person, old)
    assert before.get("/a-faire").status_code == 200
    closing = parse(secretary.get(f"/sieges/{old.id}/fermer"))
    names = {control["name"] for control in closing.find("main").select("[name]")}
    fields = {name: str(new.id) for name in names if "successor" in name}
    assert fields, names
    assert post(secretary, f"/sieges/{old.id}/fermer", {**fields, "ends_on": "2026-11-20"}).status_code == 303
    assert before.get("/a-faire").status_code == 302
    invited = {i.seat_id for i in db.session.query(Invitation).filter(Invitation.removed_at.is_(None))}
    assert fresh(new).id in invited
    assert old.id not in invited
