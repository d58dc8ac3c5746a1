"""Leaving seats out, putting them back, convening others later; deleting a draft."""

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.institutions.models import SeatKind
from noress.domain.meetings.models import Exclusion, Invitation, Meeting, MeetingState
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
    save,
)
from tests.factories.meeting_forms import PLACE, post, text_of, token_of
from tests.pages import parse

REASON = "Le titulaire vient"


def seat_of(number, **values):
    person = make_person(f"Titulaire {number}", email=f"titulaire{number}@exemple.ma")
    return make_seat(make_institution(f"Institution {number}"), person, **values)


def leave_out(meeting, seat):
    return save(Exclusion(meeting_id=meeting.id, seat_id=seat.id, reason=REASON, created_at=NOW))


def items(page, selector):
    return [" ".join(tag.get_text(" ", strip=True).split()) for tag in parse(page).select(selector)]


def mails():
    return [
        (mail.template, mail.to_address)
        for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    ]


# --- before the convocation --------------------------------------------------------------------------


def test_a_seat_is_left_out_with_its_reason_and_put_back(browser, plenary):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    seat_of(1)
    seat = seat_of(2)
    list_path = f"/sessions/{meeting.id}/invites"
    path = f"/sessions/{meeting.id}/sieges/{seat.id}/ne-pas-convoquer"
    assert [a["href"] for a in parse(browser.get(list_path)).select("#liste tbody a")][1] == path
    assert "Ne pas convoquer Titulaire 2 ?" in text_of(browser.get(path))
    response = post(browser, path, reason=REASON)
    assert (response.status_code, response.location) == (303, f"{list_path}#de-cote")
    page = browser.get(list_path)
    assert "Siège laissé de côté : Titulaire 2. Rien ne lui sera envoyé" in text_of(page)
    assert items(page, "#liste tbody th") == ["Titulaire 1"]
    assert items(page, "#de-cote li > div") == [f"Titulaire 2 Institution 2, titulaire {REASON}"]
    back = f"/sessions/{meeting.id}/sieges/{seat.id}/convoquer-quand-meme"
    assert parse(page).select_one("#de-cote form")["action"] == back
    response = browser.post(back, data={"csrf_token": token_of(browser, list_path)})
    assert (response.status_code, response.location) == (303, f"{list_path}#liste")
    page = browser.get(list_path)
    assert (items(page, "#liste tbody th"), items(page, "#de-cote")) == (["Titulaire 1", "Titulaire 2"], [])
    history = text_of(browser.get(f"/sessions/{meeting.id}/historique"))
    assert "Siège laissé de côté, pas convoqué" in history
    assert "Siège remis parmi ceux à convoquer" in history
    assert mails() == []


def test_leaving_out_without_reason_is_told_beside_the_field(browser, plenary):
    meeting, seat = make_meeting(bodies=[plenary]), seat_of(1)
    path = f"/sessions/{meeting.id}/sieges/{seat.id}/ne-pas-convoquer"
    response = post(browser, path, reason="  ")
    assert (response.status_code, text_of(response, "#reason-error")) == (422, "Erreur Remplissez ce champ.")
    long = "x" * 1001
    response = post(browser, path, reason=long)
    assert (response.status_code, text_of(response, "#reason-error")) == (
        422,
        "Erreur 1000 caractères au plus.",
    )
    assert parse(response).select_one("#reason").get_text(strip=True) == long
    assert db.session.scalars(select(Exclusion)).all() == []


def test_the_convene_page_shows_who_is_left_out(browser, plenary):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    seat_of(1)
    leave_out(meeting, seat_of(2))
    path = f"/sessions/{meeting.id}/convoquer"
    page = browser.get(path)
    assert "1 siège est laissé de côté : il ne reçoit rien." in text_of(page)
    assert f"Laissés de côté Titulaire 2 (Institution 2, titulaire) {REASON}" in text_of(page)
    assert post(browser, path).status_code == 303
    assert mails() == [("convocation", "titulaire1@exemple.ma")]


