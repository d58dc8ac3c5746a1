"""Pages of the secretariat: bad input told beside its field, stale saves merged, refusals."""

from datetime import datetime

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.documents import make_document
from tests.factories.meeting_forms import PLACE, meeting_fields, post, text_of, token_of
from tests.pages import parse

# --- create and edit ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"ends": "09:00"}, "ends", "L'heure de fin est avant l'heure de début. Exemple : de 10:00 à 13:00."),
        ({"ends": "10:00"}, "ends", "La fin est à la même heure que le début : la session ne durerait rien."),
        ({"ends": "23:00"}, "ends", "Une session dure 12 heures au plus. Vérifiez les heures."),
        ({"date": "2026-11-19"}, "date", "Cette date est passée. Choisissez une date à venir."),
        ({"date": "demain"}, "date", "Cette date n'est pas valable. Exemple : 08/04/2027."),
        ({"starts": "25:00"}, "starts", "Cette heure n'est pas valable. Exemple : 10:00."),
        ({"date": ""}, "date", "Remplissez ce champ."),
        ({"bodies": ["9999"]}, "bodies", "Cette instance n'existe pas, ou plus."),
        ({"bodies": ["1; drop"]}, "bodies", "Cette instance n'existe pas, ou plus."),
        ({"bodies": []}, "bodies", "Choisissez au moins une instance."),
        ({"theme_fr": ""}, "theme_fr", "Remplissez ce champ."),
        ({"theme_fr": "Un\nBcc: x@exemple.ma"}, "theme_fr", "Écrivez ce texte sur une seule ligne."),
        ({"online_url": "javascript:alert(1)"}, "online_url",
         "Cette adresse web n'est pas complète. Exemple : https://exemple.ma."),
        ({"type": "congres"}, "type", "Choisissez une des réponses proposées."),
    ],
)  # fmt: skip
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(browser, plenary, changes, field, message):
    response = post(
        browser, "/sessions/nouvelle", **meeting_fields(plenary, introduction_fr="Un long texte.", **changes)
    )
    page = parse(response)
    assert response.status_code == 422
    errors = [tag.get_text(" ", strip=True) for tag in page.select(f"#{field}-error")]
    assert [" ".join(error.replace("\u202f", " ").replace("\xa0", " ").split()) for error in errors] == [
        f"Erreur {message}"
    ]
    assert page.select_one("[name=introduction_fr]").get_text(strip=True) == "Un long texte."
    assert page.select_one("[name=theme_ar]")["value"] == "التواصل"
    assert db.session.scalars(select(Meeting)).all() == []


def test_every_problem_is_told_at_once(browser, plenary):
    wrong = meeting_fields(plenary, theme_fr="", ends="09:00", bodies=["999"], online_url="http://")
    page = parse(post(browser, "/sessions/nouvelle", **wrong))
    assert [link["href"] for link in page.select(".error-summary a")] == [
        "#bodies-0", "#theme_fr", "#ends", "#online_url"
    ]  # fmt: skip


def test_messages_come_in_arabic(browser, plenary):
    response = post(browser, "/sessions/nouvelle?lang=ar", **meeting_fields(plenary, theme_fr=""))
    assert (response.status_code, parse(response).html["dir"]) == (422, "rtl")


def test_two_people_editing_see_both_texts_and_merge(browser, plenary):
    meeting = make_meeting(
        "Communication", theme_ar="التواصل", bodies=[plenary], place=Translated(fr="Salle B")
    )
    path = f"/sessions/{meeting.id}/modifier"
    token = token_of(browser, path)
    first = browser.post(path, data={"csrf_token": token, **meeting_fields(plenary, place_fr="Tétouan")})
    assert first.status_code == 303
    second = browser.post(path, data={"csrf_token": token, **meeting_fields(plenary, place_fr="Al Hoceïma")})
    page = parse(second)
    assert second.status_code == 409
    assert [dd.get_text(strip=True) for dd in page.select("#deux-textes dd")] == ["Tétouan", "Al Hoceïma"]
    assert page.select_one("[name=version]")["value"] == "2"
    merged = browser.post(
        path, data={"csrf_token": token, **meeting_fields(plenary, place_fr="Al Hoceïma", version="2")}
    )
    assert merged.location == f"/sessions/{meeting.id}"
    db.session.refresh(meeting)
    assert (meeting.place, meeting.version) == (Translated(fr="Al Hoceïma"), 3)


def test_a_convened_session_keeps_its_bodies_whatever_is_posted(browser, plenary):
    meeting = make_meeting("Communication", bodies=[plenary], state=MeetingState.CONVENED)
    other = make_body(BodyKind.COMMITTEE, "Comité 1")
    path = f"/sessions/{meeting.id}/modifier"
    assert parse(browser.get(path)).select("[name=bodies]") == []
    response = post(browser, path, **meeting_fields(other, type="forum"))
    assert response.status_code == 303
    db.session.refresh(meeting)
    assert (meeting.type.value, [b.id for b in meeting.bodies]) == ("session", [plenary.id])


