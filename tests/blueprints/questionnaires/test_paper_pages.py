"""Papers copied on one long page, with their scan; the blank form and the receipt."""

import io

import pytest
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response
from noress.extensions import db
from tests.factories import make_institution
from tests.factories.asked import HAS_PLACE, SECTOR, SIZE, both, make
from tests.factories.meeting_forms import plain, post, text_of, token_of
from tests.factories.questionnaires import make_question, make_section
from tests.pages import parse

FORM = Definition(
    (
        make_section(
            "general", HAS_PLACE, SECTOR, SIZE, make_question("nom", label=both("Nom"), is_required=True)
        ),
    )
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def form():
    return make(FORM, is_published=True)


def typed(**changes):
    return {"filled_by": "Animatrice", "language": "fr", "version": "0", "key": "k1", **changes}


def responses():
    return list(db.session.scalars(select(Response).order_by(Response.id)))


def told(page):
    return [plain(one.get_text(" ", strip=True)) for one in parse(page).select(".error-summary li")]


def test_every_question_stands_on_one_page_under_its_number(browser, form):
    page = parse(browser.get(f"/questionnaires/{form.id}/saisie"))
    said = [plain(one.get_text(" ", strip=True)) for one in page.select("legend, .field__label")]
    numbered = [one for one in said if one[0].isdigit()]
    assert numbered == [
        "1. Avez-vous un local ? (facultatif)", "2. Secteur (facultatif)", "3. Surface (facultatif)", "4. Nom",
    ]  # fmt: skip
    assert "Si vous avez répondu « Oui » à la question 1 :" in plain(
        page.select_one("main").get_text(" ", strip=True)
    )


def test_a_complete_paper_is_sent_and_the_next_begins_at_once(browser, form):
    path = f"/questionnaires/{form.id}/saisie"
    institution = make_institution("Coopérative")
    fields = typed(
        next="1",
        institution_id=str(institution.id),
        **{"q.nom": "Argan", "q.local": "false", "q.surface": "40"},
    )
    done = post(browser, path, **fields)
    [response] = responses()
    assert (done.status_code, done.location) == (303, f"{path}?apres={response.id}")
    assert (response.number, response.channel.value, response.filled_by, response.institution_id, response.state.value) == (
        "R-2026-0001", "paper", "Animatrice", institution.id, "submitted",
    )  # fmt: skip
    assert response.answers == {"nom": "Argan", "local": False}  # no place, no surface: said, not kept
    page = text_of(browser.get(done.location), "body")
    assert "Réponses écartées, parce que leur condition n'est pas remplie : 3." in page.replace("’", "'")
    assert ("Le papier précédent : R-2026-0001" in page, "R-2026-0001" in page) == (True, True)
    # the page sent twice makes one answer; the institution's own answers are never written over
    assert (post(browser, path, **fields).status_code, len(responses())) == (303, 1)
    again = post(browser, path, **{**fields, "key": "k2"})
    assert (again.status_code, len(responses())) == (422, 1)
    assert "a déjà commencé ou envoyé ses réponses" in " ".join(told(again))
    assert parse(again).select_one("#q-nom")["value"] == "Argan"


def test_an_unfinished_paper_is_kept_and_finished_later(browser, form):
    path = f"/questionnaires/{form.id}/saisie"
    for wrong in ({"filled_by": ""}, {"institution_id": "999999"}):
        page = post(browser, path, **typed(**wrong, **{"q.local": "true"}))
        assert (page.status_code, responses(), len(told(page))) == (422, [], 1), wrong
    done = post(browser, path, **typed(**{"q.local": "true", "q.surface": "beaucoup"}))
    [response] = responses()
    assert (done.status_code, done.location) == (303, f"{path}/{response.id}?manque=1")
    assert (response.state.value, response.values, response.number) == ("draft", {"local": True}, None)
    page = browser.get(done.location)
    assert sorted(told(page)) == [
        "Nom Répondez à cette question.",
        "Surface Cette réponse n'a pas pu être lue : corrigez-la.",
    ]
    assert "beaucoup" in page.get_data(as_text=True)
    stale = post(browser, f"{path}/{response.id}", **typed(version="1", **{"q.nom": "Argan"}))
    assert (stale.status_code, responses()[0].values) == (409, {"local": True})
    version = str(response.version)
    sent = post(
        browser,
        f"{path}/{response.id}",
        **typed(version=version, **{"q.local": "true", "q.surface": "٤٠", "q.nom": "Argan"}),
    )
    assert (sent.status_code, sent.location) == (303, f"/questionnaires/{form.id}/reponses/{response.id}")
    assert responses()[0].answers == {"local": True, "surface": "40", "nom": "Argan"}
    assert browser.get(f"{path}/{response.id}").status_code == 303


def test_the_scan_is_an_upload_of_its_own_and_stands_beside_the_answers(browser, form):
    path = f"/questionnaires/{form.id}/saisie"
    post(browser, path, **typed(**{"q.nom": "Argan"}))
    [response] = responses()
    send_to = f"{path}/{response.id}/papier"
    token = token_of(browser, path)
    for name, content, status in (("a.exe", b"MZ", 422), ("a.txt", b"texte", 422), ("a.pdf", PDF, 303)):
        done = browser.post(send_to, data={"csrf_token": token, "scan-file": (io.BytesIO(content), name)})
        assert done.status_code == status, name
    assert browser.post(send_to, data={"csrf_token": token}).status_code == 422
    db.session.expire_all()
    assert response.scan.name == "a.pdf"
    address = f"/questionnaires/{form.id}/reponses/{response.id}"
    assert browser.get(f"{address}/fichiers/{response.scan_id}").data == PDF
    assert f"{address}/fichiers/{response.scan_id}" in browser.get(address).get_data(as_text=True)
    actions = select(AuditEvent.action).where(AuditEvent.object_type == "response").order_by(AuditEvent.id)
    assert "response.scan_attached" in list(db.session.scalars(actions))


def test_a_paper_of_another_questionnaire_or_way_does_not_exist(browser, form):
    other = make(FORM, is_published=True, title="Autre")
    post(browser, f"/questionnaires/{form.id}/saisie", **typed(**{"q.local": "true"}))
    [response] = responses()
    statuses = [browser.get(f"/questionnaires/{one.id}/saisie/{key}").status_code
                for one, key in ((other, response.id), (form, 99), (form, response.id))]  # fmt: skip
    assert statuses == [404, 404, 200]
    assert browser.get(f"/questionnaires/{make(FORM).id}/saisie").status_code == 409