def test_a_session_of_which_everybody_is_left_out_says_so(browser, plenary):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    leave_out(meeting, seat_of(1))
    page = browser.get(f"/sessions/{meeting.id}/convoquer")
    assert "Personne n'est à convoquer : tous les sièges sont laissés de côté." in text_of(page)
    assert "Titulaire 1" in text_of(page, ".notice--danger")


@pytest.mark.parametrize(
    "guests, told",
    [(0, None), (1, "1 autre personne est invitée."), (2, "2 autres personnes sont invitées.")],
)
def test_other_people_are_counted_when_there_are_some(browser, plenary, guests, told):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    seat_of(1)
    for number in range(guests):
        make_invitation(
            meeting, guest_name=f"Intervenant {number}", guest_email=f"i{number}@exemple.ma", sent_at=None
        )
    said = text_of(browser.get(f"/sessions/{meeting.id}/convoquer"), ".confirmation")
    assert ("autre" in said, told is None or told in said) == (told is not None, True)


def test_seats_of_a_convened_session_are_not_left_out(browser, plenary):
    meeting, seat = make_meeting(bodies=[plenary], state=MeetingState.CONVENED), seat_of(1)
    path = f"/sessions/{meeting.id}/sieges/{seat.id}"
    assert browser.get(f"{path}/ne-pas-convoquer").status_code == 409
    token = token_of(browser, f"/sessions/{meeting.id}/modifier")
    for act in ("ne-pas-convoquer", "convoquer-quand-meme"):
        response = browser.post(f"{path}/{act}", data={"csrf_token": token, "reason": REASON})
        assert (response.status_code, "déjà convoquée" in text_of(response)) == (409, True)
    assert browser.get(f"/sessions/{meeting.id}/sieges/999999/ne-pas-convoquer").status_code == 404


# --- after it ----------------------------------------------------------------------------------------


def convened(plenary, **values):
    return make_meeting(bodies=[plenary], state=MeetingState.CONVENED, place=PLACE, convened_at=NOW, **values)


def test_a_seat_opened_since_is_offered_and_convened(browser, plenary):
    meeting = convened(plenary)
    make_invitation(meeting, seat_of(1))
    opened, out = seat_of(10), seat_of(6)
    leave_out(meeting, out)
    answers = browser.get(f"/sessions/{meeting.id}/reponses")
    assert "2 sièges n'ont pas de convocation : ils ont été ouverts depuis, ou laissés de côté." in text_of(
        answers
    )
    page = browser.get(f"/sessions/{meeting.id}/invites")
    assert items(page, "#sans-convocation li > div") == [
        f"Titulaire 6 Institution 6, titulaire {REASON}", "Titulaire 10 Institution 10, titulaire"
    ]  # fmt: skip
    path = f"/sessions/{meeting.id}/convoquer-aussi"
    assert [a["href"] for a in parse(page).select("#sans-convocation a")] == [
        f"{path}?siege={out.id}", f"{path}?siege={opened.id}", path
    ]  # fmt: skip
    ticked = {
        query: [box["value"] for box in parse(browser.get(path + query)).select("[name=seats][checked]")]
        for query in ("", f"?siege={out.id}", "?siege=zut")
    }
    assert ticked == {"": [str(opened.id)], f"?siege={out.id}": [str(out.id)], "?siege=zut": []}
    response = post(browser, path, seats=[str(opened.id), str(out.id)])
    assert (response.status_code, response.location) == (303, f"/sessions/{meeting.id}/invites")
    assert "2 courriels partent maintenant." in text_of(browser.get(response.location))
    assert mails() == [("convocation", "titulaire6@exemple.ma"), ("convocation", "titulaire10@exemple.ma")]
    assert "Tous les sièges sont convoqués" in text_of(browser.get(path))
    assert "Sièges convoqués après coup" in text_of(browser.get(f"/sessions/{meeting.id}/historique"))


def test_convening_twice_sends_nothing_twice(browser, plenary):
    meeting, seat = convened(plenary), seat_of(1)
    path = f"/sessions/{meeting.id}/convoquer-aussi"
    sent = {"csrf_token": token_of(browser, path), "seats": str(seat.id)}
    assert [browser.post(path, data=sent).status_code for _turn in range(2)] == [303, 409]
    assert mails() == [("convocation", "titulaire1@exemple.ma")]


