"""From the board to the letter: what who decides sees and does, and what the structure reads, when."""

import json
from datetime import date, timedelta

import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.models import Appeal, Scenario, Selection
from noress.domain.files.models import RenderedDocument
from noress.domain.meetings.models import MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing.models import Evaluation, Recusal, RecusalNature
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from tests.desk_pages import change, fields, fresh, text
from tests.factories import NOW, save
from tests.factories.awards import make_call_to_decide, make_scored
from tests.factories.calls import AMOUNT
from tests.factories.recusals import make_coordinator
from tests.pages import parse
from tests.posting import post

S = ApplicationState


def test_from_the_board_to_the_letter(app, coordinator, client):
    call = make_call_to_decide(shares=(AMOUNT, AMOUNT), appeal_until=date(2026, 12, 10))
    files = [make_scored(call, mark, title=f"Projet {mark}") for mark in (90, 80, 70)]
    base = f"/appels/gestion/{call.id}"
    _weigh(coordinator, base, files)
    _decide_one(coordinator, files[1])
    token = token_of(files[1].people[0])
    _tell(app, coordinator, client, base, token, files[1])
    _appeal(coordinator, client, base, token)


def _weigh(coordinator, base, files):
    board = coordinator.get(f"{base}/classement")
    rows = [" ".join(row.get_text(" ").split()) for row in parse(board).select("tbody tr")]
    assert [row.split()[0] for row in rows] == ["1", "2", "Ligne", "3"]
    assert "sélectionné" in rows[0]
    assert "liste d'attente" in rows[3]
    assert "90" in rows[0]
    assert "1 sur 1" in rows[0]

    page = coordinator.get(f"{base}/scenarios")
    number = files[2].number
    wrong = post(
        coordinator, f"{base}/scenarios", {**fields(page), "name": "Équilibre", "put_in": f"{number}"}
    )
    assert (wrong.status_code, "Écrivez pourquoi, après deux-points" in text(wrong)) == (422, True)
    assert parse(wrong).find(id="put_in").text.strip() == number
    saved = post(
        coordinator, f"{base}/scenarios", {**fields(wrong), "put_in": f"{number} : seul de sa province"}
    )
    scenario = db.session.scalars(select(Scenario)).one()
    assert (saved.status_code, saved.headers["Location"]) == (303, f"/appels/gestion/scenarios/{scenario.id}")
    shown = coordinator.get(saved.headers["Location"])
    assert "seul de sa province" in text(shown)
    assert "Équilibre" in text(coordinator.get(f"{base}/scenarios"))
    sure = coordinator.get(f"/appels/gestion/scenarios/{scenario.id}/retenir")
    assert "2 projets sont sélectionnés, pour 120 000,00 DH" in text(sure).replace("\u202f", " ").replace(
        "\xa0", " "
    )
    done = post(coordinator, f"/appels/gestion/scenarios/{scenario.id}/retenir", fields(sure))
    assert done.headers["Location"] == f"{base}/classement"
    assert [fresh(type(one), one.id).state for one in files] == [S.SELECTED, S.RESERVE, S.SELECTED]


def _decide_one(coordinator, one):
    decide = f"/candidatures/{one.id}/resultat"
    page = coordinator.get(decide)
    refused = post(coordinator, decide, {**fields(page), "outcome": "rejected", "reason": ""})
    assert (refused.status_code, "Écrivez pourquoi : la structure le lira." in text(refused)) == (422, True)
    full = post(coordinator, decide, {**fields(page), "outcome": "selected"})
    assert (full.status_code, "enveloppe ne suffit pas" in text(full)) == (409, True)
    post(coordinator, decide, {**fields(page), "outcome": "rejected", "reason": "Budget incomplet"})
    stale = post(coordinator, decide, {**fields(page), "outcome": "reserve", "reason": "x"})
    assert (stale.status_code, "Quelqu'un d'autre a enregistré" in text(stale)) == (409, True)


