"""Answers that were received: the list and its filters, one answer, what becomes of it; their figures, two versions."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.files.rules.uploads import store_file
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseState
from noress.extensions import db
from tests.domain.questionnaires.conftest import plain
from tests.factories import NOW, make_institution, make_seat, make_secretary
from tests.factories.questionnaires import make_questionnaire, make_version
from tests.factories.received import join_file, make_form, make_sent, take_snapshot
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine

FULL = {
    "name": "Atelier d'élevage", "kind": "coop", "province": "01.151", "premises": True, "contact": "Présidente membre 12",
    "members": "12", "budget": 123450,
}  # fmt: skip

PDF = b"%PDF-1.7 statuts"


@pytest.fixture
def browser(app, login_as):
    return login_as(make_secretary(email="secretariat@exemple.ma"))


@pytest.fixture
def version(app):
    return make_version(definition=make_form())


@pytest.fixture
def at(version):
    return f"/questionnaires/{version.questionnaire_id}"


def text(node):
    return plain(" ".join(node.get_text(" ").split()))


def names(page):
    return [text(row.th.a) for row in parse(page).select("table tbody tr")]


def choices(page, field):
    return [option["value"] for option in parse(page).select(f"select[name={field}] option")]


def test_the_list_says_who_answered_what_and_when(browser, version, at):
    through = make_institution("Réseau membre 3")
    make_sent(version, FULL)
    make_sent(version, {"name": "x"}, institution_id=make_institution("Union membre 4").id, through_id=through.id,
              state=ResponseState.VALIDATED, submitted_at=NOW + timedelta(days=1))  # fmt: skip
    make_sent(version, FULL, state=ResponseState.REFUSED)
    make_sent(version, FULL, held_because="liens")
    make_sent(version, FULL, number=None, state=ResponseState.DRAFT)
    page = browser.get(f"{at}/reponses")
    assert names(page) == ["Union membre 4", "Atelier d'élevage"]
    first = [text(cell) for cell in parse(page).select("table tbody tr")[0].select("th, td")]
    assert first[0] == "Union membre 4 par Réseau membre 3"
    assert first[2:4] == ["validée", "21 nov. 2026, 9 h"]
    assert "Envoyée : 1 · Validée : 1 · Écartée : 1 · En cours : 1" in text(parse(page).main)
    assert choices(page, "etat") == ["", "submitted", "validated", "returned", "refused"]
    assert choices(page, "r_kind") == ["", "coop", "union", "other"]
    assert choices(page, "r_premises") == ["", "true", "false"]
    assert parse(page).select("select[name=version]") == []


def test_the_list_is_narrowed_by_its_address(browser, version, at):
    make_sent(version, FULL)
    make_sent(version, {"name": "Union", "kind": "union"}, language="ar")
    cases = {
        "q=élevages": ["Atelier d'élevage"], "langue=ar": ["Union"], "r_kind=union": ["Union"], "r_province=01.151": ["Atelier d'élevage"],
        "du=20/11/2026&au=2026-11-20": ["Union", "Atelier d'élevage"], "du=21/11/2026": [], "etat=refused": [],
        "etat=draft&canal=x&par=9&version=7&langue=de&du=demain&r_name=x": ["Union", "Atelier d'élevage"], "q=شفشاون": ["Atelier d'élevage"],
    }  # fmt: skip
    assert {query: names(browser.get(f"{at}/reponses?{query}")) for query in cases} == cases
    page = parse(browser.get(f"{at}/reponses?r_kind=union&q=union"))
    exports = [link["href"] for link in page.select("a[download]")]
    assert exports == [f"{at}/reponses.{kind}?q=union&r_kind=union" for kind in ("xlsx", "csv", "json")]
    assert (
        text(parse(browser.get(f"{at}/reponses?q=rien")).select_one(".empty h2")) == "Aucune réponse trouvée"
    )


def test_an_empty_list_says_what_it_will_hold(browser, at):
    assert text(parse(browser.get(f"{at}/reponses")).select_one(".empty h2")) == "Aucune réponse reçue"
    assert text(parse(browser.get(f"{at}/resultats")).select_one(".empty h2")) == "Pas encore de chiffres"


def test_pages_ask_the_same_number_of_questions_of_the_database(browser, version, at, count_queries):
    found = {}
    for count in (1, 3):
        while len(db.session.scalars(select(Response.id)).all()) < count:
            institution = make_institution()
            row = make_sent(version, FULL, institution_id=institution.id, through_id=institution.id)
            take_snapshot(row, again=count)
        for path in ("reponses", "resultats", "versions/comparer", "reponses.csv", f"reponses/{row.id}"):
            with count_queries() as statements:
                assert browser.get(f"{at}/{path}").status_code == 200
            found.setdefault(path.split("/")[-1] if path[-1].isalpha() else "one", []).append(len(statements))
    assert found == {
        "reponses": [7, 7],
        "resultats": [6, 6],
        "comparer": [5, 5],
        "reponses.csv": [6, 6],
        "one": [9, 9],
    }


def test_one_answer_in_words_with_what_changed(browser, version, at):
    row = make_sent(version, FULL, email="a@exemple.ma", filled_by="Trésorière")
    with writing():
        row.answers = FULL | {"members": "15"}
        db.session.commit()
    last = take_snapshot(row)
    page = parse(browser.get(f"{at}/reponses/{row.id}"))
    said = {text(line.dt): text(line.dd) for line in page.select("dl.pairs > div")}
    assert said["Nom de la structure"] == "Atelier d'élevage"
    assert said["Province"] == "Chefchaouen"
    assert said["Personne à contacter dit qui répond"] == "Présidente membre 12"
    assert said["Adhérents"] == "15"
    assert said["Secteurs"] == "pas de réponse"
    assert (said["Remplie par"], said["Courriel"], said["Version"]) == ("Trésorière", "a@exemple.ma", "1")
    (changed,) = page.select("dl.changes > div")
    assert text(changed) == "Adhérents Avant 12 → Après 15"
    assert [text(line) for line in page.select("#envois .code")] == [
        last.sha256[:16],
        row.snapshots[0].sha256[:16],
    ]
    assert page.select_one("form input[name=seen]")["value"] == last.sha256
    assert "/q/" in page.select_one("#lien-personnel").text


def test_answers_that_are_no_business_of_this_page(browser, version, at):
    draft = make_sent(version, FULL, number=None, state=ResponseState.DRAFT)
    other = make_sent(make_version(definition=make_form()), FULL)
    assert [browser.get(f"{at}/reponses/{key}").status_code for key in (draft.id, other.id, 999)] == [
        404,
        404,
        404,
    ]


def test_files_are_downloaded_by_who_may_read_the_answer(app, browser, version, at, client, login_as):
    with writing():
        storage = app.extensions["storage"]
        kept = store_file(
            name="statuts.pdf",
            stream=BytesIO(PDF),
            storage=storage,
            max_bytes=10**6,
            actor=Actor.system(),
            now=NOW,
        )
        db.session.commit()
    answers = FULL | {"statutes": [{"file": kept.id, "name": "statuts.pdf", "size": kept.size}]}
    row, other = make_sent(version, answers), make_sent(version, FULL)
    join_file(row, "statutes", kept.id)
    address = f"{at}/reponses/{row.id}/fichiers/{kept.id}"
    assert parse(browser.get(f"{at}/reponses/{row.id}")).select_one("a.file")["href"] == address
    sent = browser.get(address)
    assert (sent.status_code, sent.data, sent.headers["Cache-Control"]) == (200, PDF, "private, no-store")
    wrong = [f"{at}/reponses/{other.id}/fichiers/{kept.id}", f"{at}/reponses/{row.id}/fichiers/999"]
    assert [browser.get(path).status_code for path in wrong] == [404, 404]
    seat = make_seat()
    member = login_as(seat.person, seat)
    assert [someone.get(address).status_code for someone in (client, member)] == [302, 403]


def stored():
    db.session.rollback()
    row = db.session.scalars(select(Response)).one()
    mails = db.session.scalars(select(OutboxMail.template).order_by(OutboxMail.id)).all()
    told = select(AuditEvent.action).where(AuditEvent.object_type == "response").order_by(AuditEvent.id)
    actions = db.session.scalars(told).all()
    return row.state.value, row.reason, list(mails), list(actions)


def test_an_answer_is_validated_by_its_button(browser, version, at):
    row = make_sent(version, FULL)
    address = f"{at}/reponses/{row.id}"
    refused = post(browser, f"{address}/valider", {"seen": "0" * 64})
    assert (refused.status_code, stored()) == (409, ("submitted", None, [], []))
    done = post(browser, f"{address}/valider", {"seen": row.snapshots[-1].sha256})
    assert (done.status_code, done.headers["Location"]) == (303, address)
    assert stored() == ("validated", None, [], ["response.validated"])
    page = parse(browser.get(address))
    assert f"La réponse {row.number} est validée." in text(page)
    assert [text(button) for button in page.select(".buttons .button")] == [
        "Demander une correction",
        "Corriger à sa place",
        "Écarter",
    ]


@pytest.mark.parametrize(("path", "state", "mail", "said"), [
    ("demander-une-correction", "returned", "response_returned", "Un courriel part à a@exemple.ma, avec la raison et son lien personnel."),
    ("ecarter", "refused", "response_refused", "Un courriel part à a@exemple.ma, avec la raison."),
])  # fmt: skip
def test_an_answer_is_given_back_or_set_aside_after_a_page(browser, version, at, path, state, mail, said):
    row = make_sent(version, FULL, email="a@exemple.ma")
    address = f"{at}/reponses/{row.id}"
    page = parse(browser.get(f"{address}/{path}"))
    assert said in [line.get_text() for line in page.select(".confirmation > ul li")]
    seen = page.select_one("input[name=seen]")["value"]
    empty = post(browser, f"{address}/{path}", {"seen": seen, "reason": " "})
    assert (empty.status_code, stored()[0]) == (422, "submitted")
    stale = post(browser, f"{address}/{path}", {"seen": "x", "reason": "Revoir le budget"})
    assert (stale.status_code, "Revoir le budget" in stale.text, stored()[0]) == (409, True, "submitted")
    done = post(browser, f"{address}/{path}", {"seen": seen, "reason": "Revoir le budget"})
    assert (done.status_code, done.headers["Location"]) == (303, address)
    assert stored() == (state, "Revoir le budget", [mail], [f"response.{state}"])
    assert "Revoir le budget" in text(parse(browser.get(address)).main)


@pytest.mark.parametrize(
    ("path", "state", "held"), [("accepter", "submitted", None), ("indesirable", "refused", "liens")]
)
def test_what_is_held_back_is_judged_on_its_page(browser, version, at, path, state, held):
    row = make_sent(version, FULL, held_because="liens")
    address = f"{at}/reponses/{row.id}"
    page = parse(browser.get(address)).main
    assert "Cette réponse est retenue et ne compte pas encore : liens" in text(page)
    seen = {"seen": page.select_one(f'form[action$="{path}"] input[name=seen]')["value"]}
    take_snapshot(row, again=1)  # corrected since
    assert (post(browser, f"{address}/{path}", seen).status_code, stored()[0]) == (409, "submitted")
    seen = {"seen": row.snapshots[-1].sha256}
    assert post(browser, f"{address}/{path}", seen).status_code == 303
    assert stored()[0] == state
    assert db.session.get(Response, row.id).held_because == held
    assert post(browser, f"{address}/{path}", seen).status_code == 409


def test_figures_follow_the_filter(browser, version, at):
    make_sent(version, FULL)
    make_sent(version, {"kind": "union", "budget": 50})
    make_sent(version, FULL, state=ResponseState.REFUSED)
    make_sent(version, FULL, held_because="liens")

    def sections(query=""):
        page = parse(browser.get(f"{at}/resultats{query}"))
        return {text(part.h2): text(part) for part in page.select("section.section")}

    every = sections()
    assert every["Sorte"] == "Sorte 2 ont répondu, sur 2 Coop 1 (50 %) Union 1 (50 %)"
    assert every["Budget"].startswith(
        "Budget 2 ont répondu, sur 2 Somme 1 235,00 DH Moyenne 617,50 DH Médiane 617,50 DH"
    )
    assert (
        every["Nom de la structure"]
        == "Nom de la structure 1 a répondu, sur 2 Lire les réponses Nom de la structure"
    )
    assert "1 réponse · Sorte : Union · Voir la liste" in text(
        parse(browser.get(f"{at}/resultats?r_kind=union")).main
    )
    assert sections("?r_kind=union")["Sorte"] == "Sorte 1 a répondu, sur 1 Coop 0 (0 %) Union 1 (100 %)"


def test_two_versions_are_compared(browser, version, at):
    second = make_version(version.questionnaire, Definition(make_form().sections[:1]), number=2)
    make_sent(version, FULL)
    make_sent(second, {"name": "B"})
    page = parse(browser.get(f"{at}/versions/comparer"))
    rows = [[text(cell) for cell in row.select("th, td")] for row in page.select("table tbody tr")]
    assert rows[8] == ["Nom de la structure", "inchangée", "1", "1"]
    assert ["Budget", "retirée", "1", "non posée"] in rows
    assert "Ajoutée : 0 · Retirée : 8 · Modifiée : 0 · Inchangée : 6" in text(page.main)
    turned = parse(browser.get(f"{at}/versions/comparer?de=2&vers=1"))
    assert "De la version 2 à la version 1" in text(turned.main)
    assert browser.get(f"/questionnaires/{make_questionnaire().id}/versions/comparer").status_code == 404
