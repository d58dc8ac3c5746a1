"""The page behind a mailed link: opening changes nothing, the button records."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.meetings.models import Answer, Channel, Invitation
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.web.merge import INCOMPLETE
from tests.factories import (
    make_agenda_item,
    make_institution,
    make_invitation,
    make_person,
    make_seat,
)
from tests.factories.documents import make_document
from tests.factories.links import NOTHING, convened, history, link, plain, recorded, send, texts
from tests.pages import parse

OPENED = datetime(2027, 3, 24, 9, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock_stands_still():
    with time_machine.travel(OPENED, tick=False):
        yield


def test_the_link_opens_without_password_and_shows_everything(client):
    meeting = convened(
        place_hints=Translated(fr="Face à la gare"), online_url="https://reunion.example/salle"
    )
    make_agenda_item(meeting, "Diagnostic partagé")
    document = make_document(meeting, "Dossier")
    seat = make_seat(make_institution("Chambre"), make_person("Animatrice principale"))
    invitation = make_invitation(meeting, seat)
    response = client.get(link(invitation))
    page = parse(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert texts(page, "h1") == ["Communication et financement"]
    assert plain(texts(page, ".facts dd")[0]) == "jeudi 8 avril 2027, de 10 h à 13 h heure du Maroc"
    assert texts(page, ".answer h2") == ["Chambre"]
    assert plain(texts(page, ".answer > p.muted")[0]) == "Titulaire : Animatrice principale"
    assert texts(page, ".answer .choice__text") == [
        "Oui, je viens", "Quelqu'un d'autre vient Écrivez son nom plus bas.",
        "Peut-être Vous pourrez préciser jusqu'au début.", "Non, je ne viens pas",
    ]  # fmt: skip
    assert texts(page, ".answer button.button--primary") == ["Envoyer la réponse"]
    assert texts(page, "#ordre-du-jour h3") == ["Diagnostic partagé"]
    assert [a["href"] for a in page.select(".file")] == [f"{link(invitation)}/documents/{document.id}"]
    assert "https://reunion.example/salle" in [a["href"] for a in page.select("a")]


def test_opening_changes_nothing(client):
    invitation = make_invitation(convened())
    for _ in range(3):
        assert client.get(link(invitation) + "?answer=yes").status_code == 200
        assert client.head(link(invitation)).status_code == 200
        assert client.open(link(invitation), method="OPTIONS").status_code == 200
    assert recorded(invitation) == NOTHING
    assert history() == []


@pytest.mark.parametrize(
    "typed, kept",
    [
        ({"answer": "yes"}, (Answer.YES, None, None)),
        ({"answer": "no", "reason": "  En déplacement "}, (Answer.NO, None, "En déplacement")),
        ({"answer": "maybe"}, (Answer.MAYBE, None, None)),
        (
            {"answer": "delegate", "delegate_name": "Opérateur adjoint", "reason": "Malade"},
            (Answer.DELEGATE, "Opérateur adjoint", "Malade"),
        ),
        ({"answer": "yes", "delegate_name": "Opérateur adjoint"}, (Answer.YES, None, None)),
    ],
)
def test_the_button_records(client, typed, kept):
    seat = make_seat(make_institution("Chambre"), make_person("Animatrice principale"))
    invitation = make_invitation(convened(), seat)
    response = send(client, invitation, **typed)
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"{link(invitation)}#reponse-{invitation.id}",
    )
    assert recorded(invitation) == (*kept, Channel.LINK, 2)
    assert db.session.get(Invitation, invitation.id).answered_at == OPENED
    ((name, acting_for, method, action, object_id, changes),) = history()
    assert (name, acting_for, method, action, object_id) == (
        "Animatrice principale", "Chambre", "link", "invitation.answered", invitation.id,
    )  # fmt: skip
    assert changes["answer"] == ["none", kept[0].value]
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_the_receipt_says_what_was_recorded_and_how_to_change_it(client):
    meeting = convened(calendar_text="BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n")
    invitation = make_invitation(meeting)
    send(client, invitation, answer="delegate", delegate_name="Opérateur adjoint")
    page = parse(client.get(link(invitation)))
    rows = dict(zip(texts(page, ".receipt dt"), map(plain, texts(page, ".receipt dd")), strict=True))
    assert rows == {
        "Réponse": "quelqu'un d'autre vient", "Vient à votre place": "Opérateur adjoint",
        "Enregistrée": "mercredi 24 mars 2027 à 9 h 15, heure du Maroc", "Reçue": "par le lien du courriel",
    }  # fmt: skip
    assert "Vous pouvez la changer jusqu'au début de la session." in texts(page, ".receipt > p")[0]
    assert [a["href"] for a in page.select(".receipt a")] == [f"/sessions/{meeting.id}.ics"]
    assert texts(page, ".answer summary") == ["Changer la réponse"]
    assert page.select_one("input[value=delegate]").has_attr("checked")


def test_an_answer_may_change_until_the_start(client):
    invitation = make_invitation(convened())
    send(client, invitation, answer="yes")
    assert send(client, invitation, answer="no", reason="Empêchée").status_code == 303
    assert recorded(invitation) == (Answer.NO, None, "Empêchée", Channel.LINK, 3)
    assert [changes["answer"] for *_, changes in history()] == [["none", "yes"], ["yes", "no"]]


def test_a_guest_answers_in_their_own_name(client):
    invitation = make_invitation(
        convened(),
        guest_name="Juriste adjoint",
        guest_email="juriste@exemple.ma",
        guest_organisation="Université",
    )
    page = parse(client.get(link(invitation)))
    assert (texts(page, ".answer h2"), texts(page, ".answer > p.muted")) == (
        ["Juriste adjoint"],
        ["Université"],
    )
    assert send(client, invitation, answer="yes").status_code == 303
    assert [(name, acting_for, method) for name, acting_for, method, *_ in history()] == [
        ("Juriste adjoint", None, "link")
    ]


def test_one_mailbox_answers_for_every_seat_it_stands_for(client):
    meeting, shared = convened(), make_person("Animatrice principale", email="bureau@exemple.ma")
    first = make_invitation(meeting, make_seat(make_institution("Chambre"), shared))
    second = make_invitation(
        meeting,
        make_seat(
            make_institution("Réseau"),
            make_person("Opérateur adjoint", account=None, email="Bureau@exemple.ma"),
        ),
    )
    make_invitation(meeting, make_seat(make_institution("Agence")))
    page = parse(client.get(link(first)))
    assert texts(page, ".answer h2") == ["Chambre", "Réseau"]
    assert texts(page, ".answer button.button--primary") == ["Envoyer la réponse"]
    assert (
        send(client, first, form_number=1, answer="no").headers["Location"]
        == f"{link(first)}#reponse-{second.id}"
    )
    assert (recorded(first), recorded(second)) == (NOTHING, (Answer.NO, None, None, Channel.LINK, 2))
    assert [name for name, *_ in history()] == ["Opérateur adjoint"]


def test_a_link_answers_for_no_other_mailbox(client):
    meeting = convened()
    own, other = make_invitation(meeting), make_invitation(meeting)
    assert send(client, own, answer="yes", invitation=str(other.id)).status_code == 404
    assert (recorded(own), recorded(other)) == (NOTHING, NOTHING)


LONG = "a" * 10_000


@pytest.mark.parametrize(
    "typed, field, words",
    [
        ({}, "answer", "Choisissez une réponse."),
        ({"answer": "peut-etre-bien"}, "answer", "Choisissez une des réponses proposées."),
        ({"answer": "none"}, "answer", "Choisissez une des réponses proposées."),
        ({"answer": "delegate"}, "delegate_name", "Écrivez le nom de la personne qui vient, prénom puis nom."),
        ({"answer": "delegate", "delegate_name": "   "}, "delegate_name", "Écrivez le nom de la personne qui vient, prénom puis nom."),
        ({"answer": "delegate", "delegate_name": "Opérateur\r\nBcc: x@y.z"}, "delegate_name", "Écrivez ce texte sur une seule ligne."),
        ({"answer": "delegate", "delegate_name": LONG}, "delegate_name", "200 caractères au plus."),
        ({"answer": "no", "reason": LONG}, "reason", "2000 caractères au plus."),
    ],
)  # fmt: skip
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(client, typed, field, words):
    invitation = make_invitation(convened())
    response = send(client, invitation, **{"reason": "Un mot", **typed})
    page = parse(response)
    assert response.status_code == 422
    (error,) = page.select(".field__error")
    assert plain(error.get_text(" ", strip=True)) == f"Erreur {words}"
    assert error["id"] == f"i{invitation.id}-{field}-error"
    assert page.select_one(f"#i{invitation.id}-reason").get_text().strip() == typed.get("reason", "Un mot")
    if "delegate_name" in typed and "\n" not in typed["delegate_name"]:
        assert page.select_one(f"#i{invitation.id}-delegate_name")["value"] == typed["delegate_name"].strip()
    assert len(page.select(".error-summary a")) == 1
    assert (recorded(invitation), history()) == (NOTHING, [])


def test_an_answer_given_meanwhile_is_shown_before_it_is_replaced(client, app):
    invitation = make_invitation(convened())
    page = parse(client.get(link(invitation)))
    stale = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    send(app.test_client(), invitation, answer="no", reason="Malade")
    response = client.post(link(invitation), data={**stale, "answer": "yes", "reason": "Je viens"})
    page = parse(response)
    assert response.status_code == 409
    assert [plain(t) for t in texts(page, ".notice li")] == [
        "Réponse : non", "Un mot pour le secrétariat : Malade",
        "Enregistrée : mercredi 24 mars 2027 à 9 h 15, heure du Maroc", "Reçue : par le lien du courriel",
    ]  # fmt: skip
    assert page.select_one("input[value=yes]").has_attr("checked")
    assert recorded(invitation) == (Answer.NO, None, "Malade", Channel.LINK, 2)
    form = page.select_one("main form")
    again = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    assert (
        client.post(form["action"], data={**again, "answer": "yes", "reason": "Je viens"}).status_code == 303
    )
    assert recorded(invitation) == (Answer.YES, None, "Je viens", Channel.LINK, 3)
    assert [changes["answer"] for *_, changes in history()] == [["none", "no"], ["no", "yes"]]


@pytest.mark.parametrize("version", ["0", "99"])
def test_a_form_of_another_version_must_be_confirmed(client, version):
    invitation = make_invitation(convened())
    assert send(client, invitation, answer="yes", version=version).status_code == 409
    assert recorded(invitation) == NOTHING


@pytest.mark.parametrize("version", ["", "x"])
def test_a_form_that_says_no_version_is_refused_and_can_be_sent_again(client, version):
    invitation = make_invitation(convened())
    response = send(client, invitation, answer="no", reason="Malade", version=version)
    page = parse(response)
    assert (response.status_code, texts(page, ".error-summary li")) == (422, [str(INCOMPLETE)])
    assert recorded(invitation) == NOTHING
    form = page.select_one("main form")
    again = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    typed = {
        "answer": form.select_one("input[checked]")["value"],
        "reason": form.select_one("textarea").text.strip(),
    }
    assert client.post(form["action"], data={**again, **typed}).status_code == 303
    assert recorded(invitation) == (Answer.NO, None, "Malade", Channel.LINK, 2)


def test_a_form_without_token_keeps_what_was_typed(client):
    invitation = make_invitation(convened())
    response = client.post(
        link(invitation), data={"answer": "no", "reason": "Malade"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert response.status_code == 400
    assert [tag["value"] for tag in parse(response).select("input[name=reason]")] == ["Malade"]
    assert recorded(invitation) == NOTHING
