"""Answers: noted with who gave and who typed them, refused when it is too late."""

from datetime import UTC, datetime

import pytest

from noress.core.errors import RuleError, StaleVersion
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import rules
from noress.domain.meetings.models import Answer, Channel, MeetingState
from tests.factories import make_invitation, make_meeting

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

GUEST = Actor(name="Intervenant", method="link")


def answer(invitation, given=Answer.YES, *, actor=GUEST, now, **values):
    rules.answer_invitation(
        invitation=invitation, answer=given, actor=actor, now=now,
        **{"delegate_name": None, "reason": None, "channel": Channel.LINK, **values},
    )  # fmt: skip


@pytest.fixture
def invitation(app):
    return make_invitation(make_meeting(state=MeetingState.CONVENED))


def test_an_answer_is_noted_and_may_change(invitation, now, work, history):
    with work():
        answer(invitation, Answer.MAYBE, now=now, reason=" Voyage ")
    assert (invitation.answer, invitation.reason, invitation.answered_at, invitation.channel, invitation.version) == (
        Answer.MAYBE, "Voyage", now, Channel.LINK, 2
    )  # fmt: skip
    with work():
        answer(invitation, Answer.DELEGATE, now=now, delegate_name="Une adjointe")
    assert (invitation.answer, invitation.delegate_name, invitation.reason) == (
        Answer.DELEGATE,
        "Une adjointe",
        None,
    )
    with work():
        answer(invitation, Answer.YES, now=now, delegate_name="Une adjointe")
    assert (invitation.answer, invitation.delegate_name, invitation.version) == (Answer.YES, None, 4)
    assert history()[0] == (
        "invitation.answered", {"answer": ["none", "maybe"], "reason": [None, "Voyage"], "channel": [None, "link"]}
    )  # fmt: skip


def test_the_same_answer_twice_is_one(invitation, now, work, history):
    for _click in range(2):
        with work():
            answer(invitation, now=now)
    assert (invitation.version, len(history())) == (2, 1)


def test_who_types_a_heard_answer_is_kept(invitation, actor, now, work):
    with work():
        answer(invitation, actor=actor, now=now, channel=Channel.WHATSAPP)
    assert (invitation.channel, invitation.entered_by_id) == (Channel.WHATSAPP, actor.person_id)
    with work():
        answer(invitation, Answer.NO, now=now)
    assert invitation.entered_by_id is None


@pytest.mark.parametrize(
    "given, values, code, field",
    [
        (Answer.NONE, {}, "no_answer", "answer"),
        (Answer.DELEGATE, {}, "delegate_name", "delegate_name"),
        (Answer.DELEGATE, {"delegate_name": "  "}, "delegate_name", "delegate_name"),
        (Answer.DELEGATE, {"delegate_name": "A\nBcc: x"}, "line_break", "delegate_name"),
        (Answer.DELEGATE, {"delegate_name": "A" * 201}, "too_long", "delegate_name"),
        (Answer.NO, {"reason": "A" * 2001}, "too_long", "reason"),
    ],
)
def test_bad_answers_are_refused_at_their_field(invitation, now, work, given, values, code, field):
    with pytest.raises(RuleError) as refused, work():
        answer(invitation, given, now=now, **values)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert invitation.answer is Answer.NONE


@pytest.mark.parametrize(
    "state, when, removed, code",
    [
        (MeetingState.DRAFT, None, False, "not_convened"),
        (MeetingState.POSTPONED, None, False, "not_convened"),
        (MeetingState.HELD, None, False, "not_convened"),
        (MeetingState.CLOSED, None, False, "not_convened"),
        (MeetingState.CANCELLED, None, False, "cancelled"),
        (MeetingState.CONVENED, None, True, "removed"),
        (MeetingState.CONVENED, datetime(2027, 4, 8, 10, 0, tzinfo=UTC), False, "started"),
    ],
)
def test_when_no_answer_is_taken(app, now, work, state, when, removed, code):
    invitation = make_invitation(make_meeting(state=state), removed_at=now if removed else None)
    with pytest.raises(RuleError) as refused, work():
        answer(invitation, now=when or now)
    assert (refused.value.code, refused.value.status) == (code, 409)


def test_an_answer_that_arrived_meanwhile_is_not_written_over_unseen(invitation, now, work):
    with work():
        answer(invitation, Answer.NO, now=now)
    with pytest.raises(StaleVersion), work():
        answer(invitation, now=now, version=1)
    assert invitation.answer is Answer.NO
