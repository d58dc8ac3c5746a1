"""The hand-over packs: both languages on paper, and everything they name in the archive."""

import io
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from noress.core.i18n import Translated, in_language
from noress.documents.kinds import handover
from noress.domain.actions.models import Action
from noress.domain.backlog.models import ProposedItem
from noress.domain.governance.models import PaperKind
from noress.domain.institutions.models import Body, BodyKind, MandateRole, Seat
from noress.domain.meetings.models import AgendaKind, Answer, MeetingState
from noress.domain.minutes.models import MinutesState
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
from tests.factories.decisions import make_decision
from tests.factories.documents import make_file
from tests.factories.governance import make_paper, make_signature, make_version
from tests.factories.minutes import make_held_meeting, make_minutes
from tests.factories.papers import ask, make_ready, pages_of, text_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bodies(app):
    return {
        "plenary": make_body(BodyKind.PLENARY, "Plénière"),
        "committee": make_body(BodyKind.COMMITTEE, "Comité 1", notice_days=15),
        "secretariat": make_body(BodyKind.SECRETARIAT, "Secrétariat permanent"),
    }


@pytest.fixture
def seat(bodies):
    institution = make_institution("Réseau", name_ar="شبكة", email="reseau@exemple.ma", visibility="internal",
                                   memorandum_signed_on=date(2015, 3, 18))  # fmt: skip
    coordinating = make_institution(
        "Région", name_ar="الجهة", email="region@exemple.ma", visibility="members"
    )
    make_mandate(
        bodies["committee"], institution_id=institution.id, role=MandateRole.RAPPORTEUR, act="Session de 2015"
    )
    make_mandate(bodies["secretariat"], institution_id=coordinating.id)
    seat = make_seat(institution, make_person("Titulaire actuelle"), designation="Lettre 12")
    meeting = make_meeting("Communication", bodies=[bodies["plenary"]], state=MeetingState.CONVENED, reference="S-2027-01",
                           convened_at=NOW)  # fmt: skip
    make_invitation(meeting, seat, answer=Answer.YES)
    held = make_held_meeting(bodies=[bodies["committee"]], theme="Accueil")
    make_decision("La fiche est commune.", meeting=held, number="D-2026-77/01")
    other = make_held_meeting(bodies=[make_body(BodyKind.COMMITTEE, "Comité 2")])
    make_decision("Autre affaire.", meeting=other, number="D-2026-78/01")
    save(Action(number="A-2026-001", what=Translated(fr="Imprimer la fiche", ar="طبع البطاقة"), due_on=date(2026, 11, 1),
                due_precision="day", owner_institution_id=institution.id, meeting_id=held.id, created_at=NOW - timedelta(days=9)))  # fmt: skip
    paper = make_paper(bodies["plenary"], "Mémorandum", kind=PaperKind.MEMORANDUM, asks_signatures=True)
    version = make_version(paper, file_id=make_file("memo.pdf").id)
    make_signature(version, institution)
    return seat


def words(pdf):
    return " ".join(text_of(pdf).replace("\u202f", " ").replace("\xa0", " ").split())


def made(maker, model, subject, code="fr"):
    with in_language(code):
        return maker(model, subject.id, code)


def test_the_pack_of_a_seat_says_everything_in_both_languages(seat):
    paper = made(handover.make, Seat, seat)
    text = words(paper.content)
    assert (paper.title.replace("\xa0", " "), paper.filename) == (
        "Dossier de passation : Réseau", f"passation-seat-{seat.id}-fr.pdf",
    )  # fmt: skip
    for part in (
        "au vendredi 20 novembre 2026", "Le siège Institution Réseau", "Mémorandum signé le 18 mars 2015",
        "Personne Titulaire actuelle", "Acte de désignation Lettre 12", "Comité 1 rapporteur depuis le 18 mars 2015",
        "Communication", "S-2027-01", "A-2026-001 Imprimer la fiche", "en retard", "D-2026-77/01 La fiche est commune.",
        "adopté le 18 mars 2015", "Région", "region@exemple.ma",
    ):  # fmt: skip
        assert part in text, part
    assert "Autre affaire." not in text
    assert [word for word in ("شبكة", "الجهة") if word not in text_of(paper.content)] == []
    assert pages_of(paper.content) >= 2


