"""The agenda within the meeting's event: sent, published, refreshed, and never a reason to mail anybody."""

from datetime import timedelta

import icalendar
import pytest

from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import AgendaKind, MeetingState
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.meeting_forms import plain


@pytest.fixture
def convened(app, actor, now, work):
    """Convened with three items, one of which is internal; a seat that reads Arabic."""
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", language="ar"))
    meeting = make_meeting(bodies=[make_body(BodyKind.PLENARY, "Plénière")])
    make_agenda_item(meeting, "Ouverture", minutes=15)
    make_agenda_item(meeting, "Affaires internes", is_internal=True)
    make_agenda_item(meeting, "Budget 2027, " + "lignes et montants " * 5, minutes=75)
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    return meeting


def description(text):
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return plain(str(event["DESCRIPTION"]).replace("\n", " / "))


def published(meeting):
    return description(f"BEGIN:VCALENDAR\r\n{meeting.calendar_text}END:VCALENDAR\r\n")


def test_what_is_published_tells_the_public_items_with_their_length(convened):
    assert (
        f"Ordre du jour / 1. Ouverture (15 min) / 2. {plain('Budget 2027, ' + 'lignes et montants ' * 5)} (1 h 15)"
    ) in published(convened)
    assert "internes" not in published(convened)


def test_what_is_sent_tells_them_in_the_language_of_the_mailbox(convened, outbox):
    told = description(outbox()[0].calendar)
    assert "جدول الأعمال / 1. Ouverture (15 د) / 2. Budget 2027" in told
    assert "internes" not in told


def test_every_change_of_the_agenda_is_published_and_mailed_to_nobody(convened, actor, now, work, outbox):
    sent, later = len(outbox()), now + timedelta(hours=1)

    def told():
        return [line for line in published(convened).split(" / ") if line[:1].isdigit()]

    values = rules.ItemValues(AgendaKind.VOTE, Translated(fr="Vote"), 10)
    with work():
        vote = rules.add_agenda_item(meeting=convened, values=values, actor=actor, now=later)
    assert [line[:6] for line in told()] == ["1. Ouv", "2. Bud", "3. Vot"]
    with work():
        rules.move_agenda_item(item=vote, up=True, actor=actor, now=later)
    assert [line[:6] for line in told()] == ["1. Ouv", "2. Vot", "3. Bud"]
    changed = rules.ItemValues(AgendaKind.VOTE, Translated(fr="Vote du budget"), 25)
    with work():
        rules.edit_agenda_item(item=vote, values=changed, version=1, actor=actor, now=later)
    assert told()[1] == "2. Vote du budget (25 min)"
    with work():
        rules.remove_agenda_item(item=vote, actor=actor, now=later)
    assert [line[:6] for line in told()] == ["1. Ouv", "2. Bud"]
    assert (convened.sequence, convened.calendar_changed_at, len(outbox())) == (0, later, sent)


def test_the_agenda_of_a_draft_is_published_nowhere(app, actor, now, work):
    draft = make_meeting()
    with work():
        rules.add_agenda_item(
            meeting=draft,
            values=rules.ItemValues(AgendaKind.VOTE, Translated(fr="Vote"), 10),
            actor=actor,
            now=now,
        )
    assert (draft.state, draft.calendar_text, draft.calendar_changed_at) == (MeetingState.DRAFT, None, None)
