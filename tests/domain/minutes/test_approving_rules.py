"""Approved by a later session, or by written consultation."""

import json
from datetime import datetime, timedelta

import pytest

from noress.core.errors import RuleError, StaleVersion
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.files.models import FrozenContent
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes import rules
from noress.domain.minutes.models import (
    BlockKind,
    Consultation,
    Correction,
    Minutes,
    MinutesState,
    VoiceAnswer,
)
from noress.extensions import db
from tests.domain.minutes.conftest import fresh
from tests.factories import make_body, save
from tests.factories.minutes import (
    CIRCULATED_AT,
    HELD_WALL,
    UNTIL,
    make_block,
    make_held_meeting,
    make_minutes,
)

AFTER = UNTIL + timedelta(days=2)


def later_meeting(body, **values) -> Meeting:
    return make_held_meeting(
        **{"theme": "Suivante", "bodies": [body], "starts_wall": datetime(2026, 11, 29, 10, 0), **values}
    )


def member(seat, now=AFTER) -> Actor:
    return build_actor(seat.person, seat=seat, now=now, method="code")


# --- by a session -------------------------------------------------------------------------------------------


def test_a_later_session_approves_and_the_text_is_frozen(actor, work, history, committee, minutes):
    meeting = later_meeting(committee[0])
    with work():
        sha256 = rules.approve_minutes(minutes=minutes, by_meeting=meeting, actor=actor, now=AFTER)
    found = fresh(Minutes, minutes.id)
    assert (found.state, found.approved_at, found.approved_by_meeting_id, found.sha256) == (
        MinutesState.APPROVED, AFTER, meeting.id, sha256,
    )  # fmt: skip
    frozen = db.session.get(FrozenContent, sha256)
    content = json.loads(frozen.content)["content"]
    assert [block["text"]["fr"] for block in content["blocks"]] == [
        "La séance est ouverte.",
        "Le fonds est créé.",
    ]
    assert [d["text"]["fr"] for d in content["decisions"]] == ["Le fonds est créé."]
    assert content["approval"] == {
        "by": "meeting", "reference": meeting.reference, "theme": dict(meeting.theme), "on": "2026-11-29",
        "approved_on": "2026-11-30",
    }  # fmt: skip
    assert (frozen.kind, frozen.is_public, frozen.issuer["fr"]) == ("minutes", False, "Comité financement")
    assert [name for name, _ in history()][-2:] == ["document.requested", "document.requested"]
    assert "minutes.approved" in [name for name, _ in history()]


@pytest.mark.parametrize(
    ("values", "code", "status"),
    [
        ({"state": MeetingState.CONVENED, "held_at": None}, "not_met", 409),
        (
            {"state": MeetingState.CONVENED, "held_at": None, "starts_wall": datetime(2027, 3, 4, 10)},
            "not_met",
            409,
        ),
        ({"starts_wall": HELD_WALL - timedelta(days=60)}, "earlier", 422),
        ({"bodies": "other"}, "other_body", 422),
    ],
)
def test_a_session_that_cannot_have_approved(actor, work, history, committee, minutes, values, code, status):
    if values.get("bodies") == "other":
        values = {**values, "bodies": [make_body(BodyKind.COMMITTEE, "Un autre")]}
    meeting = later_meeting(committee[0], **values)
    with pytest.raises(RuleError) as refusal, work():
        rules.approve_minutes(minutes=minutes, by_meeting=meeting, actor=actor, now=AFTER)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == (code, "meeting_id", status)
    assert fresh(Minutes, minutes.id).state is MinutesState.CIRCULATED
    assert history() == []


def test_nobody_chosen(actor, work, minutes):
    with pytest.raises(RuleError) as refusal, work():
        rules.approve_minutes(minutes=minutes, by_meeting=None, actor=actor, now=AFTER)
    assert (refusal.value.code, refusal.value.status) == ("no_meeting", 422)


