import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts.models import AccountInvitation, Device, Person, Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Assignment, Function, MandateRole
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_assignment,
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
)
from tests.forms import errors_of, post, text_of
from tests.pages import parse
from tests.posting import post as send

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def secretariat(login_as):
    """The coordinator."""
    return login_as(make_secretary())


@pytest.fixture
def team(login_as):
    """A member of the animation team: manages people, gives no function."""
    person = make_person("Équipe")
    make_assignment(person, Function.ANIMATION_TEAM)
    return login_as(person)


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def history():
    return [(e.action, e.object_type, e.object_id) for e in rows(AuditEvent)]


def test_people_are_for_the_secretariat_and_the_administrator(client, login_as, secretariat, team):
    person, admin = make_person(), make_person()
    make_assignment(admin, Function.TECHNICAL_ADMINISTRATOR)
    administrator, member = login_as(admin), login_as(make_person())
    base = f"/personnes/{person.id}"
    table = {
        "/personnes/": (302, 403, 200, 200, 200),
        "/personnes/nouvelle": (302, 403, 200, 200, 200),
        base: (302, 404, 200, 200, 200),
        f"{base}/modifier": (302, 404, 200, 200, 200),
        f"{base}/inviter": (302, 404, 200, 200, 200),
        f"{base}/suspendre": (302, 404, 200, 200, 200),
        f"{base}/retablir": (302, 404, 200, 200, 200),
        f"{base}/second-facteur": (302, 404, 200, 200, 200),
        f"{base}/fonctions/nouvelle": (302, 404, 403, 200, 200),
        "/personnes/demandes/": (302, 403, 200, 200, 403),
        "/personnes/999999": (302, 404, 404, 404, 404),
    }
    found = {
        path: tuple(who.get(path).status_code for who in (client, member, team, secretariat, administrator))
        for path in table
    }
    assert found == table


def test_list_is_searched_without_accents_and_shows_what_each_does(secretariat):
    person = make_person("Référent co-délégué", email="referent@exemple.ma")
    make_seat(make_institution("Coopérative Alpha"), person)
    make_assignment(person, Function.TREASURER)
    make_person("Autre")
    page = secretariat.get("/personnes/?q=co delegue REFERENT")
    assert text_of(page, "tbody tr") == [
        "Référent co-délégué Coopérative Alpha, titulaire · trésorier referent@exemple.ma ouvert"
    ]
    assert text_of(secretariat.get("/personnes/?q=referent@"), "tbody th") == ["Référent co-délégué"]
    assert text_of(secretariat.get("/personnes/?q=100%25"), ".empty h2") == ["Personne ne correspond"]


@pytest.mark.parametrize("shown", [1, 3])
def test_list_asks_a_bounded_number_of_queries(secretariat, count_queries, shown):
    body = make_body()
    for n in range(shown):
        seat = make_seat(person=make_person(f"Nom {n}"))
        make_mandate(body, person_id=seat.person_id)
        make_assignment(seat.person, Function.TREASURER)
    with count_queries() as statements:
        assert len(text_of(secretariat.get("/personnes/?q=nom"), "tbody tr")) == shown
    assert len(statements) == 6


def test_list_is_paged(secretariat):
    for n in range(51):
        make_person(f"Nom {n:02d}", email=None)
    page = secretariat.get("/personnes/?q=nom")
    assert (len(text_of(page, "tbody tr")), text_of(page, ".pager p")) == (50, ["Page 1 sur 2"])
    assert text_of(secretariat.get("/personnes/?q=nom&page=2"), "tbody th") == ["Nom 50"]


def test_a_person_is_added_with_or_without_an_address(secretariat):
    response = post(secretariat, "/personnes/nouvelle", name="Animatrice régionale", name_ar="المنشطة", email=" Animatrice@Exemple.ma",
                    visibility="members")  # fmt: skip
    person = rows(Person)[-1]
    assert (response.status_code, response.location) == (303, f"/personnes/{person.id}")
    assert (person.name, person.name_ar, person.email, person.account_id, person.visibility, person.name_folded) == (
        "Animatrice régionale", "المنشطة", "animatrice@exemple.ma", None, Visibility.MEMBERS, "animatrice regionale المنشطه",
    )  # fmt: skip
    event = rows(AuditEvent)[-1]
    assert (event.action, event.changes["email"]) == ("person.created", [None, "animatrice@exemple.ma"])
    post(secretariat, "/personnes/nouvelle", name="Sans adresse")
    assert (rows(Person)[-1].email, rows(OutboxMail)) == (None, [])


@pytest.mark.parametrize(
    "typed, errors",
    [
        ({"name": ""}, {"name": "Remplissez ce champ."}),
        ({"name": "A\nB"}, {"name": "Écrivez ce texte sur une seule ligne."}),
        ({"email": "animatrice@"}, {"email": "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."}),
        ({"phone": "x"}, {"phone": "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00."}),
        ({"email": "prise@exemple.ma"}, {"email": "Juriste a déjà cette adresse. Si plusieurs personnes lisent cette boîte, cochez la case plus bas."}),
    ],
)  # fmt: skip
def test_adding_a_person_refuses_bad_input(secretariat, typed, errors):
    make_person("Juriste", email="prise@exemple.ma")
    count = len(rows(Person))
    response = post(
        secretariat, "/personnes/nouvelle", **{"name": "Animatrice", "name_ar": "المنشطة", **typed}
    )
    assert (response.status_code, errors_of(response)) == (422, errors)
    assert parse(response).select_one("input[name=name_ar]")["value"] == "المنشطة"
    assert len(rows(Person)) == count


