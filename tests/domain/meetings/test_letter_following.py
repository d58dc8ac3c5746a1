"""An institution's own mailbox hears what becomes of the meeting whose letter it had."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import BodyKind
from noress.domain.letters import queries
from noress.domain.letters import rules as letters
from noress.domain.letters.models import DispatchMode, MeetingLetter
from noress.domain.meetings import rules
from noress.domain.meetings.models import MeetingState
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.factories import (
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.one_engine  # who is written to, in which words: tests/jobs sends them on both

#: the letter left, then the meeting changed
LATER = timedelta(minutes=1)
PLACE = Translated(fr="Tanger", ar="طنجة")


@pytest.fixture
def meeting(app, now):
    body = make_body(BodyKind.PLENARY, "Plénière")
    made = make_meeting("Communication", state=MeetingState.CONVENED, reference="S-2027-01", bodies=[body],
                        place=PLACE, convened_at=now - timedelta(days=1))  # fmt: skip
    for n, email in ((1, "bureau1@exemple.ma"), (2, None), (3, "partagee@exemple.ma")):
        institution = make_institution(f"Membre {n}", email=email)
        person = make_person(f"Titulaire {n}", email=email if n == 3 else f"titulaire{n}@exemple.ma")
        make_invitation(made, make_seat(institution, person))
    return made


@pytest.fixture
def send(meeting, actor, now, work):
    def run() -> None:
        with work():
            text = letters.ensure_letters(meeting=meeting, place=PLACE, actor=actor, now=now)
            letters.send_letters(text=text, actor=actor, now=now)

    return run


@pytest.fixture
def edit(meeting, actor, now, work):
    def run(**changes) -> None:
        with work():
            values = rules.MeetingValues(
                type=meeting.type, theme=meeting.theme, body_ids=frozenset(b.id for b in meeting.bodies),
                starts_wall=meeting.starts_wall, ends_wall=meeting.ends_wall, place=meeting.place,
            )  # fmt: skip
            rules.edit_meeting(meeting=meeting, values=replace(values, **changes), version=meeting.version,
                               actor=actor, now=now + LATER)  # fmt: skip

    return run


def plain(mail) -> str:
    return mail.text.replace("\u202f", " ").replace("\xa0", " ")


def waiting(template) -> list[OutboxMail]:
    return list(
        db.session.scalars(
            select(OutboxMail)
            .where(OutboxMail.template == template, OutboxMail.state == MailState.QUEUED)
            .order_by(OutboxMail.id)
        )
    )


def test_the_office_is_told_of_a_change_once_with_before_and_after(meeting, send, edit, now):
    send()
    edit(place=Translated(fr="Tétouan", ar="تطوان"))
    edit(place=Translated(fr="Al Hoceïma", ar="الحسيمة"))
    [mail] = waiting("letter_changed")
    assert (mail.to_address, mail.not_before, mail.about_id, mail.calendar) == (
        "bureau1@exemple.ma", now + LATER + timedelta(minutes=5), meeting.id, None,
    )  # fmt: skip
    assert "avant : Tanger" in plain(mail)
    assert "maintenant : Al Hoceïma" in plain(mail)
    assert "Tétouan" not in mail.text


def test_a_change_undone_before_it_left_is_told_to_nobody(meeting, send, edit):
    send()
    edit(place=Translated(fr="Tétouan"))
    edit(place=PLACE)
    assert waiting("letter_changed") == []


def test_a_cancellation_leaves_at_once_in_place_of_what_waits(meeting, send, edit, actor, now, work):
    send()
    edit(starts_wall=meeting.starts_wall + timedelta(days=1), ends_wall=meeting.ends_wall + timedelta(days=1))
    with work():
        count = rules.cancel_meeting(
            meeting=meeting, reason=Translated(fr="Salle fermée"), actor=actor, now=now + LATER
        )
    assert count == 4
    [mail] = waiting("letter_cancelled")
    assert (mail.to_address, mail.not_before) == ("bureau1@exemple.ma", now + LATER)
    assert "Motif : Salle fermée" in plain(mail)
    assert waiting("letter_changed") == []


def test_without_a_departure_nobody_has_heard_of_the_letter(meeting, edit, actor, now, work):
    with work():
        letters.ensure_letters(meeting=meeting, place=PLACE, actor=actor, now=now)
    edit(place=Translated(fr="Tétouan"))
    assert waiting("letter_changed") == []


def test_without_a_letter_nothing_is_looked_for(meeting, edit):
    edit(place=Translated(fr="Tétouan"))
    assert db.session.scalars(select(MeetingLetter)).all() == []
    assert waiting("letter_changed") == []


def test_the_letter_sent_by_bearer_is_followed_too(meeting, edit, actor, now, work):
    with work():
        text = letters.ensure_letters(meeting=meeting, place=PLACE, actor=actor, now=now)
        copies = list(db.session.scalars(queries.list_letters(text.id)))
        values = letters.DepartureValues(DispatchMode.BEARER, text.dated_on)
        letters.record_departures(letters=copies, values=values, actor=actor, now=now)
    edit(place=Translated(fr="Tétouan"))
    assert [mail.to_address for mail in waiting("letter_changed")] == ["bureau1@exemple.ma"]


def test_the_page_that_cancels_says_how_many_offices_hear_of_it(meeting, send, login_as, actor):
    browser = login_as(db.session.get_one(Person, actor.person_id))
    path, words = f"/sessions/{meeting.id}/annuler", "1 institution qui a reçu sa lettre officielle"
    assert words not in browser.get(path).get_data(as_text=True)
    send()
    assert words in browser.get(path).get_data(as_text=True)
