import json

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts.models import Consent, PersonalDataRequest, RequestKind
from noress.domain.applications.models import ApplicationComment, ApplicationMessage, Opinion, Part
from noress.domain.audit.models import AuditEvent
from noress.domain.meetings.models import Answer
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import Channel
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.calls import make_application, make_worker
from tests.factories.drafts import make_draft
from tests.factories.questionnaires import make_version
from tests.factories.received import make_form, make_sent
from tests.forms import errors_of, post, text_of
from tests.posting import post as send


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


@pytest.fixture
def animatrice(login_as):
    """Somebody about whom every kind of thing is held, beside somebody else about whom it is too."""
    for name in ("Juriste", "Animatrice"):
        person = make_person(name, email=f"{name.lower()}@exemple.ma")
        seat = make_seat(make_institution(f"Coopérative de {name}"), person)
        make_mandate(make_body(name=f"Comité de {name}"), person_id=person.id)
        make_invitation(make_meeting(f"Thème de {name}"), seat, answer=Answer.YES, reason=f"motif de {name}")
        save(Consent(person_id=person.id, purpose="account", text_version="2026-11", at=NOW))
        browser = login_as(person, seat)
        post(browser, "/mon-compte/coordonnees", phone="0661000000" if name == "Animatrice" else "0662000000")
        post(browser, "/mon-compte/mot-de-passe", password="figues et amandes")
    return person, browser


def test_everything_held_about_me_is_shown_and_nothing_of_others(animatrice):
    _person, browser = animatrice
    page = browser.get("/mes-donnees")
    assert text_of(page, "#vous dd")[:4] == ["Animatrice", "(vide)", "animatrice@exemple.ma", "0661000000"]
    assert text_of(page, "#places li p:first-child") == [
        "Coopérative de Animatrice · titulaire",
        "Comité de Animatrice · membre",
    ]
    assert text_of(page, "#accords li p:first-child") == ["Compte sur la plateforme · texte de 2026-11"]
    assert text_of(page, "#invitations li p:first-child") == ["Thème de Animatrice · oui"]
    assert text_of(page, "#courriels li p:first-child") == [
        "Votre mot de passe a changé · en attente d'envoi"
    ]
    assert text_of(page, "#histoire li > p:first-child") == ["Mot de passe changé", "Fiche modifiée"]
    assert "Juriste" not in page.get_data(as_text=True)


def test_export_holds_everything_and_nothing_of_others(animatrice):
    person, browser = animatrice
    make_draft(browser, "/mes-donnees/demande", text="brouillon d'Animatrice")
    response = browser.get("/mes-donnees/export.json")
    assert (response.mimetype, response.headers["Content-Disposition"], response.headers["Cache-Control"]) == (
        "application/json", "attachment; filename=mes-donnees.json", "private, no-store",
    )  # fmt: skip
    held = json.loads(response.get_data(as_text=True))
    assert list(held) == [
        "exported_at", "person", "seats", "mandates", "functions", "devices", "consents", "requests", "invitations",
        "mails", "merged_records", "proposals", "responses", "contact_requests", "drafts", "notifications",
        "applications", "nominations", "opinions", "juries", "history",
    ]  # fmt: skip
    assert (held["person"]["name"], held["person"]["phone"]) == (person.name, "0661000000")
    assert [row["institution"]["fr"] for row in held["seats"]] == ["Coopérative de Animatrice"]
    assert [(row["answer"], row["reason"]) for row in held["invitations"]] == [("yes", "motif de Animatrice")]
    assert [row["subject"] for row in held["mails"]] == ["Votre mot de passe a changé"]
    assert [dict(row["fields"])["text"] for row in held["drafts"]] == ["brouillon d'Animatrice"]
    text = response.get_data(as_text=True)
    assert [word for word in ("Juriste", "argon2", "token_digest", "totp") if word in text] == []


def test_questionnaires_that_i_filled_in_are_held(animatrice):
    """With my answers; of those that I wrote down for somebody else, only that I did."""
    person, browser = animatrice
    version = make_version(definition=make_form())
    make_sent(version, {"name": "Atelier"}, person_id=person.id)
    make_sent(version, {"name": "Rucher"}, email=person.email, channel=Channel.PAPER, filled_by="Secrétariat")
    make_sent(version, {"name": "Four"}, person_id=person.id, channel=Channel.PHONE, filled_by=person.name)
    make_sent(version, {"name": "Puits"}, email="juriste@exemple.ma")
    shown = text_of(browser.get("/mes-donnees"), "#questionnaires li p:first-child")
    assert shown == ["Questionnaire commun · envoyée"] * 3
    held = json.loads(browser.get("/mes-donnees/export.json").get_data(as_text=True))["responses"]
    assert [row.get("answers") for row in held] == [None, {"name": "Rucher"}, {"name": "Atelier"}]
    assert [(row["channel"], row["filled_by"], row["state"]) for row in held] == [
        ("phone", person.name, "submitted"), ("paper", "Secrétariat", "submitted"), ("self", None, "submitted"),
    ]  # fmt: skip