def _tell(app, coordinator, client, base, token, one):
    assert client.get(f"/candidature/{token}/resultat").status_code == 404
    assert "non sélectionnée" not in text(client.get(f"/candidature/{token}"))
    post(coordinator, f"{base}/lettres/preparer")
    letter = db.session.scalars(queries.get_letter_of(one.id, 1)).one()
    address = f"/appels/gestion/lettres/{letter.id}"
    page = coordinator.get(address)
    assert "Motif : Budget incomplet" in text(page)
    wrong = post(coordinator, address, {**fields(page), "french": "Bonjour {nom}"})
    assert (wrong.status_code, "Cette balise n'existe pas : {nom}" in text(wrong)) == (422, True)
    post(coordinator, address, {**fields(page), "french": "Bonjour. {motif} {recours}"})
    assert "1 courriel" not in text(coordinator.get(f"{base}/lettres"))
    sure = coordinator.get(f"{base}/lettres/annoncer")
    assert "3 courriels partent, avec la lettre." in text(sure)
    told = post(coordinator, f"{base}/lettres/annoncer")
    assert told.headers["Location"] == f"{base}/lettres"
    again = post(coordinator, f"{base}/lettres/annoncer")
    assert (again.status_code, "Les résultats de cet appel sont déjà annoncés." in text(again)) == (409, True)
    assert parse(again).find("form", action=f"{base}/lettres/annoncer") is None
    assert "Les courriels partent : 0 sur 3." in text(coordinator.get(f"{base}/lettres"))
    assert db.session.scalars(select(OutboxMail)).all() == []
    run_tasks(app)
    assert "Les courriels partent" not in text(coordinator.get(f"{base}/lettres"))
    assert len(db.session.scalars(select(OutboxMail)).all()) == 3
    page = client.get(f"/candidature/{token}/resultat")
    assert "Bonjour. Motif : Budget incomplet" in text(page)
    assert parse(page).select_one(".status").get_text() == "non sélectionnée"
    assert "L-2026-000" in text(page)
    waiting = client.get(f"/candidature/{token}/resultat.pdf?papier=ar")
    assert "Préparer la lettre" in text(waiting)
    post(client, f"/candidature/{token}/resultat.pdf?papier=ar")
    assert len(db.session.scalars(select(RenderedDocument)).all()) == 4


def _appeal(coordinator, client, base, token):
    appeal = f"/candidature/{token}/recours"
    assert post(client, appeal, {"text": " "}).status_code == 422
    assert (
        post(client, appeal, {"text": "Le budget y était"}).headers["Location"]
        == f"/candidature/{token}/resultat"
    )
    assert post(client, appeal, {"text": "Encore"}).status_code == 409
    assert "Répondre à un recours" in text(coordinator.get("/a-faire"))
    found = db.session.scalars(select(Appeal)).one()
    page = coordinator.get(f"/appels/gestion/recours/{found.id}")
    assert "Le budget y était" in text(page)
    answers = f"/appels/gestion/recours/{found.id}"
    post(coordinator, answers, {**fields(page), "is_upheld": "no", "answer": "Relu, confirmé"})
    second = post(coordinator, answers, {**fields(page), "is_upheld": "yes", "answer": "Mon autre texte"})
    assert (second.status_code, "Relu, confirmé" in text(second), "Mon autre texte" in text(second)) == (
        409,
        True,
        True,
    )
    assert "Relu, confirmé" in text(client.get(f"/candidature/{token}/resultat"))
    assert "non accepté" in text(coordinator.get(f"{base}/recours"))


def test_what_everybody_reads_once_it_is_told(coordinator, client):
    call = make_call_to_decide()
    one = make_scored(call, 90, title="Atelier", province_code="01.511")
    assert "Aucun projet pour le moment" in text(client.get("/projets/"))
    assert client.get("/projets.360giving.json").status_code == 404
    page = coordinator.get(f"/candidatures/{one.id}/resultat")
    post(coordinator, f"/candidatures/{one.id}/resultat", {**fields(page), "outcome": "selected"})
    assert "Atelier" not in text(client.get("/projets/"))
    post(coordinator, f"/appels/gestion/{call.id}/lettres/annoncer")
    assert "Atelier" in text(client.get("/projets/"))
    lines = client.get("/projets.csv").get_data(as_text=True).splitlines()
    assert lines[1].split(";")[:1] + lines[1].split(";")[3:4] + lines[1].split(";")[7:8] == [
        "F-2026-001", "Atelier", "60000",
    ]  # fmt: skip
    made = json.loads(client.get("/projets.360giving.json").data)
    from tests.blueprints.awards.giving360 import check_package

    check_package(made)
    assert [(one["id"], one["amountAwarded"], one["awardDate"], one["title"]) for one in made["grants"]] == [
        ("MA-NORESS-F-2026-001", 60000, "2026-11-20", "Atelier"),
    ]  # fmt: skip


