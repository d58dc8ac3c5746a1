"""A member proposes from the session's page or the body's, follows it, changes it, takes it back."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.drafts.models import FormDraft
from noress.domain.institutions.models import BodyKind, Proposers
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from tests.factories import make_agenda_item, make_body, make_invitation, make_meeting, make_person, make_seat
from tests.factories.backlog import make_member, make_proposal, make_proposed_document
from tests.factories.meeting_forms import post, text_of, token_of
from tests.pages import parse

CUTOFF = datetime(2027, 4, 1, 18, 0, tzinfo=UTC)


def fields(**changes):
    return {"version": "0", "title_fr": "Bilan", "title_ar": "حصيلة", "note_fr": "À décider.", "note_ar": "",
            "kind": "decision", "minutes": "25", "file_title": "", **changes}  # fmt: skip


def all_items():
    return db.session.scalars(select(ProposedItem).order_by(ProposedItem.id)).all()


# --- from the session's page -------------------------------------------------------------------------


def test_the_session_page_says_until_when_and_leads_to_the_form(member, convened):
    page = parse(member.get(f"/sessions/{convened.id}"))
    card = next(card for card in page.select(".card") if "Proposer un point" in card.get_text())
    said = " ".join(card.get_text(" ", strip=True).split()).replace("\u202f", " ")
    assert "Jusqu'au jeudi 1er avril 2027 à 18 h." in said
    assert [a["href"] for a in card.select("a")] == [
        f"/sessions/{convened.id}/points/proposer",
        "/points-proposes/",
    ]


def test_after_the_cut_off_it_leads_to_a_next_session(login_as, seat, committee, convened):
    with time_machine.travel(CUTOFF, tick=False):
        page = parse(login_as(seat.person, seat).get(f"/sessions/{convened.id}"))
    links = [a["href"] for a in page.select(".card a")]
    assert (
        f"/instances/{committee.id}/points/proposer" in links,
        f"/sessions/{convened.id}/points/proposer" in links,
    ) == (True, False)
    assert "La date limite est passée" in page.get_text()


def test_visitors_and_other_institutions_are_not_asked(client, login_as, convened):
    person = make_person("Autre")
    stranger = login_as(person, make_seat(person=person))
    for browser in (client, stranger):
        assert "Proposer un point" not in browser.get(f"/sessions/{convened.id}").get_data(as_text=True)


def test_a_session_that_is_over_asks_nothing(member, committee):
    held = make_meeting(bodies=[committee], state=MeetingState.HELD)
    assert "Proposer un point" not in member.get(f"/sessions/{held.id}").get_data(as_text=True)


def test_the_form_is_sent_and_the_list_shows_it(member, convened, seat):
    path = f"/sessions/{convened.id}/points/proposer"
    assert "Jusqu'au jeudi 1er avril 2027 à 18 h." in text_of(member.get(path), "main")
    response = member.post(path, data={"csrf_token": token_of(member, path), **fields(), "file": (io.BytesIO(b"%PDF-1.4 note"), "note.pdf")},
                           content_type="multipart/form-data")  # fmt: skip
    assert (response.status_code, response.location) == (303, "/points-proposes/")
    [item] = all_items()
    assert (item.title, item.minutes, item.meeting_id, item.institution_id, [d.title for d in item.documents]) == (
        {"fr": "Bilan", "ar": "حصيلة"}, 25, convened.id, seat.institution_id, ["note"],
    )  # fmt: skip
    page = text_of(member.get("/points-proposes/"), "main")
    for told in (
        "Votre point est envoyé au secrétariat.",
        "Bilan",
        "à examiner",
        "Comité financement · pour la session du 8 avril 2027",
        "note",
    ):
        assert told in page, told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_fr": "", "title_ar": ""}, "title_fr"), ({"minutes": "0"}, "minutes"), ({"minutes": "x"}, "minutes"),
        ({"kind": "autre"}, "kind"), ({"title_fr": "x" * 201}, "title_fr"), ({"note_ar": "x" * 5001}, "note_ar"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(member, convened, changes, field):
    response = post(member, f"/sessions/{convened.id}/points/proposer", **fields(**changes))
    page = parse(response)
    assert (response.status_code, len(page.select(f"#{field}-error"))) == (422, 1)
    assert page.select_one("[name=note_fr]").get_text(strip=True) == "À décider."
    assert all_items() == []


def test_a_file_that_is_refused_loses_nothing(member, convened):
    path = f"/sessions/{convened.id}/points/proposer"
    response = member.post(path, data={"csrf_token": token_of(member, path), **fields(), "file": (io.BytesIO(b"MZ"), "note.exe")},
                           content_type="multipart/form-data")  # fmt: skip
    page = parse(response)
    assert (response.status_code, page.select_one("[name=title_fr]")["value"]) == (422, "Bilan")
    assert (len(page.select("#file-error")), all_items()) == (1, [])


def test_the_deadline_passes_while_the_form_is_open(login_as, seat, convened, committee):
    """The server answers 409 with the reason; the same form goes to the body with one button."""
    path = f"/sessions/{convened.id}/points/proposer"
    with time_machine.travel(CUTOFF.replace(hour=17, minute=59), tick=False) as clock:
        member = login_as(seat.person, seat)
        data = {"csrf_token": token_of(member, path), **fields()}
        clock.move_to(CUTOFF)
        response = member.post(path, data=data)
        page = parse(response)
        assert response.status_code == 409
        assert "La date limite est passée" in " ".join(page.select_one(".error-summary").get_text().split())
        assert page.select_one("[name=title_ar]")["value"] == "حصيلة"
        button = page.select_one("form .button--primary")
        assert button["formaction"] == f"/instances/{committee.id}/points/proposer"
        assert all_items() == []
        assert member.post(button["formaction"], data=data).status_code == 303
        assert [(item.meeting_id, item.body_id) for item in all_items()] == [(None, committee.id)]
        # opened after the cut-off, the page has no form
        late = member.get(path)
        assert (late.status_code, parse(late).select("form.form")) == (409, [])


def test_what_is_typed_is_kept_and_goes_once_it_is_sent(member, convened, committee):
    """Begun on the session's form, sent to the body after the cut-off: no draft is left."""
    path = f"/sessions/{convened.id}/points/proposer"
    page = parse(member.get(path))
    token = page.select_one("[name=_draft]")["value"]
    kept = member.post(f"/brouillons/{token}", data={"csrf_token": token_of(member, path), **fields()})
    assert kept.status_code in {200, 303}
    assert len(db.session.scalars(select(FormDraft)).all()) == 1
    assert "Proposer un point" in text_of(member.get("/brouillons/"), "main")
    member.post(
        f"/instances/{committee.id}/points/proposer",
        data={"csrf_token": token_of(member, path), "_draft": token, **fields()},
    )
    assert (len(all_items()), db.session.scalars(select(FormDraft)).all()) == (1, [])


