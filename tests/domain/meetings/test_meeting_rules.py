"""Creating, editing and duplicating a meeting: each way out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingState, MeetingType
from noress.extensions import db
from tests.factories import make_agenda_item, make_body, make_meeting

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept


@pytest.fixture
def body(app):
    return make_body(BodyKind.PLENARY, "Plénière")


@pytest.fixture
def values(body):
    return rules.MeetingValues(
        type=MeetingType.SESSION, theme=Translated(fr="Communication", ar="التواصل"), body_ids=frozenset({body.id}),
        starts_wall=datetime(2027, 4, 8, 10, 0), ends_wall=datetime(2027, 4, 8, 13, 0),
        place=Translated(fr="Conseil régional"),
    )  # fmt: skip


def test_a_new_meeting_is_a_draft_that_nobody_hears_of(values, body, actor, now, work, outbox, history):
    with work():
        rules.create_meeting(values=values, actor=actor, now=now)
    meeting = db.session.scalars(select(Meeting)).one()
    assert (meeting.state, meeting.reference, meeting.calendar_text) == (MeetingState.DRAFT, None, None)
    assert (meeting.starts_wall, meeting.zone) == (datetime(2027, 4, 8, 10, 0), "Africa/Casablanca")
    assert (meeting.starts_at, meeting.ends_at) == (
        datetime(2027, 4, 8, 10, 0, tzinfo=UTC), datetime(2027, 4, 8, 13, 0, tzinfo=UTC)
    )  # fmt: skip
    assert [b.id for b in meeting.bodies] == [body.id]
    assert meeting.uid.endswith("@noress.example")
    assert outbox() == []
    assert history() == [("meeting.created", {"theme": [None, {"fr": "Communication", "ar": "التواصل"}]})]


DAY = datetime(2027, 4, 8, 10, 0)


@pytest.mark.parametrize(
    "changes, code, field",
    [
        ({"ends_wall": DAY - timedelta(hours=1)}, "end_before_start", "ends"),
        ({"ends_wall": DAY}, "no_length", "ends"),
        ({"ends_wall": DAY + timedelta(hours=40)}, "too_long", "ends"),
        ({"ends_wall": DAY + timedelta(hours=12, minutes=1)}, "too_long", "ends"),
        ({"starts_wall": datetime(2026, 11, 20, 9, 0)}, "past", "date"),
        (
            {"starts_wall": datetime(9999, 12, 31, 9, 0), "ends_wall": datetime(9999, 12, 31, 10, 0)},
            "too_far",
            "date",
        ),
        ({"body_ids": frozenset()}, "no_body", "bodies"),
        ({"body_ids": frozenset({999999})}, "unknown_body", "bodies"),
        ({"theme": Translated(ar="التواصل")}, "no_theme", "theme_fr"),
        ({"theme": Translated(fr="Un\nBcc: x@exemple.ma")}, "line_break", "theme_fr"),
        ({"theme": Translated(fr="Un", ar="واحد\r\nاثنان")}, "line_break", "theme_ar"),
        ({"place": Translated(fr="Salle\nB")}, "line_break", "place_fr"),
        ({"online_url": "javascript:alert(1)"}, "bad_url", "online_url"),
        ({"online_url": "https://visio.exemple.ma/\nX: y"}, "bad_url", "online_url"),
    ],
)
def test_bad_input_is_refused_at_its_field(values, actor, now, work, changes, code, field):
    with pytest.raises(RuleError) as refused, work():
        rules.create_meeting(values=replace(values, **changes), actor=actor, now=now)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert db.session.scalars(select(Meeting)).all() == []


def test_every_problem_is_listed_at_once(values, now):
    wrong = replace(values, theme=Translated(), ends_wall=DAY, body_ids=frozenset(), online_url="http://")
    found = rules.list_problems(wrong, known_bodies=[], now=now)
    assert [(error.code, error.field) for error in found] == [
        ("no_theme", "theme_fr"), ("bad_url", "online_url"), ("no_length", "ends"), ("no_body", "bodies")
    ]  # fmt: skip


def test_twelve_hours_are_accepted(values, actor, now, work):
    with work():
        rules.create_meeting(
            values=replace(values, ends_wall=DAY + timedelta(hours=12)), actor=actor, now=now
        )
    assert db.session.scalars(select(Meeting)).one().ends_wall == datetime(2027, 4, 8, 22, 0)


def test_editing_a_draft_tells_nobody(values, actor, now, work, outbox, history, body):
    meeting = make_meeting(
        "Communication", theme_ar="التواصل", bodies=[body], place=Translated(fr="Conseil régional")
    )
    with work():
        leaves_at = rules.edit_meeting(
            meeting=meeting,
            values=replace(values, place=Translated(fr="Tétouan")),
            version=1,
            actor=actor,
            now=now,
        )
    assert leaves_at is None
    assert (meeting.version, meeting.sequence, meeting.calendar_text) == (2, 0, None)
    assert outbox() == []
    assert history() == [("meeting.edited", {"place": [{"fr": "Conseil régional"}, {"fr": "Tétouan"}]})]


def test_saving_without_change_writes_nothing(values, actor, now, work, history, body):
    meeting = make_meeting(
        "Communication", theme_ar="التواصل", bodies=[body], place=Translated(fr="Conseil régional")
    )
    with work():
        rules.edit_meeting(meeting=meeting, values=values, version=1, actor=actor, now=now)
    assert (meeting.version, history()) == (1, [])


def test_a_stale_edit_brings_what_was_saved(values, actor, now, work, body):
    meeting = make_meeting("Thème des autres", bodies=[body], version=2)
    with pytest.raises(StaleVersion) as stale, work():
        rules.edit_meeting(meeting=meeting, values=values, version=1, actor=actor, now=now)
    assert stale.value.theirs.theme["fr"] == "Thème des autres"
    assert (stale.value.status, meeting.version) == (409, 2)


def test_bodies_may_change_while_nobody_is_convened(values, actor, now, work, history, body):
    other = make_body(BodyKind.COMMITTEE, "Comité 1")
    meeting = make_meeting(
        "Communication", theme_ar="التواصل", bodies=[other], place=Translated(fr="Conseil régional")
    )
    with work():
        rules.edit_meeting(meeting=meeting, values=values, version=1, actor=actor, now=now)
    assert [b.id for b in meeting.bodies] == [body.id]
    assert history() == [("meeting.edited", {"bodies": [["Comité 1"], ["Plénière"]]})]


def test_bodies_and_type_stay_once_people_are_convened(values, actor, now, work, body):
    meeting = make_meeting("Communication", theme_ar="التواصل", bodies=[body], place=Translated(fr="Conseil régional"),
                           state=MeetingState.CONVENED)  # fmt: skip
    other = make_body(BodyKind.COMMITTEE, "Comité 1")
    changed = replace(values, type=MeetingType.FORUM, body_ids=frozenset({other.id}))
    with work():
        rules.edit_meeting(meeting=meeting, values=changed, version=1, actor=actor, now=now)
    assert (meeting.type, [b.id for b in meeting.bodies]) == (MeetingType.SESSION, [body.id])


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.HELD, MeetingState.CLOSED])
def test_what_is_over_is_not_edited(values, actor, now, work, state):
    meeting = make_meeting(state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.edit_meeting(meeting=meeting, values=values, version=1, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("not_editable", 409)


def test_a_session_that_began_is_not_edited(values, actor, work):
    meeting = make_meeting(state=MeetingState.CONVENED)
    with pytest.raises(RuleError) as refused, work():
        rules.edit_meeting(
            meeting=meeting,
            values=values,
            version=1,
            actor=actor,
            now=datetime(2027, 4, 8, 10, 0, tzinfo=UTC),
        )
    assert (refused.value.code, refused.value.status) == ("started", 409)


def test_a_past_session_is_duplicated_as_a_draft_of_a_coming_week(actor, now, work, body, history):
    past = make_meeting("Renforcement", starts_wall=datetime(2013, 4, 18, 0, 0), ends_wall=None, is_day_only=True,
                        state=MeetingState.CLOSED, bodies=[body], reference="S-2013-01")  # fmt: skip
    make_agenda_item(past, "Diagnostic", minutes=45)
    with work():
        copy_id = rules.duplicate_meeting(meeting=past, actor=actor, now=now).id
    copy = db.session.get(Meeting, copy_id)
    assert (copy.state, copy.reference, copy.is_day_only, copy.theme) == (
        MeetingState.DRAFT,
        None,
        False,
        past.theme,
    )
    assert copy.starts_wall > datetime(2026, 12, 4)
    assert (copy.starts_wall.weekday(), copy.starts_wall.hour, copy.ends_wall.hour) == (3, 10, 13)
    assert copy.uid != past.uid
    items = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == copy.id)).all()
    assert [(item.position, item.title["fr"], item.minutes) for item in items] == [(1, "Diagnostic", 45)]
    assert history() == [("meeting.duplicated", {"source": [None, "S-2013-01"]})]
