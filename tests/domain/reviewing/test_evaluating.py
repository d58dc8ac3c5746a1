"""Kept, sent once, declined; nothing of anybody else before; reminders to those who have something to do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.applications.models import Application, ApplicationState
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing import evaluating as rules
from noress.domain.reviewing.conflicts import is_person_recused
from noress.domain.reviewing.evaluation_duties import list_evaluations_to_send
from noress.domain.reviewing.models import Evaluation, Grid, Recusal, RecusalNature
from noress.extensions import db
from tests.desk_pages import change
from tests.factories import NOW, make_person, make_secretary
from tests.factories.applications_desk import actions, refused
from tests.factories.calls import make_call
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid, run
from tests.factories.recusals import acting, make_recusal

DAY = timedelta(days=1)


@pytest.fixture
def grid(app):
    return make_grid(make_call(), closes_at=NOW + 5 * DAY)


@pytest.fixture
def person(app):
    return make_person("Évaluatrice 1")


def typed(grid, *marks, why="Parce que", comment=""):
    keys = [one.id for one in grid.criteria]
    return rules.Typed(dict(zip(keys, marks, strict=False)), {keys[-1]: why}, comment)


def test_it_is_kept_then_sent_once_and_history_says_no_mark(grid, person):
    file = make_eligible(grid.call)
    mine, me = make_evaluation(grid, file, person), acting(person)

    def save(version=1, **values):
        return run(rules.save_evaluation, evaluation=mine, version=version, actor=me, **values)

    save(typed=typed(grid, 4))
    assert (mine.total, mine.saved_at, mine.version, mine.sent_at) == (None, NOW, 2, None)
    refused(lambda: run(rules.send_evaluation, evaluation=mine, version=2, actor=me), "not_complete", 422)
    save(2, typed=typed(grid, 4, 3, comment=" Bien \r\n"))
    assert (mine.total, mine.comment, list(mine.comments.values()), actions(file)) == (
        72_000,
        "Bien",
        ["Parce que"],
        [],
    )
    refused(lambda: save(2, typed=typed(grid, 1, 1)), "stale", 409)
    first = grid.criteria[0].id
    for value in (6, -1, 99):
        assert (
            refused(lambda value=value: save(3, typed=typed(grid, value)), "off_scale", 422).field
            == f"score_{first}"
        )
    assert (
        refused(lambda: save(3, typed=typed(grid, 1, why="x" * 3001)), "too_long").field
        == f"why_{grid.criteria[1].id}"
    )
    refused(lambda: run(rules.send_evaluation, evaluation=mine, version=2, actor=me), "stale", 409)
    run(rules.send_evaluation, evaluation=mine, version=3, actor=me)
    assert (mine.sent_at, mine.version, actions(file)) == (NOW, 4, ["evaluation_sent"])
    refused(lambda: save(4, typed=typed(grid, 1, 1)), "sent", 409)
    refused(lambda: run(rules.send_evaluation, evaluation=mine, version=4, actor=me), "sent", 409)
    assert (mine.total, db.session.scalars(select(OutboxMail)).all()) == (72_000, [])


def test_nothing_is_taken_outside_the_dates_of_another_or_of_somebody_recused(grid, person):
    file = make_eligible(grid.call)
    mine, me = make_evaluation(grid, file, person, (4, 4)), acting(person)
    acts = {
        "save": lambda now=NOW, actor=me: run(
            rules.save_evaluation, evaluation=mine, typed=typed(grid, 1, 1), version=1, actor=actor, now=now
        ),
        "send": lambda now=NOW, actor=me: run(
            rules.send_evaluation, evaluation=mine, version=1, actor=actor, now=now
        ),
    }
    for act in acts.values():
        refused(lambda act=act: act(now=NOW + 5 * DAY), "closed", 409)
        refused(lambda act=act: act(actor=acting(make_person())), "not_yours", 404)
    assert list_evaluations_to_send(me, NOW + 5 * DAY) == []
    change(db.session.get_one(Grid, grid.id), opens_at=NOW + DAY)
    for act in acts.values():
        refused(act, "not_yet", 409)
    change(db.session.get_one(Grid, grid.id), opens_at=None)
    for values in ({"state": ApplicationState.WITHDRAWN}, {"decided_at": NOW}, {"stage": 2}):
        change(db.session.get_one(Application, file.id), **values)
        for act in acts.values():
            refused(act, "not_to_judge", 409)
        change(
            db.session.get_one(Application, file.id),
            state=ApplicationState.ELIGIBLE,
            decided_at=None,
            stage=1,
        )
    row = make_recusal(file, person)
    refused(acts["send"], "recused", 404)
    assert list_evaluations_to_send(me, NOW) == []
    change(db.session.get_one(Recusal, row.id), lifted_at=NOW)
    acts["send"]()
    assert db.session.get_one(Evaluation, mine.id).total == 80_000


def test_declining_and_declaring_a_conflict(grid, person):
    giver = make_secretary()
    files = [make_eligible(grid.call) for _ in range(3)]
    mine = [make_evaluation(grid, file, person, assigned_by_id=giver.id) for file in files[:2]]
    sent = make_evaluation(grid, files[2], person, (4, 4), is_sent=True)
    decline = lambda one, is_conflict, reason="Ma sœur": run(  # noqa: E731
        rules.decline_evaluation, evaluation=one, is_conflict=is_conflict, reason=reason, actor=acting(person)
    )
    assert refused(lambda: decline(mine[0], False, " "), "reason").field == "reason"
    decline(mine[0], False, "Absent")
    assert (mine[0].declined_at, mine[0].declined_because, is_person_recused(person.id, files[0])) == (
        NOW,
        "Absent",
        False,
    )
    refused(lambda: decline(mine[0], True), "not_yours", 404)
    decline(mine[1], True)
    row = db.session.scalars(select(Recusal)).one()
    assert (row.subject_id, row.nature, row.reason) == (files[1].id, RecusalNature.DECLARED, "Ma sœur")
    assert actions(files[1]) == ["evaluation_declined", "recusal.declared"]
    refused(lambda: decline(sent, False), "sent", 409)
    make_recusal(files[2], giver)
    decline(sent, True)
    assert sent.declined_at == NOW
    told = db.session.scalars(select(OutboxMail)).all()  # not about the file that they stand aside from
    assert [(mail.to_name, mail.subject) for mail in told] == 2 * [
        ("Coordination du secrétariat", "Une évaluation est à confier à quelqu'un d'autre")
    ]
    assert not any(file.number in mail.text or "Évaluatrice" in mail.text for mail in told for file in files)


def test_the_others_are_read_once_mine_is_sent_and_all_are_or_the_hour_has_passed(grid, person):
    file, other, third, aside = make_eligible(grid.call), make_person(), make_person(), make_person()
    mine = make_evaluation(grid, file, person, (4, 4))
    theirs = make_evaluation(grid, file, other, (1, 1), is_sent=True)
    make_evaluation(grid, file, aside, (1, 1), is_sent=True)
    make_recusal(file, aside)
    assert rules.list_others(mine, NOW + 9 * DAY) == []
    change(db.session.get_one(Evaluation, mine.id), sent_at=NOW)
    assert [one.id for one in rules.list_others(mine, NOW)] == [theirs.id]
    waiting = make_evaluation(grid, file, third)
    assert rules.list_others(mine, NOW) == []
    assert [one.id for one in rules.list_others(mine, NOW + 5 * DAY)] == [theirs.id]
    change(db.session.get_one(Evaluation, waiting.id), declined_at=NOW)
    assert [one.id for one in rules.list_others(mine, NOW)] == [theirs.id]


def test_reminders_go_once_a_day_to_those_who_have_something_to_do(grid, person):
    lead = acting(make_secretary())
    files = [make_eligible(grid.call) for _ in range(3)]
    done, aside, gone = make_person("Faite"), make_person("En déport"), make_person("Décline")
    make_evaluation(grid, files[0], person)
    make_evaluation(grid, files[1], person, (3, 3))
    make_evaluation(grid, files[0], done, (3, 3), is_sent=True)
    make_evaluation(grid, files[0], aside)
    make_recusal(files[0], aside)
    make_evaluation(grid, files[1], gone, declined_at=NOW)
    assert run(rules.remind, grid=grid, actor=lead) == 1
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_name, mail.subject, "Dossiers à évaluer : 2" in mail.text.replace("\xa0", " ")) == (
        "Évaluatrice 1", "Des évaluations vous attendent", True,
    )  # fmt: skip
    refused(lambda: run(rules.remind, grid=grid, actor=lead), "nobody", 409)
    assert run(rules.remind, grid=grid, actor=lead, now=NOW + DAY) == 1
    refused(lambda: run(rules.remind, grid=grid, actor=lead, now=NOW + 6 * DAY), "nobody", 409)
