"""All the documents of a session in one file: what each reader gets, and what it weighs, said first."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.institutions.models import Membership
from noress.domain.meetings import packs, rules
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from noress.jobs import documents
from tests.factories import (
    NOW,
    make_agenda_item,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.documents import make_document
from tests.factories.meeting_forms import text_of
from tests.factories.papers import ask, make_ready
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.both_engines  # two people write at once


@pytest.fixture
def seat(app):
    institution = make_institution("Institution 1", membership=Membership.MEMBER)
    return make_seat(institution, make_person("Titulaire 1", email="titulaire1@exemple.ma"))


@pytest.fixture
def meeting(plenary, seat):
    meeting = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    make_agenda_item(meeting, "Ouverture")
    make_document(meeting, "Note interne", content=b"x" * 3_000_000)
    make_document(meeting, "Affiche", content=b"x" * 2_500_000, is_public=True)
    make_document(meeting, "Programme", content=b"x" * 1_000, is_public=True)
    make_invitation(meeting, seat)
    return meeting


def test_the_session_s_page_says_the_weight_of_what_this_reader_gets(client, login_as, meeting, seat):
    path = f"/sessions/{meeting.id}/dossier"
    for browser, weight in ((client, "2,5 Mo"), (login_as(seat.person, seat), "5,5 Mo")):
        link = parse(browser.get(f"/sessions/{meeting.id}")).select_one(f"a[href='{path}']")
        assert (
            " ".join(link.get_text().replace("\u202f", " ").split())
            == f"Tous les documents en un seul fichier ({weight})"
        )


def test_one_document_alone_needs_no_pack(client, plenary):
    meeting = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    make_document(meeting, "Affiche", is_public=True)
    assert "en un seul fichier" not in client.get(f"/sessions/{meeting.id}").get_data(as_text=True)


def test_members_ask_for_the_whole_and_are_warned_of_its_weight(login_as, meeting, seat):
    member = login_as(seat.person, seat)
    page = parse(member.get(f"/sessions/{meeting.id}/dossier"))
    assert "C'est lourd pour un téléphone : 5,5 Mo" in text_of(
        member.get(f"/sessions/{meeting.id}/dossier"), "#complet"
    )
    asked = [form["action"] for form in page.select("#complet form")]
    assert asked == [f"/documents/{kind}/{meeting.id}/preparer" for kind in packs.PACKS]
    for address in asked:
        assert post(member, address, {"language": "fr"}).status_code == 303
    assert documents.drain(member.application) == 2
    page = parse(member.get(f"/sessions/{meeting.id}/dossier"))
    links = [a.get_text(" ", strip=True) for a in page.select("#complet a.file")]
    assert [("ZIP" in text, "PDF" in text) for text in links] == [(True, False), (False, True)]
    for link in page.select("#complet a.file"):
        assert member.get(link["href"]).status_code == 200


def test_visitors_get_what_is_public_and_are_told_where_the_rest_is(client, meeting):
    path = f"/sessions/{meeting.id}/dossier"
    page = parse(client.get(path))
    assert (page.select("#complet"), page.select("form.one-button")) == ([], [])
    assert "2 documents publics, 2,5 Mo." in text_of(client.get(path), "#public")
    assert "n'est pas encore préparé" in text_of(client.get(path), "#public")
    assert [a["href"] for a in page.select("main a") if "connexion" in a["href"]] == [
        f"/connexion?suite=/sessions/{meeting.id}/dossier"
    ]
    for kind in packs.PUBLIC_PACKS:
        make_ready(ask(meeting, kind=kind))
    with writing():
        from noress.core.stamps import raise_public_stamp

        raise_public_stamp(db.session)
        db.session.commit()
    page = parse(client.get(path))
    assert len(page.select("#public a.file")) == 2
    for link in page.select("#public a.file"):
        assert client.get(link["href"]).status_code == 200


def test_public_packs_are_asked_for_when_documents_become_public(app, plenary, seat):
    """Visitors have no button."""
    draft = make_meeting(bodies=[plenary])
    make_document(draft, "Note interne")
    make_document(draft, "Affiche", is_public=True)
    with writing():
        rules.convene_meeting(meeting=draft, actor=Actor.system(), now=NOW)
        db.session.commit()
    kinds = db.session.execute(
        select(RenderedDocument.kind, RenderedDocument.language).order_by(RenderedDocument.id)
    ).all()
    assert [tuple(row) for row in kinds] == [
        (kind, language) for kind in packs.PUBLIC_PACKS for language in ("fr", "ar")
    ]


def test_nothing_is_asked_for_where_nothing_is_public(app, plenary, seat):
    draft = make_meeting(bodies=[plenary])
    make_document(draft, "Note interne")
    item = make_agenda_item(draft, "Conflit", is_internal=True)
    make_document(draft, "Publique par erreur", agenda_item=item, is_public=True)
    with writing():
        rules.convene_meeting(meeting=draft, actor=Actor.system(), now=NOW)
        db.session.commit()
    assert db.session.scalars(select(RenderedDocument)).all() == []


def test_a_session_without_document_says_so(client, plenary):
    meeting = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    assert "Aucun document" in text_of(client.get(f"/sessions/{meeting.id}/dossier"), "main")


@pytest.mark.parametrize("count", [2, 6])
def test_the_page_asks_the_same_queries_whatever_there_is(login_as, plenary, seat, count_queries, count):
    meeting = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    make_invitation(meeting, seat)
    for number in range(count):
        make_document(
            meeting,
            f"Affiche {number}",
            is_public=True,
            agenda_item=make_agenda_item(meeting, f"Point {number}"),
        )
    member, path = login_as(seat.person, seat), f"/sessions/{meeting.id}/dossier"
    with count_queries() as statements:
        assert member.get(path).status_code == 200
    assert len(statements) == AT_ONCE_QUERIES


#: who acts; the session, its outline, agenda, documents; whether they are convened, once for the page and once for
#: each of their packs; the row of each pack
AT_ONCE_QUERIES = 12


def test_it_is_asked_anew_once_something_changed(app, meeting):
    def fingerprint(kind):
        with writing():
            row = request_document(kind=kind, subject=meeting, language="fr", actor=Actor.system(), now=NOW)
            db.session.commit()
        return row.fingerprint

    before = {kind: fingerprint(kind) for kind in (*packs.PACKS, *packs.PUBLIC_PACKS)}
    make_document(meeting, "Autre note interne")
    db.session.expire_all()
    after = {kind: fingerprint(kind) for kind in before}
    assert {kind for kind in before if before[kind] != after[kind]} == set(packs.PACKS)