def test_an_extraordinary_session_says_so(browser, plenary):
    response = post(browser, "/sessions/nouvelle", **meeting_fields(plenary, type="extraordinary_session"))
    meeting = db.session.scalars(select(Meeting)).one()
    assert (response.status_code, meeting.type.value) == (303, "extraordinary_session")
    page = text_of(browser.get(f"/sessions/{meeting.id}"))
    assert "Session extraordinaire" in page


def test_a_session_is_a_model_with_its_documents_and_guests_when_asked(browser, plenary):
    model = make_meeting("Renforcement", bodies=[plenary])
    make_document(model, "Règlement")
    make_invitation(model, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None)
    path = f"/sessions/{model.id}/dupliquer"
    assert [box["name"] for box in parse(browser.get(path)).select("main [type=checkbox]")] == [
        "with_documents", "with_guests"
    ]  # fmt: skip
    response = post(browser, path, with_documents="y", with_guests="y")
    copy = db.session.scalars(select(Meeting).where(Meeting.id != model.id)).one()
    assert response.location == f"/sessions/{copy.id}/modifier"
    assert "Règlement" in text_of(browser.get(f"/sessions/{copy.id}/documents"))
    assert "Intervenant" in text_of(browser.get(f"/sessions/{copy.id}/invites"))


def test_duplicating_leads_to_the_copy(browser, plenary):
    past = make_meeting("Renforcement", starts_wall=datetime(2013, 4, 18), ends_wall=None, is_day_only=True,
                        state=MeetingState.CLOSED, bodies=[plenary])  # fmt: skip
    response = post(browser, f"/sessions/{past.id}/dupliquer")
    copy = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.DRAFT)).one()
    assert response.location == f"/sessions/{copy.id}/modifier"
    assert "Vérifiez la date" in text_of(browser.get(response.location))


# --- agenda ------------------------------------------------------------------------------------------


def test_an_agenda_longer_than_its_session_is_said_in_words(browser):
    meeting = make_meeting()
    make_agenda_item(meeting, "Budget", minutes=210)
    page = parse(browser.get(f"/sessions/{meeting.id}/ordre-du-jour"))
    said = page.select_one(".status--late").get_text(strip=True).replace("\u202f", " ")
    assert said == "L'ordre du jour dépasse la session de 30 min."


def test_items_move_with_buttons_alone(browser):
    meeting = make_meeting()
    make_agenda_item(meeting, "A", position=1)
    second = make_agenda_item(meeting, "B", position=2)
    path = f"/sessions/{meeting.id}/ordre-du-jour"
    page = parse(browser.get(path))
    labels = [b.get_text(strip=True) for b in page.select("#points .one-button button")]
    assert labels == ["Descendre le point 1", "Monter le point 2"]
    response = browser.post(
        f"/sessions/points/{second.id}/deplacer",
        data={"csrf_token": token_of(browser, path), "sens": "monter"},
    )
    assert response.location == f"{path}#point-{second.id}"
    assert [h.get_text(strip=True) for h in parse(browser.get(path)).select("#points h3")] == ["B", "A"]


def test_an_item_edited_by_two_people_shows_both(browser):
    item = make_agenda_item(make_meeting(), "Ouverture", version=2)
    path = f"/sessions/points/{item.id}"
    response = post(browser, path, version="1", title_fr="Accueil", title_ar="", kind="discussion", minutes="30",
                    presenter="", note_fr="", note_ar="")  # fmt: skip
    page = parse(response)
    assert response.status_code == 409
    assert [dd.get_text(strip=True) for dd in page.select("#deux-textes dd")] == ["Ouverture", "Accueil"]
    assert page.select_one("[name=title_fr]")["value"] == "Accueil"


def test_a_bad_item_is_told_and_kept(browser):
    meeting = make_meeting()
    response = post(browser, f"/sessions/{meeting.id}/ordre-du-jour", version="0", title_fr="", title_ar="الميزانية",
                    kind="decision", minutes="0", presenter="", note_fr="", note_ar="")  # fmt: skip
    page = parse(response)
    assert response.status_code == 422
    assert [a["href"] for a in page.select(".error-summary a")] == ["#title_fr", "#minutes"]
    assert page.select_one("[name=title_ar]")["value"] == "الميزانية"


def test_an_item_is_removed_after_a_confirmation(browser):
    item = make_agenda_item(make_meeting(), "Ouverture")
    path = f"/sessions/points/{item.id}/retirer"
    meeting_id = item.meeting_id
    assert "Retirer ce point de l'ordre du jour ?" in text_of(browser.get(path))
    assert db.session.get(AgendaItem, item.id) is not None
    assert post(browser, path).location == f"/sessions/{meeting_id}/ordre-du-jour"
    assert db.session.scalars(select(AgendaItem)).all() == []


# --- invite and convene ------------------------------------------------------------------------------


