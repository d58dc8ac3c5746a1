from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts.models import AccountInvitation, Device, Person
from noress.domain.institutions.models import BodyKind, Function, Membership, Seat, SeatKind
from noress.domain.meetings.models import MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_assignment,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.forms import errors_of, post, text_of
from tests.pages import parse


@pytest.fixture
def secretariat(login_as):
    with time_machine.travel(NOW, tick=False):
        yield login_as(make_secretary())


def mails():
    return [
        (m.template, m.to_address) for m in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    ]


def test_seats_are_the_secretariats(client, login_as):
    seat = make_seat()
    admin = make_person()
    make_assignment(admin, Function.TECHNICAL_ADMINISTRATOR)
    for action in ("modifier", "inviter", "fermer"):
        path = f"/sieges/{seat.id}/{action}"
        assert client.get(path).status_code == 302
        assert login_as(seat.person, seat).get(path).status_code == 404
        assert login_as(admin).get(path).status_code == 403
        assert login_as(admin).get(f"/sieges/999999/{action}").status_code == 404


def test_open_a_seat_for_a_known_person(secretariat):
    institution, person = make_institution("Réseau"), make_person("Animatrice")
    path = f"/institutions/{institution.id}/sieges/nouveau"
    assert parse(secretariat.get(path)).select_one("#starts_on")["value"] == "2026-11-20"
    response = post(secretariat, path, person_id=str(person.id), kind="alternate", ends_on="2027-11-20")
    assert (response.status_code, response.location) == (303, f"/institutions/{institution.id}")
    seat = db.session.scalars(select(Seat)).one()
    assert (seat.person_id, seat.kind, seat.starts_on, seat.ends_on) == (
        person.id, SeatKind.ALTERNATE, date(2026, 11, 20), date(2027, 11, 20),
    )  # fmt: skip
    page = secretariat.get(response.location)
    assert text_of(page, ".notice--success p") == [
        "Le siège est ouvert. Invitez maintenant cette personne à ouvrir son compte."
    ]
    assert text_of(page, ".timeline > li > p:first-child") == ["Siège ouvert : Animatrice, suppléant"]
    assert mails() == []


def test_open_a_seat_for_a_new_person_and_invite_them(secretariat):
    institution = make_institution("Réseau")
    post(
        secretariat,
        f"/institutions/{institution.id}/sieges/nouveau",
        name="Animatrice régionale",
        email="Animatrice@Exemple.ma",
        invite="y",
    )
    seat = db.session.scalars(select(Seat)).one()
    assert (seat.person.name, seat.person.email) == ("Animatrice régionale", "animatrice@exemple.ma")
    assert mails() == [("account_invitation", "animatrice@exemple.ma")]
    invitation = db.session.scalars(select(AccountInvitation)).one()
    assert (invitation.seat_id, invitation.email) == (seat.id, "animatrice@exemple.ma")


