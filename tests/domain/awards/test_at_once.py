"""Two people, or two machines, at the same instant: from the files that are given to the letters that leave."""

from datetime import timedelta

from sqlalchemy import select

from noress.core import clock
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.board import Settings
from noress.domain.awards.models import Award, BulkTask, Scenario
from noress.domain.awards.rules import appealing, bulk, committee, deciding, telling, weighing
from noress.domain.funding.models import FundingCall
from noress.domain.meetings.models import MeetingState, MeetingType
from noress.domain.minutes.models import MinutesBlock
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing import assigning, evaluating
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db
from tests.factories import NOW, make_meeting, make_person
from tests.factories.awards import make_call_to_decide, make_eligible, make_scored
from tests.factories.calls import AMOUNT
from tests.factories.evaluating import make_grid
from tests.factories.recusals import acting

S = ApplicationState


def test_files_given_and_judged(actor, at_once):
    """Two managers share the same files out: nobody has one twice. Two tabs of one person: the second is told. Two people
    who judge one file do not disturb each other."""
    call = make_call_to_decide()
    files = [make_eligible(call) for _n in range(3)]
    grid = make_grid(call, per_file=2)
    people = [make_person(f"Évaluation {n}") for n in range(3)]
    ids, who, grid_id = [one.id for one in people], {"actor": actor, "now": NOW}, grid.id

    def share():
        assigning.share_out(grid=db.session.get_one(Grid, grid_id), person_ids=ids, **who)

    assert at_once(share, share) == ["done", "done"]
    rows = db.session.execute(select(Evaluation.subject_id, Evaluation.person_id)).all()
    assert sorted(row[0] for row in rows) == sorted([one.id for one in files] * 2)
    assert len(set(rows)) == 6
    mails = db.session.scalars(select(OutboxMail.to_address)).all()
    assert len(mails) == len(set(mails)) == 3
    first, second = db.session.scalars(select(Evaluation).where(Evaluation.subject_id == files[0].id)).all()
    criterion_id, scale = grid.criteria[0].id, grid.criteria[0].scale
    who_judges = {one.id: acting(one) for one in people}

    def keep(row, value):
        evaluation_id, version, judge = row.id, row.version, who_judges[row.person_id]

        def run():
            evaluation = db.session.get_one(Evaluation, evaluation_id)
            typed = evaluating.Typed({criterion_id: value}, {}, "")
            evaluating.save_evaluation(
                evaluation=evaluation, typed=typed, version=version, actor=judge, now=NOW
            )

        return run

    low, high = scale[0]["value"], scale[-1]["value"]
    assert at_once(keep(first, high), keep(second, high)) == ["done", "done"]
    assert at_once(keep(first, low), keep(first, high)) == ["done", "stale"]


def test_what_is_decided(actor, work, at_once):
    """One scenario becomes the decision once; two that differ follow each other only if the second has read the first."""
    call = make_call_to_decide(envelope=2 * AMOUNT)
    for mark in (90, 80, 70):
        make_scored(call, mark)
    who = {"actor": actor, "now": NOW}
    with work():
        plain = weighing.save_scenario(call=call, name="Au classement", settings=Settings(), **who)
        short = weighing.save_scenario(call=call, name="Sans attente", settings=Settings(reserve=0), **who)
    nothing = weighing.mark_of_decisions([])

    def adopt(scenario):
        key = scenario.id

        def run():
            one = db.session.get_one(Scenario, key)
            weighing.adopt_scenario(scenario=one, version=1, seen=nothing, **who)

        return run

    assert at_once(adopt(plain), adopt(short)) == ["decided_since", "done"]
    assert db.session.scalars(select(Award.amount)).all() == [AMOUNT] * 2
    assert at_once(adopt(plain), adopt(plain)) in (
        ["decided_since"] * 2,
        ["stale"] * 2,
        ["decided_since", "stale"],
    )
    assert len(db.session.scalars(select(Scenario).where(Scenario.is_decision)).all()) == 1


def test_what_the_committee_notes_and_what_is_written(actor, work, at_once):
    call = make_call_to_decide(appeal_until=clock.today(NOW) + timedelta(days=200))
    one = make_scored(call, 50)
    meeting = make_meeting(type=MeetingType.MEETING, state=MeetingState.CONVENED)
    day = meeting.starts_at + timedelta(minutes=5)
    who = {"actor": actor, "now": day}
    with work():
        selection = committee.choose_meeting(call=call, meeting=meeting, actor=actor, now=NOW)
        committee.add_files(selection=selection, application_ids=[one.id], actor=actor, now=NOW)
    item_id = db.session.scalars(queries.list_items(selection.id)).one().id

    def note(outcome):
        def run():
            item = db.session.get_one(committee.SelectionItem, item_id)
            committee.note_outcome(item=item, outcome=outcome, reason="Hors sujet", version=1, **who)

        return run

    assert at_once(note(S.REJECTED), note(S.REJECTED)) == ["done", "stale"]
    assert len(db.session.scalars(select(MinutesBlock)).all()) == 1
    with work():
        telling.prepare_letters(call=call, **who)
    letter = db.session.scalars(queries.get_letter_of(one.id, 1)).one()
    letter_id = letter.id

    def edit(text):
        def run():
            mine = db.session.get_one(type(letter), letter_id)
            telling.edit_letter(letter=mine, french=text, arabic="x", version=1, **who)

        return run

    assert at_once(edit("Premier"), edit("Second")) == ["done", "stale"]
    with work():
        telling.release_letters(call=call, **who)
        appeal = appealing.file_appeal(person=one.people[0], text="Relisez", now=day)
    appeal_id = appeal.id

    def answer(is_upheld):
        def run():
            mine = db.session.get_one(type(appeal), appeal_id)
            appealing.answer_appeal(appeal=mine, is_upheld=is_upheld, answer="Relu", version=1, **who)

        return run

    assert at_once(answer(True), answer(False)) == ["answered", "done"]


def test_two_workers_share_a_task(actor, work, at_once):
    """Each file is done once, and each mail leaves once."""
    call = make_call_to_decide()
    files = [make_eligible(call) for _n in range(4)]
    who = {"actor": actor, "now": NOW}
    with work():
        for one in files:
            deciding.decide_outcome(application=one, outcome=S.RESERVE, reason=None, version=None, **who)
        telling.release_letters(call=db.session.get_one(FundingCall, call.id), **who)
    task_id = db.session.scalars(select(BulkTask.id)).one()

    def worker():
        bulk.do_next(task=db.session.get_one(BulkTask, task_id), now=NOW)

    for _round in range(3):
        assert at_once(worker, worker) == ["done", "done"]
    task = db.session.get_one(BulkTask, task_id)
    assert (task.done, task.waiting, task.failures) == ([one.id for one in files], [], [])
    mails = db.session.scalars(
        select(OutboxMail.about_id).where(OutboxMail.about_type == "application")
    ).all()
    assert sorted(mails) == [one.id for one in files]
