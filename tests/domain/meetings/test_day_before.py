"""The day before, those who come are told the hour and the place once more: once, and never those who do not come."""

from datetime import UTC, datetime, timedelta

import pytest

from noress.domain.accounts.actor import Actor
from noress.domain.meetings import rules
from noress.domain.meetings.models import Answer, MeetingState
from tests.factories import make_institution, make_invitation, make_meeting, make_person, make_seat
from tests.itip import check

#: the session is on Thursday 8 April 2027 at ten; it was convened a month before
CONVENED = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
EVE = datetime(2027, 4, 7, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def meeting(app):
    return make_meeting(
        state=MeetingState.CONVENED, reference="S-2027-01", starts_wall=datetime(2027, 4, 8, 10, 0)
    )


def invite(meeting, name, answer, **values):
    person = make_person(name, email=f"{answer.value}@exemple.ma")
    seat = make_seat(make_institution(f"Institution de {name}"), person)
    dates = {"created_at": CONVENED, "sent_at": CONVENED}
    return make_invitation(meeting, seat, answer=answer, **{**dates, **values})


@pytest.fixture
def tell(work, meeting):
    def run(at):
        with work():
            return rules.tell_day_before(meeting=meeting, actor=Actor.system(), now=at)

    return run


def test_those_who_come_or_may_come_are_told(meeting, tell, outbox, history):
    for answer in Answer:
        invite(meeting, f"Titulaire {answer.value}", answer)
    assert tell(EVE) == 3
    mails = outbox()
    assert sorted((mail.template, mail.to_address, mail.calendar_method) for mail in mails) == [
        ("meeting_soon", "delegate@exemple.ma", "REQUEST"),
        ("meeting_soon", "maybe@exemple.ma", "REQUEST"),
        ("meeting_soon", "yes@exemple.ma", "REQUEST"),
    ]
    for mail in mails:
        check(mail.calendar, "REQUEST")
        assert f"SEQUENCE:{meeting.sequence}" in mail.calendar
        assert "/i/" in mail.text
    assert history() == [("meeting.recalled", {"mails": [None, 3]})]


def test_once_for_the_hour_that_was_agreed(meeting, tell, outbox):
    invite(meeting, "Titulaire", Answer.YES)
    assert [tell(EVE), tell(EVE + timedelta(minutes=5)), tell(EVE + DAY)] == [1, 0, 0]
    assert len(outbox()) == 1


@pytest.mark.parametrize(("at", "told"), [(EVE - DAY, 0), (EVE, 1), (EVE + DAY, 1), (EVE + 2 * DAY, 0)])
def test_the_day_before_or_the_morning_when_the_night_was_missed(meeting, tell, at, told):
    invite(meeting, "Titulaire", Answer.YES)
    assert tell(at) == told


def test_whoever_was_written_to_in_the_last_hours_knows(meeting, tell):
    invite(meeting, "Titulaire", Answer.YES, sent_at=EVE - timedelta(hours=20))
    assert tell(EVE) == 0


def test_switched_off_with_the_other_reminders(meeting, tell, work):
    invite(meeting, "Titulaire", Answer.YES)
    with work():
        rules.set_automatic_reminders(meeting=meeting, is_on=False, actor=Actor.system(), now=CONVENED)
    assert tell(EVE) == 0


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED, MeetingState.HELD])
def test_only_a_convened_session_is_recalled(meeting, tell, work, state):
    invite(meeting, "Titulaire", Answer.YES)
    with work():
        meeting.state = state
    assert tell(EVE) == 0
