"""Eight days and two days before, the silent are reminded by themselves: once each time, never those who answered."""

from datetime import UTC, datetime, timedelta

import pytest

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import rules
from noress.domain.meetings.models import Answer, MeetingState
from tests.factories import make_institution, make_invitation, make_meeting, make_person, make_seat

pytestmark = pytest.mark.one_engine  # tests/jobs/test_meetings_night.py sends them on both

#: the session is on Thursday 8 April 2027; it was convened a month before
CONVENED = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def night(days):
    """Three in the morning, that many days before."""
    return datetime(2027, 4, 8, 3, 0, tzinfo=UTC) - days * DAY


@pytest.fixture
def meeting(app):
    return make_meeting(state=MeetingState.CONVENED, reference="S-2027-01")


@pytest.fixture
def silent(meeting):
    person = make_person("Titulaire 1", email="titulaire1@exemple.ma")
    return make_invitation(
        meeting, make_seat(make_institution("Institution 1"), person), created_at=CONVENED, sent_at=CONVENED
    )


@pytest.fixture
def remind(work, meeting):
    def remind(at):
        with work():
            due = rules.list_due_by_themselves(now=at)
            return rules.remind_by_themselves(meeting=meeting, actor=Actor.system(), now=at) if due else 0

    return remind


def test_every_night_of_the_last_ten_days(remind, silent, outbox, history):
    sent = {days: remind(night(days)) for days in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)}
    assert {days: count for days, count in sent.items() if count} == {8: 1, 2: 1}
    assert [mail.template for mail in outbox()] == ["reminder", "reminder"]
    assert [action for action, _changes in history()] == ["meeting.reminded"] * 2
    assert silent.reminders == 2


def test_the_same_night_twice_reminds_once(remind, silent, outbox):
    assert [remind(night(8)), remind(night(8) + timedelta(minutes=5))] == [1, 0]


def test_a_night_that_was_missed_is_made_up_for(remind, silent):
    assert [remind(night(6)), remind(night(5)), remind(night(1))] == [1, 0, 1]


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer is not Answer.NONE])
def test_who_answered_is_left_in_peace(remind, meeting, answer):
    seat = make_seat(
        make_institution("Institution 2"), make_person("Titulaire 2", email="titulaire2@exemple.ma")
    )
    make_invitation(meeting, seat, created_at=CONVENED, sent_at=CONVENED, answer=answer)
    assert remind(night(8)) == 0


def invite(meeting, **values):
    seat = make_seat(
        make_institution("Institution 2"), make_person("Titulaire 2", email="titulaire2@exemple.ma")
    )
    return make_invitation(meeting, seat, **{"created_at": CONVENED, "sent_at": CONVENED, **values})


def test_who_was_convened_late_waits_for_the_next_step(remind, meeting):
    invite(meeting, created_at=night(6), sent_at=night(6) + timedelta(hours=8))
    assert {days: remind(night(days)) for days in (5, 4, 3, 2, 1)} == {5: 0, 4: 0, 3: 0, 2: 1, 1: 0}


def test_who_was_reminded_by_hand_the_day_before_waits_a_day(remind, meeting):
    invite(meeting, reminded_at=night(8) - timedelta(hours=20))
    assert {days: remind(night(days)) for days in (8, 7, 6)} == {8: 0, 7: 1, 6: 0}


def test_it_is_switched_off_for_one_meeting(remind, meeting, silent, work, actor, now, history):
    with work():
        rules.set_automatic_reminders(meeting=meeting, is_on=False, actor=actor, now=now)
        rules.set_automatic_reminders(meeting=meeting, is_on=False, actor=actor, now=now)
    assert (meeting.reminders_off_at, remind(night(8))) == (now, 0)
    with work():
        rules.set_automatic_reminders(meeting=meeting, is_on=True, actor=actor, now=now)
    assert (meeting.reminders_off_at, remind(night(8))) == (None, 1)
    assert history()[:2] == [
        ("meeting.reminders_set", {"automatic_reminders": [True, False]}),
        ("meeting.reminders_set", {"automatic_reminders": [False, True]}),
    ]


@pytest.mark.parametrize(
    "state", [MeetingState.CANCELLED, MeetingState.POSTPONED, MeetingState.HELD, MeetingState.CLOSED]
)
def test_a_meeting_that_takes_no_answer_reminds_nobody(app, work, actor, now, state):
    meeting = make_meeting(state=state)
    make_invitation(meeting, created_at=CONVENED, sent_at=CONVENED)
    with work():
        assert rules.remind_by_themselves(meeting=meeting, actor=Actor.system(), now=night(8)) == 0
    with pytest.raises(RuleError) as refused, work():
        rules.set_automatic_reminders(meeting=meeting, is_on=False, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("not_open", 409)