# --- to the body, at any time ------------------------------------------------------------------------


def test_members_propose_to_the_body_and_know_nothing_of_its_draft(member, committee, draft):
    assert f"/instances/{committee.id}/points/proposer" in member.get(f"/instances/{committee.id}").get_data(
        as_text=True
    )
    response = post(member, f"/instances/{committee.id}/points/proposer", **fields())
    assert response.status_code == 303
    assert [(item.body_id, item.meeting_id) for item in all_items()] == [(committee.id, None)]
    for path in (
        f"/instances/{committee.id}/points/proposer",
        "/points-proposes/",
        f"/points-proposes/{all_items()[0].id}",
    ):
        assert "Thème secret" not in member.get(path).get_data(as_text=True)


def test_a_body_where_the_secretariat_proposes_alone(login_as, browser):
    closed = make_body(BodyKind.COMMITTEE, "Fermé", proposers=Proposers.SECRETARIAT)
    seat = make_member(closed, "Deux", "deux@exemple.ma")
    path = f"/instances/{closed.id}/points/proposer"
    member = login_as(seat.person, seat)
    assert (member.get(path).status_code, browser.get(path).status_code) == (403, 200)
    assert path not in member.get(f"/instances/{closed.id}").get_data(as_text=True)


# --- one's own ---------------------------------------------------------------------------------------


