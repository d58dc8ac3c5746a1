"""From the draft to the approved text: circulation, corrections, registers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.actions.models import Action
from noress.domain.decisions.models import Decision, DecisionMode
from noress.domain.institutions.models import BodyKind, SeatKind
from noress.domain.minutes import rules
from noress.domain.minutes.models import (
    BlockKind,
    BlockRevision,
    Correction,
    CorrectionState,
    Minutes,
    MinutesBlock,
    MinutesReading,
    MinutesState,
)
from noress.domain.minutes.values import BlockValues
from noress.extensions import db
from tests.domain.minutes.conftest import fresh
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    save,
)
from tests.factories.minutes import UNTIL, make_block, make_held_meeting, make_minutes

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept


@pytest.fixture
def committee(app):
    """A committee of two institutions; the second has two seats that share a mailbox, in Arabic."""
    body = make_body(BodyKind.COMMITTEE, "Comité financement")
    one, two = make_institution("Une"), make_institution("Deux", name_ar="اثنان")
    make_mandate(body, institution_id=one.id)
    make_mandate(body, institution_id=two.id)
    shared = make_person("Titulaire deux", email="deux@exemple.ma", language="ar")
    second = make_person("Suppléante deux", account=shared.account, email="deux@exemple.ma", language="ar")
    seats = [
        make_seat(one, make_person("Titulaire une", email="une@exemple.ma")), make_seat(two, shared),
        make_seat(two, second, kind=SeatKind.ALTERNATE),
    ]  # fmt: skip
    return body, seats


@pytest.fixture
def minutes(committee):
    body, _seats = committee
    found = make_minutes(make_held_meeting(bodies=[body]))
    make_block(found)
    return found


@pytest.fixture
def circulated(committee):
    body, _seats = committee
    return make_minutes(make_held_meeting(bodies=[body]), state=MinutesState.CIRCULATED)


def member(seat, now) -> Actor:
    return build_actor(seat.person, seat=seat, now=now, method="code")


# --- circulating ------------------------------------------------------------------------------------------


def test_one_mail_per_mailbox_in_its_language(actor, now, work, outbox, history, minutes):
    with work():
        plan = rules.circulate_minutes(minutes=minutes, until=UNTIL, actor=actor, now=now)
    assert (plan.institutions, len(plan.mailboxes), plan.without_mail) == (2, 2, [])
    # By institution: "Deux" before "Une".
    assert [(m.to_address, m.language, m.to_name, m.template) for m in outbox()] == [
        ("deux@exemple.ma", "ar", "", "minutes_circulated"), ("une@exemple.ma", "fr", "Titulaire une", "minutes_circulated"),
    ]  # fmt: skip
    assert "28 novembre 2026" in outbox()[1].text
    assert f"/sessions/{minutes.meeting_id}/compte-rendu" in outbox()[1].text
    found = fresh(Minutes, minutes.id)
    assert (found.state, found.corrections_until, found.circulated_at, found.circulations) == (
        MinutesState.CIRCULATED, UNTIL, now, 1,
    )  # fmt: skip
    assert history()[-1] == (
        "minutes.circulated",
        {"state": ["drafting", "circulated"], "corrections_until": [None, UNTIL.isoformat()]},
    )


def test_more_time_is_told_to_everybody_again(actor, now, work, outbox, minutes):
    for days in (5, 9):
        with work():
            rules.circulate_minutes(minutes=minutes, until=now + timedelta(days=days), actor=actor, now=now)
    assert len(outbox()) == 4
    assert fresh(Minutes, minutes.id).circulations == 2


def test_an_institution_that_was_there_is_written_to(actor, now, work, outbox, minutes):
    from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus

    guest = make_seat(make_institution("Invitée"), make_person("Invité", email="invite@exemple.ma"))
    excused = make_seat(make_institution("Excusée"), make_person("Excusé", email="excuse@exemple.ma"))
    for seat, status in ((guest, AttendanceStatus.PRESENT), (excused, AttendanceStatus.EXCUSED)):
        save(Attendance(meeting_id=minutes.meeting_id, institution_id=seat.institution_id, status=status,
                        source=AttendanceSource.DESK, recorded_at=now))  # fmt: skip
    with work():
        rules.circulate_minutes(minutes=minutes, until=UNTIL, actor=actor, now=now)
    assert {mail.to_address for mail in outbox()} == {
        "une@exemple.ma",
        "deux@exemple.ma",
        "invite@exemple.ma",
    }


def test_decisions_get_their_number_and_actions_their_line_in_order(actor, now, work, minutes):
    owner = make_institution("Responsable")
    item = make_agenda_item(minutes.meeting, "Fonds")
    decision = make_block(minutes, "Le fonds est créé.", kind=BlockKind.DECISION, agenda_item_id=item.id,
                          details={"mode": "show_of_hands", "votes_for": 2, "votes_against": 0, "abstentions": 0})  # fmt: skip
    action = make_block(minutes, "Écrire le règlement.", kind=BlockKind.ACTION, agenda_item_id=item.id,
                        details={"owner_institution_id": owner.id, "due_on": "2027-01-31", "due_precision": "month"})  # fmt: skip
    with work():
        rules.circulate_minutes(minutes=minutes, until=UNTIL, actor=actor, now=now)
    (registered,) = db.session.scalars(select(Decision)).all()
    reference = minutes.meeting.reference.removeprefix("S-")
    assert (registered.number, registered.block_id, registered.mode, registered.votes_for, registered.is_public) == (
        f"D-{reference}/01", decision.id, DecisionMode.SHOW_OF_HANDS, 2, False,
    )  # fmt: skip
    (line,) = db.session.scalars(select(Action)).all()
    assert (line.block_id, line.owner_institution_id, line.decision_id, line.meeting_id) == (
        action.id, owner.id, registered.id, minutes.meeting_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"kind": BlockKind.DECISION, "fr": "", "ar": ""}, "Une décision n'a pas de texte."),
        ({"kind": BlockKind.ACTION, "fr": "Faire"}, "Dites qui est responsable"),
        (
            {"kind": BlockKind.DECISION, "fr": "Voté", "details": {"mode": "show_of_hands"}},
            "Écrivez le nombre de voix",
        ),
        (
            {
                "kind": BlockKind.DECISION,
                "fr": "Voté",
                "details": {"mode": "show_of_hands", "votes_for": 9, "votes_against": 1, "abstentions": 0},
            },
            "Voix comptées",
        ),
    ],
)
def test_what_is_unfinished_is_named_and_nothing_leaves(actor, now, work, outbox, minutes, block, problem):
    make_block(minutes, **block)
    with pytest.raises(RuleError) as refusal, work():
        rules.circulate_minutes(minutes=minutes, until=UNTIL, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == ("gaps", 409)
    assert problem in str(refusal.value.message)
    assert outbox() == []
    assert fresh(Minutes, minutes.id).state is MinutesState.DRAFTING


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (0, "past"), (400, "too_far"), (None, "past")])
def test_the_deadline_is_ahead(actor, now, work, minutes, days, code):
    until = now + timedelta(days=days) if days is not None else None
    with pytest.raises(RuleError) as refusal, work():
        rules.circulate_minutes(minutes=minutes, until=until, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.field) == (code, "until")


def test_an_empty_record_is_not_circulated(actor, now, work, committee):
    empty = make_minutes(make_held_meeting(bodies=[committee[0]]))
    with pytest.raises(RuleError) as refusal, work():
        rules.circulate_minutes(minutes=empty, until=UNTIL, actor=actor, now=now)
    assert (refusal.value.code, refusal.value.status) == ("empty", 409)


def test_what_is_registered_follows_the_block_and_survives_half_written_ones(actor, now, work, minutes):
    block = make_block(
        minutes, "Le fonds est créé.", ar="", kind=BlockKind.DECISION, details={"mode": "consensus"}
    )
    with work():
        rules.circulate_minutes(minutes=minutes, until=UNTIL, actor=actor, now=now)

    def save_as(text: str, **details) -> Decision:
        values = BlockValues(BlockKind.DECISION, Translated(fr=text), {"mode": "consensus", **details})
        with work():
            rules.save_block(
                block=block,
                values=values,
                version=fresh(MinutesBlock, block.id).version,
                actor=actor,
                now=now,
            )
        return db.session.scalars(select(Decision)).one()

    assert save_as("Un fonds est créé.").text == {"fr": "Un fonds est créé."}
    half = save_as("Un fonds est créé, dit-on.", mode="show_of_hands")  # no count yet
    assert (half.text, half.mode) == ({"fr": "Un fonds est créé."}, DecisionMode.CONSENSUS)
    assert fresh(MinutesBlock, block.id).text == {"fr": "Un fonds est créé, dit-on."}
    with work():
        rules.remove_block(block=block, actor=actor, now=now)
    assert db.session.scalars(select(Decision)).one().state.value == "withdrawn"


# --- corrections ------------------------------------------------------------------------------------------


def propose(block, seat, now, text="La présidente ouvre la séance.", **values):
    return rules.propose_correction(
        **{"block": block, "language": "fr", "text": text, "reason": "C'était elle.", "version": block.version,
           "actor": member(seat, now), "now": now, **values}
    )  # fmt: skip


def test_a_correction_is_proposed_accepted_and_told(actor, now, work, outbox, history, committee, circulated):
    seat = committee[1][0]
    block = make_block(circulated)
    with work():
        correction = propose(block, seat, now)
    assert (correction.institution_id, correction.seat_id, correction.block_version) == (
        seat.institution_id,
        seat.id,
        1,
    )
    later = now + timedelta(days=1)
    with work():
        rules.accept_correction(
            correction=correction, text=correction.text, version=1, actor=actor, now=later
        )
    found, row = fresh(Correction, correction.id), fresh(MinutesBlock, block.id)
    assert (found.state, found.decided_by_id, found.decided_at) == (
        CorrectionState.ACCEPTED,
        actor.person_id,
        later,
    )
    assert (row.text["fr"], row.text["ar"], row.version) == (
        "La présidente ouvre la séance.",
        "افتتح الرئيس الجلسة.",
        2,
    )
    kept = select(BlockRevision.origin).where(BlockRevision.block_id == block.id).order_by(BlockRevision.id)
    origins = db.session.scalars(kept).all()
    assert [origin.value for origin in origins] == ["written", "corrected"]
    (mail,) = outbox()
    assert (mail.to_address, mail.template) == ("une@exemple.ma", "correction_answered")
    assert "acceptée" in mail.subject
    assert [name for name, _ in history()] == [
        "correction.proposed",
        "minutes.block_edited",
        "correction.accepted",
    ]


def test_a_refusal_says_why(actor, now, work, outbox, committee, circulated):
    block = make_block(circulated)
    with work():
        correction = propose(block, committee[1][1], now, language="ar", text="افتتحت الرئيسة الجلسة.")
    with pytest.raises(RuleError) as refusal, work():
        rules.refuse_correction(correction=correction, answer="  ", actor=actor, now=now)
    assert (refusal.value.code, refusal.value.field) == ("no_reason", "answer")
    with work():
        rules.refuse_correction(
            correction=correction, answer="Le procès-verbal dit le vrai.", actor=actor, now=now
        )
    assert fresh(Correction, correction.id).state is CorrectionState.REFUSED
    (mail,) = outbox()
    assert (mail.to_address, mail.language) == ("deux@exemple.ma", "ar")
    assert "Le procès-verbal dit le vrai." in mail.text
    assert fresh(MinutesBlock, block.id).version == 1


def test_the_deadline_is_judged_when_it_arrives(now, work, committee, circulated):
    block = make_block(circulated)
    with work():
        propose(block, committee[1][0], UNTIL - timedelta(seconds=1))
    with pytest.raises(RuleError) as refusal, work():
        propose(block, committee[1][0], UNTIL)
    assert (refusal.value.code, refusal.value.status) == ("closed", 409)
    assert "Le délai de correction est passé" in str(refusal.value.message)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"text": "Le président ouvre la séance."}, "same", "text"),
        ({"text": " "}, "no_text", "text"),
        ({"language": "en"}, "language", "language"),
        ({"reason": "x" * 2001}, "too_long", "reason"),
    ],
)
def test_a_correction_says_something(now, work, committee, circulated, values, code, field):
    block = make_block(circulated)
    with pytest.raises(RuleError) as refusal, work():
        propose(block, committee[1][0], now, **values)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == (code, field, 422)


def test_a_block_that_changed_meanwhile_is_shown_first(actor, now, work, committee, circulated):
    block = make_block(circulated)
    with work():
        correction = propose(block, committee[1][0], now)
    with work():
        rules.save_block(
            block=block,
            values=BlockValues(BlockKind.NOTE, Translated(fr="Autre")),
            version=1,
            actor=actor,
            now=now,
        )
    with pytest.raises(StaleVersion), work():
        propose(block, committee[1][1], now, version=1)
    with pytest.raises(StaleVersion), work():
        rules.accept_correction(correction=correction, text="Sien", version=1, actor=actor, now=now)
    assert fresh(Correction, correction.id).state is CorrectionState.PROPOSED


def test_an_answer_is_given_once(actor, now, work, committee, circulated):
    block = make_block(circulated)
    with work():
        correction = propose(block, committee[1][0], now)
    with work():
        rules.withdraw_correction(correction=correction, actor=member(committee[1][0], now), now=now)
    for answer in (
        lambda: rules.accept_correction(correction=correction, text="x", version=1, actor=actor, now=now),
        lambda: rules.refuse_correction(correction=correction, answer="x", actor=actor, now=now),
        lambda: rules.withdraw_correction(correction=correction, actor=actor, now=now),
    ):
        with pytest.raises(RuleError) as refusal, work():
            answer()
        assert (refusal.value.code, refusal.value.status) == ("decided", 409)


def test_a_reading_is_noted_once_until_the_deadline(now, work, committee, circulated, history):
    reader = member(committee[1][0], now)
    for _ in range(2):
        with work():
            rules.note_reading(minutes=circulated, actor=reader, now=now)
    assert [r.institution_id for r in db.session.scalars(select(MinutesReading))] == [reader.institution_id]
    assert [name for name, _ in history()] == ["minutes.read"]
    with pytest.raises(RuleError) as refusal, work():
        rules.note_reading(minutes=circulated, actor=reader, now=UNTIL)
    assert (refusal.value.code, refusal.value.status) == ("closed", 409)
