"""The list of sessions, the proposals, and the page of one session."""

import json
from datetime import datetime

import pytest

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.meetings.models import (
    Answer,
    Finding,
    MeetingState,
    Outcome,
    OutcomeNature,
    Proposal,
)
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_body,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
    save,
)
from tests.factories.documents import make_document
from tests.pages import parse


def texts(page, selector):
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(selector)]


def convened(theme="Communication et financement", **values):
    return make_meeting(
        theme, **{"state": MeetingState.CONVENED, "reference": "S-2027-01", "convened_at": NOW, **values}
    )


def restated(**values):
    """A past session as the documents tell it."""
    values = {
        "state": MeetingState.HELD,
        "is_day_only": True,
        "ends_wall": None,
        "source": "press",
        "place": None,
        **values,
    }
    return make_meeting(**values)


# --- the list ----------------------------------------------------------------------------------------


def test_sessions_coming_first_then_past_by_year(client):
    convened("Plus tard", starts_wall=datetime(2027, 6, 3, 9, 30), reference=None)
    convened("Bientôt")
    restated(theme="Microcrédit", starts_wall=datetime(2012, 12, 12))
    restated(theme="Renforcement", starts_wall=datetime(2013, 4, 18))
    restated(theme="", theme_ar=None, starts_wall=datetime(2015, 3, 18))
    make_meeting("Brouillon")
    page = parse(client.get("/sessions/"))
    assert texts(page, "#a-venir .meeting h3") == ["Bientôt", "Plus tard"]
    assert texts(page, "#passees h3.year") == ["2015", "2013", "2012"]
    assert texts(page, "#passees h4") == ["Session du 18 mars 2015", "Renforcement", "Microcrédit"]
    assert texts(page, "#passees .meeting__text > p:nth-of-type(1)") == [
        "mercredi 18 mars 2015", "jeudi 18 avril 2013", "mercredi 12 décembre 2012",
    ]  # fmt: skip
    assert page.select(".button--primary") == []


def test_sessions_of_an_empty_platform(client):
    assert texts(parse(client.get("/sessions/")), ".empty h2") == ["Aucune session pour l'instant"]


def test_past_sessions_are_paged(client, count_queries):
    for day in range(1, 4):
        restated(theme=f"Session {day}", starts_wall=datetime(2013, 4, day))
    with count_queries() as few:
        client.get("/sessions/?x=1")
    for day in range(4, 29):
        restated(theme=f"Session {day}", starts_wall=datetime(2013, 4, day))
        restated(theme=f"Session {day}", starts_wall=datetime(2013, 5, day))
    with count_queries() as many:
        first = parse(client.get("/sessions/"))
    assert len(few) == len(many)
    assert len(first.select("#passees .meeting")) == 50
    assert texts(first, ".pager p") == ["Page 1 sur 2"]
    second = parse(client.get("/sessions/?page=2"))
    assert len(second.select("#passees .meeting")) == 3
    assert second.select("#a-venir") == []


def test_the_secretariat_sees_its_drafts_in_the_list(client, login_as):
    make_meeting("En chantier")
    assert "En chantier" not in client.get("/sessions/").get_data(as_text=True)
    assert texts(parse(login_as(make_secretary()).get("/sessions/")), "#brouillons h3") == ["En chantier"]
    assert "En chantier" not in login_as(make_person()).get("/sessions/").get_data(as_text=True)


def test_proposals_by_axis_with_their_source(client):
    for position, (axis, text) in enumerate(
        [("Création", "Pépinières"), ("Création", "Siège"), ("Financement", "Veille")]
    ):
        save(Proposal(position=position, axis=Translated(fr=axis), text=Translated(fr=text), source="lettre"))
    page = parse(client.get("/sessions/propositions"))
    assert texts(page, ".axis h2") == ["Création", "Financement"]
    assert texts(page, ".axis li") == ["Pépinières", "Siège", "Veille"]
    assert "Source : lettre" in page.get_text().replace("\u00a0", " ")


def test_no_proposal_yet(client):
    assert texts(parse(client.get("/sessions/propositions")), ".empty h2") == [
        "Aucune proposition pour l'instant"
    ]


# --- one session -------------------------------------------------------------------------------------