def test_what_stands_in_the_way_is_told_together(actor, work, committee, minutes):
    block = make_block(minutes, "Sans responsable", kind=BlockKind.ACTION)
    save(Correction(block_id=block.id, block_version=1, language="fr", text="x", proposed_at=CIRCULATED_AT))
    with pytest.raises(RuleError) as refusal, work():
        rules.approve_minutes(
            minutes=minutes,
            by_meeting=later_meeting(committee[0]),
            actor=actor,
            now=UNTIL - timedelta(hours=1),
        )
    assert (refusal.value.code, refusal.value.status) == ("not_ready", 409)
    told = str(refusal.value.message)
    assert "Le délai de correction n'est pas passé." in told
    assert "1 correction attend une réponse." in told
    assert "Action « Sans responsable » : Dites qui est responsable" in told


def test_a_draft_and_an_approved_text_are_not_approved(actor, work, committee):
    for state in (MinutesState.DRAFTING, MinutesState.APPROVED, MinutesState.PUBLISHED):
        found = make_minutes(make_held_meeting(bodies=[committee[0]]), state=state)
        with pytest.raises(RuleError) as refusal, work():
            rules.approve_minutes(
                minutes=found, by_meeting=later_meeting(committee[0]), actor=actor, now=AFTER
            )
        assert (refusal.value.code, refusal.value.status) == ("wrong_state", 409)


# --- by consultation ----------------------------------------------------------------------------------------


def opened(actor, work, minutes, *, silence: bool = False) -> Consultation:
    with work():
        return rules.open_consultation(
            minutes=minutes,
            closes_at=AFTER + timedelta(days=7),
            silence_approves=silence,
            actor=actor,
            now=AFTER,
        )


def speak(work, consultation, seat, answer, comment=None, *, version=0, at=AFTER):
    with work():
        return rules.give_voice(
            consultation=consultation,
            answer=answer,
            comment=comment,
            version=version,
            actor=member(seat),
            now=at,
        )


def test_institutions_with_a_voice_are_asked(actor, work, outbox, committee, minutes):
    opened(actor, work, minutes)
    assert sorted(mail.to_address for mail in outbox()) == [
        "deux@exemple.ma",
        "trois@exemple.ma",
        "une@exemple.ma",
    ]
    assert {mail.template for mail in outbox()} == {"minutes_consultation"}


@pytest.mark.parametrize(
    ("answers", "silence", "is_approved"),
    [
        ((VoiceAnswer.APPROVE,), False, True),
        ((VoiceAnswer.APPROVE, VoiceAnswer.OPPOSE), False, False),
        ((VoiceAnswer.RESERVE, VoiceAnswer.OPPOSE), True, True),
        ((VoiceAnswer.OPPOSE, VoiceAnswer.OPPOSE), True, False),
        ((), False, False),
        ((), True, True),
    ],
)
def test_more_than_half_of_the_voices_that_count(
    actor, work, committee, minutes, answers, silence, is_approved
):
    consultation = opened(actor, work, minutes, silence=silence)
    for seat, answer in zip(committee[1], answers, strict=False):
        speak(work, consultation, seat, answer, "Pourquoi")
    with work():
        rules.close_consultation(consultation=consultation, actor=actor, now=AFTER + timedelta(days=7))
    found = fresh(Minutes, minutes.id)
    assert (fresh(Consultation, consultation.id).is_approved, found.state) == (
        is_approved, MinutesState.APPROVED if is_approved else MinutesState.CIRCULATED,
    )  # fmt: skip
    assert (found.sha256 is not None) is is_approved


def test_it_closes_early_only_when_everybody_has_spoken(actor, work, committee, minutes):
    consultation = opened(actor, work, minutes)
    for seat in committee[1][:2]:
        speak(work, consultation, seat, VoiceAnswer.APPROVE)
    with pytest.raises(RuleError) as refusal, work():
        rules.close_consultation(consultation=consultation, actor=actor, now=AFTER + timedelta(days=1))
    assert (refusal.value.code, refusal.value.status) == ("running", 409)
    speak(work, consultation, committee[1][2], VoiceAnswer.APPROVE)
    with work():
        outcome = rules.close_consultation(
            consultation=consultation, actor=actor, now=AFTER + timedelta(days=1)
        )
    assert (outcome.for_it, outcome.counted) == (3, 3)


