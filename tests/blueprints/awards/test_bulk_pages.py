"""The same thing for many files at once: what is asked, what the worker did, what failed, what nobody should see."""

from sqlalchemy import select

from noress.core.database import writing
from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import BulkTask
from noress.domain.institutions.models import Function
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from tests.desk_pages import change, fields, fresh, text
from tests.factories import NOW, make_assignment, make_person, save
from tests.factories.awards import make_call_to_decide, make_eligible
from tests.pages import parse
from tests.posting import post

S = ApplicationState


def make_aside(person, file):
    save(Recusal(subject_type="application", subject_id=file.id, person_id=person.id, nature=RecusalNature.DECLARED,
                 made_at=NOW))  # fmt: skip


def test_many_files_are_decided_at_once_and_what_failed_is_said(app, coordinator, login_as):
    call = make_call_to_decide()
    done, gone, hidden = (make_eligible(call) for _n in range(3))
    make_aside(coordinator.person, hidden)
    address = f"/appels/gestion/{call.id}/plusieurs"
    page = coordinator.get(address)
    assert [one.get_text() for one in parse(page).select("#state option")] == ["aucun", "recevable\xa0: 2"]
    sent = {**fields(page), "kind": "outcome", "outcome": "rejected", "text": "Hors sujet"}
    wrong = {
        "nothing chosen": ({}, 422, "Choisissez au moins un dossier."),
        "no such file": ({"files": "AMI-1999-0001"}, 422, "AMI-1999-0001 n'est pas un dossier de cet appel."),
        "recused": ({"files": hidden.number}, 422, f"{hidden.number} n'est pas un dossier de cet appel."),
        "no reason": ({"state": "eligible", "text": " "}, 422, "Écrivez pourquoi"),
        "no decision": ({"state": "eligible", "outcome": ""}, 422, "Choisissez une des décisions proposées."),
        "nothing to do": ({"state": "eligible", "kind": ""}, 422, "Choisissez ce qu'il y a à faire."),
    }
    found = {}
    for name, (values, status, words) in wrong.items():
        answer = post(coordinator, address, {**sent, **values})
        found[name] = (answer.status_code == status, words in text(answer), "Hors sujet" in text(answer))
    kept = {name: (True, True, name != "no reason") for name in wrong}
    assert found == kept
    assert db.session.scalars(select(BulkTask)).all() == []

    asked = post(coordinator, address, {**sent, "files": f"{done.number}, {gone.number.lower()}"})
    task = db.session.scalars(select(BulkTask)).one()
    target = f"/appels/gestion/taches/{task.id}"
    assert (asked.status_code, asked.headers["Location"]) == (303, target)
    waiting = coordinator.get(target)
    assert "Le travail continue, même si vous quittez cette page." in text(waiting)
    assert parse(waiting).select_one("[data-reload]") is not None
    change(gone, state=S.WITHDRAWN)
    run_tasks(app)
    page = coordinator.get(target)
    assert "Dossiers 2 Faits 1 Pas faits 1" in text(page)
    assert [" ".join(row.get_text(" ").split()) for row in parse(page).select("#echecs li, .rows li")] == [
        f"{gone.number} · Cette candidature a été retirée par la structure : rien n'y change plus.",
    ]
    assert parse(page).select_one("[data-reload]") is None
    assert (fresh(type(done), done.id).state, db.session.scalars(select(OutboxMail)).all()) == (
        S.REJECTED,
        [],
    )
    assert "Décider de la même façon" in text(coordinator.get(address))  # among those asked before

    # what failed names a file: whoever is recused from it reads nothing of it
    make_aside(coordinator.person, gone)
    assert (gone.number in text(coordinator.get(target)), "Dossiers 1 Faits 1" in text(coordinator.get(target))) == (
        False, True,
    )  # fmt: skip


def test_who_does_not_coordinate_writes_but_does_not_decide(app, login_as):
    person = make_person("Équipe d'animation")
    make_assignment(person, Function.ANIMATION_TEAM)
    team = login_as(person)
    call = make_call_to_decide()
    one = make_eligible(call)
    address = f"/appels/gestion/{call.id}/plusieurs"
    sent = {"kind": "outcome", "state": "eligible", "outcome": "reserve", "text": "x"}
    refused = post(team, address, sent)
    assert (refused.status_code, "Seule une personne qui coordonne décide." in text(refused)) == (403, True)
    assert post(team, address, {**sent, "kind": "message", "text": "Bonjour à tous"}).status_code == 303
    run_tasks(app)
    assert fresh(type(one), one.id).state is S.ELIGIBLE
    assert [mail.about_id for mail in db.session.scalars(select(OutboxMail))] == [one.id]


def test_what_was_asked_is_done_with_the_rights_of_the_moment(app, coordinator):
    """Who asked became recused meanwhile: nothing is decided, and it is said."""
    call = make_call_to_decide()
    one = make_eligible(call)
    sent = {"kind": "outcome", "state": "eligible", "outcome": "reserve"}
    post(coordinator, f"/appels/gestion/{call.id}/plusieurs", sent)
    make_aside(coordinator.person, one)
    run_tasks(app)
    with writing():
        task = db.session.scalars(select(BulkTask)).one()
        assert (task.done, [key for key, _why in task.failures]) == ([], [one.id])
    assert fresh(type(one), one.id).state is S.ELIGIBLE
