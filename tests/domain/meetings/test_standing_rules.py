"""The usual items: records to approve, the follow-up; put in with the meeting, and again by a button."""

from datetime import datetime

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.actions.models import ActionState
from noress.domain.decisions.models import DecisionState
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import (
    AgendaItem,
    AgendaKind,
    ItemOrigin,
    Meeting,
    MeetingState,
    MeetingType,
)
from noress.domain.minutes.models import MinutesKind, MinutesState
from noress.domain.minutes.rules.beginning import kind_of
from noress.extensions import db
from tests.factories import make_agenda_item, make_body, make_meeting
from tests.factories.actions import make_action, make_plan
from tests.factories.decisions import make_decision
from tests.factories.minutes import make_held_meeting, make_minutes

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept


@pytest.fixture
def committee(app):
    return make_body(BodyKind.COMMITTEE, "Comité financement")


@pytest.fixture
def create(work, actor, now):
    def create(*bodies, starts=datetime(2027, 4, 8, 10, 0)):
        with work():
            made = rules.create_meeting(
                values=rules.MeetingValues(
                    type=MeetingType.MEETING, theme=Translated(fr="Suivante"), starts_wall=starts,
                    ends_wall=starts.replace(hour=13), body_ids=frozenset(body.id for body in bodies),
                ),
                actor=actor, now=now,
            ).id  # fmt: skip
        return db.session.get(Meeting, made)

    return create


@pytest.fixture
def insert(work, actor, now):
    def insert(meeting):
        with work():
            return len(rules.insert_standing_items(meeting=meeting, actor=actor, now=now))

    return insert


def agenda(meeting):
    items = db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    )
    return [(item.title["fr"], item.origin, item.approves_meeting_id) for item in items]


APPROVAL, FOLLOW_UP = ItemOrigin.APPROVAL, ItemOrigin.FOLLOW_UP
OF_THE_12TH = "Approbation du procès-verbal de la session du 12 novembre 2026"
FOLLOWED = "Suivi des décisions et des actions"


def test_a_new_meeting_has_the_records_that_wait_and_the_follow_up(create, committee):
    first = make_held_meeting(bodies=[committee], starts_wall=datetime(2026, 9, 10, 10, 0))
    make_minutes(first, state=MinutesState.CIRCULATED)
    second = make_held_meeting(bodies=[committee], state=MeetingState.CLOSED)
    make_minutes(second)
    make_decision(meeting=second)
    assert agenda(create(committee)) == [
        ("Approbation du procès-verbal de la session du 10 septembre 2026", APPROVAL, first.id),
        (OF_THE_12TH, APPROVAL, second.id), (FOLLOWED, FOLLOW_UP, None),
    ]  # fmt: skip


@pytest.mark.parametrize("state", [MinutesState.APPROVED, MinutesState.PUBLISHED])
def test_an_approved_record_waits_for_nothing(create, committee, state):
    make_minutes(make_held_meeting(bodies=[committee]), state=state)
    assert agenda(create(committee)) == []


def test_other_bodies_later_meetings_and_meetings_without_record_are_none_of_its_business(create, committee):
    make_minutes(make_held_meeting())
    make_held_meeting(bodies=[committee])
    make_minutes(make_held_meeting(bodies=[committee], starts_wall=datetime(2027, 5, 6, 10, 0)))
    make_minutes(make_held_meeting(bodies=[committee], state=MeetingState.CANCELLED))
    assert agenda(create(committee)) == []


def test_a_new_meeting_of_a_body_that_has_nothing_to_follow_starts_empty(create, committee):
    make_decision(meeting=make_held_meeting(bodies=[committee]), state=DecisionState.EXECUTED)
    make_action(owner_body_id=committee.id, state=ActionState.DONE)
    assert agenda(create(committee)) == []


