"""The agenda: added, edited by two people, moved, removed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.meetings import rules
from noress.domain.meetings.models import AgendaItem, AgendaKind, MeetingState
from noress.domain.meetings.rules import ItemValues
from noress.extensions import db
from tests.factories import make_agenda_item, make_meeting

BUDGET = ItemValues(AgendaKind.DECISION, Translated(fr="Budget"), 20, presenter="Trésorerie")


def titles(meeting):
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    return [item.title["fr"] for item in db.session.scalars(query)]


def test_items_are_added_at_the_end(actor, now, work, history):
    meeting = make_meeting()
    make_agenda_item(meeting, "Ouverture", position=1)
    with work():
        rules.add_agenda_item(meeting=meeting, values=BUDGET, actor=actor, now=now)
    assert titles(meeting) == ["Ouverture", "Budget"]
    assert (meeting.agenda_version, rules.total_minutes(meeting), rules.length_minutes(meeting)) == (
        2,
        50,
        180,
    )
    assert history() == [("meeting.agenda_item_added", {"agenda_item": [None, {"fr": "Budget"}]})]


@pytest.mark.parametrize(
    "changes, code, field",
    [
        ({"title": Translated(ar="الميزانية")}, "no_title", "title_fr"),
        ({"title": Translated(fr="Un\ndeux")}, "line_break", "title_fr"),
        ({"presenter": "Un\ndeux"}, "line_break", "presenter"),
        ({"minutes": 0}, "minutes", "minutes"),
        ({"minutes": 1441}, "minutes", "minutes"),
    ],
)
def test_bad_items_are_refused_at_their_field(actor, now, work, changes, code, field):
    meeting = make_meeting()
    with pytest.raises(RuleError) as refused, work():
        rules.add_agenda_item(meeting=meeting, values=replace(BUDGET, **changes), actor=actor, now=now)
    assert (refused.value.code, refused.value.field, titles(meeting)) == (code, field, [])


def test_two_people_editing_an_item_both_keep_their_text(actor, now, work, history):
    item = make_agenda_item(make_meeting(), "Ouverture")
    with work():
        rules.edit_agenda_item(item=item, values=BUDGET, version=1, actor=actor, now=now)
    assert (item.version, item.title["fr"], item.presenter) == (2, "Budget", "Trésorerie")
    with pytest.raises(StaleVersion) as stale, work():
        rules.edit_agenda_item(item=item, values=replace(BUDGET, minutes=40), version=1, actor=actor, now=now)
    assert stale.value.theirs == ItemValues(
        AgendaKind.DECISION, Translated(fr="Budget"), 20, Translated(), "Trésorerie"
    )
    assert [action for action, _changes in history()] == ["meeting.agenda_item_edited"]


def test_items_move_one_place_and_stop_at_the_ends(actor, now, work):
    meeting = make_meeting()
    first, _second, third = [make_agenda_item(meeting, name, position=n) for n, name in enumerate("ABC", 1)]
    with work():
        rules.move_agenda_item(item=third, up=True, actor=actor, now=now)
    assert titles(meeting) == ["A", "C", "B"]
    with work():
        rules.move_agenda_item(item=first, up=False, actor=actor, now=now)
    assert titles(meeting) == ["C", "A", "B"]
    with work():
        rules.move_agenda_item(item=third, up=True, actor=actor, now=now)
    assert titles(meeting) == ["C", "A", "B"]


def test_a_removed_item_leaves_the_others(actor, now, work, history):
    meeting = make_meeting()
    first = make_agenda_item(meeting, "A", position=1)
    make_agenda_item(meeting, "B", position=2)
    with work():
        rules.remove_agenda_item(item=first, actor=actor, now=now)
    assert titles(meeting) == ["B"]
    assert history() == [("meeting.agenda_item_removed", {"agenda_item": [{"fr": "A"}, None]})]


def test_the_agenda_of_a_cancelled_session_stays(actor, now, work):
    meeting = make_meeting(state=MeetingState.CANCELLED)
    item = make_agenda_item(meeting, "A")
    for act in (
        lambda: rules.add_agenda_item(meeting=meeting, values=BUDGET, actor=actor, now=now),
        lambda: rules.edit_agenda_item(item=item, values=BUDGET, version=1, actor=actor, now=now),
        lambda: rules.move_agenda_item(item=item, up=True, actor=actor, now=now),
        lambda: rules.remove_agenda_item(item=item, actor=actor, now=now),
    ):
        with pytest.raises(RuleError) as refused, work():
            act()
        assert (refused.value.code, refused.value.status) == ("not_editable", 409)
    assert titles(meeting) == ["A"]