def test_whoever_is_recused_finds_a_board_without_the_file(coordinator):
    call = make_call_to_decide()
    seen, hidden = make_scored(call, 70, title="Visible"), make_scored(call, 90, title="Caché")
    save(Recusal(subject_type="application", subject_id=hidden.id, person_id=coordinator.person.id,
                 nature=RecusalNature.DECLARED, made_at=NOW))  # fmt: skip
    page = coordinator.get(f"/appels/gestion/{call.id}/classement")
    assert ("Visible" in text(page), "Caché" in text(page)) == (True, False)
    assert coordinator.get(f"/candidatures/{hidden.id}/resultat").status_code == 404
    post(coordinator, f"/appels/gestion/{call.id}/scenarios", {"name": "Sans lui", "reserve": "1"})
    scenario = db.session.scalars(select(Scenario)).one()
    assert [line["application"] for line in scenario.lines] == [seen.id]
    answer = post(coordinator, f"/appels/gestion/scenarios/{scenario.id}/retenir", {"version": "1"})
    assert (answer.status_code, "Vous êtes en déport" in text(answer)) == (403, True)
    assert fresh(type(seen), seen.id).state is S.ELIGIBLE


def test_the_lists_ask_as_much_for_three_files_as_for_one(coordinator, count_queries):
    counted = []
    for more in (1, 2):
        call = make_call_to_decide(envelope=9 * AMOUNT, lot={"most_projects": 9})
        for _n in range(1 if more == 1 else 3):
            make_scored(call, 50)
        post(coordinator, f"/appels/gestion/{call.id}/scenarios", {"name": "A", "reserve": "1"})
        scenario = db.session.scalars(select(Scenario).where(Scenario.call_id == call.id)).one()
        post(coordinator, f"/appels/gestion/scenarios/{scenario.id}/retenir", {"version": "1"})
        post(coordinator, f"/appels/gestion/{call.id}/lettres/preparer")
        pages = (
            f"/appels/gestion/{call.id}/classement", f"/appels/gestion/{call.id}/scenarios",
            f"/appels/gestion/scenarios/{scenario.id}", f"/appels/gestion/{call.id}/lettres",
            f"/appels/gestion/{call.id}/lettres/annoncer",
        )  # fmt: skip
        numbers = []
        for address in pages:
            with count_queries() as statements:
                assert coordinator.get(address).status_code == 200
            numbers.append(len(statements))
        counted.append(numbers)
    assert counted[0] == counted[1]


def links_of(page):
    return {one["href"] for one in parse(page).select("main a[href]")}


def test_who_adopts_has_read_what_others_decided(coordinator):
    """Two people at once: what was decided since the page was opened is shown before it changes."""
    call = make_call_to_decide()
    one, two = make_scored(call, 80), make_scored(call, 30)
    base = f"/appels/gestion/{call.id}"
    post(coordinator, f"{base}/scenarios", {"name": "Au classement", "women": "1", "reserve": "1"})
    scenario = db.session.scalars(select(Scenario)).one()
    address = f"/appels/gestion/scenarios/{scenario.id}"
    assert "Places gardées restées vides, faute de dossier : 1 projet porté par des femmes" in text(
        coordinator.get(address)
    )
    opened = coordinator.get(f"{address}/retenir")
    assert "déjà décidé autrement" not in text(opened)
    change(one, state=S.REJECTED, reason="Le comité a refusé")
    late = post(coordinator, f"{address}/retenir", fields(opened))
    assert (late.status_code, "relisez ce qui change" in text(late)) == (409, True)
    assert f"Sa décision change : {one.number}" in text(late)
    assert fresh(type(two), two.id).state is S.ELIGIBLE
    early = coordinator.get(f"{base}/lettres/annoncer")
    assert "décidez-les avant d'annoncer" in text(early)
    assert parse(early).find("form", action=f"{base}/lettres/annoncer") is None
    agreed = post(coordinator, f"{address}/retenir", fields(late))
    assert agreed.headers["Location"] == f"{base}/classement"
    post(coordinator, f"{base}/lettres/annoncer")
    assert f"{address}/retenir" not in links_of(coordinator.get(address))  # told: nothing is adopted any more


