"""Asking for a document, waiting for it, taking it: with and without JavaScript, allowed or not."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import render_template_string

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.extensions import db
from noress.jobs import documents as job
from noress.web import documents as web
from tests.factories import (
    NOW,
    make_institution,
    make_meeting,
    make_seat,
    make_secretary,
)
from tests.factories.papers import all_documents, ask, make_ready, register_kind
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def at_nine():
    """From the sign-in on: a cookie from the future is refused."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def institution(monkeypatch):
    register_kind(monkeypatch)
    return make_institution("La nôtre")


@pytest.fixture
def member(institution, login_as):
    seat = make_seat(institution)
    return login_as(seat.person, seat)


def words(response) -> str:
    return " ".join(parse(response).main.get_text(" ").split())


def fail(row: RenderedDocument, refusal: str | None = None) -> RenderedDocument:
    with writing():
        row.state, row.attempts, row.error, row.refusal = DocumentState.FAILED, 3, "OSError: secret", refusal
        db.session.commit()
    return row


def test_asking_leads_to_a_page_that_waits(member, institution):
    response = post(member, f"/documents/fiche/{institution.id}/preparer", {"language": "ar"})
    (row,) = all_documents()
    assert (response.status_code, response.location) == (303, f"/documents/{row.id}")
    assert (row.kind, row.language, row.state, row.requested_at) == ("fiche", "ar", DocumentState.QUEUED, NOW)
    assert [event.action for event in db.session.query(AuditEvent)] == ["document.requested"]
    page = member.get(response.location)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert (
        "Le document se prépare. Cette page se met à jour d'elle-même. Quelques secondes suffisent"
        in words(page)
    )
    soup = parse(page)
    assert soup.head.noscript.decode_contents() == '<meta content="3" http-equiv="refresh"/>'
    assert soup.find(attrs={"data-reload": "3"})
    assert [a["href"] for a in soup.main.find_all("a")] == [f"/documents/{row.id}"]


def test_page_says_when_it_takes_long(member, institution):
    row = ask(institution, now=clock.now() - timedelta(minutes=3))
    text = words(member.get(f"/documents/{row.id}"))
    assert "Cela prend plus de temps que d'habitude. Vous pouvez quitter cette page" in text


def test_ready_document_is_downloaded(app, member, institution):
    ask(institution)
    job.drain(app)
    (row,) = all_documents()
    page = member.get(f"/documents/{row.id}")
    soup = parse(page)
    assert soup.h1.get_text() == "Fiche La nôtre"
    assert soup.head.noscript is None
    assert soup.find(attrs={"data-reload": True}) is None
    (button,) = soup.select("a.button--primary")
    assert (button["href"], " ".join(button.get_text().split())) == (
        f"/documents/{row.id}/telecharger", "Télécharger le PDF (18 octets)",
    )  # fmt: skip
    file = member.get(button["href"])
    assert (file.status_code, file.data, file.content_type) == (
        200,
        "%PDF-1.7 La nôtre".encode(),
        "application/pdf",
    )
    assert file.headers["Content-Disposition"] == "attachment; filename=fiche.pdf"
    assert file.headers["Cache-Control"] == "private, no-store"


def test_no_file_yet_leads_to_its_page(member, institution):
    row = ask(institution)
    response = member.get(f"/documents/{row.id}/telecharger")
    assert (response.status_code, response.location) == (302, f"/documents/{row.id}")


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (None, "Le document n'a pas pu être préparé, malgré trois essais."),
        ("Rien à imprimer.", "Rien à imprimer."),
    ],
)
def test_failure_says_so_and_can_be_tried_again(member, institution, refusal, said):
    row = fail(ask(institution), refusal)
    page = member.get(f"/documents/{row.id}")
    assert said in words(page)
    assert "secret" not in page.get_data(as_text=True)
    form = parse(page).main.find("form")
    assert (form["action"], form.button.get_text()) == (
        f"/documents/fiche/{institution.id}/preparer",
        "Réessayer",
    )
    response = post(
        member, form["action"], {"language": form.find("input", attrs={"name": "language"})["value"]}
    )
    assert response.location == f"/documents/{row.id}"
    assert [(r.state, r.attempts) for r in all_documents()] == [(DocumentState.QUEUED, 0)]


def test_changed_content_is_said_and_the_old_address_leads_to_the_new(member, institution):
    old = make_ready(ask(institution))
    with writing():
        institution.name = Translated(fr="Autre nom")
        db.session.commit()
    page = member.get(f"/documents/{old.id}")
    assert "Le contenu a changé depuis : ce document montre l'état précédent." in words(page)
    form = parse(page).main.find("form")
    assert form.button.get_text() == "Préparer la version à jour"
    response = post(member, form["action"], {"language": "fr"})
    assert response.location != f"/documents/{old.id}"
    moved = member.get(f"/documents/{old.id}")
    assert (moved.status_code, moved.location) == (302, response.location)
    assert member.get(f"/documents/{old.id}/telecharger").status_code == 200, "what was made stays a month"


def test_language_of_the_reader_when_none_is_said(member, institution):
    post(member, f"/documents/fiche/{institution.id}/preparer?lang=ar", {"language": "xx"})
    assert [row.language for row in all_documents()] == ["ar"]