def test_a_mailbox_may_be_shared_when_one_says_so(secretariat):
    make_person("Juriste", email="boite@exemple.ma")
    response = post(
        secretariat, "/personnes/nouvelle", name="Animatrice", email="boite@exemple.ma", is_shared_address="y"
    )
    assert (response.status_code, rows(Person)[-1].email) == (303, "boite@exemple.ma")


def test_editing_a_person_and_a_stale_edit(secretariat):
    person = make_person("Animatrice", email=None)
    path = f"/personnes/{person.id}/modifier"
    assert (
        post(secretariat, path, name="Animatrice A.", email="animatrice@exemple.ma").location
        == f"/personnes/{person.id}"
    )
    stale = send(
        secretariat,
        path,
        {"name": "Animatrice B.", "language": "fr", "visibility": "internal", "version": "1"},
    )
    assert (stale.status_code, text_of(stale, ".merge dd")[:2]) == (409, ["Animatrice A.", "Animatrice B."])
    db.session.refresh(person)
    assert (person.name, person.email, person.version) == ("Animatrice A.", "animatrice@exemple.ma", 2)


def test_the_address_of_an_account_is_not_edited(secretariat):
    person = make_person("Animatrice", email="animatrice@exemple.ma")
    send(secretariat, f"/personnes/{person.id}/modifier",
         {"name": "Animatrice", "email": "pirate@exemple.ma", "language": "fr", "visibility": "internal", "version": "1"})  # fmt: skip
    db.session.refresh(person)
    assert person.email == "animatrice@exemple.ma"


def test_page_of_a_person_shows_places_and_history(secretariat):
    person = make_person("Animatrice", email="animatrice@exemple.ma")
    make_seat(make_institution("Coopérative Alpha"), person)
    make_mandate(make_body(name="Plénière"), person_id=person.id, role=MandateRole.RAPPORTEUR)
    make_assignment(person, Function.TREASURER)
    post(secretariat, f"/personnes/{person.id}/modifier", phone="0661000000")
    page = secretariat.get(f"/personnes/{person.id}")
    assert text_of(page, "#sieges li p:first-child") == ["Coopérative Alpha , titulaire en cours"]
    assert text_of(page, "#mandats li p:first-child") == ["Plénière , rapporteur en cours"]
    assert text_of(page, "#fonctions li p:first-child")[0] == "trésorier en cours"
    assert text_of(page, "#histoire li > p:first-child") == ["Fiche modifiée"]
    assert text_of(page, "#histoire .changes dt") == ["Téléphone"]


def test_inviting_mails_a_link_and_revoking_kills_it(client, secretariat):
    person = make_person("Animatrice", email=None, language="ar")
    base = f"/personnes/{person.id}"
    response = post(secretariat, f"{base}/inviter", email="animatrice@exemple.ma")
    assert (response.status_code, response.location) == (303, base)
    (mail,), (invitation,) = rows(OutboxMail), rows(AccountInvitation)
    assert (mail.template, mail.to_address, mail.language, mail.person_id, invitation.email) == (
        "account_invitation", "animatrice@exemple.ma", "ar", person.id, "animatrice@exemple.ma",
    )  # fmt: skip
    link = next(line for line in mail.text.splitlines() if "/rejoindre/" in line).removeprefix(
        "http://127.0.0.1:8000"
    )
    assert client.get(link).status_code == 200
    path = f"{base}/invitations/{invitation.id}/retirer"
    assert text_of(secretariat.get(path), ".confirmation li")[0] == (
        "Le lien envoyé à animatrice@exemple.ma ne sert plus, tout de suite."
    )
    assert post(secretariat, path).location == base
    assert (client.get(link).status_code, send(secretariat, path).status_code) == (410, 409)
    other = make_person()
    assert secretariat.get(f"/personnes/{other.id}/invitations/{invitation.id}/retirer").status_code == 404
    assert [action for action, *_ in history()] == ["person.invited", "person.invitation_revoked"]


def test_inviting_somebody_who_has_an_account_is_refused(secretariat):
    person = make_person("Animatrice", email="animatrice@exemple.ma")
    response = post(secretariat, f"/personnes/{person.id}/inviter")
    assert (response.status_code, errors_of(response)) == (
        409, {"email": "Cette personne a déjà un compte à cette adresse."},
    )  # fmt: skip
    assert post(secretariat, f"/personnes/{person.id}/inviter", email="x").status_code == 422
    assert rows(AccountInvitation) == []