@pytest.mark.parametrize("typed, field, message", [
    ({}, "name", "Choisissez une personne connue, ou écrivez le nom d'une nouvelle."),
    ({"name": "Deux\nlignes"}, "name", "Écrivez ce texte sur une seule ligne."),
    ({"name": "x" * 10_000}, "name", "200 caractères au plus."),
    ({"name": "Animatrice", "email": "nom@"}, "email", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
    ({"name": "Animatrice", "phone": "abc"}, "phone", "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00."),
    ({"name": "Animatrice", "starts_on": ""}, "starts_on", "Remplissez ce champ."),
    ({"name": "Animatrice", "starts_on": "2027-02-02", "ends_on": "2027-02-01"}, "ends_on",
     "La date de fin est avant la date de début. Corrigez l'une des deux."),
    ({"name": "Animatrice", "kind": "roi"}, "kind", "Choisissez une des réponses proposées."),
    ({"name": "Animatrice", "invite": "y"}, "email", "Écrivez l'adresse où envoyer l'invitation."),
    ({"person_id": "987654"}, "person_id", "Choisissez une des réponses proposées."),
])  # fmt: skip
def test_open_seat_refuses_bad_input(secretariat, typed, field, message):
    institution = make_institution("Réseau")
    response = post(
        secretariat, f"/institutions/{institution.id}/sieges/nouveau", designation="Lettre gardée", **typed
    )
    assert response.status_code == 422
    assert errors_of(response)[field] == message
    assert parse(response).select_one("#designation")["value"] == "Lettre gardée"
    assert (db.session.scalars(select(Seat)).all(), mails()) == ([], [])


def test_a_shared_address_is_said_to_be_one(secretariat):
    make_person("Opérateur", email="contact@exemple.ma")
    institution = make_institution("Réseau")
    path = f"/institutions/{institution.id}/sieges/nouveau"
    response = post(secretariat, path, name="Animatrice", email="contact@exemple.ma")
    assert response.status_code == 422
    assert list(errors_of(response)) == ["email"]
    assert (
        post(secretariat, path, name="Animatrice", email="contact@exemple.ma", is_shared="y").status_code
        == 303
    )
    assert len(db.session.scalars(select(Person).where(Person.email == "contact@exemple.ma")).all()) == 2


def test_a_suspended_institution_opens_no_seat(secretariat):
    institution = make_institution("Réseau", membership=Membership.SUSPENDED)
    response = post(secretariat, f"/institutions/{institution.id}/sieges/nouveau", name="Animatrice")
    assert response.status_code == 409
    assert text_of(response, ".error-summary li") == [
        "Seule une institution membre a des sièges. Celle-ci : appartenance suspendue."
    ]
    assert db.session.scalars(select(Person).where(Person.name == "Animatrice")).all() == []


def test_edit_a_seat(secretariat):
    seat = make_seat(designation="Lettre")
    response = post(secretariat, f"/sieges/{seat.id}/modifier", ends_on="2027-03-18")
    assert (response.status_code, response.location) == (303, f"/institutions/{seat.institution_id}")
    assert (seat.ends_on, seat.designation, seat.version) == (date(2027, 3, 18), "Lettre", 2)
    refused = post(secretariat, f"/sieges/{seat.id}/modifier", ends_on="2026-01-01")
    assert refused.status_code == 422
    assert errors_of(refused) == {
        "ends_on": "Cette date est passée. Pour mettre fin au siège, fermez-le : son accès s'arrête aussitôt."
    }
    stale = post(secretariat, f"/sieges/{seat.id}/modifier", version="1", ends_on="2028-01-01")
    assert stale.status_code == 409
    assert text_of(stale, ".merge dd") == ["18 mars 2027", "1er janvier 2028"]
    assert parse(stale).select_one("input[name=version]")["value"] == "2"


def test_inviting_says_to_whom_then_sends(secretariat):
    seat = make_seat(person=make_person("Animatrice", email="animatrice@exemple.ma"))
    path = f"/sieges/{seat.id}/inviter"
    assert parse(secretariat.get(path)).select_one("#email")["value"] == "animatrice@exemple.ma"
    assert mails() == []
    refused = post(secretariat, path, email="nom@")
    assert (refused.status_code, mails()) == (422, [])
    assert errors_of(refused) == {"email": "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."}
    response = post(secretariat, path)
    assert (response.status_code, response.location) == (303, f"/institutions/{seat.institution_id}")
    assert mails() == [("account_invitation", "animatrice@exemple.ma")]


def test_closing_says_what_will_happen_and_to_whom(secretariat):
    institution = make_institution("Réseau")
    seat = make_seat(institution, make_person("Animatrice"))
    make_invitation(make_meeting("Communication", state=MeetingState.CONVENED), seat)
    make_mandate(
        make_body(BodyKind.COMMITTEE, "Comité 1"), institution_id=institution.id, person_id=seat.person_id
    )
    page = secretariat.get(f"/sieges/{seat.id}/fermer")
    assert text_of(page, ".confirmation > ul li") == [
        "Animatrice n'a plus accès au nom de cette institution : c'est immédiat, sur tous ses appareils.",
        "Les liens de ses courriels et l'adresse de son calendrier privé ne s'ouvriront plus.",
        "Passe au successeur : l'invitation à « Communication », réponse : sans réponse.",
        "Passe au successeur : la place dans « Comité 1 » (membre), tenue au nom de l'institution.",
        "Un courriel retire ces sessions de son agenda.",
        "Le successeur, s'il a une adresse, reçoit un courriel qui dit tout ce qui l'attend, et l'invitation de"
        " chaque session convoquée, pour son agenda.",
        "Un siège fermé ne rouvre jamais. Ses mandats personnels, eux, ne changent pas.",
    ]
    assert seat.closed_at is None


def test_closing_signs_out_at_once_and_hands_over_to_a_new_person(secretariat, login_as):
    institution = make_institution("Réseau")
    seat = make_seat(institution, make_person("Animatrice"))
    browser = login_as(seat.person, seat)
    assert browser.get("/a-faire").status_code == 200
    invitation = make_invitation(make_meeting("Communication", state=MeetingState.CONVENED), seat)
    response = post(
        secretariat, f"/sieges/{seat.id}/fermer", name="Médiatrice", email="mediatrice@exemple.ma", invite="y"
    )
    assert (response.status_code, response.location) == (303, f"/institutions/{institution.id}")
    assert browser.get("/a-faire").location.startswith("/connexion")
    coming = db.session.scalars(select(Seat).where(Seat.id != seat.id)).one()
    assert (seat.closed_at, seat.successor_id, coming.kind, coming.starts_on) == (
        NOW, coming.id, SeatKind.TITULAR, date(2026, 11, 20),
    )  # fmt: skip
    assert (coming.person.name, invitation.seat_id) == ("Médiatrice", coming.id)
    assert mails() == [
        ("account_invitation", "mediatrice@exemple.ma"), ("invitation_removed", seat.person.email),
        ("convocation", "mediatrice@exemple.ma"), ("seat_handover", "mediatrice@exemple.ma"),
    ]  # fmt: skip
    page = secretariat.get(response.location)
    assert text_of(page, ".notice--success p") == [
        "Le siège est fermé : son accès a pris fin. Un courriel dit à la personne qui prend la suite ce qui l'attend."
    ]
    assert text_of(page, ".timeline > li > p:first-child")[:2] == [
        "Siège fermé, accès terminé : Animatrice, titulaire", "Siège ouvert : Médiatrice, titulaire",
    ]  # fmt: skip
    assert "Successeur" in text_of(page, ".changes dt")
    assert text_of(page, "#sieges details li") == [
        "Animatrice · titulaire · du 18 mars 2015 au 20 novembre 2026 · successeur : Médiatrice"
    ]


def test_closing_hands_over_to_a_seat_already_open(secretariat):
    institution = make_institution("Réseau")
    seat, other = make_seat(institution), make_seat(institution, make_person("Médiatrice"))
    assert post(secretariat, f"/sieges/{seat.id}/fermer", successor_id=str(other.id)).status_code == 303
    assert (seat.successor_id, other.closed_at) == (other.id, None)


@pytest.mark.parametrize("typed, field", [
    ({"ends_on": "2026-11-21"}, "ends_on"), ({"ends_on": "2014-01-01"}, "ends_on"), ({"ends_on": "hier"}, "ends_on"),
    ({"name": "Médiatrice", "email": "nom@"}, "email"), ({"successor_id": "987654"}, "successor_id"),
])  # fmt: skip
def test_closing_refuses_bad_input(secretariat, typed, field):
    seat = make_seat()
    make_seat(seat.institution)
    response = post(secretariat, f"/sieges/{seat.id}/fermer", **typed)
    assert (response.status_code, list(errors_of(response))) == (422, [field])
    assert (seat.closed_at, mails()) == (None, [])


def test_two_successors_are_one_too_many(secretariat):
    seat = make_seat()
    other = make_seat(seat.institution)
    response = post(secretariat, f"/sieges/{seat.id}/fermer", successor_id=str(other.id), name="Médiatrice")
    assert response.status_code == 422
    assert errors_of(response) == {"successor_id": "Choisissez un seul successeur."}


def test_a_closed_seat_has_no_page_to_close_it_again(secretariat):
    seat = make_seat(closed_at=NOW, ends_on=date(2026, 11, 20))
    assert secretariat.get(f"/sieges/{seat.id}/fermer").status_code == 409
    assert post(secretariat, f"/sieges/{seat.id}/modifier", designation="x").status_code == 409
    assert post(secretariat, f"/sieges/{seat.id}/inviter").status_code == 409
    assert db.session.scalars(select(Device).where(Device.revoked_at.isnot(None))).all() == []


def test_a_later_seat_takes_up_what_waited(secretariat):
    institution = make_institution("Réseau")
    seat = make_seat(institution, make_person("Animatrice"))
    invitation = make_invitation(
        make_meeting("Communication", state=MeetingState.CONVENED, starts_wall=datetime(2027, 4, 8, 10)), seat
    )
    post(secretariat, f"/sieges/{seat.id}/fermer")
    assert invitation.seat_id == seat.id
    path = f"/institutions/{institution.id}/sieges/nouveau"
    assert text_of(secretariat.get(path), "#succeeds_id option") == ["Personne", "Animatrice, titulaire"]
    post(secretariat, path, name="Médiatrice", email="mediatrice@exemple.ma", succeeds_id=str(seat.id))
    assert (seat.successor.person.name, invitation.seat_id) == ("Médiatrice", seat.successor_id)
    assert mails() == [
        ("invitation_removed", seat.person.email), ("convocation", "mediatrice@exemple.ma"),
        ("seat_handover", "mediatrice@exemple.ma"),
    ]  # fmt: skip