def test_a_convened_session_tells_when_where_and_what(client):
    meeting = convened(
        place_hints=Translated(fr="Face à la gare"), bodies=[make_body()], introduction=Translated(fr="Venez **nombreux**."),
    )  # fmt: skip
    item = make_agenda_item(meeting, "Adoption du compte rendu", minutes=10, presenter="Secrétariat")
    make_agenda_item(meeting, "Diagnostic", minutes=80)
    make_document(meeting, "Compte rendu", agenda_item=item, is_public=True)
    make_document(meeting, "Notes internes")
    make_document(meeting, "Retiré", is_public=True, removed_at=NOW)
    page = parse(client.get(f"/sessions/{meeting.id}"))
    assert texts(page, "h1") == ["Communication et financement"]
    assert texts(page, ".page-header .status") == ["convoquée"]
    assert dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True)) == {
        "Quand": "jeudi 8 avril 2027, de 10 h à 13 h heure du Maroc",
        "Où": "Conseil régional, Tanger Face à la gare",
        "Instance": "plénière",
        "Numéro": "S-2027-01",
    }
    assert texts(page, "#ordre-du-jour h3") == ["Adoption du compte rendu", "Diagnostic"]
    assert texts(page, "#ordre-du-jour .nowrap") == ["10 min", "1 h 20"]
    assert texts(page, "main > .wrap strong") == ["nombreux"]
    assert "Durée prévue : 1 h 30" in page.get_text().replace("\u00a0", " ").replace("\u202f", " ")
    assert texts(page, ".file") == ["Compte rendu ( PDF · 16 octets )"]


def test_a_restated_session_says_what_is_not_known(client):
    meeting = restated(
        theme="",
        theme_ar=None,
        starts_wall=datetime(2015, 3, 18),
        note=Translated(fr="Institutionnalisation"),
    )
    save(
        Outcome(
            meeting_id=meeting.id, position=1, nature=OutcomeNature.WORK, text=Translated(fr="Plan à rédiger")
        )
    )
    save(Finding(meeting_id=meeting.id, position=1, text=Translated(fr="Faible synergie")))
    save(
        Finding(
            meeting_id=meeting.id, position=2, axis=Translated(fr="Création"), text=Translated(fr="Foncier")
        )
    )
    save(
        Finding(
            meeting_id=meeting.id, position=3, axis=Translated(fr="Création"), text=Translated(fr="Produits")
        )
    )
    page = parse(client.get(f"/sessions/{meeting.id}"))
    assert texts(page, "h1") == ["Session du 18 mars 2015"]
    assert dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True)) == {
        "Quand": "mercredi 18 mars 2015 jour seul", "Où": "non documenté", "Numéro": "non documenté",
    }  # fmt: skip
    assert texts(page, "#diagnostic .axis") == ["Faible synergie", "Création Foncier Produits"]
    assert texts(page, "#acquis li") == ["Plan à rédiger Chantier"]
    assert page.select("script[type='application/ld+json']") == []
    assert "Source : press" in page.get_text().replace("\u00a0", " ")
    assert page.select("a[href$='.ics'][href^='/sessions/']") == []


def test_search_engines_read_a_convened_session_as_an_event(client):
    meeting = convened("Un </script> piège", online_url="https://reunion.example/salle")
    page = parse(client.get(f"/sessions/{meeting.id}"))
    (script,) = page.select("script[type='application/ld+json']")
    event = json.loads(script.string)
    assert event["name"] == "Un </script> piège"
    assert event["startDate"] == "2027-04-08T10:00:00+00:00"
    assert event["endDate"] == "2027-04-08T13:00:00+00:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["url"] == f"http://127.0.0.1:8000/sessions/{meeting.id}"
    assert event["location"][0] == {
        "@type": "Place",
        "name": "Conseil régional, Tanger",
        "address": "Conseil régional, Tanger",
    }
    assert "reunion.example" not in page.decode()


def test_a_draft_is_nobody_else_s_business(client, login_as):
    meeting = make_meeting("Brouillon")
    seat = make_seat()
    for browser in (client, login_as(seat.person, seat)):
        for path in (f"/sessions/{meeting.id}", f"/s/{meeting.id}", f"/sessions/{meeting.id}.ics"):
            assert browser.get(path).status_code == 404, path
    page = parse(login_as(make_secretary()).get(f"/sessions/{meeting.id}"))
    assert texts(page, "h1") == ["Brouillon"]
    assert client.get("/sessions/999999").status_code == 404


@pytest.mark.parametrize(
    "state, words",
    [(MeetingState.CANCELLED, "Cette session est annulée. Salle fermée"),
     (MeetingState.POSTPONED, "Cette session est reportée : sa nouvelle date sera annoncée ici et par courriel.")],
)  # fmt: skip
def test_a_session_called_off_says_so(client, state, words):
    reason = Translated(fr="Salle fermée") if state is MeetingState.CANCELLED else None
    meeting = convened(state=state, cancel_reason=reason)
    page = parse(client.get(f"/sessions/{meeting.id}"))
    assert [t.replace("\u00a0", " ") for t in texts(page, ".notice__text p")] == [words]


def test_the_short_address_leads_to_the_session(client):
    meeting = convened()
    response = client.get(f"/s/{meeting.id}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/sessions/{meeting.id}")


