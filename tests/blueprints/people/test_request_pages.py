import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts.models import Consent, Person, PersonalDataRequest, RequestKind, Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_person, make_seat, make_secretary, save
from tests.forms import errors_of, post, text_of


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def secretariat(login_as):
    return login_as(make_secretary())


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def make_request(person, kind, number=1):
    return save(PersonalDataRequest(reference=f"DP-2026-{number:03d}", person_id=person.id, kind=kind,
                                    text="Ce que je demande", created_at=NOW))  # fmt: skip


def answer(browser, request, decision, text=""):
    return post(browser, f"/personnes/demandes/{request.id}", decision=decision, answer=text)


def test_requests_wait_in_a_list_and_among_duties(secretariat, login_as):
    assert text_of(secretariat.get("/personnes/demandes/"), ".empty h2") == ["Aucune demande en attente"]
    request = make_request(make_person("Animatrice"), RequestKind.CORRECTION)
    assert text_of(secretariat.get("/personnes/demandes/"), "tbody tr") == [
        "DP-2026-001 correction Animatrice 20 décembre 2026"
    ]
    duty = "Répondre à une demande sur des données personnelles"
    assert text_of(secretariat.get("/a-faire"), ".duty h3") == [duty]
    member = login_as(make_person())
    assert text_of(member.get("/a-faire"), ".duty h3") == []
    assert member.get(f"/personnes/demandes/{request.id}").status_code == 404
    answer(secretariat, request, "accept")
    assert text_of(secretariat.get("/personnes/demandes/"), "#traitees tbody tr") == [
        "DP-2026-001 correction Animatrice acceptée 20 novembre 2026"
    ]
    assert text_of(secretariat.get("/a-faire"), ".duty h3") == []


def test_a_refusal_gives_its_reason_and_mails_it(secretariat):
    person = make_person("Animatrice", email="animatrice@exemple.ma")
    request = make_request(person, RequestKind.CORRECTION)
    refused = answer(secretariat, request, "refuse")
    assert (refused.status_code, errors_of(refused)) == (
        422,
        {"answer": "Écrivez pourquoi la demande est refusée."},
    )
    nothing = post(secretariat, f"/personnes/demandes/{request.id}", answer="x")
    assert (nothing.status_code, errors_of(nothing)) == (
        422,
        {"decision": "Choisissez une des réponses proposées."},
    )
    response = answer(secretariat, request, "refuse", "Le nom est celui de l'acte.")
    assert (response.status_code, response.location) == (303, "/personnes/demandes/")
    db.session.refresh(request)
    assert (request.is_accepted, request.answer, request.handled_at) == (
        False,
        "Le nom est celui de l'acte.",
        NOW,
    )
    (mail,) = rows(OutboxMail)
    assert (mail.to_address, mail.subject, mail.is_secret) == (
        "animatrice@exemple.ma", "Réponse à votre demande DP-2026-001", False,
    )  # fmt: skip
    assert "Elle est refusée, pour la raison suivante.\n\nLe nom est celui de l'acte." in mail.text
    assert [(e.action, e.changes) for e in rows(AuditEvent)] == [
        ("personal_data.handled", {"is_accepted": [None, False]})
    ]
    page = secretariat.get(f"/personnes/demandes/{request.id}")
    assert text_of(page, "#reponse p")[1] == "Le nom est celui de l'acte."


def test_an_accepted_objection_hides_contacts_and_withdraws_consents(secretariat):
    person = make_person("Animatrice", visibility=Visibility.PUBLIC)
    save(Consent(person_id=person.id, purpose="account", text_version="2026-11", at=NOW))
    answer(secretariat, make_request(person, RequestKind.OBJECTION), "accept")
    db.session.refresh(person)
    assert (person.visibility, [c.withdrawn_at for c in rows(Consent)]) == (Visibility.INTERNAL, [NOW])


def test_an_accepted_erasure_erases_and_writes_one_last_time(secretariat):
    person = make_person("Animatrice régionale", email="animatrice@exemple.ma")
    request = make_request(person, RequestKind.ERASURE)
    assert answer(secretariat, request, "accept", "C'est fait.").status_code == 303
    db.session.refresh(person)
    assert (person.name, person.email, person.erased_at, person.account_id) == (
        "Personne effacée",
        None,
        NOW,
        None,
    )
    (mail,) = rows(OutboxMail)
    assert (mail.to_address, mail.is_secret, "Animatrice régionale" in mail.text) == (
        "animatrice@exemple.ma",
        True,
        True,
    )
    assert [e.action for e in rows(AuditEvent)] == ["person.erased", "personal_data.handled"]
    assert secretariat.get(f"/personnes/{person.id}").status_code == 200
    assert text_of(secretariat.get("/personnes/?q=animatrice"), ".empty h2") == ["Personne ne correspond"]


def test_whoever_still_holds_a_seat_is_not_erased(secretariat):
    seat = make_seat(person=make_person("Animatrice"))
    request = make_request(seat.person, RequestKind.ERASURE)
    response = answer(secretariat, request, "accept")
    assert (response.status_code, text_of(response, ".error-summary li")) == (
        409, ["Cette personne a encore un siège, un mandat ou une fonction : terminez-les d'abord."],
    )  # fmt: skip
    db.session.refresh(request)
    assert (request.handled_at, rows(OutboxMail), [p.name for p in rows(Person)][-1]) == (
        None,
        [],
        "Animatrice",
    )


def test_a_request_is_answered_once(secretariat):
    request = make_request(make_person(), RequestKind.CORRECTION)
    path = f"/personnes/demandes/{request.id}"
    page_of_two_minds = secretariat.get(path)
    answer(secretariat, request, "accept")
    from tests.posting import post as send

    assert page_of_two_minds.status_code == 200
    again = send(secretariat, path, {"decision": "refuse", "answer": "non"})
    assert (again.status_code, text_of(again, ".error-summary li")) == (
        409,
        ["Cette demande a déjà reçu une réponse."],
    )
    db.session.refresh(request)
    assert request.is_accepted is True
