"""Texts of bodies on their pages: read, written down, signed, opened."""

import io
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.governance.models import GoverningPaper, PaperKind, PaperSignature, PaperVersion
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.factories.documents import make_file
from tests.factories.governance import make_paper, make_signature, make_version
from tests.forms import errors_of, post, text_of
from tests.pages import parse
from tests.posting import post as send

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretariat(login_as):
    return login_as(make_secretary())


@pytest.fixture
def committee(app):
    return make_body(BodyKind.COMMITTEE, "Comité 1")


def sits_in(body, login_as, **values):
    seat = make_seat()
    make_mandate(body, institution_id=seat.institution_id, **values)
    return login_as(seat.person, seat)


def one(model):
    return db.session.scalars(select(model)).one()


# --- who reads ----------------------------------------------------------------------------------------


def test_a_paper_of_a_committee_is_for_those_who_sit_there(client, login_as, committee, secretariat):
    paper = make_paper(committee, "Note de cadrage", kind=PaperKind.COMMITTEE_PAPER)
    version = make_version(paper, adopted_on=None, file_id=make_file("note.pdf", content=PDF).id)
    inside, outside = sits_in(committee, login_as), login_as(make_seat().person)
    page, file = f"/textes/{paper.id}", f"/textes/versions/{version.id}/fichier"
    assert [who.get(page).status_code for who in (client, outside, inside, secretariat)] == [
        302,
        404,
        200,
        200,
    ]
    assert [who.get(file).status_code for who in (client, outside, inside, secretariat)] == [
        302,
        404,
        200,
        200,
    ]
    assert inside.get(file).data == PDF
    listed = [
        len(text_of(who.get(f"/instances/{committee.id}"), "#textes h3")) for who in (client, outside, inside)
    ]
    assert listed == [0, 0, 1]


def test_a_private_paper_of_the_plenary_is_for_every_member(client, login_as):
    paper = make_paper(make_body(BodyKind.PLENARY))
    seat = make_seat()
    assert login_as(seat.person, seat).get(f"/textes/{paper.id}").status_code == 200
    assert login_as(make_person()).get(f"/textes/{paper.id}").status_code == 404


def test_visitors_read_what_is_adopted_of_a_public_paper(client, login_as, committee):
    paper = make_paper(committee, "Charte", is_public=True)
    adopted = make_version(paper, file_id=make_file("charte.pdf", content=PDF).id)
    draft = make_version(paper, 2, adopted_on=None, file_id=make_file("projet.pdf", content=PDF).id)
    page = client.get(f"/textes/{paper.id}")
    assert (page.status_code, "Set-Cookie" in page.headers) == (200, False)
    assert text_of(page, "#versions tbody th") == ["1 en vigueur"]
    assert client.get(f"/textes/versions/{adopted.id}/fichier").data == PDF
    assert client.get(f"/textes/versions/{draft.id}/fichier").status_code == 302
    assert text_of(sits_in(committee, login_as).get(f"/textes/{paper.id}"), "#versions tbody th") == [
        "2 projet", "1 en vigueur",
    ]  # fmt: skip
    # the page of the body, kept for visitors, follows
    assert text_of(client.get(f"/instances/{committee.id}"), "#textes h3") == ["Charte"]


def test_a_text_that_is_not_held_says_so(client):
    meeting = make_meeting(state=MeetingState.CLOSED, is_day_only=True)
    paper = make_paper(make_body(BodyKind.PLENARY), "Mémorandum", kind=PaperKind.MEMORANDUM, is_public=True)
    version = make_version(paper, meeting_id=meeting.id, source="presse")
    page = client.get(f"/textes/{paper.id}")
    assert text_of(page, ".facts dd") == [
        "plénière", "version 1", "adopté le 18 mars 2015 : session du 8 avril 2027", "texte non disponible",
    ]  # fmt: skip
    assert parse(page).select_one(f'#versions a[href="/sessions/{meeting.id}"]')
    assert client.get(f"/textes/versions/{version.id}/fichier").status_code == 404


