"""Bad input about sessions, in every language; each field is tried in tests/blueprints/meetings too."""

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.meetings.models import Meeting
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_body,
    make_invitation,
    make_meeting,
    make_secretary,
)
from tests.factories.meeting_forms import item_fields, meeting_fields
from tests.forms import errors_of, text_of
from tests.posting import post as send
from tests.speaking import page_of, said

pytestmark = pytest.mark.parametrize("lang", ["fr", "ar", "en"])


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("changes, field, message", [
    ({"ends": "09:00"}, "ends", "L'heure de fin est avant l'heure de début. Exemple : de 10:00 à 13:00."),
    ({"ends": "10:00"}, "ends", "La fin est à la même heure que le début : la session ne durerait rien."),
    ({"starts": "01:00", "ends": "23:00"}, "ends", "Une session dure 12 heures au plus. Vérifiez les heures."),
    ({"date": "2026-11-19"}, "date", "Cette date est passée. Choisissez une date à venir."),
    ({"theme_fr": "Un\nDeux"}, "theme_fr", "Écrivez ce texte sur une seule ligne."),
    ({"bodies": "999999"}, "bodies", "Cette instance n'existe pas, ou plus."),
], ids=["end before start", "no hour", "too long", "past", "line break", "unknown body"])  # fmt: skip
def test_a_session_that_cannot_be(login_as, lang, changes, field, message):
    browser, body = login_as(make_secretary()), make_body()
    sent = {**meeting_fields(body, introduction_fr="Un long texte."), **changes}
    response = send(browser, f"/sessions/nouvelle?lang={lang}", sent)
    assert (response.status_code, errors_of(response).get(field)) == (422, said(lang, message))
    page = page_of(response, lang)
    assert page.select_one("#introduction_fr").get_text().strip() == "Un long texte."
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_guest_invited_twice(login_as, lang):
    browser, meeting = login_as(make_secretary()), make_meeting()
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None)
    sent = {
        "name": "Intervenante",
        "organisation": "Radio",
        "email": "Intervenant@exemple.ma",
        "language": "fr",
    }
    response = send(browser, f"/sessions/{meeting.id}/invites?lang={lang}", sent)
    message = said(lang, "Cette adresse reçoit déjà une invitation à cette session.")
    assert (response.status_code, errors_of(response)) == (422, {"email": message})
    page = page_of(response, lang)
    assert (page.select_one("#name")["value"], page.select_one("#organisation")["value"]) == (
        "Intervenante", "Radio",
    )  # fmt: skip


def test_an_agenda_edited_by_two_people(login_as, lang):
    browser, item = login_as(make_secretary()), make_agenda_item(make_meeting(), "Ouverture")
    path = f"/sessions/points/{item.id}?lang={lang}"
    stale = item_fields(title_fr="Accueil")
    assert send(browser, path, item_fields(title_fr="Mot d'ouverture")).status_code == 303
    response = send(browser, path, stale)
    assert response.status_code == 409
    assert said(lang, "Quelqu'un d'autre a enregistré pendant que vous écriviez") in text_of(
        response, ".notice h2"
    )
    texts = text_of(response, ".merge dd")
    assert (texts[0], texts[1]) == ("Mot d'ouverture", "Accueil")
    assert page_of(response, lang).select_one("#title_fr")["value"] == "Accueil"