def test_suspending_and_reinstating_go_through_a_confirmation(secretariat, login_as):
    person = make_person("Animatrice", email="animatrice@exemple.ma")
    browser, base = login_as(person), f"/personnes/{person.id}"
    assert text_of(secretariat.get(f"{base}/suspendre"), ".confirmation h2") == [
        "Suspendre le compte de Animatrice ?"
    ]
    assert browser.get("/mon-compte").status_code == 200
    assert post(secretariat, f"{base}/suspendre").location == base
    assert browser.get("/mon-compte").status_code == 302
    db.session.refresh(person.account)
    assert (person.account.suspended_at, rows(Device)[-1].revoked_at) == (NOW, NOW)
    assert send(secretariat, f"{base}/suspendre").status_code == 409
    assert post(secretariat, f"{base}/retablir").location == base
    db.session.refresh(person.account)
    assert person.account.suspended_at is None
    assert browser.get("/mon-compte").status_code == 302  # sign-ins do not come back
    assert send(secretariat, f"{base}/retablir").status_code == 409
    assert [m.subject for m in rows(OutboxMail)] == ["Votre compte est suspendu", "Votre compte est rouvert"]
    assert [action for action, *_ in history()] == [
        "person.suspended", "account.suspended", "person.reinstated", "account.reinstated",
    ]  # fmt: skip


def test_nobody_suspends_themselves_nor_those_above(secretariat, team):
    own = next(p for p in rows(Person) if p.name == "Équipe")
    coordinator = next(p for p in rows(Person) if p.name == "Coordination du secrétariat")
    assert send(team, f"/personnes/{own.id}/suspendre").status_code == 403
    assert send(team, f"/personnes/{coordinator.id}/suspendre").status_code == 403
    assert (
        send(team, f"/personnes/{coordinator.id}/inviter", {"email": "pirate@exemple.ma"}).status_code == 403
    )
    assert send(team, f"/personnes/{coordinator.id}/retablir").status_code == 409
    assert (history(), rows(AccountInvitation)) == ([], [])
    assert send(secretariat, f"/personnes/{own.id}/suspendre").status_code == 303


def test_people_without_account_have_nothing_to_suspend(secretariat):
    person = make_person(email=None)
    for page in ("suspendre", "retablir", "second-facteur"):
        assert secretariat.get(f"/personnes/{person.id}/{page}").status_code == 404


def test_resetting_a_second_factor(secretariat, team, login_as):
    person = make_person("Animatrice", email="animatrice@exemple.ma")
    account, base = person.account, f"/personnes/{person.id}"
    assert send(secretariat, f"{base}/second-facteur").status_code == 409
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = "A" * 32, NOW, 5
    db.session.commit()
    browser = login_as(person)
    assert post(team, f"{base}/second-facteur").location == base
    db.session.refresh(account)
    assert (account.totp_secret, account.totp_confirmed_at, account.totp_last_step) == (None, None, None)
    assert browser.get("/mon-compte").status_code == 302
    assert history() == [
        ("account.second_factor_reset", "account", account.id), ("person.second_factor_reset", "person", person.id),
    ]  # fmt: skip
    assert [m.subject for m in rows(OutboxMail)] == ["Votre second facteur a été remis à zéro"]


def test_functions_are_given_and_ended(secretariat, login_as):
    person = make_person("Animatrice")
    browser, base = login_as(person), f"/personnes/{person.id}"
    assert browser.get("/personnes/").status_code == 403
    form = {"function": "animation_team", "starts_on": "2026-11-01"}
    assert post(secretariat, f"{base}/fonctions/nouvelle", **form).location == base
    (held,) = rows(Assignment)
    assert (held.person_id, held.function, str(held.starts_on), held.ends_on) == (
        person.id, Function.ANIMATION_TEAM, "2026-11-01", None,
    )  # fmt: skip
    assert browser.get("/personnes/").status_code == 200
    assert post(secretariat, f"{base}/fonctions/nouvelle", **form).status_code == 409
    path = f"{base}/fonctions/{held.id}/terminer"
    assert post(secretariat, path).location == base
    assert browser.get("/personnes/").status_code == 403
    assert send(secretariat, path).status_code == 409
    assert secretariat.get(f"/personnes/{make_person().id}/fonctions/{held.id}/terminer").status_code == 404
    assert [(e.action, e.changes) for e in rows(AuditEvent)] == [
        ("person.function_given", {"function": [None, "animation_team"]}),
        ("person.function_ended", {"function": ["animation_team", None]}),
    ]


def test_a_function_given_and_ended_the_same_day_is_gone(secretariat):
    person = make_person()
    post(secretariat, f"/personnes/{person.id}/fonctions/nouvelle", function="treasurer")
    (held,) = rows(Assignment)
    assert post(secretariat, f"/personnes/{person.id}/fonctions/{held.id}/terminer").status_code == 303
    assert rows(Assignment) == []


def test_function_dates_are_in_order(secretariat):
    person = make_person()
    response = post(secretariat, f"/personnes/{person.id}/fonctions/nouvelle", function="treasurer",
                    starts_on="2026-11-20", ends_on="2026-11-19")  # fmt: skip
    assert (response.status_code, errors_of(response)) == (
        422,
        {"ends_on": "La date de fin est avant la date de début. Corrigez l'une des deux."},
    )
    assert rows(Assignment) == []