@pytest.mark.parametrize(
    "seats, message",
    [
        ([], "Cochez au moins un siège."),
        (["999999"], "Un de ces sièges n'est pas de ceux que les instances de la session convoquent."),
        (["1; drop"], "Un de ces sièges n'est pas de ceux que les instances de la session convoquent."),
    ],
)
def test_a_bad_choice_is_told_beside_the_boxes(browser, plenary, seats, message):
    meeting = convened(plenary)
    seat_of(1)
    response = post(browser, f"/sessions/{meeting.id}/convoquer-aussi", seats=seats)
    assert (response.status_code, text_of(response, "#seats-error")) == (422, f"Erreur {message}")
    assert db.session.scalars(select(Invitation)).all() == []


def test_a_seat_without_address_is_said_to_be_phoned(browser, plenary):
    meeting = convened(plenary)
    seat = make_seat(
        make_institution("Institution 1"), make_person("Titulaire 1", email=None), kind=SeatKind.ALTERNATE
    )
    path = f"/sessions/{meeting.id}/convoquer-aussi"
    assert "Institution 1, suppléant · sans adresse, à appeler" in text_of(browser.get(path))
    response = post(browser, path, seats=[str(seat.id)])
    assert "Sans adresse : appelez, puis saisissez la réponse." in text_of(browser.get(response.location))


def test_nobody_is_convened_to_a_draft_nor_to_what_is_over(browser, plenary):
    for state in (MeetingState.DRAFT, MeetingState.CANCELLED):
        meeting = make_meeting(bodies=[plenary], state=state)
        assert browser.get(f"/sessions/{meeting.id}/convoquer-aussi").status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_the_invited_asks_the_same_queries_whatever_its_length(
    browser, plenary, count_queries, count
):
    meeting = convened(plenary)
    for number in range(count):
        make_invitation(meeting, seat_of(number))
        leave_out(meeting, seat_of(100 + number))
    browser.get(f"/sessions/{meeting.id}/invites")
    with count_queries() as statements:
        browser.get(f"/sessions/{meeting.id}/invites")
    assert len(statements) == INVITED_QUERIES


INVITED_QUERIES = 10


# --- deleting a draft --------------------------------------------------------------------------------


def test_a_draft_is_deleted_after_a_confirmation(browser, plenary):
    meeting = make_meeting("Un essai", bodies=[plenary])
    make_agenda_item(meeting)
    path, key = f"/sessions/{meeting.id}/supprimer", meeting.id
    assert path in [a["href"] for a in parse(browser.get(f"/sessions/{key}")).select("a")]
    assert "Supprimer ce brouillon pour de bon ?" in text_of(browser.get(path))
    assert db.session.get(Meeting, key) is not None
    token = token_of(browser, path)
    response = browser.post(path, data={"csrf_token": token})
    assert (response.status_code, response.location) == (303, "/sessions/")
    assert "Le brouillon « Un essai » est supprimé." in text_of(browser.get("/sessions/"))
    assert [browser.get(address).status_code for address in (path, f"/sessions/{key}")] == [404, 404]
    assert browser.post(path, data={"csrf_token": token}).status_code == 404
    told = text_of(browser.get(f"/instances/{plenary.id}/gestion"))
    assert "Brouillon de session supprimé" in told
    assert "Un essai" in told
    assert "Coordination du secrétariat" in told


def test_a_convened_session_is_not_deleted(browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    path = f"/sessions/{meeting.id}/supprimer"
    assert path not in [a["href"] for a in parse(browser.get(f"/sessions/{meeting.id}")).select("a")]
    assert browser.get(path).status_code == 409
    response = browser.post(path, data={"csrf_token": token_of(browser, f"/sessions/{meeting.id}/modifier")})
    assert (response.status_code, "Une session convoquée s'annule" in text_of(response)) == (409, True)
    assert db.session.get(Meeting, meeting.id).theme == Translated(meeting.theme)
