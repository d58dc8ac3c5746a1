"""Writing blocks: nothing that was acknowledged is lost, whoever writes at the same time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.meetings.models import AgendaKind, MeetingState, MeetingType
from noress.domain.minutes import rules
from noress.domain.minutes.models import (
    BlockKind,
    BlockRevision,
    Minutes,
    MinutesBlock,
    MinutesKind,
    MinutesState,
    RevisionOrigin,
)
from noress.domain.minutes.values import MOST_SIGNS, BlockValues
from noress.domain.minutes.wording import taken_words
from noress.extensions import db
from tests.factories import make_agenda_item, make_meeting
from tests.factories.minutes import HELD_WALL, make_block, make_held_meeting, make_minutes

OTHER = Actor(name="Rapporteure", method="code")


def note(fr: str, ar: str = "", **values) -> BlockValues:
    return BlockValues(BlockKind.NOTE, Translated(fr=fr, ar=ar), **values)


def get(model, row):
    db.session.rollback()
    return db.session.get(model, row.id)


def revisions(block: MinutesBlock) -> list[tuple[int, str, str]]:
    db.session.rollback()
    rows = db.session.scalars(
        select(BlockRevision).where(BlockRevision.block_id == block.id).order_by(BlockRevision.version)
    )
    return [(row.version, row.origin.value, row.text.get("fr", "")) for row in rows]


# --- beginning ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "item", "kind"),
    [
        (MeetingType.SESSION, None, MinutesKind.RECORD),
        (MeetingType.EXTRAORDINARY_SESSION, None, MinutesKind.RECORD),
        (MeetingType.MEETING, AgendaKind.DECISION, MinutesKind.RECORD),
        (MeetingType.MEETING, AgendaKind.VOTE, MinutesKind.RECORD),
        (MeetingType.MEETING, AgendaKind.DISCUSSION, MinutesKind.REPORT),
        (MeetingType.WORKSHOP, AgendaKind.DECISION, MinutesKind.REPORT),
        (MeetingType.TRAINING, None, MinutesKind.REPORT),
        (MeetingType.FORUM, None, MinutesKind.REPORT),
    ],
)
def test_the_type_of_the_meeting_says_which_record(actor, now, work, history, type_, item, kind):
    meeting = make_held_meeting(type=type_, state=MeetingState.CONVENED, held_at=None)
    if item is not None:
        make_agenda_item(meeting, kind=item)
    with work():
        minutes = rules.begin_minutes(meeting=meeting, actor=actor, now=now)
    minutes = get(Minutes, minutes)
    assert (minutes.kind, minutes.state, minutes.meeting.state) == (
        kind,
        MinutesState.DRAFTING,
        MeetingState.HELD,
    )
    assert minutes.meeting.held_at == now
    assert history() == [
        ("meeting.held", {"state": ["convened", "held"]}), ("minutes.begun", {"kind": [None, kind.value]}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"state": MeetingState.DRAFT}, "not_convened"),
        ({"state": MeetingState.CANCELLED}, "cancelled"),
        ({"state": MeetingState.POSTPONED}, "postponed"),
        ({"state": MeetingState.CONVENED, "starts_wall": HELD_WALL + timedelta(days=30)}, "too_early"),
        ({"state": MeetingState.CONVENED, "starts_wall": HELD_WALL + timedelta(days=8)}, "not_begun"),
        ({"state": MeetingState.CLOSED, "source": "Rapport imprimé", "convened_at": None}, "restated"),
    ],
)
def test_a_meeting_that_has_not_taken_place_has_no_record(actor, now, work, history, values, code):
    meeting = make_held_meeting(**values)
    with pytest.raises(RuleError) as refusal, work():
        rules.begin_minutes(meeting=meeting, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == (code, 409)
    assert db.session.scalars(select(Minutes)).all() == []
    assert history() == []


def test_a_meeting_that_began_before_its_hour_has_its_record(actor, now, work, history):
    meeting = make_held_meeting(starts_wall=HELD_WALL + timedelta(days=8))
    with work():
        rules.begin_minutes(meeting=meeting, actor=actor, now=now)
    assert [name for name, _ in history()] == ["minutes.begun"]


def test_a_show_of_hands_that_is_not_counted_yet_gives_no_figures():
    said = [
        taken_words({"mode": "show_of_hands", **counts})
        for counts in ({}, {"votes_for": 0}, {"abstentions": 2})
    ]
    assert said == [
        "à main levée, voix à compter", "à main levée\N{NO-BREAK SPACE}: 0 pour, 0 contre, 0 sans avis",
        "à main levée\N{NO-BREAK SPACE}: 0 pour, 0 contre, 2 sans avis",
    ]  # fmt: skip


def test_a_record_is_begun_once(actor, now, work):
    minutes = make_minutes()
    with pytest.raises(RuleError) as refusal, work():
        rules.begin_minutes(meeting=minutes.meeting, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == ("begun", 409)


# --- blocks ---------------------------------------------------------------------------------------------


def test_a_block_is_added_at_the_end_of_its_item_once(actor, now, work, history):
    minutes = make_minutes()
    item = make_agenda_item(minutes.meeting)
    for _ in range(2):
        with work():
            block = rules.add_block(
                minutes=minutes,
                values=note("Un", agenda_item_id=item.id),
                client_key="abcdefgh1",
                actor=actor,
                now=now,
            )
    block = get(MinutesBlock, block)
    assert (block.agenda_item_id, block.position, block.version) == (item.id, 1, 1)
    assert revisions(block) == [(1, "written", "Un")]
    assert [name for name, _ in history()] == ["minutes.block_added"]


def test_a_key_of_another_record_is_refused(actor, now, work):
    block = make_block(make_minutes(), client_key="abcdefgh2")
    other = make_minutes()
    with pytest.raises(RuleError) as refusal, work():
        rules.add_block(minutes=other, values=note("x"), client_key=block.client_key, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == ("key", 409)


def test_a_block_of_another_agenda_is_refused(actor, now, work):
    elsewhere = make_agenda_item(make_meeting())
    with pytest.raises(RuleError) as refusal, work():
        rules.add_block(
            minutes=make_minutes(), values=note("x", agenda_item_id=elsewhere.id), actor=actor, now=now
        )
    assert (refusal.value.code, refusal.value.field) == ("unknown_item", "agenda_item_id")


def test_saving_keeps_a_revision_and_one_line_of_history_for_a_quarter_of_an_hour(actor, now, work, history):
    block = make_block(make_minutes(), "Un", ar="")
    for minute, text in enumerate(["Un deux", "Un deux trois", "Un deux trois"]):
        with work():
            saved = rules.save_block(
                block=block,
                values=note(text),
                version=block.version,
                actor=actor,
                now=now + timedelta(minutes=minute),
            )
    assert saved.is_merged is False
    assert revisions(block) == [
        (1, "written", "Un"),
        (2, "written", "Un deux"),
        (3, "written", "Un deux trois"),
    ]
    assert [name for name, _ in history()] == ["minutes.block_edited"]
    assert get(MinutesBlock, block).updated_at == now + timedelta(minutes=1)


def test_a_text_beyond_the_limit_is_refused_with_its_size(actor, now, work):
    block = make_block(make_minutes())
    with pytest.raises(RuleError) as refusal, work():
        rules.save_block(block=block, values=note("x" * (MOST_SIGNS + 1)), version=1, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == ("too_long", "text_fr", 422)
    assert "100\u202f001" in str(refusal.value.message)
    assert "100\u202f000" in str(refusal.value.message)


def test_two_who_change_different_lines_are_joined(actor, now, work):
    block = make_block(make_minutes(), "un\ndeux\ntrois", ar="")
    with work():
        rules.save_block(block=block, values=note("UN\ndeux\ntrois"), version=1, actor=actor, now=now)
    with work():
        saved = rules.save_block(block=block, values=note("un\ndeux\nTROIS"), version=1, actor=OTHER, now=now)
    assert saved.is_merged is True
    assert revisions(block) == [
        (1, "written", "un\ndeux\ntrois"), (2, "written", "UN\ndeux\ntrois"), (3, "typed", "un\ndeux\nTROIS"),
        (4, "merged", "UN\ndeux\nTROIS"),
    ]  # fmt: skip
    assert get(MinutesBlock, block).version == 4


def test_two_who_change_the_same_line_see_both_texts(actor, now, work):
    block = make_block(make_minutes(), "un", ar="")
    with work():
        rules.save_block(block=block, values=note("le leur"), version=1, actor=OTHER, now=now)
    with pytest.raises(StaleVersion) as refusal, work():
        rules.save_block(block=block, values=note("le mien"), version=1, actor=actor, now=now)
    assert refusal.value.theirs == BlockValues.of(get(MinutesBlock, block))
    assert revisions(block) == [(1, "written", "un"), (2, "written", "le leur")]


@pytest.mark.parametrize("version", [None, 99])
def test_a_version_that_does_not_exist_is_never_saved_over_anything(actor, now, work, version):
    block = make_block(make_minutes(), "un", ar="")
    with pytest.raises(StaleVersion), work():
        rules.save_block(block=block, values=note("deux"), version=version, actor=actor, now=now)
    assert revisions(block) == [(1, "written", "un")]


def test_different_fields_are_joined_and_the_same_field_is_not(actor, now, work):
    block = make_block(make_minutes(), "un", kind=BlockKind.DECISION, details={"mode": "consensus"}, ar="")

    def decision(**details) -> BlockValues:
        return BlockValues(BlockKind.DECISION, Translated(fr="un"), {"mode": "consensus", **details})

    with work():
        rules.save_block(block=block, values=decision(mode="unanimity"), version=1, actor=OTHER, now=now)
    with work():
        saved = rules.save_block(
            block=block, values=decision(reservations={"fr": "Une réserve"}), version=1, actor=actor, now=now
        )
    assert saved.is_merged is True
    assert get(MinutesBlock, block).details == {"mode": "unanimity", "reservations": {"fr": "Une réserve"}}
    with pytest.raises(StaleVersion), work():
        rules.save_block(block=block, values=decision(mode="acclamation"), version=1, actor=actor, now=now)


def test_a_save_whose_answer_was_lost_is_continued_by_its_own_page(actor, now, work):
    """Sent, kept, never answered; more is typed and sent again from the same version."""
    block = make_block(make_minutes(), "un", ar="")
    for text in ("un deux", "un deux trois"):
        with work():
            rules.save_block(
                block=block, values=note(text), version=1, actor=actor, now=now, writer="page-000001"
            )
    assert revisions(block) == [
        (1, "written", "un"),
        (2, "written", "un deux"),
        (3, "written", "un deux trois"),
    ]


def test_a_page_that_types_on_after_a_merge_keeps_both(actor, now, work):
    block = make_block(make_minutes(), "un\ndeux\ntrois", ar="")
    with work():
        rules.save_block(block=block, values=note("UN\ndeux\ntrois"), version=1, actor=OTHER, now=now)
    for text in ("un\ndeux\ntrois!", "un\ndeux\ntrois!!"):
        with work():
            rules.save_block(
                block=block, values=note(text), version=1, actor=actor, now=now, writer="page-000002"
            )
    assert get(MinutesBlock, block).text == {"fr": "UN\ndeux\ntrois!!"}


def test_a_removed_block_takes_no_text_and_can_be_taken_back(actor, now, work, history):
    block = make_block(make_minutes(), "un", ar="")
    with work():
        rules.remove_block(block=block, actor=actor, now=now)
    with pytest.raises(RuleError) as refusal, work():
        rules.save_block(block=block, values=note("deux"), version=1, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == ("removed", 409)
    with work():
        rules.return_block(block=block, actor=actor, now=now)
    assert get(MinutesBlock, block).removed_at is None
    assert [name for name, _ in history()] == ["minutes.block_removed", "minutes.block_returned"]


def test_blocks_move_within_their_item(actor, now, work):
    minutes = make_minutes()
    item = make_agenda_item(minutes.meeting)
    first, second, third = (make_block(minutes, text, agenda_item_id=item.id) for text in "abc")
    elsewhere = make_block(minutes, "z")

    def order() -> str:
        db.session.rollback()
        rows = sorted(
            (get(MinutesBlock, block) for block in (first, second, third)), key=lambda b: (b.position, b.id)
        )
        return "".join(row.text["fr"] for row in rows)

    before = get(MinutesBlock, elsewhere).position
    for block, up, expected in (
        (third, True, "acb"),
        (third, True, "cab"),
        (third, True, "cab"),
        (first, False, "cba"),
    ):
        with work():
            rules.move_block(block=block, up=up, actor=actor, now=now)
        assert order() == expected
    assert get(MinutesBlock, elsewhere).position == before
    assert get(MinutesBlock, third).version == 1  # nobody's typing is made stale by a move


def test_an_earlier_text_is_taken_again_as_a_new_version(actor, now, work, history):
    block = make_block(make_minutes(), "un", ar="")
    with work():
        rules.save_block(
            block=block, values=note("deux"), version=1, actor=OTHER, now=now - timedelta(days=1)
        )
    with work():
        assert rules.restore_revision(block=block, revision=1, actor=actor, now=now) is True
    with work():
        assert rules.restore_revision(block=block, revision=1, actor=actor, now=now) is False
    assert revisions(block) == [
        (1, "written", "un"),
        (2, "written", "deux"),
        (3, RevisionOrigin.RESTORED.value, "un"),
    ]
    with pytest.raises(RuleError) as refusal, work():
        rules.restore_revision(block=block, revision=9, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == ("unknown_revision", 404)


@pytest.mark.parametrize("state", [MinutesState.APPROVED, MinutesState.PUBLISHED])
def test_no_way_changes_an_approved_record(actor, now, work, history, state):
    minutes = make_minutes(state=state)
    block, removed = make_block(minutes, "un", ar=""), make_block(minutes, "x", removed_at=now)
    ways = [
        lambda: rules.add_block(minutes=minutes, values=note("x"), actor=actor, now=now),
        lambda: rules.save_block(block=block, values=note("deux"), version=1, actor=actor, now=now),
        lambda: rules.move_block(block=block, up=True, actor=actor, now=now),
        lambda: rules.remove_block(block=block, actor=actor, now=now),
        lambda: rules.return_block(block=removed, actor=actor, now=now),
        lambda: rules.restore_revision(block=block, revision=1, actor=actor, now=now),
        lambda: rules.circulate_minutes(minutes=minutes, until=now + timedelta(days=3), actor=actor, now=now),
        lambda: rules.edit_heading(minutes=minutes, chaired_by="x", written_by=None, version=1, actor=actor, now=now),
        lambda: rules.add_finding(minutes=minutes, axis=Translated(), text=Translated(fr="x"), actor=actor, now=now),
        lambda: rules.add_proposal(minutes=minutes, axis=Translated(fr="a"), text=Translated(fr="x"), actor=actor, now=now),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(RuleError) as refusal, work():
            way()
        assert (refusal.value.code, refusal.value.status) == ("locked", 409)
    assert revisions(block) == [(1, "written", "un")]
    assert history() == []
