"""Each wrong input: the right status, a message beside its field, everything typed still there, nothing done."""

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.meetings.models import AgendaItem, Invitation, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.meeting_forms import item_fields, meeting_fields, post, text_of
from tests.pages import parse


def typed(response):
    """What the fields of the refused form hold, as a browser would send them again."""
    form = parse(response).select_one("main form.form")
    values = {}
    for tag in form.select("input, textarea, select"):
        if tag.name == "textarea":
            values[tag["name"]] = tag.get_text().removeprefix("\n").removeprefix("\r\n").strip()
        elif tag.name == "select":
            values[tag["name"]] = next(iter(o["value"] for o in tag.select("option[selected]")), "")
        elif tag.get("type") in {"radio", "checkbox"}:
            if tag.has_attr("checked"):
                values[tag["name"]] = tag["value"]
        elif tag.get("type") not in {"file", "hidden"}:
            values[tag["name"]] = tag.get("value", "")
    return values


def kept(sent, response, *but):
    """The posted fields that the page no longer holds, whatever became of those said to be left out."""
    held = typed(response)
    return {
        name: (value, held.get(name))
        for name, value in sent.items()
        if name not in {"version", *but}
        and value
        and held.get(name) != (value[0] if isinstance(value, list) else value)
    }


# --- the session -------------------------------------------------------------------------------------

TIMES = [
    ({"ends": "09:00"}, "ends", "L'heure de fin est avant l'heure de début. Exemple : de 10:00 à 13:00."),
    ({"ends": "10:00"}, "ends", "La fin est à la même heure que le début : la session ne durerait rien."),
    (
        {"starts": "01:00", "ends": "23:00"},
        "ends",
        "Une session dure 12 heures au plus. Vérifiez les heures.",
    ),
    ({"date": "2026-11-19"}, "date", "Cette date est passée. Choisissez une date à venir."),
    ({"date": "2040-01-01"}, "date", "Cette date est dans plus de cinq ans. Vérifiez l'année."),
    ({"theme_fr": "Un\nBcc: x@exemple.ma"}, "theme_fr", "Écrivez ce texte sur une seule ligne."),
    ({"theme_ar": "واحد\nاثنان"}, "theme_ar", "Écrivez ce texte sur une seule ligne."),
    ({"place_fr": "Salle\r\nB"}, "place_fr", "Écrivez ce texte sur une seule ligne."),
]


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CONVENED])
@pytest.mark.parametrize("changes, field, message", TIMES)
def test_a_wrong_edit_changes_nothing_and_keeps_what_was_typed(
    browser, plenary, state, changes, field, message
):
    meeting = make_meeting("Financement", bodies=[plenary], state=state, convened_at=NOW)
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    sent = meeting_fields(
        plenary, introduction_fr="Un long texte.", place_hints_ar="الطابق الثاني", **changes
    )
    response = post(browser, f"/sessions/{meeting.id}/modifier", **sent)
    assert (response.status_code, text_of(response, f"#{field}-error")) == (422, f"Erreur {message}")
    fixed = ("type", "bodies") if state is MeetingState.CONVENED else ()
    assert kept(sent, response, *fixed) == {}
    db.session.refresh(meeting)
    assert (meeting.theme["fr"], meeting.version, meeting.sequence) == ("Financement", 1, 0)
    assert db.session.scalars(select(OutboxMail)).all() == []


@pytest.mark.parametrize("bodies", [["999999"], ["1; drop"], ["-1"]])
def test_an_unknown_body_is_told_and_the_rest_is_kept(browser, plenary, bodies):
    meeting = make_meeting(bodies=[plenary])
    sent = meeting_fields(plenary, bodies=bodies, introduction_fr="Un long texte.")
    response = post(browser, f"/sessions/{meeting.id}/modifier", **sent)
    assert (response.status_code, text_of(response, "#bodies-error")) == (
        422, "Erreur Cette instance n'existe pas, ou plus."
    )  # fmt: skip
    assert kept(sent, response, "bodies") == {}
    db.session.refresh(meeting)
    assert [body.id for body in meeting.bodies] == [plenary.id]


