"""From the embargo to one year after: what whoever coordinates does, what entrants and everybody read, when."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core import paging
from noress.core.database import writing
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import Award, DecisionLetter
from noress.domain.competitions.models import Competition, Entrant
from noress.domain.competitions.rules import following_up
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from noress.jobs.documents import drain
from tests.desk_pages import fields, text
from tests.factories import NOW
from tests.factories.competitions import make_competition, make_decided, make_entry
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine
CEREMONY = NOW + timedelta(hours=2)


def plain(page):
    return text(page).replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def edition(coordinator):
    competition, entries = make_decided(ceremony_at=CEREMONY)
    with writing():
        entries[1].entrant = Entrant.PERSON
        db.session.commit()
    return competition, entries


def test_from_the_embargo_to_one_year_after(app, edition, coordinator, client, login_as):
    competition, entries = edition
    base = f"/concours/gestion/{competition.id}/resultats"
    tokens = [token_of(one.application.people[0]) for one in entries]
    _prepare(coordinator, client, base, competition, entries, tokens)
    _choose_feedback(login_as, competition, entries[3])
    with time_machine.travel(CEREMONY, tick=False):
        _release(app, coordinator, base)
        _read(app, client, competition, entries, tokens)
        _pay(coordinator, base, entries)
    with time_machine.travel(CEREMONY + timedelta(days=366), tick=False):
        _one_year_after(login_as(coordinator.person), client, competition, tokens)


def test_what_is_not_checked_is_a_link_to_the_files_of_that_edition_alone(edition, coordinator):
    competition, _entries = edition
    waiting = make_entry(competition, state=ApplicationState.SUBMITTED).application
    other = make_entry(make_competition(call={"edition": 41})).application
    page = parse(coordinator.get(f"/concours/gestion/{competition.id}/resultats"))
    (link,) = [one["href"] for one in page.select("main a") if one.get_text(strip=True) == "Recevabilité"]
    listed = coordinator.get(link).text
    assert (waiting.number in listed, other.number in listed) == (True, False)


def _prepare(coordinator, client, base, competition, entries, tokens):
    page = coordinator.get(base)
    assert "Sous embargo" in plain(page)
    assert "0 sur 4" in plain(page)
    assert "sans lauréat(e), leur montant reste : Prix 2" in plain(page)
    assert "un montant n'est pas connu" in plain(page)
    assert "Annoncer les résultats" not in plain(page)
    early = post(coordinator, f"{base}/annoncer")
    assert (early.status_code, "sous embargo jusqu'à la cérémonie" in plain(early)) == (409, True)
    post(coordinator, f"{base}/preparer")
    letter = coordinator.get(f"{base}/{entries[0].id}/lettre")
    assert "reçoit le prix « Prix 1 »" in plain(letter)
    wrong = post(
        coordinator, f"{base}/{entries[0].id}/lettre", {**fields(letter), "french": "Bravo {projet}"}
    )
    assert (wrong.status_code, "Cette balise n'existe pas : {projet}" in plain(wrong)) == (422, True)
    assert parse(wrong).find(id="french").text.strip() == "Bravo {projet}"
    shown = coordinator.get(f"{base}/{entries[2].id}/texte")
    done = post(coordinator, f"{base}/{entries[2].id}/texte", {**fields(shown), "text_fr": "Des jeunes apprennent.", "text_ar": "شباب يتعلمون"})  # fmt: skip
    assert done.status_code == 303
    assert coordinator.get(f"{base}/{entries[3].id}/texte").status_code == 404
    press = coordinator.get(f"{base}/presse")
    done = post(coordinator, f"{base}/presse", {**fields(press), "press_fr": "Un séchoir primé.", "press_ar": "تتويج", "certifies_all": "y"})  # fmt: skip
    assert done.status_code == 303
    assert "4 sur 4" in plain(coordinator.get(base))
    asked = post(coordinator, f"/documents/prize_certificate/{entries[0].id}/preparer", {"language": "fr"})
    assert asked.status_code == 303
    # nothing of it is told
    for token in tokens:
        assert client.get(f"/candidature/{token}/resultat").status_code == 404
        assert client.get(f"/candidature/{token}/attestation.pdf").status_code == 404
    assert "Séchoir solaire" not in text(client.get(f"/concours/{competition.id}"))
    assert json.loads(client.get("/concours/palmares.json").data)["results"] == []


def _choose_feedback(login_as, competition, entry):
    from noress.domain.juries import panel

    chair = db.session.scalars(panel.list_jurors(competition.id)).first().person
    browser = login_as(chair)
    assert "Four partagé" in text(browser.get(f"/jury/{competition.id}/retours"))
    address = f"/jury/{competition.id}/retours/{entry.id}"
    page = browser.get(address)
    wrong = post(browser, address, {**fields(page), "feedback_fr": "Vous avez 9/20."})
    assert (wrong.status_code, "Un retour ne dit jamais de note" in plain(wrong)) == (422, True)
    assert parse(wrong).find(id="feedback_fr").text.strip() == "Vous avez 9/20."
    done = post(browser, address, {**fields(page), "feedback_fr": "Montrez vos résultats."})
    assert done.status_code == 303
    assert browser.get(f"/concours/gestion/{competition.id}/resultats").status_code == 403


def _release(app, coordinator, base):
    sure = plain(coordinator.get(f"{base}/annoncer"))
    assert "Lauréat(e) : 2" in sure
    assert "4 courriels partent" in sure
    done = post(coordinator, f"{base}/annoncer")
    assert (done.status_code, done.headers["Location"]) == (303, base)
    again = post(coordinator, f"{base}/annoncer")
    assert again.status_code == 409
    assert f"par {coordinator.person.name}" in plain(again)
    assert run_tasks(app) == 4
    db.session.rollback()
    assert len(db.session.scalars(select(OutboxMail)).all()) == 4
    numbers = db.session.scalars(select(DecisionLetter.number).order_by(DecisionLetter.number)).all()
    assert numbers[0].endswith("-0001")


def _read(app, client, competition, entries, tokens):
    winner = plain(client.get(f"/candidature/{tokens[0]}/resultat?lang=fr"))
    assert "lauréat(e)" in winner
    assert "50 000,00 DH" in winner
    assert "Versement du prix" in winner
    other = plain(client.get(f"/candidature/{tokens[3]}/resultat?lang=fr"))
    assert "non primé(e)" in other
    assert "Ce que le jury vous dit Montrez vos résultats." in other
    assert "Demander un nouvel examen" in other
    assert "Demander un nouvel examen" not in winner
    post(client, f"/candidature/{tokens[2]}/attestation.pdf")
    drain(app)
    paper = client.get(f"/candidature/{tokens[2]}/attestation.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    public = plain(client.get(f"/concours/{competition.id}?lang=fr"))
    number = entries[1].application.number
    for said in ("Séchoir solaire", "50 000,00 DH", f"Lauréat(e) n° {number}", "montant non connu", "Des jeunes apprennent.",
                 "Un séchoir primé."):  # fmt: skip
        assert said in public
    assert str(entries[1].application.structure.name) not in public
    told = json.loads(client.get("/concours/palmares.json").data)["results"]
    assert [(one["result"], one["amount_mad"]) for one in told] == [("winner", "50000"), ("winner", None), ("mention", None)]  # fmt: skip
    lines = client.get("/concours/palmares.csv").get_data(as_text=True)
    assert lines.count("\r\n") == 4
    assert client.get("/concours/palmares.xlsx").status_code == 200
    assert "Ferme école" in plain(client.get("/concours/palmares"))
    assert "Séchoir solaire" not in plain(client.get("/projets/"))


def _pay(coordinator, base, entries):
    page = plain(coordinator.get(f"{base}/prix"))
    assert "Suivre le versement" in page
    assert "montant inconnu" in page
    refused = post(coordinator, f"{base}/prix/{entries[1].id}/verser")
    assert refused.status_code == 409
    form = coordinator.get(f"{base}/prix/{entries[1].id}/montant")
    wrong = post(coordinator, f"{base}/prix/{entries[1].id}/montant", {**fields(form), "amount": "0"})
    assert wrong.status_code == 422
    post(coordinator, f"{base}/prix/{entries[1].id}/montant", {**fields(form), "amount": "20 000"})
    lacking = post(coordinator, f"{base}/prix/{entries[1].id}/verser")
    assert (lacking.status_code, "structure légale" in plain(lacking)) == (409, True)
    assert len(db.session.scalars(select(Award)).all()) == 1


def _one_year_after(coordinator, client, competition, tokens):
    with writing():
        assert following_up.ask_due(now=CEREMONY + timedelta(days=366)) == 2
        db.session.commit()
    address = f"/candidature/{tokens[0]}/un-an-apres"
    empty = post(client, address, {"text": " "})
    assert empty.status_code == 422
    assert post(client, address, {"text": "Douze emplois créés."}).status_code == 303
    assert client.get(f"/candidature/{tokens[3]}/un-an-apres").status_code == 404
    page = coordinator.get(f"/concours/gestion/{competition.id}/un-an-apres")
    assert "Douze emplois créés." in plain(page)
    assert "Douze emplois créés." not in plain(client.get("/concours/palmares"))
    assert "un an après" in plain(coordinator.get("/a-faire"))
    action = next(
        one for one in parse(page).find_all("form", method="post") if "un-an-apres" in one.get("action", "")
    )
    sent = {one["name"]: one["value"] for one in action.find_all("input") if one["name"] != "csrf_token"}
    assert post(coordinator, action["action"], sent).status_code == 303
    assert "Douze emplois créés." in plain(client.get("/concours/palmares"))


@pytest.mark.parametrize("items", [1, 3])
def test_the_gallery_asks_a_fixed_number_of_questions(app, client, count_queries, items):
    from noress.domain.competitions import results
    from noress.domain.competitions.queries import results as queries
    from noress.domain.competitions.rules import releasing
    from tests.factories.recusals import acting, make_coordinator

    actor = acting(make_coordinator())
    for place in range(items):
        competition, _entries = make_decided(call={"edition": 2030 + place})
        with writing():
            releasing.release_results(
                competition=db.session.get(Competition, competition.id), actor=actor, now=NOW
            )
            db.session.commit()
    db.session.expire_all()
    with count_queries() as statements:
        page = paging.paginate(queries.list_told_editions(), 1, per_page=5)
        told = results.told_of(page.items)
    assert (len(told), len(statements)) == (items, 6)
