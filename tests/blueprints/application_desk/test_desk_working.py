"""The desk at work: messages, notes, labels, who follows what, late doors, files that were withdrawn."""

import io
from datetime import timedelta

from sqlalchemy import select

from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationNote,
    ApplicationState,
    ApplicationTie,
    CorrectionKind,
    CorrectionRequest,
    TieKind,
)
from noress.extensions import db
from tests.desk_pages import DESK, fields, fresh, text, tie, url
from tests.factories import (
    NOW,
    make_institution,
    save,
)
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_application, make_call, make_worker
from tests.pages import parse
from tests.posting import post

S = ApplicationState


def test_the_thread_notes_and_labels(world):
    one = make_received()
    assert "Pouvez-vous nous répondre ici" in text(world.officer.get(url(one, "/echanges?modele=question")))
    assert post(world.officer, url(one, "/echanges"), {"text": ""}).status_code == 422
    bad = {"text": "Voici", "file": (io.BytesIO(b"MZ virus"), "photo.png")}
    refused = post(world.officer, url(one, "/echanges"), bad)
    assert (refused.status_code, "Voici" in text(refused)) == (422, True)
    good = {"text": "Voici", "awaits_answer": "1", "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "note.pdf")}
    assert post(world.officer, url(one, "/echanges"), good).status_code == 303
    page = text(world.officer.get(url(one, "/echanges")))
    assert "en attente de la réponse de la structure" in page
    made = db.session.scalars(select(ApplicationMessage)).one()
    assert world.officer.get(url(one, f"/echanges/{made.id}/fichier")).data == b"%PDF-1.4\n%%EOF\n"
    other = make_received()
    assert world.officer.get(url(other, f"/echanges/{made.id}/fichier")).status_code == 404
    assert post(world.officer, url(one, "/notes"), {"text": "À relire <script>"}).status_code == 303
    page = world.secretary.get(url(one, "/notes"))
    assert "À relire <script>" in text(page)
    note = db.session.scalars(select(ApplicationNote)).one()
    assert post(world.secretary, url(one, f"/notes/{note.id}/retirer")).status_code == 403
    assert post(world.officer, url(other, f"/notes/{note.id}/retirer")).status_code == 404
    assert post(world.officer, url(one, f"/notes/{note.id}/retirer")).status_code == 303
    form = fields(world.officer.get(url(one, "/etiquettes")))
    assert (
        post(
            world.officer, url(one, "/etiquettes"), {**form, "labels": "montagne، femmes, montagne"}
        ).status_code
        == 303
    )
    assert fresh(Application, one.id).labels == ["montagne", "femmes"]
    stale = post(world.secretary, url(one, "/etiquettes"), {**form, "labels": "mer"})
    assert (stale.status_code, "montagne, femmes" in text(stale), "mer" in text(stale)) == (409, True, True)
    assert post(world.secretary, url(one, "/etiquettes"), {"labels": "mer"}).status_code == 422


def test_who_follows_what_and_what_waits_for_them(world):
    call = make_call()
    files = [make_received(call) for _ in range(3)]
    tie(files[0], world.person)
    assert "3 candidatures que personne ne suit" in text(world.secretary.get("/a-faire"))
    page = f"{DESK}repartir?appel={call.id}"
    assert "3 candidatures que personne ne suit" in text(world.secretary.get(page))
    assert "Entre qui (facultatif)" not in text(world.secretary.get(page))
    assert "Rien à répartir" in text(world.secretary.get(f"{page}&province=01.571"))
    assert "de la liste réduite : Al Hoceïma" in text(world.secretary.get(f"{page}&province=01.051"))
    assert post(world.secretary, page, {}).status_code == 422
    assert post(world.secretary, page, {"officers": [str(world.person.id)]}).status_code == 303
    assert [fresh(Application, one.id).officer_id for one in files] == [
        None,
        world.person.id,
        world.person.id,
    ]
    assert "1 candidature reste à donner" in text(world.secretary.get(DESK))
    choices = [one["value"] for one in parse(world.secretary.get(url(files[0], "/suivi"))).select("option")]
    assert str(world.person.id) not in choices
    form = {**fields(world.secretary.get(url(files[0], "/suivi"))), "officer_id": str(world.person.id)}
    refused = post(world.secretary, url(files[0], "/suivi"), form)
    assert (refused.status_code, "en déport" in text(refused)) == (422, True)
    assert (
        post(
            world.secretary, url(files[0], "/suivi"), {**form, "officer_id": str(world.coordinator.id)}
        ).status_code
        == 303
    )
    stale = post(world.secretary, url(files[0], "/suivi"), {**form, "officer_id": ""})
    assert stale.status_code == 409
    waiting = text(world.officer.get("/a-faire"))
    assert waiting.count("Vérifier une nouvelle candidature") >= 2
    save(
        ApplicationMessage(
            application_id=files[1].id, author_id=files[1].people[0].id, text="Bonjour", sent_at=NOW
        )
    )
    save(CorrectionRequest(application_id=files[2].id, stage=1, kind=CorrectionKind.OUTDATED, reason="x", asked_at=NOW,
                           due_at=NOW, corrected_at=NOW))  # fmt: skip
    waiting = text(world.officer.get("/a-faire"))
    assert "Répondre à une structure candidate" in waiting
    assert "Relire une candidature corrigée" in waiting
    assert "candidature" not in text(world.member.get("/a-faire"))


def test_what_is_complete_waits_for_its_decision_and_what_is_decided_to_be_told(world):
    one = make_received(make_call(), officer_id=world.person.id)
    check = url(one, "/verification")
    post(world.officer, check, {**fields(world.officer.get(check)), "part_0": "ok"})
    assert "Dire si une candidature complète est recevable" in text(world.officer.get("/a-faire"))
    assert "Complètes, à décider 1" in text(world.officer.get(DESK))
    assert one.title in text(world.officer.get(f"{DESK}?marque=to_decide"))
    decide = url(one, "/decider")
    post(world.officer, decide, {**fields(world.officer.get(decide)), "decision": "eligible"})
    assert "recevable" not in text(world.officer.get("/a-faire"))
    assert "1 décision à annoncer" in text(world.secretary.get("/a-faire"))
    page = world.secretary.get(f"{DESK}annoncer?appel={one.call_id}")
    post(world.secretary, f"{DESK}annoncer?appel={one.call_id}", fields(page))
    assert "à annoncer" not in text(world.secretary.get("/a-faire"))


def test_the_late_door_and_a_file_that_was_withdrawn(world):
    call = make_call(closes_at=NOW - timedelta(days=1))
    one = make_application(call)
    page = world.secretary.get(url(one, "/delai"))
    form = fields(page)
    assert post(world.secretary, url(one, "/delai"), form).status_code == 422
    past = {**form, "day": "2026-11-19", "time": "10:00", "late_reason": "Panne"}
    refused = post(world.secretary, url(one, "/delai"), past)
    assert (refused.status_code, "Panne" in text(refused), "finit avant la clôture" in text(refused)) == (
        422,
        True,
        True,
    )
    for day in ("99999-01-01", "0001-01-01", "demain"):
        assert post(world.secretary, url(one, "/delai"), {**past, "day": day}).status_code == 422, day
    assert post(world.secretary, url(one, "/delai"), {**past, "day": "2026-11-22"}).status_code == 303
    assert "Délai particulier jusqu'au" in text(world.secretary.get(url(one)))
    assert "délai particulier" in text(world.secretary.get(f"{DESK}?appel={call.id}&marque=late_door"))
    listed = text(world.secretary.get(f"/appels/gestion/{call.id}"))
    for words in ("Délais particuliers", "Panne", world.coordinator.name):
        assert words in listed, words
    assert world.officer.get(url(one, "/delai")).status_code == 403
    assert post(world.officer, url(one, "/delai/fermer")).status_code == 403
    assert post(world.secretary, url(one, "/delai/fermer")).status_code == 303
    assert post(world.secretary, url(one, "/delai/fermer")).status_code == 409
    gone = make_received(call, state=S.WITHDRAWN, withdrawn_at=NOW)
    page = text(world.officer.get(url(gone)))
    assert "La structure a retiré sa candidature" in page
    assert "Décider" not in page
    assert world.officer.get(url(gone, "/decider")).status_code == 404
    assert post(world.officer, url(gone, "/echanges"), {"text": "Bonjour"}).status_code == 409


def test_pages_of_a_file_cost_the_same_however_much_was_said(world, count_queries):
    one = make_received()

    def say(text):
        make_worker(one)
        save(ApplicationMessage(application_id=one.id, author_id=one.people[0].id, text=text, sent_at=NOW))
        save(ApplicationMessage(application_id=one.id, person_id=world.person.id, text=text, sent_at=NOW))
        save(ApplicationNote(application_id=one.id, person_id=world.person.id, text=text, written_at=NOW))
        tied = {"application_id": one.id, "institution_id": make_institution().id, "kind": TieKind.PARTNER}
        save(ApplicationTie(**tied))

    costs = []
    for texts in (["Un"], ["Deux", "Trois"]):
        for words in texts:
            say(words)
        for page in ("", "/echanges", "/notes", "/envois"):
            world.officer.get(url(one, page))
            with count_queries() as statements:
                assert world.officer.get(url(one, page)).status_code == 200
            costs.append((page, len(statements)))
    assert costs[:4] == costs[4:]