def test_a_warm_session_page_costs_one_query_and_follows_every_commit(client, count_queries):
    meeting = convened()
    path = f"/sessions/{meeting.id}"
    first = client.get(path)
    with count_queries() as statements:
        client.get(path)
    assert [s.split("FROM")[1].split()[0] for s in statements] == ["stamp"]
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    make_agenda_item(meeting, "Point ajouté")
    assert texts(parse(client.get(path)), "#ordre-du-jour h3") == ["Point ajouté"]
    with writing():
        meeting.state = MeetingState.DRAFT
        db.session.commit()
    assert client.get(path).status_code == 404


def test_a_session_page_with_twenty_items_stays_small_in_a_fixed_number_of_queries(client, count_queries):
    small, large = convened(), convened(reference="S-2027-02")
    make_agenda_item(small)
    for number in range(20):
        make_agenda_item(
            large, f"Point {number}", note=Translated(fr="Une note d'une longueur ordinaire. " * 5)
        )
    with count_queries() as one:
        client.get(f"/sessions/{small.id}")
    with count_queries() as twenty:
        response = client.get(f"/sessions/{large.id}")
    assert len(one) == len(twenty)
    assert len(response.data) < 40_000


# --- those who take part -----------------------------------------------------------------------------


def test_the_invited_see_their_invitation_and_the_documents_for_members(login_as, client):
    meeting = convened(online_url="https://reunion.example/salle")
    document = make_document(meeting, "Notes internes")
    seat = make_seat()
    invitation = make_invitation(meeting, seat)
    page = parse(login_as(seat.person, seat).get(f"/sessions/{meeting.id}"))
    assert [a["href"] for a in page.select(".answer a.button--primary")] == [f"/invitations/{invitation.id}"]
    assert "Vous n'avez pas encore répondu." in texts(page, ".answer")[0]
    assert [a["href"] for a in page.select(".file")] == [f"/sessions/{meeting.id}/documents/{document.id}"]
    assert "https://reunion.example/salle" in page.decode()
    stranger = make_seat()
    other = parse(login_as(stranger.person, stranger).get(f"/sessions/{meeting.id}"))
    assert (other.select(".answer"), other.select(".file")) == ([], [])


def test_what_signed_in_readers_share_is_rendered_once_and_follows_every_commit(login_as, count_queries):
    meeting = convened()
    make_agenda_item(meeting, "Ouverture")
    secretary = login_as(make_secretary())
    page = f"/sessions/{meeting.id}"

    def read():
        with count_queries() as statements:
            shown = texts(parse(secretary.get(page)), "#ordre-du-jour h3")
        return shown, any("FROM agenda_item" in s and "ORDER BY" in s for s in statements)

    assert read() == (["Ouverture"], True)
    assert read() == (["Ouverture"], False)
    make_agenda_item(meeting, "Clôture")
    assert read() == (["Ouverture", "Clôture"], True)


def test_what_is_rendered_for_the_invited_is_never_shown_to_others(login_as, client):
    meeting, seat = convened(), make_seat()
    make_agenda_item(meeting, "Ouverture")
    make_document(meeting, "Notes internes")
    make_invitation(meeting, seat)
    insiders = [login_as(seat.person, seat), login_as(make_secretary())]
    others = [client, login_as(make_person())]
    for _ in range(2):
        for browser in insiders:
            assert "Notes internes" in browser.get(f"/sessions/{meeting.id}").get_data(as_text=True)
        for browser in others:
            assert "Notes internes" not in browser.get(f"/sessions/{meeting.id}").get_data(as_text=True)


def test_a_recorded_answer_can_be_changed_from_the_session_page(login_as):
    meeting, seat = convened(), make_seat()
    make_invitation(
        meeting, seat, answer=Answer.DELEGATE, delegate_name="Animatrice principale", answered_at=NOW
    )
    page = parse(login_as(seat.person, seat).get(f"/sessions/{meeting.id}"))
    assert "quelqu'un d'autre vient (Animatrice principale)" in texts(page, ".answer")[0]
    assert texts(page, ".answer .button") == ["Changer la réponse"]


def test_documents_open_for_those_who_may(client, login_as):
    meeting, seat = convened(), make_seat()
    open_one, closed_one = make_document(meeting, "Public", is_public=True), make_document(meeting, "Interne")
    removed = make_document(meeting, "Retiré", is_public=True, removed_at=NOW)
    make_invitation(meeting, seat)
    member, secretary = login_as(seat.person, seat), login_as(make_secretary())

    def status(browser, document, of=meeting):
        return browser.get(f"/sessions/{of.id}/documents/{document.id}").status_code

    assert [status(b, open_one) for b in (client, member, secretary)] == [200, 200, 200]
    assert [status(b, closed_one) for b in (client, member, secretary)] == [404, 200, 200]
    assert [status(b, removed) for b in (client, member, secretary)] == [404, 404, 404]
    assert status(client, open_one, of=convened(reference="S-2027-09")) == 404
    response = client.get(f"/sessions/{meeting.id}/documents/{open_one.id}")
    assert response.headers["Content-Disposition"] == "attachment; filename=Public.pdf"
    assert response.data == b"%PDF-1.4 contenu"
