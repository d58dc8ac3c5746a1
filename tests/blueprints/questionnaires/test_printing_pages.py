"""Papers as pages give them: the blank form, the receipt behind the personal link, what its fingerprint tells."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import RenderedDocument
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires import response_links, rules
from noress.extensions import db
from noress.jobs import documents
from tests.factories import NOW, make_person, make_seat, make_secretary
from tests.factories.asked import make
from tests.factories.meeting_forms import text_of, token_of
from tests.factories.questionnaires import make_response
from tests.pages import parse


@pytest.fixture
def member(login_as):
    person = make_person("Titulaire")
    return login_as(person, make_seat(person=person))


def sent(questionnaire, **values):
    response = make_response(questionnaire.versions[0], values={"local": True}, **values)
    with writing():
        snapshot = rules.submit_response(
            response=response, key="k", version=1, email="bureau@example.org", actor=Actor.system(), now=NOW
        )
        db.session.commit()
    return response, snapshot


def test_the_blank_form_is_asked_for_made_and_taken(app, member):
    made = make(is_published=True)
    path = f"/questionnaires/{made.id}/vierge"
    assert member.get(f"{path}.pdf?lang=ar").location == f"{path}?version=1"
    page = parse(member.get(path))
    assert [form["action"] for form in page.select("form.one-button")] == [
        f"/documents/questionnaire_blank/{made.versions[0].id}/preparer"
    ] * 2
    ask = f"/documents/questionnaire_blank/{made.versions[0].id}/preparer"
    assert member.post(ask, data={"csrf_token": token_of(member, path), "language": "ar"}).status_code == 303
    assert documents.drain(app) == 1
    row = db.session.scalars(select(RenderedDocument)).one()
    assert member.get(f"{path}.pdf?lang=ar").location == f"/documents/{row.id}/telecharger"
    assert member.get(f"/documents/{row.id}/telecharger").data.startswith(b"%PDF-")
    assert member.get(f"{path}.pdf?lang=fr").location == f"{path}?version=1"


def test_the_blank_form_of_a_draft_is_the_secretariats_alone(login_as, member):
    made = make()
    path = f"/questionnaires/{made.id}/vierge"
    assert (member.get(path).status_code, login_as(make_secretary()).get(path).status_code) == (404, 200)


def test_the_receipt_comes_with_the_sending_and_is_taken_by_its_link(app, client):
    made = make(is_published=True)
    draft = make_response(made.versions[0])
    token = response_links.token_of(draft)
    assert client.get(f"/q/{token}/recu.pdf").location == f"/q/{token}"
    response, _snapshot = sent(made, language="ar")
    token = response_links.token_of(response)
    mail = db.session.scalars(select(OutboxMail)).one()
    assert f"/q/{token}/recu.pdf" in mail.text
    assert f"/q/{token}/recu.pdf" in client.get(f"/q/{token}/recu").get_data(as_text=True)
    assert parse(client.get(f"/q/{token}/recu.pdf")).select_one("[data-reload]")
    assert documents.drain(app) == 1
    paper = client.get(f"/q/{token}/recu.pdf")
    assert (paper.mimetype, paper.data[:5], paper.headers["Cache-Control"]) == (
        "application/pdf",
        b"%PDF-",
        "no-store",
    )
    # sent again since: the old receipt is no longer given
    with writing():
        response.values = {"local": False}
        rules.submit_response(
            response=response, key="k2", version=response.version, email=None, actor=Actor.system(), now=NOW
        )
        db.session.commit()
    page = client.get(f"/q/{token}/recu.pdf")
    assert page.mimetype == "text/html"
    assert documents.drain(app) == 1
    # in another language it is asked for by a button
    page = client.get(f"/q/{token}/recu.pdf?lang=fr")
    form = parse(page).select_one("form.one-button")
    asked = client.post(form["action"], data={"csrf_token": form.select_one("[name=csrf_token]")["value"]})
    assert (asked.status_code, asked.location) == (303, f"/q/{token}/recu.pdf?lang=fr")
    assert documents.drain(app) == 1
    assert client.get(f"/q/{token}/recu.pdf").data[:5] == b"%PDF-"
    assert client.get("/q/faux/recu.pdf").status_code == 404


def test_a_fingerprint_tells_what_was_received_but_never_the_answers(client):
    response, snapshot = sent(make(is_published=True), filled_by="Animatrice")
    page = text_of(client.get(f"/verifier/{snapshot.sha256}"), "main")
    assert [
        part in page
        for part in (response.number, "Questionnaire commun", "20 novembre 2026", snapshot.sha256)
    ] == [True] * 4
    assert [part in page for part in ("Animatrice", "Avez-vous un local", "bureau@example.org")] == [
        False
    ] * 3
    assert client.get(f"/verifier/{snapshot.sha256}/contenu").status_code == 404
    assert client.get(f"/verifier/{'0' * 64}").status_code == 404