def test_an_open_action_of_the_body_s_plan_is_something_to_follow(create, committee):
    make_action(plan_id=make_plan(body_id=committee.id).id)
    assert agenda(create(committee)) == [(FOLLOWED, FOLLOW_UP, None)]


def test_a_meeting_of_two_bodies_approves_the_records_of_both(create, committee):
    other = make_body(BodyKind.COMMITTEE, "Comité formation")
    ids = [make_held_meeting(bodies=[body]).id for body in (committee, other)]
    for meeting_id in ids:
        make_minutes(db.session.get(Meeting, meeting_id))
    assert [row[2] for row in agenda(create(committee, other))] == ids


def test_the_button_puts_them_on_top_once(insert, committee, history):
    meeting = make_meeting(bodies=[committee])
    make_agenda_item(meeting, "Ouverture", position=1)
    held = make_held_meeting(bodies=[committee])
    make_minutes(held)
    assert insert(meeting) == 2
    wanted = [
        (OF_THE_12TH, APPROVAL, held.id),
        (FOLLOWED, FOLLOW_UP, None),
        ("Ouverture", ItemOrigin.MANUAL, None),
    ]
    assert agenda(meeting) == wanted
    assert insert(meeting) == 0
    assert agenda(meeting) == wanted
    assert [action for action, _changes in history()] == ["meeting.agenda_item_added"] * 2


def test_what_the_secretariat_took_off_comes_back_only_by_the_button(insert, committee, work, actor, now):
    meeting = make_meeting(bodies=[committee])
    insert(meeting)
    [item] = db.session.scalars(select(AgendaItem)).all()
    with work():
        rules.remove_agenda_item(item=item, actor=actor, now=now)
    assert agenda(meeting) == []
    assert insert(meeting) == 1


def test_they_are_edited_as_any_item_and_keep_what_they_are(insert, committee, work, actor, now):
    meeting = make_meeting(bodies=[committee])
    insert(meeting)
    [item] = db.session.scalars(select(AgendaItem)).all()
    values = rules.ItemValues(AgendaKind.INFORMATION, Translated(fr="Où en sommes-nous ?"), 5)
    with work():
        rules.edit_agenda_item(item=item, values=values, version=1, actor=actor, now=now)
    assert agenda(meeting) == [("Où en sommes-nous ?", FOLLOW_UP, None)]
    assert insert(meeting) == 0


def test_approving_a_report_does_not_make_the_meeting_s_own_text_a_signed_record(create, committee):
    make_minutes(make_held_meeting(bodies=[committee]), kind=MinutesKind.REPORT)
    meeting = create(committee)
    [item] = db.session.scalars(select(AgendaItem)).all()
    assert (item.title["fr"], item.kind) == (
        "Approbation du compte rendu de la session du 12 novembre 2026", AgendaKind.DISCUSSION,
    )  # fmt: skip
    assert kind_of(meeting) is MinutesKind.REPORT


def test_a_copy_approves_what_waits_today_not_what_its_model_approved(committee, work, actor, now):
    old = make_meeting(bodies=[committee], state=MeetingState.CLOSED, starts_wall=datetime(2026, 5, 7, 10, 0))
    make_agenda_item(old, "Approbation ancienne", origin=APPROVAL, approves_meeting_id=old.id, position=1)
    make_agenda_item(old, "Suivi", origin=FOLLOW_UP, position=2)
    make_agenda_item(old, "Proposé", origin=ItemOrigin.PROPOSED, is_internal=True, position=3)
    held = make_held_meeting(bodies=[committee])
    make_minutes(held)
    with work():
        copy = rules.duplicate_meeting(meeting=old, actor=actor, now=now)
    assert agenda(copy) == [
        (OF_THE_12TH, APPROVAL, held.id), ("Suivi", FOLLOW_UP, None), ("Proposé", ItemOrigin.MANUAL, None),
    ]  # fmt: skip
    assert [item.is_internal for item in copy.agenda if item.title["fr"] == "Proposé"] == [True]