def test_one_institution_has_one_voice_and_may_change_it(actor, work, history, committee, minutes):
    consultation = opened(actor, work, minutes)
    seat = committee[1][0]
    speak(work, consultation, seat, VoiceAnswer.APPROVE)
    with pytest.raises(StaleVersion) as refusal:
        speak(
            work, consultation, seat, VoiceAnswer.OPPOSE, "Non"
        )  # the other seat did not see the first answer
    assert refusal.value.theirs == {"answer": "approve", "comment": "", "version": 1}
    speak(work, consultation, seat, VoiceAnswer.OPPOSE, "Non", version=1)
    outcome = rules.outcome_of(fresh(Consultation, consultation.id))
    assert [(voice.answer, voice.comment, voice.version) for voice in outcome.voices] == [
        (VoiceAnswer.OPPOSE, "Non", 2)
    ]
    assert [changes for name, changes in history() if name == "consultation.voice_given"] == [
        {"answer": [None, "approve"]}, {"answer": ["approve", "oppose"]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "answer", "comment", "days", "code", "status"),
    [
        (3, VoiceAnswer.APPROVE, None, 0, "no_voice", 403),
        (4, VoiceAnswer.APPROVE, None, 0, "no_voice", 403),
        (0, VoiceAnswer.OPPOSE, " ", 0, "no_comment", 422),
        (0, VoiceAnswer.RESERVE, None, 0, "no_comment", 422),
        (0, VoiceAnswer.APPROVE, "x" * 2001, 0, "too_long", 422),
        (0, VoiceAnswer.APPROVE, None, 7, "too_late", 409),
    ],
)
def test_a_voice_that_cannot_be_taken(
    actor, work, committee, minutes, place, answer, comment, days, code, status
):
    consultation = opened(actor, work, minutes)
    with pytest.raises(RuleError) as refusal:
        speak(work, consultation, committee[1][place], answer, comment, at=AFTER + timedelta(days=days))
    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert rules.outcome_of(fresh(Consultation, consultation.id)).voices == ()


def test_only_the_silent_are_reminded_once_a_day(actor, work, outbox, committee, minutes):
    consultation = opened(actor, work, minutes)
    speak(work, consultation, committee[1][0], VoiceAnswer.APPROVE)
    with work():
        count = rules.remind_silent(consultation=consultation, actor=actor, now=AFTER + timedelta(days=1))
    assert (count, sorted(mail.to_address for mail in outbox()[3:])) == (
        2,
        ["deux@exemple.ma", "trois@exemple.ma"],
    )
    assert outbox()[-1].subject.startswith("Rappel")
    for hours, code in ((25, "recent"), (24 * 7, "too_late")):
        with pytest.raises(RuleError) as refusal, work():
            rules.remind_silent(consultation=consultation, actor=actor, now=AFTER + timedelta(hours=hours))
        assert (refusal.value.code, refusal.value.status) == (code, 409)


def test_while_it_runs_nothing_else_approves_or_corrects(actor, work, committee, minutes):
    opened(actor, work, minutes)
    meeting = later_meeting(committee[0])
    for way in (
        lambda: rules.approve_minutes(minutes=minutes, by_meeting=meeting, actor=actor, now=AFTER),
        lambda: rules.circulate_minutes(
            minutes=minutes, until=AFTER + timedelta(days=9), actor=actor, now=AFTER
        ),
        lambda: rules.open_consultation(
            minutes=minutes,
            closes_at=AFTER + timedelta(days=9),
            silence_approves=True,
            actor=actor,
            now=AFTER,
        ),
    ):
        with pytest.raises(RuleError) as refusal, work():
            way()
        assert (refusal.value.code, refusal.value.status) == ("consultation", 409)


def test_after_a_refusal_another_consultation_may_open(actor, work, committee, minutes):
    first = opened(actor, work, minutes)
    with work():
        rules.close_consultation(consultation=first, actor=actor, now=AFTER + timedelta(days=7))
    second = opened(actor, work, minutes)
    assert second.id != first.id
    with pytest.raises(RuleError) as refusal:
        speak(work, first, committee[1][0], VoiceAnswer.APPROVE)
    assert (refusal.value.code, refusal.value.status) == ("closed", 409)