# --- who is invited ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"email": "INTERVENANT@exemple.ma"}, "email", "Cette adresse reçoit déjà une invitation à cette session."),
        ({"email": "titulaire1@exemple.ma"}, "email",
         "Cette adresse sera convoquée avec son institution : inutile de l'inviter."),
        ({"email": "", "name": "intervenant", "organisation": "presse"}, "name",
         "Cette personne est déjà invitée à cette session."),
        ({"email": "nom@"}, "email", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
        ({"email": "nom exemple.ma"}, "email", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
        ({"email": "a@exemple.ma\nBcc: x@exemple.ma"}, "email", "Écrivez ce texte sur une seule ligne."),
        ({"name": "Un\nDeux"}, "name", "Écrivez ce texte sur une seule ligne."),
        ({"name": ""}, "name", "Remplissez ce champ."),
        ({"organisation": "Un\r\nDeux"}, "organisation", "Écrivez ce texte sur une seule ligne."),
        ({"language": "tlh"}, "language", "Choisissez une des réponses proposées."),
    ],
)  # fmt: skip
def test_a_wrong_guest_is_told_beside_the_field(browser, plenary, changes, field, message):
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    meeting = make_meeting(bodies=[plenary])
    known = {
        "guest_name": "Intervenant",
        "guest_organisation": "Presse",
        "guest_email": "intervenant@exemple.ma",
    }
    make_invitation(meeting, **known, sent_at=None)
    sent = {
        "name": "Nouvelle venue",
        "organisation": "Radio",
        "email": "nouvelle@exemple.ma",
        "language": "ar",
        **changes,
    }
    response = post(browser, f"/sessions/{meeting.id}/invites", **sent)
    assert (response.status_code, text_of(response, f"#{field}-error")) == (422, f"Erreur {message}")
    assert kept(sent, response, *(["language"] if field == "language" else [])) == {}
    assert len(db.session.scalars(select(Invitation)).all()) == 1


# --- the agenda --------------------------------------------------------------------------------------

ITEMS = [
    ({"title_fr": "Un\nDeux"}, "title_fr", "Écrivez ce texte sur une seule ligne."),
    ({"title_ar": "واحد\r\nاثنان"}, "title_ar", "Écrivez ce texte sur une seule ligne."),
    ({"presenter": "Un\nDeux"}, "presenter", "Écrivez ce texte sur une seule ligne."),
    ({"minutes": "0"}, "minutes", "Écrivez une durée de 1 à 1440 minutes. Exemple : 20."),
    ({"minutes": "1441"}, "minutes", "Écrivez une durée de 1 à 1440 minutes. Exemple : 20."),
    ({"minutes": "vingt"}, "minutes", "Écrivez un nombre entier. Exemple : 20."),
    ({"title_fr": ""}, "title_fr", "Remplissez ce champ."),
]


@pytest.mark.parametrize("changes, field, message", ITEMS)
def test_a_wrong_item_is_told_beside_the_field(browser, changes, field, message):
    meeting = make_meeting()
    sent = item_fields(version="0", note_fr="Une précision.", **changes)
    response = post(browser, f"/sessions/{meeting.id}/ordre-du-jour", **sent)
    assert (response.status_code, text_of(response, f"#{field}-error")) == (422, f"Erreur {message}")
    assert kept(sent, response) == {}
    assert db.session.scalars(select(AgendaItem)).all() == []


@pytest.mark.parametrize("changes, field, message", ITEMS)
def test_a_wrong_edit_of_an_item_is_told_beside_the_field(browser, changes, field, message):
    item = make_agenda_item(make_meeting(), "Ouverture")
    sent = item_fields(note_fr="Une précision.", **changes)
    response = post(browser, f"/sessions/points/{item.id}", **sent)
    assert (response.status_code, text_of(response, f"#{field}-error")) == (422, f"Erreur {message}")
    assert kept(sent, response) == {}
    db.session.refresh(item)
    assert (item.title, item.version) == (Translated(fr="Ouverture"), 1)


def test_an_item_edited_by_two_people_shows_both_texts_and_is_merged(browser):
    item = make_agenda_item(make_meeting(), "Ouverture", minutes=20)
    path = f"/sessions/points/{item.id}"
    first = item_fields(title_fr="Ouverture par la présidence", title_ar="", kind="discussion")
    assert post(browser, path, **first).status_code == 303
    second = item_fields(title_fr="Accueil", title_ar="استقبال", kind="discussion", note_fr="Café à 9 h 30.")
    response = post(browser, path, **second)
    assert response.status_code == 409
    told = text_of(response, "#deux-textes")
    assert "Ouverture par la présidence" in told
    assert "Accueil" in told
    assert kept(second, response) == {}
    db.session.refresh(item)
    assert (item.title, item.version) == (Translated(fr="Ouverture par la présidence"), 2)
    merged = {
        **second,
        "version": parse(response).select_one("[name=version]")["value"],
        "title_fr": "Accueil et ouverture",
    }
    assert post(browser, path, **merged).status_code == 303
    db.session.refresh(item)
    assert (item.title, item.version) == (Translated(fr="Accueil et ouverture", ar="استقبال"), 3)