def test_unknown_texts_do_not_exist(client, secretariat):
    for path in ("/textes/9999", "/textes/versions/9999/fichier", "/textes/signatures/9999/copie"):
        assert secretariat.get(path).status_code == 404


def test_the_page_costs_the_same_with_one_and_three_versions_and_signatures(client, count_queries):
    paper, counts = make_paper(is_public=True), []
    number = 0
    for more in (1, 2):
        for _ in range(more):
            number += 1
            version = make_version(paper, number)
            make_signature(version, make_institution())
        with count_queries() as statements:
            client.get(f"/textes/{paper.id}")
            client.get(f"/instances/{paper.body_id}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


# --- writing down -------------------------------------------------------------------------------------


def test_only_the_secretariat_writes(login_as, committee):
    paper = make_paper(committee)
    version = make_version(paper)
    signature = make_signature(version, make_institution())
    inside = sits_in(committee, login_as, role=MandateRole.CHAIR)
    for path in (
        f"/instances/{committee.id}/textes/nouveau", f"/textes/{paper.id}/modifier", f"/textes/{paper.id}/ouverture",
        f"/textes/{paper.id}/versions/nouvelle", f"/textes/versions/{version.id}/modifier",
        f"/textes/versions/{version.id}/signatures/noter",
    ):  # fmt: skip
        assert (inside.get(path).status_code, send(inside, path).status_code) == (403, 403)
    path = f"/textes/signatures/{signature.id}/retirer"
    assert (inside.get(path).status_code, send(inside, path).status_code) == (404, 404)


def test_from_a_title_to_a_version_in_force(secretariat, committee):
    sent = post(secretariat, f"/instances/{committee.id}/textes/nouveau", kind="charter", title_fr="Charte",
                title_ar="ميثاق", asks_signatures="y")  # fmt: skip
    paper = one(GoverningPaper)
    assert (sent.status_code, sent.location) == (303, f"/textes/{paper.id}/versions/nouvelle")
    assert (paper.kind, paper.title, paper.asks_signatures) == (
        PaperKind.CHARTER, {"fr": "Charte", "ar": "ميثاق"}, True,
    )  # fmt: skip
    sent = post(
        secretariat, sent.location, file=(io.BytesIO(PDF), "charte.pdf"), adopted_on="2015-03-18", act_fr="Assemblée",
        note_fr="Premier texte",
    )  # fmt: skip
    version = one(PaperVersion)
    assert (sent.status_code, sent.location) == (303, f"/textes/{paper.id}")
    assert (version.number, version.adopted_on, version.act, version.note, version.file.name) == (
        1, date(2015, 3, 18), {"fr": "Assemblée"}, {"fr": "Premier texte"}, "charte.pdf",
    )  # fmt: skip
    page = secretariat.get(sent.location)
    assert text_of(page, ".notice")[0].endswith("La version 1 est enregistrée. Elle est en vigueur.")
    assert text_of(page, ".timeline > li > p:first-child") == ["Version ajoutée", "Texte ajouté"]


@pytest.mark.parametrize("typed, field, message", [
    ({"title_fr": "", "title_ar": ""}, "title_fr", "Écrivez le titre du texte, en français ou en arabe."),
    ({"title_fr": "a" * 201}, "title_fr", "200 caractères au plus."),
    ({"kind": "loi"}, "kind", "Choisissez une des réponses proposées."),
])  # fmt: skip
def test_create_refuses_bad_input(secretariat, committee, typed, field, message):
    path = f"/instances/{committee.id}/textes/nouveau"
    refused = post(secretariat, path, **{"title_fr": "Charte", "title_ar": "ميثاق", **typed})
    assert (refused.status_code, errors_of(refused)[field]) == (422, message)
    assert parse(refused).select_one("#title_ar").get("value", "") == typed.get("title_ar", "ميثاق")
    assert db.session.scalars(select(GoverningPaper)).all() == []


@pytest.mark.parametrize("typed, field, status", [
    ({"adopted_on": "2026-11-21"}, "adopted_on", 422), ({"adopted_on": "hier"}, "adopted_on", 422),
    ({"decision_id": "77"}, "decision_id", 422), ({"meeting_id": "x"}, "meeting_id", 422),
    ({"note_fr": "a" * 2001}, "note_fr", 422), ({"act_fr": "a\nb"}, "act_fr", 422),
    ({"file": (io.BytesIO(b"MZ"), "virus.exe")}, "file", 422), ({"file": (io.BytesIO(b""), "vide.pdf")}, "file", 422),
])  # fmt: skip
def test_add_version_refuses_bad_input(secretariat, committee, typed, field, status):
    paper = make_paper(committee)
    refused = post(secretariat, f"/textes/{paper.id}/versions/nouvelle", **{"act_ar": "قرار", **typed})
    assert (refused.status_code, list(errors_of(refused))) == (status, [field])
    assert parse(refused).select_one("#act_ar")["value"] == "قرار"
    assert db.session.scalars(select(PaperVersion)).all() == []


def test_two_people_editing_see_both_texts(secretariat, committee):
    paper = make_paper(committee, "Charte")
    path = f"/textes/{paper.id}/modifier"
    post(secretariat, path, title_fr="Charte A")
    stale = post(secretariat, path, version="1", title_fr="Charte B")
    assert (stale.status_code, text_of(stale, ".merge dd")) == (409, ["Charte A", "Charte B"])
    assert post(secretariat, path, title_fr="Charte B").status_code == 303
    version = make_version(paper, adopted_on=None)
    path = f"/textes/versions/{version.id}/modifier"
    post(secretariat, path, note_fr="Une")
    stale = post(secretariat, path, version="1", note_fr="Deux")
    assert (stale.status_code, text_of(stale, ".merge dd")) == (409, ["Une", "Deux"])


def test_a_signed_version_does_not_change(secretariat, committee):
    version = make_version(make_paper(committee))
    make_signature(version, make_institution())
    path = f"/textes/versions/{version.id}/modifier"
    assert (secretariat.get(path).status_code, send(secretariat, path).status_code) == (409, 409)


def test_opening_to_visitors_is_confirmed_first(secretariat, client, committee):
    paper = make_paper(committee, "Charte")
    make_version(paper)
    path = f"/textes/{paper.id}/ouverture"
    page = secretariat.get(path)
    assert text_of(page, "h1") == ["Rendre ce texte public"]
    assert paper.is_public is False
    assert post(secretariat, path).status_code == 303
    assert client.get(f"/textes/{paper.id}").status_code == 200
    assert text_of(secretariat.get(path), "h1") == ["Ne plus montrer ce texte aux visiteurs"]
    assert send(secretariat, path, {"is_public": "1"}).status_code == 409
    assert post(secretariat, path).status_code == 303
    assert client.get(f"/textes/{paper.id}").status_code == 302


# --- signatures ---------------------------------------------------------------------------------------


def test_signatures_are_noted_one_after_the_other(secretariat, committee, login_as):
    names = ("Réseau", "Chambre")
    institutions = [make_institution(name) for name in names]
    for institution in institutions:
        make_mandate(committee, institution_id=institution.id)
    version = make_version(make_paper(committee, asks_signatures=True))
    show, path = f"/textes/{version.paper_id}", f"/textes/versions/{version.id}/signatures/noter"
    assert "0 institutions sur 2 ont signé" in text_of(secretariat.get(show), "#signatures")[0]
    sent = post(secretariat, f"{path}?institution={institutions[0].id}", signed_on="2026-11-18",
                scan=(io.BytesIO(PDF), "scan.pdf"))  # fmt: skip
    row = one(PaperSignature)
    assert (sent.status_code, sent.location) == (303, path)
    assert (row.institution_id, row.signed_on, row.scan.name) == (
        institutions[0].id,
        date(2026, 11, 18),
        "scan.pdf",
    )
    sent = post(secretariat, path, institution_id=str(institutions[1].id))
    assert (sent.status_code, sent.location) == (303, show)
    assert text_of(secretariat.get(path), "h2")[0] == "Toutes les institutions ont signé"
    page = secretariat.get(show)
    assert text_of(page, "#signatures tbody tr") == [
        "Chambre signé le 20 novembre 2026 – Retirer Chambre", "Réseau signé le 18 novembre 2026 Télécharger Réseau Retirer Réseau",
    ]  # fmt: skip
    copy = f"/textes/signatures/{row.id}/copie"
    signer = make_seat(institutions[0])
    other = make_seat(institutions[1])
    assert secretariat.get(copy).data == PDF
    assert login_as(signer.person, signer).get(copy).data == PDF
    assert login_as(other.person, other).get(copy).status_code == 404


@pytest.mark.parametrize("typed, field", [
    ({"institution_id": ""}, "institution_id"), ({"institution_id": "9999"}, "institution_id"),
    ({"signed_on": "2026-11-21"}, "signed_on"), ({"signed_on": ""}, "signed_on"),
    ({"scan": (io.BytesIO(b"MZ"), "a.exe")}, "scan"),
])  # fmt: skip
def test_note_signature_refuses_bad_input(secretariat, committee, typed, field):
    institution = make_institution()
    make_mandate(committee, institution_id=institution.id)
    version = make_version(make_paper(committee))
    path = f"/textes/versions/{version.id}/signatures/noter"
    refused = post(secretariat, path, **{"institution_id": str(institution.id), **typed})
    assert (refused.status_code, list(errors_of(refused))) == (422, [field])
    assert db.session.scalars(select(PaperSignature)).all() == []


def test_a_signature_noted_by_mistake_is_taken_back(secretariat, committee):
    version = make_version(make_paper(committee))
    signature = make_signature(version, make_institution("Réseau"))
    path = f"/textes/signatures/{signature.id}/retirer"
    assert "Réseau" in text_of(secretariat.get(path), ".confirmation")[0]
    sent = post(secretariat, path)
    assert (sent.status_code, sent.location) == (303, f"/textes/{version.paper_id}")
    assert db.session.scalars(select(PaperSignature)).all() == []
    assert text_of(secretariat.get(sent.location), ".timeline > li > p:first-child") == ["Signature retirée"]


def test_a_missing_signature_is_a_duty_when_it_is_asked_for(login_as, committee):
    seat, observer = make_seat(), make_seat()
    make_mandate(committee, institution_id=seat.institution_id)
    make_mandate(committee, institution_id=observer.institution_id, role=MandateRole.OBSERVER)
    paper = make_paper(committee, "Charte")
    version = make_version(paper)
    browser = login_as(seat.person, seat)

    def duties(who=browser):
        return text_of(who.get("/a-faire"), ".duty h3")

    assert duties() == []
    paper.asks_signatures = True
    db.session.commit()
    assert duties() == ["Signer « Charte »"]
    assert duties(login_as(observer.person, observer)) == []
    assert "La signature de votre institution manque." in browser.get(f"/textes/{paper.id}").text
    make_signature(version, seat.institution)
    assert duties() == []
    assert "La signature de votre institution manque." not in browser.get(f"/textes/{paper.id}").text
    make_version(paper, 2, adopted_on=None)
    assert duties() == []
    make_version(paper, 3)
    assert duties() == ["Signer « Charte »"]


def test_photographs_of_papers_are_made_smaller_before_they_leave(secretariat, committee):
    make_mandate(committee, institution_id=make_institution("Réseau").id)
    version = make_version(make_paper(committee, asks_signatures=True))
    paper = f"/textes/{version.paper_id}"
    for address in (f"{paper}/versions/nouvelle", f"/textes/versions/{version.id}/signatures/noter"):
        field = parse(secretariat.get(address)).select_one("input[type=file]")
        assert field.has_attr("data-shrink"), address
