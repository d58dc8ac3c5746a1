"""The legal notice of bodies: counted in days, warned about, passed over only with a reason that history keeps."""

from datetime import UTC, date, datetime, timedelta

import pytest

from noress.core.errors import RuleError
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import MeetingState
from noress.domain.meetings.notice import late_words, legal_notice
from noress.domain.meetings.secretariat import NOTICE, list_secretariat_duties
from tests.factories import make_body, make_institution, make_meeting, make_person, make_seat

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

#: NOW is Friday 20 November 2026 at nine
STARTS = datetime(2026, 11, 29, 10, 0)


def test_the_strictest_rule_is_the_one_that_counts(app, now):
    bodies = [make_body(BodyKind.COMMITTEE, notice_days=days) for days in (8, 15, None)]
    found = legal_notice(bodies, STARTS, now)
    assert (found.days, found.left, found.convene_by, found.is_late) == (15, 9, date(2026, 11, 14), True)
    assert (
        late_words(found)
        == "Le règlement demande 15 jours entre la convocation et la session. Il en reste 9."
    )


@pytest.mark.parametrize(("days", "is_late"), [(9, False), (10, True), (0, False)])
def test_days_are_counted_on_the_calendar(app, now, days, is_late):
    found = legal_notice([make_body(BodyKind.COMMITTEE, notice_days=days)], STARTS, now)
    assert (found.left, found.is_late) == (9, is_late)
    evening = legal_notice([make_body(BodyKind.COMMITTEE, notice_days=days)], STARTS, now.replace(hour=23))
    assert evening.left == 9


def test_without_rule_there_is_no_notice(app, now):
    assert legal_notice([make_body(BodyKind.COMMITTEE)], STARTS, now) is None
    assert legal_notice([], STARTS, now) is None


@pytest.fixture
def draft(app):
    plenary = make_body(BodyKind.PLENARY, notice_days=15)
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    return make_meeting(bodies=[plenary], starts_wall=STARTS)


def test_a_late_convocation_asks_for_a_reason(work, draft, actor, now, outbox):
    for reason in (None, "   "):
        with pytest.raises(RuleError) as refused, work():
            rules.convene_meeting(meeting=draft, late_reason=reason, actor=actor, now=now)
        assert (refused.value.code, refused.value.field, refused.value.status) == (
            "late_notice",
            "late_reason",
            422,
        )
    assert (draft.state, draft.reference, outbox()) == (MeetingState.DRAFT, None, [])


def test_history_keeps_the_reason(work, draft, actor, now, history, outbox):
    with work():
        rules.convene_meeting(
            meeting=draft, late_reason=" La salle n'est libre que ce jour. ", actor=actor, now=now
        )
    assert (draft.state, len(outbox())) == (MeetingState.CONVENED, 1)
    changes = dict(history())["meeting.convened"]
    assert (changes["late_notice"], changes["late_reason"]) == (
        [None, "Le règlement demande 15 jours entre la convocation et la session. Il en reste 9."],
        [None, "La salle n'est libre que ce jour."],
    )


def test_in_time_nothing_is_asked_nor_kept(work, draft, actor, now, history):
    with work():
        rules.convene_meeting(
            meeting=draft, late_reason="Ne sert à rien", actor=actor, now=now - timedelta(days=6)
        )
    assert set(dict(history())["meeting.convened"]) == {"state", "reference", "invitations"}


def test_the_duty_to_convene_is_due_on_the_legal_date(draft, actor, now):
    free = make_meeting("Sans règle", bodies=[make_body(BodyKind.COMMITTEE)])
    duties = {duty.values["meeting_id"]: duty.deadline for duty in list_secretariat_duties(actor, now)}
    assert duties == {
        draft.id: datetime(2026, 11, 14, 10, 0, tzinfo=UTC), free.id: datetime(2027, 4, 8, 10, 0, tzinfo=UTC) - NOTICE,
    }  # fmt: skip
