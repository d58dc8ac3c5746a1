"""The hand-over packs on their pages: prepared by the secretariat, made by the worker, read by nobody else."""

import pytest
import time_machine
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.actions.models import Action
from noress.domain.files.models import RenderedDocument
from noress.domain.institutions.models import BodyKind
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
    save,
)
from tests.factories.papers import all_documents, make_ready
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretariat(login_as):
    return login_as(make_secretary())


@pytest.fixture
def seat(app):
    return make_seat(make_institution("Réseau"), make_person("Titulaire actuelle"))


def test_only_the_secretariat(client, login_as, seat):
    body, member = make_body(), login_as(seat.person, seat)
    assert [who.get(f"/sieges/{seat.id}/passation").status_code for who in (client, member)] == [302, 404]
    assert [who.get(f"/instances/{body.id}/passation").status_code for who in (client, member)] == [302, 403]
    for kind, subject in (("handover_pack", seat), ("handover_zip", seat), ("body_handover_pack", body)):
        assert post(member, f"/documents/{kind}/{subject.id}/preparer", {"language": "fr"}).status_code == 404


def test_a_seat_is_handed_over_on_paper_and_as_an_archive(secretariat, seat, login_as):
    make_invitation(make_meeting(), seat)
    path = f"/sieges/{seat.id}/passation"
    assert parse(secretariat.get(f"/institutions/{seat.institution_id}")).select_one(
        f'#sieges a[href="{path}"]'
    )
    page = secretariat.get(path)
    assert (text_of(page, "h1"), text_of(page, ".facts dd")) == (
        ["Dossier de passation"], ["titulaire", "depuis le 18 mars 2015", "1", "0"],
    )  # fmt: skip
    buttons = parse(page).select("#dossier form")
    assert [form["action"] for form in buttons] == [
        f"/documents/handover_pack/{seat.id}/preparer", f"/documents/handover_zip/{seat.id}/preparer",
    ]  # fmt: skip
    for form in buttons:
        assert post(secretariat, form["action"], {"language": "fr"}).status_code == 303
    paper, archive = all_documents()
    assert [(row.kind, row.subject_type, row.subject_id) for row in (paper, archive)] == [
        ("handover_pack", "seat", seat.id), ("handover_zip", "seat", seat.id),
    ]  # fmt: skip
    make_ready(paper)
    link = parse(secretariat.get(path)).select_one("#dossier a.file")["href"]
    assert secretariat.get(link).status_code == 200
    assert login_as(seat.person, seat).get(link).status_code == 404


def test_a_body_too(secretariat):
    for kind, said in (
        (BodyKind.COMMITTEE, "Pour la présidence"),
        (BodyKind.SECRETARIAT, "Pour la coordination"),
    ):
        body = make_body(kind)
        assert (
            f'href="/instances/{body.id}/passation"' in secretariat.get(f"/instances/{body.id}/gestion").text
        )
        page = secretariat.get(f"/instances/{body.id}/passation")
        assert text_of(page, "#dossier p")[0].startswith(said)
        for form in parse(page).select("#dossier form"):
            assert post(secretariat, form["action"], {"language": "ar"}).status_code == 303
    kinds = [row.kind for row in db.session.scalars(select(RenderedDocument).order_by(RenderedDocument.id))]
    assert kinds == ["body_handover_pack", "body_handover_zip"] * 2


def test_closing_says_what_follows(secretariat, seat):
    save(
        Action(
            number="A-2026-001",
            what=Translated(fr="Imprimer"),
            owner_institution_id=seat.institution_id,
            created_at=NOW,
        )
    )
    told = text_of(secretariat.get(f"/sieges/{seat.id}/fermer"), ".confirmation li")
    assert "Reste à l'institution : 1 action ouverte. Les liens déjà envoyés à son sujet ne s'ouvriront plus." in [
        line.replace("\xa0", " ") for line in told
    ]  # fmt: skip
