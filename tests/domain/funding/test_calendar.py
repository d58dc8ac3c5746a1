"""What the dates of a call say: the server's clock decides, to the second."""

from datetime import timedelta

import pytest

from noress.domain import models  # noqa: F401 -- all tables
from noress.domain.funding import calendar, queries
from noress.domain.funding.calendar import Phase
from noress.domain.funding.models import CallState, FundingCall
from noress.extensions import db
from tests.factories import NOW
from tests.factories.calls import make_application, make_call

SECOND = timedelta(seconds=1)
OPENS, CLOSES, FILES = NOW, NOW + timedelta(days=10), NOW + timedelta(days=30)
GRACE = timedelta(minutes=5)


def call_of(state, **values):
    dates = {"opens_at": OPENS, "closes_at": CLOSES, "files_close_at": FILES, "stages": 2, "grace_minutes": 5}
    return FundingCall(state=state, **{**dates, **values})


@pytest.mark.parametrize(
    ("state", "now", "phase"),
    [
        (CallState.DRAFT, OPENS, Phase.PREPARING),
        (CallState.ANNOUNCED, OPENS - SECOND, Phase.ANNOUNCED),
        (CallState.ANNOUNCED, OPENS, Phase.OPEN),
        (CallState.OPEN, CLOSES, Phase.OPEN),
        (CallState.OPEN, CLOSES + SECOND, Phase.CLOSED),
        (CallState.REVIEW, OPENS, Phase.CLOSED),
        (CallState.DECIDED, FILES, Phase.CLOSED),
        (CallState.PUBLISHED, FILES, Phase.RESULTS),
        (CallState.EXECUTION, FILES, Phase.RESULTS),
        (CallState.CLOSED, OPENS, Phase.OVER),
    ],
)
def test_phase_is_told_by_dates_until_the_examination(state, now, phase):
    assert calendar.phase(call_of(state), now) is phase


def test_applications_are_taken_from_the_opening_to_the_end_of_the_grace():
    """The announced hour is public, the grace is not."""
    cases = [
        (CallState.ANNOUNCED, 1, OPENS - SECOND, False),
        (CallState.ANNOUNCED, 1, OPENS, True),
        (CallState.OPEN, 1, CLOSES + GRACE, True),
        (CallState.OPEN, 1, CLOSES + GRACE + SECOND, False),
        (CallState.REVIEW, 1, OPENS, False),
        (CallState.DRAFT, 1, OPENS, False),
        (CallState.OPEN, 2, FILES + GRACE, True),
        (CallState.REVIEW, 2, FILES, True),
        (CallState.REVIEW, 2, FILES + GRACE + SECOND, False),
        (CallState.DECIDED, 2, CLOSES, False),
    ]
    wrong = [
        case
        for case in cases
        if calendar.takes_applications(call_of(case[0]), case[1], case[2]) is not case[3]
    ]
    assert wrong == []
    one_stage = call_of(CallState.OPEN, stages=1)
    assert calendar.closing_of(one_stage, 2) == calendar.closing_of(one_stage, 1) == CLOSES
    assert calendar.closing_of(call_of(CallState.OPEN), 2) == FILES
    assert calendar.takes_applications(call_of(CallState.OPEN, closes_at=None), 1, OPENS) is False


def test_questions_are_frozen_at_their_date_or_at_the_closing():
    frozen = call_of(CallState.ANNOUNCED, questions_until=OPENS)
    assert [calendar.takes_questions(frozen, at) for at in (OPENS, OPENS + SECOND)] == [True, False]
    assert calendar.takes_questions(call_of(CallState.OPEN), CLOSES) is True
    assert calendar.takes_questions(call_of(CallState.REVIEW), OPENS) is False


def test_the_factories_make_an_open_call_with_its_parts(app, count_queries):
    call = make_call()
    application = make_application(call)
    with count_queries() as counted:
        found = db.session.scalars(queries.get_call(call.id)).one()
        assert (found.lots[0].amount, found.criteria[0].weight, found.funders) == (60_000_00, 100, [])
        assert found.note_questionnaire.serves == "application"
    assert len(counted) == 5
    assert application.response.values == {"title": "Atelier de couture"}