def test_a_duplicate_guest_is_told_beside_the_address(browser):
    meeting = make_meeting()
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None)
    response = post(
        browser,
        f"/sessions/{meeting.id}/invites",
        name="Autre",
        email="INTERVENANT@exemple.ma",
        language="fr",
    )
    page = parse(response)
    assert response.status_code == 422
    assert "Cette adresse reçoit déjà une invitation" in page.select_one("#email-error").get_text()
    assert page.select_one("[name=name]")["value"] == "Autre"


def test_a_malformed_address_is_told(browser):
    meeting = make_meeting()
    response = post(
        browser, f"/sessions/{meeting.id}/invites", name="Intervenant", email="intervenant@", language="fr"
    )
    assert response.status_code == 422
    assert "Exemple : nom@exemple.ma" in text_of(response)


def test_a_session_not_ready_shows_what_is_missing_and_no_button(browser, plenary):
    meeting = make_meeting(bodies=[plenary], place=None)
    path = f"/sessions/{meeting.id}/convoquer"
    page = parse(browser.get(path))
    assert [li.get_text(strip=True) for li in page.select(".notice--danger li")] == [
        "La session n'a ni lieu ni lien en ligne.",
        "Personne n'est à convoquer\xa0: aucun siège n'est ouvert dans ces instances.",
    ]
    assert page.select("form[method=post] button") == []
    token = token_of(browser, f"/sessions/{meeting.id}/modifier")
    assert browser.post(path, data={"csrf_token": token}).status_code == 422
    db.session.refresh(meeting)
    assert meeting.state is MeetingState.DRAFT


def test_the_preview_shows_both_languages_and_a_second_click_is_refused(browser, plenary):
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    path = f"/sessions/{meeting.id}/convoquer"
    page = parse(browser.get(path))
    assert [(a["lang"], a["dir"]) for a in page.select("#apercu article")] == [
        ("fr-MA", "ltr"),
        ("ar-MA", "rtl"),
    ]
    token = page.select_one("form[method=post] input[name=csrf_token]")["value"]
    assert browser.post(path, data={"csrf_token": token}).status_code == 303
    assert browser.post(path, data={"csrf_token": token}).status_code == 409
    assert browser.get(path).status_code == 409
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1


def test_a_guest_is_removed_after_a_page_that_says_who_is_told(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    guest = make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    path = f"/sessions/invitations/{guest.id}/retirer"
    assert "Un courriel part à intervenant@exemple.ma, et à personne d'autre" in text_of(browser.get(path))
    assert post(browser, path).location == f"/sessions/{meeting.id}/invites"
    db.session.refresh(guest)
    assert guest.removed_at == NOW


# --- who may -----------------------------------------------------------------------------------------

PATHS = [
    "/sessions/nouvelle", "/sessions/{m}/modifier", "/sessions/{m}/dupliquer", "/sessions/{m}/ordre-du-jour",
    "/sessions/{m}/documents", "/sessions/points/{i}", "/sessions/points/{i}/retirer", "/sessions/{m}/invites",
    "/sessions/{m}/convoquer", "/sessions/{m}/reponses", "/sessions/reponses/{g}", "/sessions/{m}/relancer",
    "/sessions/{m}/annuler", "/sessions/{m}/partager", "/sessions/{m}/historique", "/sessions/invitations/{g}/retirer",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_members_and_visitors_do_none_of_this(client, login_as, path):
    meeting = make_meeting(state=MeetingState.CONVENED)
    item = make_agenda_item(meeting, "Ouverture")
    guest = make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    person = make_person("Titulaire 1")
    member = login_as(person, make_seat(person=person))
    address = path.format(m=meeting.id, i=item.id, g=guest.id)
    assert client.get(address).status_code == 302
    assert member.get(address).status_code == (404 if "{g}" in path else 403)


def test_a_draft_does_not_exist_for_members(login_as):
    meeting = make_meeting()
    person = make_person("Titulaire 1")
    member = login_as(person, make_seat(person=person))
    assert member.get(f"/sessions/{meeting.id}/modifier").status_code == 404


def test_who_leads_a_body_sees_the_answers_and_enters_none(login_as):
    committee = make_body(BodyKind.COMMITTEE, "Comité 1")
    chair = make_person("Présidence du comité")
    seat = make_seat(person=chair)
    make_mandate(committee, person_id=chair.id, role=MandateRole.CHAIR)
    meeting = make_meeting(bodies=[committee], state=MeetingState.CONVENED)
    guest = make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    browser = login_as(chair, seat)
    page = parse(browser.get(f"/sessions/{meeting.id}/reponses"))
    assert page.select("tbody a") == []
    assert browser.get(f"/sessions/reponses/{guest.id}").status_code == 403


def test_an_apostrophe_in_the_name_of_an_instance_is_read_as_one(browser):
    body = make_body(BodyKind.COMMITTEE, "Comité de l'eau")
    meeting = make_meeting(
        bodies=[body], place=Translated(fr="Salle d'eau"), place_hints=Translated(fr="Près de l'oued")
    )
    page = browser.get(f"/sessions/{meeting.id}").get_data(as_text=True)
    assert "Comité de l&#39;eau" in page
    assert "Près de l&#39;oued" in page
    assert "&amp;#" not in page
