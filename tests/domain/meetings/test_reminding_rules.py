"""An institution answers once: its other seat is not pestered."""

from datetime import datetime, timedelta

import pytest

from noress.domain.institutions.models import SeatKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import Answer, MeetingState
from noress.domain.meetings.tally import read_panel_figures
from tests.factories import (
    make_agenda_item,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)


@pytest.mark.parametrize(
    "answer, reminded",
    [(Answer.YES, []), (Answer.DELEGATE, []), (Answer.NO, ["alternate"]), (Answer.MAYBE, ["alternate"])],
)
def test_the_other_seat_is_reminded_only_while_nobody_comes(app, actor, now, work, outbox, answer, reminded):
    meeting = make_meeting(starts_wall=datetime(2027, 4, 8, 10, 0), state=MeetingState.CONVENED)
    institution = make_institution()
    titular = make_seat(institution, make_person("titular"))
    alternate = make_seat(institution, make_person("alternate"), kind=SeatKind.ALTERNATE)
    elsewhere = make_seat(person=make_person("elsewhere"))
    make_invitation(meeting, titular, answer=answer)
    make_invitation(meeting, alternate)
    make_invitation(meeting, elsewhere)
    with work():
        assert rules.remind_invited(meeting=meeting, actor=actor, now=now) == len(reminded) + 1
    assert sorted(m.to_name for m in outbox() if m.template == "reminder") == sorted([*reminded, "elsewhere"])


def test_the_button_counts_those_who_will_be_reminded(app, now):
    meeting = make_meeting(starts_wall=datetime(2027, 4, 8, 10, 0), state=MeetingState.CONVENED)
    institution = make_institution()
    make_invitation(meeting, make_seat(institution), answer=Answer.YES)
    make_invitation(meeting, make_seat(institution, kind=SeatKind.ALTERNATE))
    make_invitation(meeting)
    make_invitation(meeting, make_seat(person=make_person(email=None)))
    make_invitation(meeting, make_seat(closed_at=now))
    make_invitation(meeting, reminded_at=now)
    make_invitation(meeting, removed_at=now)
    make_invitation(meeting, guest_name="Invitée", guest_email="guest@exemple.ma")
    before = now - timedelta(hours=1)
    assert read_panel_figures(meeting, reminded_before=before).late == 2


def test_the_figures_of_a_meeting_that_invites_nobody(app, now):
    meeting = make_meeting()
    make_agenda_item(meeting, minutes=40)
    make_agenda_item(meeting, minutes=35)
    figures = read_panel_figures(meeting, reminded_before=now)
    assert (figures.tally.invited, figures.late, figures.leaves_at, figures.agenda_minutes) == (
        0,
        0,
        None,
        75,
    )
