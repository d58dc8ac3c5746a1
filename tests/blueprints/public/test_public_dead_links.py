"""Mailed links that open nothing any more say why; those that do speak the right language."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from noress.core.i18n import Translated
from noress.domain.meetings.models import Answer, Channel, Meeting, MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_account,
    make_institution,
    make_invitation,
    make_person,
    make_seat,
    make_secretary,
)
from tests.factories.documents import make_document
from tests.factories.links import change, convened, history, link, plain, recorded, send, texts
from tests.pages import parse

OPENED = datetime(2027, 3, 24, 9, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock_stands_still():
    with time_machine.travel(OPENED, tick=False):
        yield


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


def test_a_suspended_account_s_link_is_cut_at_once_and_opens_again_with_it(client):
    seat = make_seat()
    invitation = make_invitation(convened(), seat)
    document = make_document(invitation.meeting, "Dossier")
    page = parse(client.get(link(invitation)))
    form = page.select_one("main form")
    fields = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    change(seat.person.account, suspended_at=NOW)
    page = gone(client, link(invitation), "Ce compte est suspendu")
    assert texts(page, "h1 + p") == [
        "Tant qu'il l'est, ses liens n'ouvrent rien. Le secrétariat peut vous dire pourquoi."
    ]
    gone(client, f"{link(invitation)}/documents/{document.id}", "Ce compte est suspendu")
    assert client.post(form["action"], data={**fields, "answer": "yes"}).status_code == 410
    assert recorded(invitation)[0] is Answer.NONE
    change(seat.person.account, suspended_at=None)
    assert client.get(link(invitation)).status_code == 200
    assert client.post(form["action"], data={**fields, "answer": "yes"}).status_code == 303


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
    person = make_person("المنشطة الرئيسية", language="ar")
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
        convened(), make_seat(make_institution("Chambre"), make_person("Animatrice principale"))
    )
    assert send(login_as(make_secretary()), invitation, answer="yes").status_code == 303
    assert [(name, method) for name, _for, method, *_ in history()] == [("Animatrice principale", "link")]


def test_the_link_holder_s_page_costs_a_fixed_number_of_queries(client, count_queries):
    meeting = convened()

    def cost(address: str, seats: int) -> int:
        box = make_account(address)
        shared = [make_seat(person=make_person(f"P{n}", account=box, email=address)) for n in range(seats)]
        invitations = [make_invitation(meeting, seat) for seat in shared]
        with count_queries() as statements:
            client.get(link(invitations[0]))
        return len(statements)

    # the others of a shared mailbox are read together, once it is known that there are some
    costs = [cost(f"bureau{seats}@exemple.ma", seats) for seats in (1, 2, 4)]
    assert costs == [4, 5, 5]
