"""Internal items: a word in each of their parts, looked for in every byte that visitors and guests receive."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.core import links
from noress.core.database import writing
from noress.core.i18n import LANGUAGES, Translated
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.institutions.models import BodyKind, Membership
from noress.domain.meetings import mails, packs, rules
from noress.domain.meetings.models import Invitation, Meeting
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.jobs import documents
from noress.web.files import storage
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.factories.cast import make_cast
from tests.factories.documents import make_document
from tests.factories.papers import text_of
from tests.security.test_hostile_text import pages_of

pytestmark = pytest.mark.one_engine  # bytes of pages and papers

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WORDS = ("canarititre", "canarinote", "canariqui", "canarifichier", "canaripublic", "canaricontenu")
KINDS = (packs.AGENDA, *packs.PACKS, *packs.PUBLIC_PACKS)


def hide_something_in(meeting):
    """An internal item, its documents (one of them said public by mistake), and an ordinary item beside it."""
    item = make_agenda_item(
        meeting, "canarititre", note=Translated(fr="canarinote"), presenter="canariqui", is_internal=True
    )
    make_document(meeting, "canarifichier", agenda_item=item, content=pdf_saying("canaricontenu"))
    make_document(meeting, "canaripublic", agenda_item=item, is_public=True)
    make_document(meeting, "Affiche", agenda_item=make_agenda_item(meeting, "Ouverture"), is_public=True)
    return item


def pdf_saying(words):
    from noress.documents.typesetting import make_pdf

    return make_pdf("meeting_picture.typ", {"svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
                                            "alt": words, "is_wide": False}, title=words, language="fr")  # fmt: skip


def found_in(content: bytes) -> list[str]:
    return [word for word in WORDS if word.encode() in content]


def test_pages_tell_visitors_and_guests_nothing(app):
    """Every page of the policy that a visitor or the technical administrator opens."""
    cast = make_cast()
    meeting = db.session.get(Meeting, cast.ids["usual"]["meeting_id"])
    with writing():
        item = meeting.agenda[0]
        item.title, item.note, item.presenter = (
            Translated(fr="canarititre"),
            Translated(fr="canarinote"),
            "canariqui",
        )
        item.is_internal = True
        db.session.commit()
    make_document(meeting, "canarifichier", agenda_item=item)
    make_document(meeting, "canaripublic", agenda_item=item, is_public=True)
    for kind in ("visitor", "administrator"):
        leaks = [
            f"{kind} {where}: {words}" for where, response in pages_of(app, cast, kind)
            if (words := found_in(response.data)) and "historique" not in where and "/i/<token>" not in where
        ]  # fmt: skip
        assert leaks == []
    seen = [where for where, response in pages_of(app, cast, "titular") if b"canarititre" in response.data]
    assert "GET /sessions/<int:meeting_id>" in seen


@pytest.fixture
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(app, at_nine):
    """A convened plenary with one member, one guest, an internal item and its papers, all made."""
    body = make_body(BodyKind.PLENARY, "Plénière")
    seat = make_seat(
        make_institution("Institution 1", membership=Membership.MEMBER),
        make_person("Titulaire", email="titulaire@exemple.ma"),
    )
    meeting = make_meeting(bodies=[body])
    hide_something_in(meeting)
    with writing():
        guest = rules.GuestValues("Invitée", "Presse", "invitee@exemple.ma")
        rules.add_guest(meeting=meeting, values=guest, actor=Actor.system(), now=NOW)
        rules.convene_meeting(meeting=meeting, actor=Actor.system(), now=NOW)
        for kind in KINDS:
            request_document(kind=kind, subject=meeting, language="fr", actor=Actor.system(), now=NOW)
        db.session.commit()
    documents.drain(app)
    return meeting, seat


def link_of(meeting, *, of_guest):
    found = db.session.scalars(select(Invitation).where(Invitation.meeting_id == meeting.id)).all()
    own = next(one for one in found if (one.seat_id is None) is of_guest)
    return f"/i/{links.token(mails.PURPOSE, own.id, own.link_generation)}"


def papers(meeting):
    """{kind: what it says and names} of the French papers that are ready."""
    told = {}
    for row in db.session.scalars(select(RenderedDocument).where(RenderedDocument.language == "fr")):
        assert row.state is DocumentState.READY, (row.kind, row.error)
        content = storage().get(row.file.key)
        if row.file.name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                told[row.kind] = "\n".join(
                    [
                        *archive.namelist(),
                        *(
                            text_of(archive.read(n))
                            for n in archive.namelist()
                            if b"%PDF-1.7" in archive.read(n)[:20]
                        ),
                    ]
                )
        else:
            told[row.kind] = text_of(content)
    return told


def test_a_guest_s_link_shows_nothing_and_a_member_s_all(client, session):
    meeting, _seat = session
    guest, member = client.get(link_of(meeting, of_guest=True)), client.get(link_of(meeting, of_guest=False))
    assert (found_in(guest.data), guest.status_code, b"Ouverture" in guest.data) == ([], 200, True)
    assert found_in(member.data) == [
        "canarititre",
        "canarinote",
        "canariqui",
        "canarifichier",
        "canaripublic",
    ]
    assert b"interne" in member.data


def test_its_documents_open_for_members_only(client, login_as, session):
    meeting, seat = session
    hidden = [d for d in meeting.documents if d.title.startswith("canari")]
    shown = next(d for d in meeting.documents if d.title == "Affiche")
    guest, member = link_of(meeting, of_guest=True), link_of(meeting, of_guest=False)
    signed_in = login_as(seat.person, seat)
    for document in hidden:
        address = f"/sessions/{meeting.id}/documents/{document.id}"
        got = [client.get(address).status_code, client.get(f"{guest}/documents/{document.id}").status_code,
               client.get(f"{member}/documents/{document.id}").status_code, signed_in.get(address).status_code]  # fmt: skip
        assert got == [404, 404, 200, 200], document.title
    assert client.get(f"{guest}/documents/{shown.id}").status_code == 200


def test_mails_tell_guests_nothing(session):
    sent = {mail.to_address: mail for mail in db.session.scalars(select(OutboxMail))}
    guest, member = sent["invitee@exemple.ma"], sent["titulaire@exemple.ma"]
    assert found_in((guest.subject + guest.text + guest.html + (guest.calendar or "")).encode()) == []
    assert found_in(member.text.encode()) == ["canarititre"]
    assert found_in((member.calendar or "").encode()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_machines_read_tells_nothing(client, session, language):
    meeting, _seat = session
    for address in (f"/sessions/{meeting.id}", f"/sessions/{meeting.id}.ics", "/sessions.ics", "/sessions/", "/",
                    f"/sessions/{meeting.id}/dossier", f"/s/{meeting.id}"):  # fmt: skip
        assert found_in(client.get(f"{address}?lang={language}").data) == [], address


def test_the_text_to_paste_and_the_history_of_a_member(login_as, session):
    meeting, seat = session
    secretary = login_as(make_secretary())
    assert found_in(secretary.get(f"/sessions/{meeting.id}/partager").data) == []
    assert login_as(seat.person, seat).get(f"/sessions/{meeting.id}/historique").status_code == 403


def test_public_papers_hold_nothing_and_the_members_pack_all(session):
    meeting, _seat = session
    told = papers(meeting)
    assert set(told) == set(KINDS)
    for kind in (packs.AGENDA, *packs.PUBLIC_PACKS):
        assert [word for word in WORDS if word in told[kind]] == [], kind
    for kind in packs.PACKS:
        assert [word for word in WORDS if word not in told[kind]] == (["canarinote"]), kind


def test_members_packs_are_for_members(client, login_as, session):
    _meeting, seat = session
    stranger = login_as(make_person("Autre"), make_seat(make_institution("Hors session")))
    for row in db.session.scalars(select(RenderedDocument).where(RenderedDocument.language == "fr")).all():
        address = f"/documents/{row.id}/telecharger"
        is_public = row.kind not in packs.PACKS
        got = [
            client.get(address).status_code,
            stranger.get(address).status_code,
            login_as(seat.person, seat).get(address).status_code,
        ]
        assert got == ([200, 200, 200] if is_public else [302, 404, 200]), row.kind


def test_what_becomes_internal_leaves_the_papers_that_were_made(app, client, session):
    """The agenda and the public pack, made when the item was everybody's, can no longer be downloaded."""
    meeting, _seat = session
    item = next(one for one in meeting.agenda if one.title["fr"] == "Ouverture")
    before = {
        row.kind: row.id
        for row in db.session.scalars(select(RenderedDocument).where(RenderedDocument.language == "fr"))
    }
    with writing():
        values = rules.ItemValues(item.kind, item.title, item.minutes, is_internal=True)
        rules.edit_agenda_item(item=item, values=values, version=item.version, actor=Actor.system(), now=NOW)
        db.session.commit()
    for kind in (packs.AGENDA, *packs.PUBLIC_PACKS):
        assert client.get(f"/documents/{before[kind]}/telecharger").status_code in {302, 404}
    documents.drain(app)
    told = papers(meeting)
    assert [kind for kind in (packs.AGENDA, *packs.PUBLIC_PACKS) if "Ouverture" in told[kind]] == []
    assert "Ouverture" in told[packs.PACKS[1]]


def test_a_removed_document_leaves_every_pack(app, session):
    meeting, _seat = session
    document = next(one for one in meeting.documents if one.title == "Affiche")
    with writing():
        rules.remove_document(document=document, actor=Actor.system(), now=NOW)
        db.session.commit()
    documents.drain(app)
    told = papers(meeting)
    assert [kind for kind in (*packs.PACKS, *packs.PUBLIC_PACKS) if "Affiche" in told.get(kind, "")] == []


def test_a_public_document_stays_hidden_when_its_internal_item_goes(session):
    meeting, _seat = session
    item = next(one for one in meeting.agenda if one.is_internal)
    with writing():
        rules.remove_agenda_item(item=item, actor=Actor.system(), now=NOW)
        db.session.commit()
    assert {d.title: d.is_public for d in meeting.documents} == {
        "canarifichier": False,
        "canaripublic": False,
        "Affiche": True,
    }
