"""Who judges what: by hand, evenly, without anybody who stands aside; what is found out later is proposed to another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing import assigning, conflicts
from noress.domain.reviewing.evaluation_duties import list_evaluations_to_replace, list_evaluations_to_send
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary
from tests.factories.applications_desk import actions, make_received, refused
from tests.factories.calls import make_call
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid, run
from tests.factories.recusals import acting, make_recusal, make_tie


@pytest.fixture
def call(app):
    return make_call()


@pytest.fixture
def lead(app):
    return acting(make_secretary())


def mails():
    return [
        (mail.to_name, mail.subject)
        for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    ]


def test_evenly_with_one_mail_for_each_person_and_nothing_to_those_who_stand_aside(call, lead):
    grid, files = make_grid(call), [make_eligible(call) for _ in range(4)]
    people = [make_person(f"Évaluatrice {n}") for n in (1, 2, 3)]
    make_recusal(files[0], people[0])
    own = make_institution()
    make_seat(own, people[1])
    make_tie(files[1], own)
    with writing():
        call.is_demonstration = False
        db.session.commit()
    make_received(call)  # not found eligible
    shared = run(assigning.share_out, grid=grid, person_ids=[one.id for one in people], actor=lead)
    assert (sum(shared.given.values()), shared.left, sorted(shared.given.values())) == (8, 0, [2, 3, 3])
    rows = db.session.scalars(select(Evaluation)).all()
    pairs = {(one.subject_id, one.person_id) for one in rows}
    assert not pairs & {(files[0].id, people[0].id), (files[1].id, people[1].id)}
    assert sorted(mails()) == [
        (f"Évaluatrice {n}", "Des candidatures vous sont confiées pour évaluation") for n in (1, 2, 3)
    ]
    text = "".join(mail.text for mail in db.session.scalars(select(OutboxMail)))
    assert not any(file.number in text or file.title in text for file in files)
    assert actions(files[0]) == ["evaluation_given", "evaluation_given"]
    again = run(assigning.share_out, grid=grid, person_ids=[one.id for one in people], actor=lead)
    assert (dict(again.given), again.left, len(mails())) == ({}, 0, 3)
    duty = list_evaluations_to_send(acting(people[1]), NOW)[0]
    assert (duty.title, duty.endpoint, duty.deadline) == ("3 dossiers à évaluer", "evaluating.index", None)
    refused(
        lambda: run(assigning.share_out, grid=grid, person_ids=[make_person(email=None).id], actor=lead),
        "no_person",
    )
    closed = {"now": NOW + timedelta(days=2), "grid": grid, "person_ids": [people[0].id], "actor": lead}
    with writing():
        grid.closes_at = NOW + timedelta(days=1)
        db.session.commit()
    refused(lambda: run(assigning.share_out, **closed), "closed", 409)


def test_by_hand_each_way_out(call, lead):
    grid, file, other = make_grid(call), make_eligible(call), make_received(call)
    person, aside = make_person("Évaluateur 1"), make_person("Évaluateur 2")
    make_recusal(file, aside)

    def give(application, *people):
        ids = [one.id for one in people]
        return run(assigning.assign, grid=grid, application=application, person_ids=ids, actor=lead)

    assert refused(lambda: give(file, aside), "conflict").field == "people"
    assert refused(lambda: give(file), "no_person").field == "people"
    refused(lambda: give(file, make_person(email=None)), "no_person")
    refused(lambda: give(other, person), "not_to_judge", 409)
    made = give(file, person)
    refused(lambda: give(file, person), "known", 409)
    refused(lambda: give(file, person, make_person()), "known", 409)
    assert len(db.session.scalars(select(Evaluation)).all()) == 1
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.changes) == (
        "application.evaluation_given",
        {"evaluator_id": [None, person.id]},
    )
    run(assigning.withdraw, evaluation=made[0], actor=lead)
    assert db.session.scalars(select(Evaluation)).all() == []
    assert actions(file) == ["evaluation_given", "evaluation_withdrawn"]
    sent = make_evaluation(grid, file, person, (3, 3), is_sent=True)
    refused(lambda: run(assigning.withdraw, evaluation=sent, actor=lead), "sent", 409)
    assert assigning.find_people("évaluateur") == [person, aside]
    assert (assigning.find_people("é"), assigning.find_people("zzz")) == ([], [])


def test_whoever_stands_aside_since_or_cannot_is_replaced_by_who_has_least(call, lead):
    grid, files = make_grid(call), [make_eligible(call) for _ in range(3)]
    one, two, three = (make_person(f"Évaluatrice {n}") for n in (1, 2, 3))
    gone = make_evaluation(grid, files[0], one, (5, 5), is_sent=True)
    make_evaluation(grid, files[0], two)
    make_evaluation(grid, files[1], one)
    make_evaluation(grid, files[1], two, declined_at=NOW)
    make_evaluation(grid, files[2], one)
    make_evaluation(grid, files[2], three)
    assert [(lost.application.id, lost.person.id, lost.is_recused, lost.proposed.id) for lost in assigning.list_lost(grid, lead)] == [
        (files[1].id, two.id, False, three.id),
    ]  # fmt: skip
    own = make_institution()
    make_seat(own, one)
    make_tie(files[0], own)
    lost = assigning.list_lost(grid, lead)
    assert [(row.application.id, row.is_recused, row.proposed.id) for row in lost] == [
        (files[0].id, True, three.id), (files[1].id, False, three.id),
    ]  # fmt: skip
    assert [duty.title for duty in list_evaluations_to_replace(lead, NOW)] == [
        "2 évaluations à confier à quelqu'un d'autre"
    ]
    make_recusal(files[0], db.session.get_one(type(one), lead.person_id))
    assert [row.application.id for row in assigning.list_lost(grid, lead)] == [files[1].id]
    other = acting(make_secretary("Autre"))
    shared = run(assigning.replace_lost, grid=grid, actor=other)
    assert (dict(shared.given), shared.left) == ({three.id: 2}, 0)
    assert db.session.get_one(Evaluation, gone.id).declined_at == NOW
    assert actions(files[0]) == ["evaluation_withdrawn", "evaluation_given"]
    assert [mails(), assigning.list_lost(grid, other)] == [
        [("Évaluatrice 3", "Des candidatures vous sont confiées pour évaluation")], [],
    ]  # fmt: skip
    refused(lambda: run(assigning.replace_lost, grid=grid, actor=other), "nothing_lost", 409)
    assert list_evaluations_to_replace(acting(one), NOW) == []


def test_pairs_are_what_is_recused_says_of_each(call, app):
    files = [make_eligible(call) for _ in range(3)]
    people = [make_person() for _ in range(3)]
    make_recusal(files[0], people[0])
    own = make_institution()
    make_seat(own, people[1])
    make_tie(files[1], own)
    keys = [one.id for one in people]
    pairs = conflicts.list_pairs(queries.ids_of_call(call.id), keys)
    assert pairs == {
        (file.id, key) for file in files for key in keys if conflicts.is_person_recused(key, file)
    } == {(files[0].id, keys[0]), (files[1].id, keys[1])}  # fmt: skip
    assert conflicts.list_pairs(queries.ids_of_call(call.id), []) == set()
