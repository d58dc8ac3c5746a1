import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts import passwords
from noress.domain.accounts.models import Device, Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_account, make_institution, make_person, make_seat
from tests.forms import errors_of, post, text_of
from tests.pages import parse
from tests.posting import post as send


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


PAGES = ["/mon-compte", "/mon-compte/coordonnees", "/mon-compte/mot-de-passe", "/mon-compte/calendriers",
         "/mon-compte/second-facteur/codes", "/mon-compte/second-facteur/retirer", "/mes-donnees",
         "/mes-donnees/demande", "/mes-donnees/export.json"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_ones_account_is_for_the_signed_in(client, path):
    assert client.get(path).location == f"/connexion?suite={path}"


def test_account_page_shows_who_and_where(login_as):
    person = make_person("Animatrice", phone="+212661000000")
    seat = make_seat(make_institution("Coopérative Alpha"), person)
    browser = login_as(person, seat, label="Firefox, Android")
    page = browser.get("/mon-compte")
    assert text_of(page, ".facts dd") == ["Animatrice", "Coopérative Alpha, titulaire", person.account.email]
    assert text_of(page, "#appareils tbody th") == ["Firefox, Android celui-ci"]


@pytest.mark.parametrize("shown", [1, 3])
def test_account_page_asks_a_bounded_number_of_queries(login_as, count_queries, shown):
    person = make_person()
    browser = login_as(person)
    for _ in range(shown):
        login_as(person)
    with count_queries() as statements:
        assert browser.get("/mon-compte").status_code == 200
    assert len(statements) == 6


def test_details_are_saved_with_their_history(login_as):
    person = make_person("Animatrice")
    response = post(login_as(person), "/mon-compte/coordonnees", name="Animatrice régionale", phone="0661 00 00 00",
                    visibility="members", language="ar")  # fmt: skip
    assert (response.status_code, response.location) == (303, "/mon-compte")
    db.session.refresh(person)
    assert (person.name, person.name_folded, person.phone, person.visibility, person.language, person.version) == (
        "Animatrice régionale", "animatrice regionale", "0661 00 00 00", Visibility.MEMBERS, "ar", 2,
    )  # fmt: skip
    (event,) = rows(AuditEvent)
    assert (event.action, event.person_id, event.changes) == (
        "person.edited", person.id,
        {"name": ["Animatrice", "Animatrice régionale"], "language": ["fr", "ar"], "phone": [None, "0661 00 00 00"],
         "visibility": ["internal", "members"]},
    )  # fmt: skip


def test_a_line_break_in_a_name_is_refused(login_as):
    person = make_person("Animatrice")
    response = post(login_as(person), "/mon-compte/coordonnees", name="Animatrice\nBcc: x", name_ar="المنشطة")
    assert (response.status_code, errors_of(response)) == (
        422,
        {"name": "Écrivez ce texte sur une seule ligne."},
    )
    assert parse(response).select_one("input[name=name_ar]")["value"] == "المنشطة"
    db.session.refresh(person)
    assert person.name == "Animatrice"


def test_two_people_editing_the_same_details_see_both_texts(login_as):
    person = make_person("Animatrice")
    browser = login_as(person)
    post(browser, "/mon-compte/coordonnees", name="Animatrice A.")
    response = send(browser, "/mon-compte/coordonnees",
                    {"name": "Animatrice B.", "language": "fr", "visibility": "internal", "version": "1"})  # fmt: skip
    assert response.status_code == 409
    assert text_of(response, ".merge dd") == ["Animatrice A.", "Animatrice B."]
    db.session.refresh(person)
    assert person.name == "Animatrice A."


def test_a_password_is_chosen_and_other_devices_end(login_as):
    person = make_person(email="animatrice@exemple.ma")
    browser, other = login_as(person), login_as(person)
    response = post(browser, "/mon-compte/mot-de-passe", password="figues et amandes")
    assert (response.status_code, response.location) == (303, "/mon-compte")
    assert (browser.get("/mon-compte").status_code, other.get("/mon-compte").status_code) == (200, 302)
    assert person.account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert [device.revoked_at for device in rows(Device)] == [None, NOW]
    assert [e.action for e in rows(AuditEvent)] == ["account.password_changed"]
    assert [(m.template, m.to_address, m.subject) for m in rows(OutboxMail)] == [
        ("account_notice", "animatrice@exemple.ma", "Votre mot de passe a changé")
    ]


@pytest.mark.parametrize(
    "typed, message",
    [
        ("court", "Dix caractères au moins. Exemple : quatre mots que vous seul rapprochez."),
        ("animatrice.regionale 1", "Le mot de passe ne doit pas contenir votre adresse."),
        ("Motdepasse2026", "Ce mot de passe est trop connu. Choisissez plusieurs mots sans rapport."),
        ("1234567890", "Ce mot de passe est trop connu. Choisissez plusieurs mots sans rapport."),
        ("x" * 201, "Deux cents caractères au plus."),
    ],
)
def test_weak_passwords_are_refused(login_as, typed, message):
    person = make_person(email="animatrice.regionale@exemple.ma")
    response = post(login_as(person), "/mon-compte/mot-de-passe", password=typed)
    assert (response.status_code, errors_of(response)) == (422, {"password": message})
    assert (person.account.password_hash, rows(OutboxMail)) == (None, [])


def test_changing_a_password_asks_for_the_old_one_unless_a_code_was_just_typed(login_as):
    account = make_account(
        "animatrice@exemple.ma", password_hash=passwords.hash_password("figues et amandes")
    )
    person = make_person(account=account)
    browser = login_as(person, method="password")
    wrong = post(browser, "/mon-compte/mot-de-passe", password="dattes et noisettes", current_password="non")
    assert (wrong.status_code, errors_of(wrong)) == (
        422,
        {"current_password": "Ce n'est pas votre mot de passe actuel."},
    )
    for _ in range(4):
        post(browser, "/mon-compte/mot-de-passe", password="dattes et noisettes", current_password="non")
    locked = post(
        browser,
        "/mon-compte/mot-de-passe",
        password="dattes et noisettes",
        current_password="figues et amandes",
    )
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    fresh = login_as(person, method="code")
    assert parse(fresh.get("/mon-compte/mot-de-passe")).select_one("[name=current_password]") is None
    assert post(fresh, "/mon-compte/mot-de-passe", password="dattes et noisettes").status_code == 303
    assert browser.get("/mon-compte").status_code == 302


def test_a_device_is_ended_from_another(login_as):
    person = make_person()
    browser, other = login_as(person), login_as(person, label="Chrome, Windows")
    device = rows(Device)[1]
    response = send(browser, f"/mon-compte/appareils/{device.id}/deconnecter")
    assert (response.status_code, response.location) == (303, "/mon-compte")
    assert other.get("/mon-compte").status_code == 302
    (event,) = rows(AuditEvent)
    assert (event.action, event.changes) == ("account.device_ended", {"device": ["Chrome, Windows", None]})
    assert send(browser, f"/mon-compte/appareils/{device.id}/deconnecter").status_code == 409


def test_somebody_elses_device_does_not_exist_for_us(login_as):
    browser, other = login_as(make_person()), login_as(make_person())
    device = rows(Device)[1]
    assert send(browser, f"/mon-compte/appareils/{device.id}/deconnecter").status_code == 404
    assert other.get("/mon-compte").status_code == 200


def test_all_other_devices_are_ended_at_once(login_as):
    person = make_person()
    browsers = [login_as(person) for _ in range(3)]
    assert send(browsers[0], "/mon-compte/appareils/deconnecter").location == "/mon-compte"
    assert [b.get("/mon-compte").status_code for b in browsers] == [200, 302, 302]
    assert [e.action for e in rows(AuditEvent)] == ["account.devices_ended"]


def test_calendar_address_is_shown_renewed_and_revoked(client, login_as):
    seat = make_seat(make_institution("Coopérative Alpha"))
    browser = login_as(seat.person, seat)

    def address():
        found = parse(browser.get("/mon-compte/calendriers")).select_one("textarea")
        return found.text.strip().removeprefix("http://127.0.0.1:8000") if found else None

    first = address()
    assert client.get(first).status_code == 200
    assert (
        send(browser, f"/mon-compte/calendriers/{seat.id}/renouveler").location == "/mon-compte/calendriers"
    )
    second = address()
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)
    assert text_of(browser.get(f"/mon-compte/calendriers/{seat.id}/retirer"), ".confirmation li")[0] == (
        "L'adresse de Coopérative Alpha ne répond plus, tout de suite."
    )
    assert client.get(second).status_code == 200
    assert post(browser, f"/mon-compte/calendriers/{seat.id}/retirer").location == "/mon-compte/calendriers"
    assert (client.get(second).status_code, address()) == (410, None)
    assert send(browser, f"/mon-compte/calendriers/{seat.id}/retirer").status_code == 409
    assert [e.action for e in rows(AuditEvent)] == ["seat.calendar_renewed", "seat.calendar_revoked"]


def test_calendars_of_others_do_not_exist_for_us(login_as):
    mine, theirs = make_seat(), make_seat()
    browser = login_as(mine.person, mine)
    assert browser.get(f"/mon-compte/calendriers/{theirs.id}/retirer").status_code == 404
    assert send(browser, f"/mon-compte/calendriers/{theirs.id}/renouveler").status_code == 404
    assert text_of(login_as(make_person()).get("/mon-compte/calendriers"), ".empty h2") == [
        "Aucun calendrier privé"
    ]
