"""What became of an action: each way out."""

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.domain.actions import rules
from noress.domain.actions.models import Action, ActionReport, ActionState
from noress.extensions import db
from tests.factories import NOW, make_institution, make_seat
from tests.factories.actions import make_action, make_evidence, make_plan, make_report

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

OPEN, BLOCKED, DONE, DROPPED = ActionState


def report(work, actor, action, state=OPEN, progress=0, comment=None, **kwargs):
    with work():
        return rules.report_progress(
            action=db.session.merge(action), state=state, progress=progress, comment=comment, actor=actor,
            **{"files": [], "channel": "site", "now": NOW, **kwargs},
        )  # fmt: skip


def reports():
    return db.session.scalars(select(ActionReport).order_by(ActionReport.id)).all()


def test_a_word_of_the_owner(work, member, history):
    seat = make_seat(make_institution("La nôtre"))
    action = make_action(owner_institution_id=seat.institution_id, reminders=2)
    report(work, member(seat), action, OPEN, 40, " Neuf réponses. ")
    action, (word,) = db.session.get(Action, action.id), reports()
    assert (action.state, action.progress, action.last_report_at, action.reminders, action.version) == (
        OPEN,
        40,
        NOW,
        0,
        2,
    )
    assert (word.state, word.progress, word.comment, word.channel, word.reported_by_id, word.institution_id) == (
        OPEN, 40, "Neuf réponses.", "site", seat.person_id, seat.institution_id,
    )  # fmt: skip
    assert history() == [("action.reported", {"progress": [0, 40]})]


def test_done_is_a_hundred_and_dated(work, actor):
    action = make_action()
    report(work, actor, action, DONE, 10)
    action = db.session.get(Action, action.id)
    assert (action.state, action.progress, str(action.done_on)) == (DONE, 100, "2026-11-20")


def test_going_on_again_takes_the_date_back(work, actor):
    action = make_action(state=DONE, progress=100)
    report(work, actor, action, OPEN, 100, "Il reste le rapport.")
    action = db.session.get(Action, action.id)
    assert (action.state, action.progress, action.done_on) == (OPEN, 99, None)


def test_a_file_joins_the_word(work, actor, history):
    action, other = make_action(), make_report(make_action())
    file = make_evidence(other, "salle.jpg").file
    report(work, actor, action, comment="Voici", files=[db.session.merge(file)])
    assert [one.file.name for one in reports()[-1].evidence] == ["salle.jpg"]
    assert history()[-1] == ("action.reported", {"files": [None, ["salle.jpg"]]})


@pytest.mark.parametrize(
    ("kwargs", "code", "field"),
    [
        ({"progress": 101}, "bad_progress", "progress"), ({"progress": -1}, "bad_progress", "progress"),
        ({"comment": "x" * 4001}, "too_long", "comment"), ({"files": [None] * 11}, "too_many", "files"),
        ({"state": DROPPED}, "no_reason", "comment"), ({"state": DROPPED, "comment": "  "}, "no_reason", "comment"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(work, actor, kwargs, code, field):
    action = make_action()
    with pytest.raises(RuleError) as refused:
        report(work, actor, action, **kwargs)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert (reports(), db.session.get(Action, action.id).version) == ([], 1)


def test_blocked_needs_no_reason(work, actor):
    """A button pressed on a telephone is worth more than a sentence that is not written."""
    action = make_action()
    report(work, actor, action, BLOCKED)
    assert db.session.get(Action, action.id).state is BLOCKED


def test_a_plan_that_is_over_takes_no_news(work, actor):
    action = make_action(plan_id=make_plan(closed_on=NOW.date()).id)
    with pytest.raises(RuleError) as refused:
        report(work, actor, action, DONE)
    assert (refused.value.code, refused.value.status) == ("closed_plan", 409)


def test_news_that_arrived_meanwhile_are_not_written_over(work, actor):
    action = make_action(version=2, state=BLOCKED)
    with pytest.raises(StaleVersion):
        report(work, actor, action, DONE, version=1)
    assert (reports(), db.session.get(Action, action.id).state) == ([], BLOCKED)


def test_the_same_page_sent_twice_is_one_word(work, actor):
    action = make_action()
    for _ in range(2):
        report(work, actor, action, OPEN, 20, "Une fois", version=1, client_key="0a1b")
    assert [(word.comment, word.client_key) for word in reports()] == [("Une fois", "0a1b")]
    assert db.session.get(Action, action.id).version == 2


def test_a_key_of_another_action_is_no_key_of_this_one(work, actor):
    first, second = make_action(), make_action("Autre")
    report(work, actor, first, client_key="0a1b")
    report(work, actor, second, client_key="0a1b")
    assert [(word.action_id, word.client_key) for word in reports()] == [
        (first.id, "0a1b"),
        (second.id, None),
    ]


def test_an_unknown_way_is_a_fault_of_the_caller(work, actor):
    action = make_action()
    with pytest.raises(ValueError, match="unknown channel"):
        report(work, actor, action, channel="pigeon")


# Proofs taken back


def test_a_proof_is_taken_back_once(work, actor, history):
    evidence = make_evidence(make_report(make_action()), "salle.jpg")
    with work():
        rules.remove_evidence(evidence=db.session.merge(evidence), actor=actor, now=NOW)
    assert db.session.merge(evidence).removed_at == NOW
    assert history() == [("action.evidence_removed", {"files": [["salle.jpg"], None]})]
    with pytest.raises(RuleError) as refused, work():
        rules.remove_evidence(evidence=db.session.merge(evidence), actor=actor, now=NOW)
    assert (refused.value.code, refused.value.status) == ("removed", 409)
