"""The page behind a mailed link: opening changes nothing, the button records, dead links say why."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.meetings.mails import answer_url
from noress.domain.meetings.models import Answer, Channel, Invitation, Meeting, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_account,
    make_agenda_item,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.factories.documents import make_document
from tests.pages import parse

OPENED = datetime(2027, 3, 24, 9, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock_stands_still():
    with time_machine.travel(OPENED, tick=False):
        yield


def texts(page, selector):
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(selector)]


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def convened(**values):
    return make_meeting(
        **{"state": MeetingState.CONVENED, "reference": "S-2027-01", "convened_at": NOW, **values}
    )


def link(invitation):
    return answer_url(invitation).removeprefix("http://127.0.0.1:8000")


def change(row, **values):
    db.session.rollback()
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def history():
    return [
        (e.person_name, e.acting_for, e.method, e.action, e.object_id, e.changes)
        for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]


def recorded(invitation):
    row = db.session.get(Invitation, invitation.id)
    return row.answer, row.delegate_name, row.reason, row.channel, row.version


def send(client, opened, form_number=0, **typed):
    """Open the page, fill one of its forms as a browser does, press its button."""
    page = parse(client.get(link(opened)))
    form = page.select("main form")[form_number]
    fields = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    return client.post(form["action"], data={**fields, **typed})


NOTHING = (Answer.NONE, None, None, None, 1)


def test_the_link_opens_without_password_and_shows_everything(client):
    meeting = convened(
        place_hints=Translated(fr="Face à la gare"), online_url="https://reunion.example/salle"
    )
    make_agenda_item(meeting, "Diagnostic partagé")
    document = make_document(meeting, "Dossier")
    seat = make_seat(make_institution("Chambre"), make_person("Amina Alaoui"))
    invitation = make_invitation(meeting, seat)
    response = client.get(link(invitation))
    page = parse(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert texts(page, "h1") == ["Communication et financement"]
    assert plain(texts(page, ".facts dd")[0]) == "jeudi 8 avril 2027, de 10 h à 13 h heure du Maroc"
    assert texts(page, ".answer h2") == ["Chambre"]
    assert plain(texts(page, ".answer > p.muted")[0]) == "Titulaire : Amina Alaoui"
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
            {"answer": "delegate", "delegate_name": "Omar Tazi", "reason": "Malade"},
            (Answer.DELEGATE, "Omar Tazi", "Malade"),
        ),
        ({"answer": "yes", "delegate_name": "Omar Tazi"}, (Answer.YES, None, None)),
    ],
)
def test_the_button_records(client, typed, kept):
    seat = make_seat(make_institution("Chambre"), make_person("Amina Alaoui"))
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
        "Amina Alaoui", "Chambre", "link", "invitation.answered", invitation.id,
    )  # fmt: skip
    assert changes["answer"] == ["none", kept[0].value]
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_the_receipt_says_what_was_recorded_and_how_to_change_it(client):
    meeting = convened(calendar_text="BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n")
    invitation = make_invitation(meeting)
    send(client, invitation, answer="delegate", delegate_name="Omar Tazi")
    page = parse(client.get(link(invitation)))
    rows = dict(zip(texts(page, ".receipt dt"), map(plain, texts(page, ".receipt dd")), strict=True))
    assert rows == {
        "Réponse": "quelqu'un d'autre vient", "Vient à votre place": "Omar Tazi",
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
        guest_name="Karim Idrissi",
        guest_email="karim@exemple.ma",
        guest_organisation="Université",
    )
    page = parse(client.get(link(invitation)))
    assert (texts(page, ".answer h2"), texts(page, ".answer > p.muted")) == (
        ["Karim Idrissi"],
        ["Université"],
    )
    assert send(client, invitation, answer="yes").status_code == 303
    assert [(name, acting_for, method) for name, acting_for, method, *_ in history()] == [
        ("Karim Idrissi", None, "link")
    ]


def test_one_mailbox_answers_for_every_seat_it_stands_for(client):
    meeting, shared = convened(), make_person("Amina Alaoui", email="bureau@exemple.ma")
    first = make_invitation(meeting, make_seat(make_institution("Chambre"), shared))
    second = make_invitation(
        meeting,
        make_seat(
            make_institution("Réseau"), make_person("Omar Tazi", account=None, email="Bureau@exemple.ma")
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
    assert [name for name, *_ in history()] == ["Omar Tazi"]


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
        ({"answer": "delegate"}, "delegate_name", "Écrivez le nom de la personne qui vient. Exemple : Amina Alaoui."),
        ({"answer": "delegate", "delegate_name": "   "}, "delegate_name", "Écrivez le nom de la personne qui vient. Exemple : Amina Alaoui."),
        ({"answer": "delegate", "delegate_name": "Omar\r\nBcc: x@y.z"}, "delegate_name", "Écrivez ce texte sur une seule ligne."),
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


@pytest.mark.parametrize("version", ["", "0", "x", "99"])
def test_a_form_that_knows_no_version_must_be_confirmed(client, version):
    invitation = make_invitation(convened())
    assert send(client, invitation, answer="yes", version=version).status_code == 409
    assert recorded(invitation) == NOTHING


def test_a_form_without_token_keeps_what_was_typed(client):
    invitation = make_invitation(convened())
    response = client.post(
        link(invitation), data={"answer": "no", "reason": "Malade"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert response.status_code == 400
    assert [tag["value"] for tag in parse(response).select("input[name=reason]")] == ["Malade"]
    assert recorded(invitation) == NOTHING


# --- links that open nothing -------------------------------------------------------------------------


def test_a_tampered_link_is_404(client):
    invitation, other = make_invitation(convened()), make_invitation(convened(reference="S-2027-02"))
    path = link(invitation)
    row, mac = path.removeprefix("/i/").split("-")
    tampered = [
        f"/i/{row}-{mac[:-1]}{'a' if mac[-1] != 'a' else 'b'}", f"/i/{link(other).removeprefix('/i/').split('-')[0]}-{mac}",
        "/i/0-" + "x" * 22, "/i/zzzz", "/i/" + "9" * 400, "/i/%00", f"/i/{row}-{mac}x",
    ]  # fmt: skip
    for bad in tampered:
        response = client.get(bad)
        assert (response.status_code, texts(parse(response), "h1")) == (404, ["Page introuvable"]), bad
    meeting = db.session.get(Meeting, invitation.meeting_id)
    change(meeting, state=MeetingState.DRAFT)
    assert client.get(path).status_code == 404


def gone(client, path, title):
    response = client.get(path)
    page = parse(response)
    assert (response.status_code, texts(page, "h1")) == (410, [title])
    assert "mailto:secretariat@noress.example" in [a["href"] for a in page.select("main a")]
    assert page.select("main form") == []
    return page


def test_a_replaced_link_says_so(client):
    invitation = make_invitation(convened())
    old = link(invitation)
    change(invitation, link_generation=3)
    gone(client, old, "Ce lien a été remplacé")
    assert client.get(link(invitation)).status_code == 200


def test_a_removed_invitation_says_so(client):
    invitation = make_invitation(convened())
    change(invitation, removed_at=NOW)
    gone(client, link(invitation), "Cette invitation a été retirée")


def test_a_cancelled_session_says_so_and_why(client):
    invitation = make_invitation(
        convened(state=MeetingState.CANCELLED, cancel_reason=Translated(fr="Salle fermée"))
    )
    page = gone(client, link(invitation), "Cette session est annulée")
    assert "Salle fermée" in page.get_text()


def test_a_closed_seat_s_link_opens_nothing(client):
    seat = make_seat()
    invitation = make_invitation(convened(), seat)
    document = make_document(invitation.meeting, "Dossier")
    change(seat, closed_at=NOW)
    gone(client, link(invitation), "Ce lien n'est plus le vôtre")
    gone(client, f"{link(invitation)}/documents/{document.id}", "Ce lien n'est plus le vôtre")


def test_from_the_start_on_the_answer_is_closed_and_after_the_end_the_link_is_gone(client):
    invitation = make_invitation(convened(), answer=Answer.YES, answered_at=NOW, channel=Channel.LINK)
    page = parse(client.get(link(invitation)))
    form = page.select_one("main form")
    fields = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    start = datetime(2027, 4, 8, 10, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        response = client.post(form["action"], data={**fields, "answer": "no", "reason": "Train annulé"})
        assert response.status_code == 409
        assert [plain(t) for t in texts(parse(response), ".notice p, .notice li")] == [
            "La session a commencé : les réponses sont closes.", "Votre réponse : non", "Un mot pour le secrétariat : Train annulé",
        ]  # fmt: skip
        page = parse(client.get(link(invitation)))
        assert (texts(page, ".receipt > p"), page.select("main form")) == (["Les réponses sont closes."], [])
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        page = gone(client, link(invitation), "Cette session est passée")
        assert "Votre dernière réponse enregistrée : oui" in plain(page.get_text())
    assert recorded(invitation)[0] is Answer.YES


def test_a_postponed_session_keeps_its_page_and_takes_no_answer(client):
    invitation = make_invitation(convened(state=MeetingState.POSTPONED))
    page = parse(client.get(link(invitation)))
    assert texts(page, ".notice p") == [
        "Cette session est reportée : vous recevrez la nouvelle date par courriel."
    ]
    assert page.select("main form") == []


# --- language, documents, who is signed in -----------------------------------------------------------


def test_the_page_speaks_the_mail_s_language_unless_another_is_chosen(client):
    person = make_person("أمينة العلوي", language="ar")
    invitation = make_invitation(convened(), make_seat(person=person))
    french = {"Accept-Language": "fr"}
    assert parse(client.get(link(invitation), headers=french)).html["lang"] == "ar-MA"
    assert parse(client.get(link(invitation) + "?lang=fr")).html["lang"] == "fr-MA"
    client.set_cookie("langue", "en")
    assert parse(client.get(link(invitation))).html["lang"] == "en"
    page = parse(client.get(link(invitation) + "?lang=fr"))
    assert page.select_one("main form")["action"] == f"{link(invitation)}?lang=fr"


def test_documents_open_behind_the_link(client):
    meeting = convened()
    invitation = make_invitation(meeting)
    inside, removed = make_document(meeting, "Dossier"), make_document(meeting, "Ancien", removed_at=NOW)
    elsewhere = make_document(convened(reference="S-2027-02"), "Autre")
    response = client.get(f"{link(invitation)}/documents/{inside.id}")
    assert (response.status_code, response.data) == (200, b"%PDF-1.4 contenu")
    assert response.headers["Content-Disposition"] == "attachment; filename=Dossier.pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    for document_id in (removed.id, elsewhere.id, 999_999):
        assert client.get(f"{link(invitation)}/documents/{document_id}").status_code == 404
    assert client.get(f"/i/1-{'x' * 22}/documents/{inside.id}").status_code == 404


def test_the_link_records_the_invited_person_whoever_is_signed_in(login_as):
    invitation = make_invitation(
        convened(), make_seat(make_institution("Chambre"), make_person("Amina Alaoui"))
    )
    assert send(login_as(make_secretary()), invitation, answer="yes").status_code == 303
    assert [(name, method) for name, _for, method, *_ in history()] == [("Amina Alaoui", "link")]


def test_the_link_holder_s_page_costs_a_fixed_number_of_queries(client, count_queries):
    meeting = convened()
    few = make_invitation(meeting, make_seat(person=make_person(email="seul@exemple.ma")))
    box = make_account("bureau@exemple.ma")
    shared = [
        make_seat(person=make_person(f"P{n}", account=box, email="bureau@exemple.ma")) for n in range(3)
    ]
    many = [make_invitation(meeting, seat) for seat in shared]
    with count_queries() as one:
        client.get(link(few))
    with count_queries() as three:
        client.get(link(many[0]))
    assert len(one) == len(three)