def test_applications_that_i_work_on_are_held(animatrice):
    """Where, with which part, and my own words; neither the file nor what others say in it."""
    person, browser = animatrice
    application = make_application(
        email="juriste@exemple.ma", answers={"summary": "Le secret de la structure"}
    )
    mine = make_worker(application, name="Trésorière", email="Animatrice@exemple.ma", part=Part.COMMENT)
    for author in (mine, application.people[0]):
        save(
            ApplicationComment(
                application_id=application.id,
                author_id=author.id,
                stage=1,
                text=f"dit par {author.name}",
                said_at=NOW,
            )
        )
    save(ApplicationMessage(application_id=application.id, author_id=mine.id, text="Bonjour", sent_at=NOW))
    save(
        Opinion(
            application_id=application.id,
            name="Experte",
            email=person.email,
            language="fr",
            question="Faisable ?",
            asked_at=NOW,
        )
    )
    assert text_of(browser.get("/mes-donnees"), "#candidatures li p:first-child") == [
        "Atelier de couture · commente"
    ]
    export = browser.get("/mes-donnees/export.json").get_data(as_text=True)
    held = json.loads(export)
    assert [(row["title"], row["part"], row["name"], row["email"]) for row in held["applications"]] == [
        ("Atelier de couture", "comment", "Trésorière", "Animatrice@exemple.ma")
    ]
    (row,) = held["applications"]
    assert ([one["text"] for one in row["comments"]], [one["text"] for one in row["messages"]]) == (
        ["dit par Trésorière"], ["Bonjour"],
    )  # fmt: skip
    assert [one["question"] for one in held["opinions"]] == ["Faisable ?"]
    assert [word for word in ("juriste@exemple.ma", "Le secret") if word in export] == []


def test_a_request_gets_a_number_a_receipt_and_a_mail(animatrice):
    person, browser = animatrice
    response = post(browser, "/mes-donnees/demande", kind="correction", text="Mon nom en arabe manque.")
    request = rows(PersonalDataRequest)[0]
    assert (response.status_code, response.location) == (303, f"/mes-donnees/demandes/{request.id}")
    assert (request.reference, request.person_id, request.kind, request.text, request.created_at) == (
        "DP-2026-001", person.id, RequestKind.CORRECTION, "Mon nom en arabe manque.", NOW,
    )  # fmt: skip
    page = browser.get(response.location)
    assert text_of(page, ".receipt__reference b") == ["DP-2026-001"]
    mail = rows(OutboxMail)[-1]
    assert (mail.template, mail.to_address, mail.subject, mail.about_type, mail.about_id) == (
        "personal_data_receipt", "animatrice@exemple.ma", "Demande DP-2026-001 reçue", "personal_data_request", request.id,
    )  # fmt: skip
    assert "avant le dimanche 20 décembre 2026" in mail.text
    event = rows(AuditEvent)[-1]
    assert (event.action, event.object_id, event.changes) == (
        "personal_data.requested",
        request.id,
        {"kind": [None, "correction"]},
    )


@pytest.mark.parametrize(
    "typed, field, message",
    [
        ({"text": "x"}, "kind", "Choisissez ce que vous demandez."),
        (
            {"kind": "objection", "text": " "},
            "text",
            "Dites ce qui doit changer. Exemple : mon numéro de téléphone.",
        ),
    ],
)
def test_a_request_says_what_it_wants(animatrice, typed, field, message):
    response = send(animatrice[1], "/mes-donnees/demande", typed)
    assert (response.status_code, errors_of(response)) == (422, {field: message})
    assert rows(PersonalDataRequest) == []


def test_the_same_request_twice_names_the_first(animatrice):
    send(animatrice[1], "/mes-donnees/demande", {"kind": "erasure"})
    response = send(animatrice[1], "/mes-donnees/demande", {"kind": "erasure"})
    assert (response.status_code, errors_of(response)) == (
        409, {"kind": "Votre demande DP-2026-001 attend déjà une réponse."},
    )  # fmt: skip
    assert send(animatrice[1], "/mes-donnees/demande", {"kind": "objection", "text": "x"}).status_code == 303
    assert [request.reference for request in rows(PersonalDataRequest)] == ["DP-2026-001", "DP-2026-002"]


def test_somebody_elses_request_does_not_exist_for_us(animatrice, login_as):
    send(animatrice[1], "/mes-donnees/demande", {"kind": "erasure"})
    path = f"/mes-donnees/demandes/{rows(PersonalDataRequest)[0].id}"
    assert login_as(make_person()).get(path).status_code == 404
    assert animatrice[1].get("/mes-donnees/demandes/999999").status_code == 404