def test_an_arabic_reader_finds_arabic_first(seat):
    french, arabic = (words(made(handover.make, Seat, seat, code).content) for code in ("fr", "ar"))
    assert french.index("Association") < french.index("جمعية")
    assert arabic.index("جمعية") < arabic.index("Association")


def test_the_pack_of_a_committee_keeps_to_it_and_hides_internal_contacts(seat, bodies):
    save(ProposedItem(body_id=bodies["committee"].id, kind=AgendaKind.DISCUSSION, title=Translated(fr="Le fonds"), minutes=20,
                      institution_id=seat.institution_id, proposed_at=NOW))  # fmt: skip
    text = words(made(handover.make, Body, bodies["committee"]).content)
    for part in (
        "Convocation 15 jours avant", "Réseau", "rapporteur", "Aucune session à venir.", "Le fonds", "A-2026-001",
        "D-2026-77/01", "region@exemple.ma",
    ):  # fmt: skip
        assert part in text, part
    assert [word in text for word in ("Communication", "reseau@exemple.ma", "D-2026-78/01")] == [False] * 3


def test_the_pack_of_the_secretariat_holds_every_body_and_every_member(seat, bodies):
    make_minutes(
        make_held_meeting(bodies=[bodies["committee"]], theme="En cours"), state=MinutesState.CIRCULATED
    )
    text = words(made(handover.make, Body, bodies["secretariat"]).content)
    for part in (
        "Communication", "1 sur 1", "D-2026-77/01", "D-2026-78/01", "reseau@exemple.ma", "En cours", "soumis à correction",
    ):  # fmt: skip
        assert part in text, part


def test_the_archive_holds_what_the_paper_names(seat, bodies):
    record = make_minutes(make_held_meeting(bodies=[bodies["committee"]]), state=MinutesState.PUBLISHED)
    make_ready(ask(record, kind="minutes_extract"), b"%PDF-1.7 extrait")
    elsewhere = make_minutes(
        make_held_meeting(bodies=[make_body(BodyKind.COMMITTEE)]), state=MinutesState.PUBLISHED
    )
    make_ready(ask(elsewhere, kind="minutes_extract"), b"%PDF-1.7 autre")
    archive = made(handover.make_archive, Seat, seat)
    assert (archive.content_type, archive.filename) == ("application/zip", f"passation-seat-{seat.id}-fr.zip")
    with zipfile.ZipFile(archive.content) as opened:
        assert opened.namelist() == [
            "passation-fr.pdf", "passation-ar.pdf", "Actions.xlsx", "Comptes rendus/fiche.pdf", "Textes/Mémorandum-v1.pdf",
        ]  # fmt: skip
        assert opened.read("Comptes rendus/fiche.pdf") == b"%PDF-1.7 extrait"
        book = CalamineWorkbook.from_filelike(io.BytesIO(opened.read("Actions.xlsx")))
    archive.content.unlink()
    assert book.get_sheet_by_index(0).to_python() == [
        ["Numéro", "Quoi", "Échéance", "Responsable", "État"],
        ["A-2026-001", "Imprimer la fiche", "1er novembre 2026 (en retard)", "Réseau", "en cours"],
    ]  # fmt: skip


def test_the_archive_s_own_names_are_in_the_language_of_who_asks(seat):
    archive = made(handover.make_archive, Seat, seat, "ar")
    with zipfile.ZipFile(archive.content) as opened:
        names = opened.namelist()
    archive.content.unlink()
    assert names[2:] == ["الإجراءات.xlsx", "النصوص/النظام الداخلي-v1.pdf"]


def test_fingerprints_follow_what_is_said(seat):
    before = handover.fingerprint(seat, "fr"), handover.fingerprint_of_archive(seat, "fr")
    assert (handover.fingerprint(seat, "fr"), handover.fingerprint_of_archive(seat, "fr")) == before
    seat.designation = "Lettre 13"
    db.session.commit()
    after = handover.fingerprint(seat, "fr"), handover.fingerprint_of_archive(seat, "fr")
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, True]
