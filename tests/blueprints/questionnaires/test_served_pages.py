"""Questionnaires whose answers another domain owns: its tokens alone open them, its pages stand where the form begins and
ends, it says until when they change; nothing that reads answers in general shows them. Their budget, without JavaScript."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.campaigns.rules import create_campaign
from noress.domain.catalogue.rules.sources import save_source
from noress.domain.files.models import RenderedDocument
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires import response_links, rules, serving
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.forgetting import purge_drafts
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_person, make_seat
from tests.factories.questionnaires import (
    both,
    make_question,
    make_questionnaire,
    make_response,
    make_section,
    make_version,
)
from tests.factories.served import NAME, Trial
from tests.pages import parse
from tests.posting import post, post_files

SYSTEM = Actor.system()
JSON = {"Accept": "application/json"}
LOT = {"requested": 60_000_00, "own_percent": 20}


@pytest.fixture
def response(app):
    definition = Definition((
        make_section("project", make_question("name", label=both("Nom du projet"), is_required=True)),
        make_section("money", make_question("budget", "budget", label=both("Budget"), is_required=True),
                     make_question("people", "beneficiaries", label=both("Bénéficiaires"))),
        make_section("papers", make_question("statutes", "file", label=both("Statuts"))),
    ))  # fmt: skip
    questionnaire = make_questionnaire("Dossier", serves=NAME)
    return make_response(make_version(questionnaire, definition))


@pytest.fixture
def trial(response, monkeypatch):
    made = Trial(tokens={"porteur": (response.id, True), "lecteur": (response.id, False)}, settings=LOT)
    monkeypatch.setitem(serving._served, NAME, made)
    return made


@pytest.fixture
def officer(login_as):
    person = make_person("Secrétariat permanent")
    make_mandate(make_body(BodyKind.SECRETARIAT), person=person, role=MandateRole.MEMBER)
    return login_as(person)


def stored() -> Response:
    db.session.rollback()
    return db.session.scalars(select(Response)).one()


def text_of(page, where="main"):
    return parse(page).select_one(where).get_text(" ", strip=True).replace("\xa0", " ").replace("\u202f", " ")


def test_the_domains_tokens_and_pages(client, trial, response):
    for below in ("", "/partie/project", "/verifier", "/recu", "/recu.pdf", "/tout", "/etat"):
        assert client.get(f"/q/{response_links.token_of(response)}{below}").status_code == 404, below
    for below, where in (("", ""), ("/verifier", "/envoyer"), ("/recu", ""), ("/recu.pdf", "")):
        answer = client.get(f"/q/porteur{below}")
        assert (answer.status_code, answer.location) == (303, f"/dossier/porteur{where}"), below
        assert answer.headers["Cache-Control"] == "no-store"
    page = client.get("/q/porteur/partie/project")
    assert "Pas encore envoyé." in text_of(page)
    saved = post(client, "/q/porteur/partie/project", {"q.name": "Four collectif", "version": "1"})
    assert (saved.status_code, saved.location) == (303, "/q/porteur/partie/money")
    assert stored().values == {"name": "Four collectif"}
    last = post(client, "/q/porteur/partie/papers", {"version": stored().version})
    assert (last.status_code, last.location) == (303, "/q/porteur/verifier")
    whole = parse(client.get("/q/porteur/tout"))
    assert whole.select_one("#envoyer form") is None
    assert whole.select_one("#envoyer .button")["href"] == "/q/porteur/verifier"
    sent = post(client, "/q/porteur/envoyer", {"key": "k", "version": stored().version}, headers=JSON)
    assert (sent.status_code, sent.get_json()["error"]) == (409, "served")
    # the reader's language is the token's: it is not that of the answers
    assert parse(client.get("/q/porteur/partie/project?lang=ar")).html["lang"] == "ar-MA"
    assert stored().language == "fr"


def test_who_only_reads_changes_nothing(client, trial, response):
    response.values = {"name": "Four collectif"}
    db.session.commit()
    page = client.get("/q/lecteur/partie/project")
    assert (page.status_code, parse(page).select_one("form [name^='q.']")) == (200, None)
    assert "Votre lien permet de lire ces réponses, pas de les changer." in text_of(page)
    assert "Nom du projet Four collectif" in text_of(page)
    assert [link["href"] for link in parse(page).select("main .buttons a")] == [
        "/q/lecteur/partie/money",
        "/q/lecteur",
    ]
    assert client.get("/q/lecteur/tout").location == "/q/lecteur"
    refused = post(client, "/q/lecteur/partie/project", {"q.name": "Autre", "version": "1"})
    assert refused.status_code == 403
    assert "Votre lien permet de lire ces réponses, pas de les changer." in text_of(refused)
    for address, method in (("enregistrer/project", "POST"), ("fichiers", "POST"), ("fichiers/x", "DELETE")):
        answer = post(client, f"/q/lecteur/{address}", {"q.name": "Autre"}, headers=JSON, method=method)
        assert (answer.status_code, answer.get_json()["error"]) == (403, "read_only"), address
    assert stored().values == {"name": "Four collectif"}


def test_somebody_removed_while_typing_is_told_that_the_link_is_gone(client, trial, response):
    assert client.get("/q/porteur/partie/project").status_code == 200
    del trial.tokens["porteur"]
    answer = post(client, "/q/porteur/enregistrer/project", {"q.name": "Four"}, headers=JSON)
    assert answer.status_code == 404
    assert post(client, "/q/porteur/partie/project", {"q.name": "Four", "version": "1"}).status_code == 404
    assert stored().values == {}


def test_what_the_domain_closed_is_read_and_no_longer_written(client, trial, response):
    response.values = {"name": "Four collectif"}
    db.session.commit()
    trial.closed = True
    assert "Ce dossier est retiré." in text_of(client.get("/q/porteur/partie/project"))
    page = post(client, "/q/porteur/partie/project", {"q.name": "Ce que j'écrivais", "version": "1"})
    assert (page.status_code, parse(page).select_one("[name='q.name']")["value"]) == (
        409,
        "Ce que j'écrivais",
    )
    assert "Ce dossier est retiré." in text_of(page, ".error-summary")
    answers = [
        post(client, "/q/porteur/enregistrer/money", {"q.people.women": "3"}, headers=JSON),
        post(client, "/q/porteur/fichiers", {"question": "statutes", "name": "a.pdf", "size": "9", "client_key": "k" * 20},
             headers=JSON),
    ]  # fmt: skip
    assert [(answer.status_code, answer.get_json()["message"]) for answer in answers] == [
        (409, "Ce dossier est retiré.")
    ] * 2
    refused = post_files(
        client, "/q/porteur/partie/papers", {"version": "1", "q.statutes": (BytesIO(b"%PDF-1.4"), "s.pdf")}
    )
    assert refused.status_code == 409
    with pytest.raises(RuleError, match="withdrawn"):
        rules.remove_file(response=stored(), question=make_question("statutes", "file"), file_id=1, now=NOW)
    assert stored().values == {"name": "Four collectif"}


def test_nothing_that_reads_answers_in_general_shows_them(officer, login_as, trial, response):
    institution = make_institution("Membre 12")
    seat = make_seat(institution, make_person())
    response.institution_id, response.number = institution.id, "AMI-2026-0001"
    response.submitted_at, response.answers = NOW, {"name": "Four"}
    db.session.commit()
    questionnaire = response.questionnaire_version.questionnaire
    at = f"/questionnaires/{questionnaire.id}"
    for below in ("remplir", "saisie", "nos-questions", "reponses", "reponses.csv", "reponses.xlsx", "reponses.json",
                  f"reponses/{response.id}", f"reponses/{response.id}/fichiers/1", "resultats"):  # fmt: skip
        assert officer.get(f"{at}/{below}").status_code == 404, below
    assert officer.get(at).status_code == 200
    assert parse(officer.get(at)).select_one("#reponses") is None
    row = parse(officer.get("/questionnaires/")).select_one("tbody tr").get_text(" ", strip=True)
    assert (row.startswith("Dossier"), row.endswith("–")) == (True, True)
    assert officer.get(f"/catalogue/gestion/sources/{questionnaire.id}").status_code == 404
    for address in ("/catalogue/gestion/sources", "/campagnes/nouvelle"):
        assert "Dossier" not in [
            one.get_text(strip=True) for one in parse(officer.get(address)).select("td, option")
        ]
    assert "Dossier" not in text_of(login_as(seat.person, seat).get("/mes-questionnaires"))
    assert "Dossier" not in text_of(login_as(seat.person, seat).get("/a-faire"))
    for rule in (
        lambda: rules.begin_response(questionnaire=questionnaire, language="fr", actor=SYSTEM, now=NOW),
        lambda: create_campaign(questionnaire=questionnaire, name=both("C"), message=both("M"), closes_on=NOW.date(),
                                actor=SYSTEM, now=NOW),
        lambda: save_source(questionnaire=questionnaire, mapping={}, version=None, actor=SYSTEM, now=NOW),
    ):  # fmt: skip
        with pytest.raises(RuleError, match="served"):
            rule()
    begun = rules.begin_response(
        questionnaire=questionnaire, language="fr", actor=SYSTEM, now=NOW, for_domain=True
    )
    db.session.commit()
    assert purge_drafts(before=NOW + timedelta(days=800), now=NOW + timedelta(days=800)) == 0
    assert db.session.get(Response, begun.id) is not None


def test_the_domain_sends_with_its_number_and_what_it_says_besides(trial, response):
    response.values = {"name": "Four", "budget": {
        "lines": [{"label": "Four", "amount": 75_000_00}], "partners": [], "own_cash": 15_000_00, "own_in_kind": None,
        "requested": 1,
    }}  # fmt: skip
    db.session.commit()
    given = {
        "response": response,
        "key": "k",
        "version": 1,
        "email": "a@example.ma",
        "actor": SYSTEM,
        "now": NOW,
    }
    with pytest.raises(RuleError, match="served"):
        rules.submit_response(**given)
    db.session.rollback()
    snapshot = rules.submit_response(
        **given, number="AMI-2026-0001", about={"application": 7}, gives_receipt=False
    )
    db.session.commit()
    content = json.loads(snapshot.content)
    assert (content["number"], content["about"]) == ("AMI-2026-0001", {"application": 7})
    assert content["answers"]["budget"] == {
        "lines": [{"label": "Four", "amount": 75_000_00}], "partners": [], "own_cash": 15_000_00, "own_in_kind": 0,
        "requested": 60_000_00,
    }  # fmt: skip
    assert (stored().number, stored().search_text) == ("AMI-2026-0001", None)
    assert rules.submit_response(**given | {"response": stored()}, number="AMI-2026-0001").id == snapshot.id
    assert [db.session.scalars(select(kind)).all() for kind in (OutboxMail, RenderedDocument)] == [[], []]
    assert len(db.session.scalars(select(ResponseSnapshot)).all()) == 1
    assert [event.action for event in db.session.scalars(select(AuditEvent))] == ["response.submitted"]


# --- the budget, without JavaScript --------------------------------------------------------------------------

BUDGET = {
    "q.budget.line.0.label": "Four", "q.budget.line.0.amount": "٧٥٠٠٠", "q.budget.own_cash": "5 000,50",
    "q.budget.requested": "1", "q.people.women": "12", "q.people.men": "٨",
}  # fmt: skip


def test_a_budget_is_filled_in_line_by_line(client, trial, response):
    page = parse(client.get("/q/porteur/partie/money"))
    assert len(page.select(".budget [name$='.label']")) == 3
    assert "Montant demandé, fixé par l'appel 60 000,00 DH" in text_of(client.get("/q/porteur/partie/money"))
    assert page.select_one("[name='q.budget.requested']") is None
    # one more line is asked of the server, which keeps what is there and adds up
    more = post(client, "/q/porteur/partie/money", BUDGET | {"version": "1", "more": "budget.line"})
    page = parse(more)
    assert (more.status_code, len(page.select(".budget [name$='.label']"))) == (200, 4)
    assert len(page.select(".budget [name$='.name']")) == 1
    sums = {
        one["data-sum"]: one.get_text().replace("\u202f", " ").replace("\xa0", " ")
        for one in page.select(".budget output")
    }
    assert sums == {"total": "75 000,00 DH", "financing": "65 000,50 DH", "own": "5 000,50 DH"}
    assert text_of(more, "[data-balance]") == "Il manque 9 999,50 DH de financement."
    assert text_of(more, "[data-people] output") == "20"
    assert stored().values["budget"]["requested"] == 60_000_00
    # what cannot be read stands beside its input with its error, and the rest is kept
    version = stored().version
    wrong = post(
        client, "/q/porteur/partie/money", BUDGET | {"version": version, "q.budget.line.1.amount": "-3"}
    )
    field = parse(wrong).select_one("[name='q.budget.line.1.amount']")
    assert (wrong.status_code, field["value"], field["aria-invalid"]) == (422, "-3", "true")
    assert stored().values["budget"]["lines"][0] == {"label": "Four", "amount": 75_000_00}
    # it is saved although both sides differ, and told where what is missing is told
    kept = post(client, "/q/porteur/partie/money", BUDGET | {"version": stored().version})
    assert (kept.status_code, kept.location) == (303, "/q/porteur/partie/papers")
    assert definition_of(stored()).question("budget").settings == LOT
    missing = client.get("/q/porteur/partie/money?manque=1")
    assert [error.get_text(" ", strip=True).replace("\xa0", " ").replace("\u202f", " ")
            for error in parse(missing).select(".budget .field__error")] == [
        "Erreur Les dépenses font 75 000,00 DH et le financement 65 000,50 DH : il manque 9 999,50 DH.",
        "Erreur Vous et vos partenaires apportez 5 000,50 DH : il faut au moins 15 000,00 DH, soit 20 % des dépenses.",
    ]  # fmt: skip
