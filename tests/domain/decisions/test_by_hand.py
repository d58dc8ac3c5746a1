"""Outside the record: decisions published, entered by hand, corrected, completed; each way out."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.decisions import rules
from noress.domain.decisions.details import Taken
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.meetings.models import Meeting
from noress.domain.minutes.models import BlockKind, MinutesBlock, MinutesState
from noress.extensions import db
from tests.factories import make_agenda_item
from tests.factories.decisions import make_block, make_decision, make_record

DAY = date(2026, 10, 8)
TEXT = Translated(fr="Le fonds est créé.", ar="تم إحداث الصندوق.")


# --- publishing --------------------------------------------------------------------------------------


def test_publishing_a_record_makes_its_decisions_public(meeting, register, work, actor, now, history, change):
    record = make_record(meeting)
    internal = make_agenda_item(meeting, is_internal=True)
    blocks = {
        "open": make_block(record), "confidential": make_block(record, is_confidential=True),
        "internal": make_block(record, agenda_item_id=internal.id), "withdrawn": make_block(record),
    }  # fmt: skip
    keys = {name: register(meeting, block) for name, block in blocks.items()}
    other = make_decision(is_public=False)
    change(blocks["withdrawn"].id, kind=BlockKind.NOTE)
    with work():
        published = rules.publish_decisions(meeting=db.session.get(Meeting, meeting.id), actor=actor, now=now)
        assert [decision.id for decision in published] == [keys["open"]]
    assert {d.id for d in db.session.scalars(select(Decision).where(Decision.is_public))} == {keys["open"]}
    assert not db.session.get(Decision, other.id).is_public
    assert history()[-1] == ("decision.published", {"is_public": [False, True]})
    with work():
        assert (
            rules.publish_decisions(meeting=db.session.get(Meeting, meeting.id), actor=actor, now=now) == []
        )


def publish(work, actor, now, key):
    with work():
        rules.publish_decision(decision=db.session.get(Decision, key), actor=actor, now=now)


def test_a_decision_by_hand_is_published_alone(app, work, actor, now, history):
    decision = make_decision(is_public=False)
    publish(work, actor, now, decision.id)
    assert db.session.get(Decision, decision.id).is_public
    assert history() == [("decision.published", {"is_public": [False, True]})]
    with pytest.raises(RuleError, match="public"):
        publish(work, actor, now, decision.id)


def test_a_decision_of_a_record_waits_for_it(registered, work, actor, now):
    with pytest.raises(RuleError, match="of_record"):
        publish(work, actor, now, registered[0])


def test_a_withdrawn_decision_is_not_published(app, work, actor, now):
    with pytest.raises(RuleError, match="withdrawn"):
        publish(work, actor, now, make_decision(is_public=False, state=DecisionState.WITHDRAWN).id)


# --- by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("is_public", "actions"), [
    (False, ["decision.registered"]), (True, ["decision.registered", "decision.published"]),
])  # fmt: skip
def test_a_decision_is_added_by_hand(meeting, work, actor, now, history, is_public, actions):
    with work():
        rules.add_decision(
            meeting=db.session.get(Meeting, meeting.id), text=TEXT, mode=DecisionMode.ACCLAMATION, adopted_on=DAY,
            is_public=is_public, actor=actor, now=now,
        )  # fmt: skip
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.number, decision.is_public, decision.block_id) == ("D-2026-04/01", is_public, None)
    assert [action for action, _ in history()] == actions


def test_a_session_with_its_record_takes_none_by_hand(meeting, work, actor, now):
    make_record(meeting)
    with pytest.raises(RuleError) as refused, work():
        rules.add_decision(
            meeting=db.session.get(Meeting, meeting.id), text=TEXT, mode=DecisionMode.CONSENSUS, adopted_on=DAY,
            actor=actor, now=now,
        )  # fmt: skip
    assert (refused.value.code, refused.value.status) == ("has_record", 409)


def edit(work, actor, now, decision, **values):
    with work():
        rules.edit_decision(
            decision=db.session.get(Decision, decision.id), actor=actor, now=now,
            **{"text": TEXT, "taken": Taken(), "adopted_on": DAY, "version": 1, **values},
        )  # fmt: skip


def test_a_decision_by_hand_is_corrected_until_it_is_public(meeting, work, actor, now, history):
    decision = make_decision(meeting=meeting, is_public=False)
    edit(work, actor, now, decision, taken=Taken(DecisionMode.ACCLAMATION))
    row = db.session.get(Decision, decision.id)
    assert (row.text, row.mode, row.version) == (TEXT, DecisionMode.ACCLAMATION, 2)
    assert history() == [("decision.edited", {"text": [{"fr": "Le fonds est créé."}, dict(TEXT)],
                                              "mode": ["consensus", "acclamation"]})]  # fmt: skip
    edit(work, actor, now, decision, taken=Taken(DecisionMode.ACCLAMATION), version=2)
    assert len(history()) == 1
    with pytest.raises(StaleVersion):
        edit(work, actor, now, decision)
    with pytest.raises(RuleError, match="no_text"):
        edit(work, actor, now, decision, text=Translated(), version=2)
    publish(work, actor, now, decision.id)
    with pytest.raises(RuleError) as refused:
        edit(work, actor, now, decision, version=3)
    assert (refused.value.code, refused.value.status) == ("public", 409)


def test_a_decision_of_a_record_is_corrected_there(registered, work, actor, now):
    with pytest.raises(RuleError) as refused:
        edit(work, actor, now, db.session.get(Decision, registered[0]))
    assert (refused.value.code, refused.value.status) == ("of_record", 409)


def complete(work, actor, now, decision, text=None, reservations=None, version=1):
    with work():
        rules.complete_decision(
            decision=db.session.get(Decision, decision.id), text=text or Translated(), reservations=reservations,
            version=version, actor=actor, now=now,
        )  # fmt: skip


def test_the_other_language_is_added_and_nothing_else(meeting, work, actor, now, history):
    decision = make_decision(
        "Le fonds est créé.", meeting=meeting, reservations=Translated(fr="Une réserve.")
    )
    with pytest.raises(RuleError, match="nothing"):
        complete(work, actor, now, decision, Translated(fr="Autre chose"))
    complete(work, actor, now, decision, Translated(fr="Autre chose", ar="تم إحداث الصندوق."))
    row = db.session.get(Decision, decision.id)
    assert (row.text, row.version) == ({"fr": "Le fonds est créé.", "ar": "تم إحداث الصندوق."}, 2)
    assert rules.list_missing(row) == ["ar"]
    complete(work, actor, now, decision, reservations=Translated(ar="تحفظ."), version=2)
    row = db.session.get(Decision, decision.id)
    assert (row.reservations, rules.list_missing(row)) == ({"fr": "Une réserve.", "ar": "تحفظ."}, [])
    assert [action for action, _ in history()] == ["decision.completed"] * 2
    with pytest.raises(RuleError, match="complete"):
        complete(work, actor, now, decision, Translated(ar="Autre"), version=3)
    with pytest.raises(StaleVersion):
        complete(work, actor, now, decision, version=1)


def test_a_record_still_open_is_completed_there(meeting, register, work, actor, now):
    block = make_block(make_record(meeting))
    decision = db.session.get(Decision, register(meeting, block, text=Translated(fr="Le fonds.")))
    with pytest.raises(RuleError, match="of_record"):
        complete(work, actor, now, decision, Translated(ar="الصندوق"))
    with work():
        db.session.get(MinutesBlock, block.id).minutes.state = MinutesState.APPROVED
    complete(work, actor, now, decision, Translated(ar="الصندوق"))
    assert db.session.get(Decision, decision.id).text["ar"] == "الصندوق"
