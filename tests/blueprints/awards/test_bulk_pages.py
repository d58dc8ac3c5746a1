"""The same thing for many files at once: what is asked, what the worker did, what failed, what nobody should see."""

from sqlalchemy import select

from noress.core.database import writing
from noress.domain.applications.models import ApplicationState
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import BulkTask
from noress.domain.awards.rules import deciding, telling
from noress.domain.institutions.models import Function
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.outbox.rules import PermanentFailure, note_failure
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from tests.desk_pages import change, fields, fresh, text
from tests.factories import NOW, make_assignment, make_person, save
from tests.factories.awards import make_call_to_decide, make_eligible
from tests.factories.recusals import acting
from tests.pages import parse
from tests.posting import post

S = ApplicationState


def confirm(browser, address, sent):
    """What was asked, read again, then sent as the page says."""
    return post(browser, address, fields(post(browser, address, sent)))


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
    assert confirm(team, address, {**sent, "kind": "message", "text": "Bonjour à tous"}).status_code == 303
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


def test_a_message_is_read_again_before_it_leaves(app, coordinator):
    """With how many get it; what is sent is what was shown, whatever changes meanwhile."""
    call = make_call_to_decide()
    first, second, gone = (make_eligible(call) for _n in range(3))
    change(gone, state=S.WITHDRAWN)
    address = f"/appels/gestion/{call.id}/plusieurs"
    sent = {
        "kind": "message",
        "files": f"{first.number} {second.number} {gone.number}",
        "text": "Réunion <jeudi>\nà 10 h",
    }
    page = post(coordinator, address, sent)
    shown = text(page)
    assert (page.status_code, "Envoyer ce message à 2 structures ?" in shown, "Réunion <jeudi> à 10 h" in shown) == (
        200, True, True,
    )  # fmt: skip
    assert f"elles ne reçoivent rien : {gone.number}." in shown
    assert db.session.scalars(select(BulkTask)).all() == []
    again = post(coordinator, address, {**fields(page), "corriger": "1"})
    assert (again.status_code, "Réunion <jeudi>" in text(again), first.number in text(again)) == (
        200,
        True,
        True,
    )
    assert (fields(again)["kind"], fields(again).get("confirmed", [""])) == (["message"], [""])
    asked = post(coordinator, address, fields(page))
    assert asked.status_code == 303
    run_tasks(app)
    assert sorted(mail.about_id for mail in db.session.scalars(select(OutboxMail))) == [first.id, second.id]
    only_gone = post(coordinator, address, {**sent, "files": gone.number})
    assert (only_gone.status_code, "a été retirée par la structure" in text(only_gone)) == (422, True)


def test_letters_that_failed_are_tried_again(app, coordinator, login_as):
    call = make_call_to_decide()
    arrived, refused, broken, hidden = (make_eligible(call) for _n in range(4))
    who = {"actor": acting(coordinator.person), "now": NOW}
    with writing():
        for one in (arrived, refused, broken, hidden):
            deciding.decide_outcome(application=one, outcome=S.RESERVE, reason=None, version=None, **who)
        telling.release_letters(call=call, **who)
        db.session.commit()
    task = db.session.scalars(select(BulkTask)).one()
    address = f"/appels/gestion/taches/{task.id}"
    with writing():
        task.waiting = [arrived.id, refused.id]
        task.failures = [[one.id, {"fr": "Une erreur est survenue"}] for one in (broken, hidden)]
        db.session.commit()
    run_tasks(app)
    db.session.rollback()
    mails = {mail.about_id: mail for mail in db.session.scalars(select(OutboxMail))}
    with writing():
        note_failure(mail_id=mails[refused.id].id, error=PermanentFailure("550 no such mailbox"), now=NOW)
        db.session.commit()
    make_aside(coordinator.person, hidden)
    page = coordinator.get(address)
    assert [" ".join(row.get_text(" ").split()) for row in parse(page).select(".rows li")] == [
        f"{broken.number} · Une erreur est survenue",
        f"{refused.number} · Le courriel à {mails[refused.id].to_address} n'est pas arrivé.",
    ]
    assert "Réessayer ce qui a échoué" in text(page)
    assert "2 courriels n'ont pas pu partir." in text(coordinator.get(f"/appels/gestion/{call.id}/lettres"))

    answer = post(coordinator, f"{address}/reessayer", {})
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    run_tasks(app)
    db.session.rollback()
    states = {mail.about_id: mail.state for mail in db.session.scalars(select(OutboxMail))}
    assert states == dict.fromkeys((arrived.id, refused.id, broken.id), MailState.QUEUED)
    kept = fresh(BulkTask, task.id)
    assert ([key for key, _why in kept.failures], kept.waiting, kept.ended_at is not None) == (
        [hidden.id],
        [],
        True,
    )
    events = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert (events.count("letters.tried_again"), events.count("mail.sent_again")) == (1, 1)
    assert "Réessayer" not in text(coordinator.get(address))
    assert post(coordinator, f"{address}/reessayer", {}).status_code == 409  # a second press does nothing