def test_the_board_says_that_evaluations_are_awaited(coordinator):
    call = make_call_to_decide()
    make_scored(call, 80)
    board = f"/appels/gestion/{call.id}/classement"
    words = "Des évaluations ne sont pas encore envoyées"
    before = words in text(coordinator.get(board))
    evaluation = db.session.scalars(select(Evaluation)).one()
    change(evaluation, sent_at=None)
    assert (before, words in text(coordinator.get(board))) == (False, True)


def test_the_committee_decides_in_its_meeting(coordinator, login_as):
    """A meeting is made for it; a recused member is told to leave one item, and sees nothing of it."""
    call = make_call_to_decide()
    one, two = make_scored(call, 80, title="Couture"), make_scored(call, 70, title="Miel")
    base = f"/appels/gestion/{call.id}/comite"
    page = coordinator.get(base)
    assert post(coordinator, base, fields(page)).status_code == 422
    body = parse(page).find(id="body").find_all("option")[1]["value"]
    when = {"body": body, "date": "2026-11-20", "starts": "10:30", "ends": "12:00"}
    made = post(coordinator, base, {**fields(page), **when})
    selection = db.session.scalars(select(Selection)).one()
    assert made.headers["Location"] == f"/comites/{selection.id}"
    add = f"/appels/gestion/comites/{selection.id}/dossiers"
    assert "Couture" in text(coordinator.get(add))
    post(coordinator, add, {"files": [str(one.id), str(two.id)]})
    member = make_coordinator("Membre en déport")
    save(Recusal(subject_type="application", subject_id=one.id, person_id=member.id, nature=RecusalNature.DECLARED,
                 made_at=NOW))  # fmt: skip
    aside = login_as(member)
    board = coordinator.get(f"/comites/{selection.id}")
    assert "Les décisions se notent ici à partir de l'heure de la réunion." in text(board)
    assert [row.get_text(" ").split()[0] for row in parse(board).select("tbody tr")] == ["1", "2"]  # by rank
    assert parse(board).select(f"a[href='/candidatures/{one.id}']")
    assert f"/comites/{selection.id}" in links_of(coordinator.get(f"/sessions/{selection.meeting_id}"))
    shown = text(aside.get(f"/comites/{selection.id}"))
    assert ("quittez la salle" in shown, "Miel" in shown, "Couture" in shown) == (True, True, False)
    first, _second = db.session.scalars(queries.list_items(selection.id)).all()
    assert aside.get(f"/comites/dossiers/{first.id}").status_code == 404
    with writing():
        selection.meeting.state = MeetingState.CONVENED
        db.session.commit()
    address = f"/comites/dossiers/{first.id}"
    page = coordinator.get(address)
    early = post(coordinator, address, {**fields(page), "outcome": "selected"})
    assert (early.status_code, "La session n'a pas commencé" in text(early)) == (409, True)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        noted = post(coordinator, address, {**fields(page), "outcome": "selected"})
        assert (noted.status_code, noted.headers["Location"]) == (303, f"/comites/{selection.id}")
        stale = post(coordinator, address, {**fields(page), "outcome": "reserve"})
        assert (stale.status_code, "Quelqu'un d'autre a enregistré" in text(stale)) == (409, True)
        assert fresh(type(one), one.id).state is S.SELECTED
        record = f"/sessions/{selection.meeting_id}/compte-rendu"
        assert ("Couture" in text(coordinator.get(record)), "Couture" in text(aside.get(record))) == (
            True,
            False,
        )