def test_asking_for_what_does_not_exist(member, institution):
    for address in (f"/documents/inconnu/{institution.id}/preparer", "/documents/fiche/999999/preparer"):
        assert post(member, address).status_code == 404
    assert all_documents() == []


def test_out_of_reach_does_not_exist(institution, login_as):
    row = make_ready(ask(institution))
    stranger = make_seat()
    browser = login_as(stranger.person, stranger)
    for address in (f"/documents/{row.id}", f"/documents/{row.id}/telecharger", "/documents/999999"):
        assert browser.get(address).status_code == 404
    assert post(browser, f"/documents/fiche/{institution.id}/preparer").status_code == 404
    assert login_as(make_secretary()).get(f"/documents/{row.id}").status_code == 200


def test_visitor_is_asked_to_sign_in_whether_it_exists_or_not(client, institution):
    row = make_ready(ask(institution))
    for number in (row.id, 999999):
        for address in (f"/documents/{number}", f"/documents/{number}/telecharger"):
            response = client.get(address)
            assert (response.status_code, response.location) == (302, f"/connexion?suite={address}")


def test_visitor_takes_what_is_public_and_has_no_button(client, monkeypatch):
    register_kind(monkeypatch, may_read=lambda actor, subject: True)
    institution = make_institution()
    row = make_ready(ask(institution))
    page = client.get(f"/documents/{row.id}")
    assert page.status_code == 200
    assert parse(page).main.find("form") is None
    assert "Set-Cookie" not in page.headers
    assert client.get(f"/documents/{row.id}/telecharger").data == b"%PDF-1.7 fait"
    fail(row)
    assert parse(client.get(f"/documents/{row.id}")).main.find("form") is None


def test_page_leads_back_to_what_it_is_about(login_as):
    meeting = make_meeting()
    row = ask(meeting, kind="meeting_agenda")
    page = login_as(make_secretary()).get(f"/documents/{row.id}")
    links = [a["href"] for a in parse(page).main.find_all("a")]
    assert links[-1] == f"http://127.0.0.1:8000/sessions/{meeting.id}"


# --- the link that other pages show -------------------------------------------------------------------------


@pytest.fixture
def shown(app, institution):
    """What `document(link=...)` prints for a reader: texts and addresses."""

    def show(monkeypatch, actor, subjects=None):
        monkeypatch.setattr(web, "current_actor", lambda: actor)
        with app.test_request_context("/"):
            links = web.document_links("fiche", subjects or [institution])
            html = render_template_string(
                "{% from 'components/documents.html' import document %}{% for l in links %}{{ document(link=l) }}{% endfor %}",
                links=list(links.values()),
            )
        soup = BeautifulSoup(html, "html.parser")
        return (
            " ".join(soup.get_text(" ").split()),
            [a["href"] for a in soup.find_all("a")],
            [form["action"] for form in soup.find_all("form")],
        )

    return show


@pytest.fixture
def secretary(app):
    from noress.domain.accounts.identity import build_actor

    return build_actor(make_secretary(), seat=None, now=NOW, method="code")


def test_link_in_each_state(shown, monkeypatch, secretary, institution):
    ask_url = f"/documents/fiche/{institution.id}/preparer"
    assert shown(monkeypatch, secretary) == ("Préparer le PDF : Fiche", [], [ask_url])
    row = ask(institution)
    assert shown(monkeypatch, secretary) == (
        "en préparation Suivre la préparation : Fiche", [f"/documents/{row.id}"], [],
    )  # fmt: skip
    make_ready(row, b"%PDF" * 21_000)
    assert shown(monkeypatch, secretary) == (
        "Fiche ( PDF · 84 Ko )",
        [f"/documents/{row.id}/telecharger"],
        [],
    )
    with writing():
        institution.name = Translated(fr="Autre nom")
        db.session.commit()
    assert shown(monkeypatch, secretary) == (
        "Fiche ( PDF · 84 Ko ) Fait le 20 nov. 2026, 9 h, avant les derniers changements. Préparer le PDF : Fiche",
        [f"/documents/{row.id}/telecharger"], [ask_url],
    )  # fmt: skip
    newer = ask(institution)
    assert shown(monkeypatch, secretary)[1:] == (
        [f"/documents/{row.id}/telecharger", f"/documents/{newer.id}"], [],
    )  # fmt: skip
    fail(newer)
    assert shown(monkeypatch, secretary) == (
        "Fiche ( PDF · 84 Ko ) Fait le 20 nov. 2026, 9 h, avant les derniers changements. "
        "n'a pas pu être préparé Réessayer : Fiche",
        [f"/documents/{row.id}/telecharger"], [ask_url],
    )  # fmt: skip


def test_link_is_nothing_for_who_may_not_read(shown, monkeypatch, institution):
    make_ready(ask(institution))
    assert shown(monkeypatch, None) == ("", [], [])


@pytest.mark.parametrize("count", [1, 3])
def test_links_of_a_list_take_one_query(app, shown, monkeypatch, secretary, count_queries, count):
    institutions = [make_institution() for _ in range(count)]
    for one in institutions:
        make_ready(ask(one))
    assert [one.name for one in institutions]
    with count_queries() as statements:
        _text, links, _forms = shown(monkeypatch, secretary, institutions)
    assert len(statements) == 1
    assert len(links) == count