def test_the_answer_is_read_on_its_page(member, committee, seat, convened, draft):
    on_draft = make_agenda_item(draft, "Bilan")
    states = {
        "Gardé": {"state": ProposedState.PARKED, "answer": "L'ordre du jour est plein."},
        "Refusé": {"state": ProposedState.DECLINED, "answer": "Déjà décidé."},
        "Inscrit": {"state": ProposedState.ACCEPTED, "agenda_item_id": make_agenda_item(convened, "Inscrit").id},
        "Inscrit au brouillon": {"state": ProposedState.ACCEPTED, "agenda_item_id": on_draft.id, "meeting_id": draft.id},
    }  # fmt: skip
    shown = {}
    for title, values in states.items():
        item = make_proposal(committee, title, seat, **values)
        shown[title] = text_of(member.get(f"/points-proposes/{item.id}"), "main")
    assert "gardé pour une autre fois" in shown["Gardé"] and "L'ordre du jour est plein." in shown["Gardé"]  # noqa: PT018
    assert "non retenu" in shown["Refusé"]
    assert "inscrit à la session du 8 avril 2027" in shown["Inscrit"]
    assert "session du" not in shown["Inscrit au brouillon"]
    assert [a.get_text(strip=True) for a in parse(member.get("/points-proposes/")).select("h2 a")] == list(
        reversed(states)
    )


def test_it_is_changed_while_it_waits(member, committee, seat):
    item = make_proposal(committee, "Bilan", seat)
    document = make_proposed_document(item)
    path = f"/points-proposes/{item.id}/modifier"
    response = post(member, path, **fields(version="1", title_fr="Bilan chiffré", without=[str(document.id)]))
    assert (response.status_code, response.location) == (303, f"/points-proposes/{item.id}")
    db.session.expire_all()
    assert (item.title["fr"], item.version, item.documents) == ("Bilan chiffré", 2, [])


def test_two_seats_editing_see_both_texts(member, committee, seat):
    item = make_proposal(committee, "Bilan", seat, version=2)
    response = post(member, f"/points-proposes/{item.id}/modifier", **fields(version="1", title_fr="Autre"))
    page = parse(response)
    assert response.status_code == 409
    assert tuple(dd.get_text(strip=True) for dd in page.select("#deux-textes dd")[:2]) == ("Bilan", "Autre")
    assert page.select_one("[name=version]")["value"] == "2"


def test_it_is_taken_back_after_a_page_that_says_what_happens(member, committee, seat):
    item = make_proposal(committee, "Bilan", seat)
    path = f"/points-proposes/{item.id}/retirer"
    assert "Retirer cette proposition ?" in text_of(member.get(path))
    assert post(member, path).location == "/points-proposes/"
    db.session.expire_all()
    assert item.state is ProposedState.WITHDRAWN
    for late in (path, f"/points-proposes/{item.id}/modifier"):
        assert member.get(late).status_code == 409


def test_documents_are_for_who_proposes_and_the_secretariat(
    client, login_as, browser, member, committee, seat
):
    item = make_proposal(committee, "Bilan", seat)
    path = f"/points-proposes/{item.id}/documents/{make_proposed_document(item).id}"
    other = make_member(committee, "Deux", "deux@exemple.ma")
    answers = [one.get(path).status_code for one in (client, login_as(other.person, other), member, browser)]
    assert answers == [302, 404, 200, 200]
    elsewhere = make_proposal(committee, "Autre", seat)
    assert member.get(f"/points-proposes/{elsewhere.id}/documents/{item.documents[0].id}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_one_s_list_asks_the_same_queries_whatever_its_length(member, committee, seat, count_queries, count):
    for number in range(count):
        make_proposed_document(make_proposal(committee, f"Point {number}", seat))
    with count_queries() as statements:
        member.get("/points-proposes/")
    assert len(statements) == OWN_QUERIES


#: who acts (1), how many (1), the list with names (1), its documents (1)
OWN_QUERIES = 4


def test_an_empty_list_says_where_to_begin(member):
    assert "Aucun point proposé" in text_of(member.get("/points-proposes/"))


def test_the_secretariat_reads_its_history(browser, member, committee):
    post(member, f"/instances/{committee.id}/points/proposer", **fields())
    [item] = all_items()
    page = text_of(browser.get(f"/points-proposes/{item.id}"), "#histoire")
    assert "Point proposé" in page
    assert "Ce qui s'est passé" not in member.get(f"/points-proposes/{item.id}").get_data(as_text=True)
    assert [event.action for event in db.session.scalars(select(AuditEvent))] == ["proposed_item.made"]


def test_the_secretariat_proposes_too(browser, draft, committee):
    make_invitation(draft, guest_name="Invitée", sent_at=None)
    response = post(browser, f"/sessions/{draft.id}/points/proposer", **fields())
    assert response.status_code == 303
    assert [(item.meeting_id, item.institution_id) for item in all_items()] == [(draft.id, None)]
