"""Files joined to an agenda: accepted, refused, too large, opened by those who may."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.meetings.models import AgendaItem, MeetingDocument, MeetingState
from noress.extensions import db
from tests.factories import make_agenda_item, make_meeting, make_person, make_seat
from tests.factories.meeting_forms import item_fields, post
from tests.pages import parse

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def meeting():
    return make_meeting(starts_wall=clock.to_wall(clock.now() + timedelta(days=30)).replace(microsecond=0))


def post_item(browser, path, content, name="rapport.pdf", **changes):
    """Sent with a file beside the fields."""
    fields = item_fields(file=(io.BytesIO(content), name), **changes)
    return post(browser, path, **fields)


def test_an_item_is_added_with_its_document(browser, meeting):
    path = f"/sessions/{meeting.id}/ordre-du-jour"
    response = post_item(browser, path, PDF, file_title="Budget 2027")
    assert (response.status_code, response.location) == (303, path)
    item = db.session.scalars(select(AgendaItem)).one()
    document = db.session.scalars(select(MeetingDocument)).one()
    assert (document.agenda_item_id, document.title, document.is_public) == (item.id, "Budget 2027", False)
    assert item.title == Translated(fr="Budget", ar="الميزانية")
    opened = browser.get(f"/sessions/{meeting.id}/documents/{document.id}")
    assert (opened.data, opened.headers["Content-Disposition"]) == (PDF, "attachment; filename=rapport.pdf")


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("programme.exe", b"MZ\x00\x00", "Ce type de fichier n'est pas accepté. Envoyez un PDF, une image, ou un document."),
        ("faux.pdf", b"MZ\x00\x00", "Le contenu de ce fichier n'est pas ce que dit son nom. Enregistrez-le de nouveau en PDF, puis réessayez."),
        ("vide.pdf", b"", "Ce fichier est vide. Choisissez-en un autre."),
    ],
)  # fmt: skip
def test_a_refused_file_loses_nothing_typed(browser, meeting, name, content, message):
    response = post_item(browser, f"/sessions/{meeting.id}/ordre-du-jour", content, name)
    page = parse(response)
    assert response.status_code == 422
    assert page.select_one("#file-error").get_text(" ", strip=True) == f"Erreur {message}"
    assert page.select_one("[name=title_ar]")["value"] == "الميزانية"
    assert db.session.scalars(select(AgendaItem)).all() == []


def test_a_file_over_the_limit_is_told_and_loses_nothing_typed(browser, meeting, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "max_upload_bytes", 100_000)
    response = post_item(browser, f"/sessions/{meeting.id}/ordre-du-jour", PDF + b"x" * 100_000)
    page = parse(response)
    assert response.status_code == 413
    error = (
        page.select_one("#file-error").get_text(" ", strip=True).replace("\xa0", " ").replace("\u202f", " ")
    )
    assert error == (
        "Erreur Ce fichier dépasse la limite de 100 Ko. Réduisez-le, par exemple en photo plus petite ou en PDF."
    )
    assert page.select_one("[name=title_fr]")["value"] == "Budget"
    assert db.session.scalars(select(AgendaItem)).all() == []


def test_a_body_far_over_the_limit_gets_a_page_not_an_error(browser, meeting, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    response = post_item(browser, f"/sessions/{meeting.id}/ordre-du-jour", PDF + b"x" * 200_000)
    assert response.status_code == 413
    assert parse(response).h1.get_text() == "Envoi trop lourd"


def test_a_refused_file_on_an_edited_item_changes_nothing(browser, meeting):
    item = make_agenda_item(meeting, "Ouverture")
    response = post_item(browser, f"/sessions/points/{item.id}", b"MZ", "programme.exe")
    assert response.status_code == 422
    db.session.refresh(item)
    assert item.title == Translated(fr="Ouverture")
    assert parse(response).select_one("[name=title_fr]")["value"] == "Budget"


def test_a_private_document_is_for_the_invited(browser, meeting, login_as, client):
    post_item(browser, f"/sessions/{meeting.id}/ordre-du-jour", PDF)
    document = db.session.scalars(select(MeetingDocument)).one()
    meeting.state = MeetingState.CONVENED
    db.session.commit()
    person = make_person()
    member = login_as(person, make_seat(person=person))
    path = f"/sessions/{meeting.id}/documents/{document.id}"
    assert [who.get(path).status_code for who in (client, member, browser)] == [404, 404, 200]


def test_a_removed_document_opens_no_more(browser, meeting):
    post_item(browser, f"/sessions/{meeting.id}/ordre-du-jour", PDF)
    document = db.session.scalars(select(MeetingDocument)).one()
    path = f"/sessions/documents/{document.id}/retirer"
    token = parse(browser.get(path)).select_one("form[method=post] input[name=csrf_token]")["value"]
    response = browser.post(path, data={"csrf_token": token})
    assert response.location == f"/sessions/{meeting.id}/documents"
    assert browser.get(f"/sessions/{meeting.id}/documents/{document.id}").status_code == 404
    assert browser.post(path, data={"csrf_token": token}).status_code == 409


def test_a_document_form_without_file_says_so(browser, meeting):
    path = f"/sessions/{meeting.id}/documents"
    token = parse(browser.get(path)).select_one("form[method=post] input[name=csrf_token]")["value"]
    response = browser.post(path, data={"csrf_token": token, "file_title": "Annexe"})
    page = parse(response)
    assert response.status_code == 422
    assert page.select_one("#file-error").get_text(" ", strip=True) == "Erreur Choisissez un fichier."
    assert page.select_one("[name=file_title]")["value"] == "Annexe"
