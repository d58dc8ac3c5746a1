"""The record and its extract on paper: searchable in both languages, signed, with the hash of what was approved."""

from datetime import timedelta

import pytest

from noress.core.i18n import Translated, in_language
from noress.documents.kinds import minutes as papers
from noress.domain.accounts.actor import Actor
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus, SignInSheet
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import Finding, MeetingDocument, Proposal
from noress.domain.minutes.content import load_record
from noress.domain.minutes.models import BlockKind, Minutes, MinutesState, Rectification
from noress.extensions import db
from tests.documents.test_typesetting import WORDS
from tests.factories import NOW, make_agenda_item, make_body, make_institution, save
from tests.factories.decisions import make_decision
from tests.factories.documents import make_document, make_file
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.factories.papers import pages_of, text_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def body():
    return make_body(BodyKind.COMMITTEE, "Comité financement")


def written(body, **values) -> Minutes:
    """One of each: item, note in the thirteen words, decision, action, finding, somebody who was there."""
    meeting = make_held_meeting(bodies=[body])
    minutes = make_minutes(
        meeting, chaired_by="Présidente du jour", written_by="Rapporteure du jour", **values
    )
    item = make_agenda_item(meeting, "Fonds de garantie")
    owner = make_institution("Coopérative du Rif", name_ar="تعاونية الريف")
    make_block(
        minutes,
        "Le comité **discute** :\n\n- premier point\n- second point",
        ar=" ".join(WORDS),
        agenda_item_id=item.id,
    )
    decision = make_block(minutes, "Le fonds est créé.", ar="أنشئ الصندوق.", kind=BlockKind.DECISION, agenda_item_id=item.id,
                          details={"mode": "show_of_hands", "votes_for": 4, "votes_against": 1, "abstentions": 0})  # fmt: skip
    make_decision("Le fonds est créé.", meeting=meeting, block_id=decision.id, is_public=True)
    make_block(minutes, "Écrire le règlement.", ar="تحرير النظام.", kind=BlockKind.ACTION, agenda_item_id=item.id,
               details={"owner_institution_id": owner.id, "due_on": "2027-02-28", "due_precision": "month",
                        "deliverables": {"fr": "Règlement"}})  # fmt: skip
    make_block(minutes, "Réservé aux membres.", ar="", is_confidential=True)
    save(
        Finding(
            meeting_id=meeting.id,
            position=1,
            axis=Translated(fr="Financement"),
            text=Translated(fr="Peu de garanties."),
        )
    )
    save(Proposal(first_meeting_id=meeting.id, last_meeting_id=meeting.id, position=1, axis=Translated(fr="Financement"),
                  text=Translated(fr="Créer un fonds.")))  # fmt: skip
    save(Attendance(meeting_id=meeting.id, institution_id=owner.id, status=AttendanceStatus.PRESENT, women=2, men=1,
                    source=AttendanceSource.DESK, recorded_at=NOW))  # fmt: skip
    db.session.expire_all()
    return minutes


def made(maker, minutes, language="fr") -> tuple[str, str]:
    """(file name, what a search finds in it, blanks folded)."""
    with in_language(language):
        paper = maker(minutes.id, language)
    return paper.filename, " ".join(text_of(paper.content).split())


def test_the_draft_in_french(body):
    minutes = written(body)
    name, text = made(papers.make, minutes)
    assert name == f"proces-verbal-{minutes.meeting.reference}-fr.pdf"
    for words in (
        f"Procès-verbal de la session {minutes.meeting.reference}", "Projet", "1. Fonds de garantie", "Le comité discute", "premier point",
        "Décision D-", "Le fonds est créé.", "à main levée", "Écrire le règlement.", "Coopérative du Rif", "février 2027",
        "Règlement", "Peu de garanties.", "Créer un fonds.", "Présente Coopérative du Rif", "3 personnes, dont femmes : 2",
        "Présidente du jour", "Rapporteure du jour", "Signature et cachet", "Réservé aux membres.",
    ):  # fmt: skip
        assert words in text, words


def test_annexes_are_those_of_the_day_of_approval(body):
    minutes = written(body)
    meeting = minutes.meeting
    item = meeting.agenda[0]
    save(
        MeetingDocument(
            meeting_id=meeting.id, agenda_item_id=item.id, title="Projet de règlement", file_id=make_file("reglement.pdf").id
        )
    )  # fmt: skip
    make_document(meeting, "Note de cadrage")
    make_document(meeting, "Retiré avant", removed_at=NOW)
    save(SignInSheet(meeting_id=meeting.id, file_id=make_file("feuille.jpg").id, added_at=NOW))
    db.session.expire_all()
    before = papers.fingerprint(minutes, "fr")
    with in_language("fr"):
        shown = papers.content(load_record(minutes), "fr")["annexes"]
    assert [
        (row[0], row[1]["text"], row[2].replace("\u202f", " ").replace("\xa0", " ")) for row in shown
    ] == [
        ("1", "Note de cadrage", "PDF, 16 octets"),
        ("2", "Projet de règlement (point 1)", "PDF, 16 octets"),
        ("3", "Feuille de présence signée", "JPG, 16 octets"),
    ]
    assert "Annexes" in made(papers.make, minutes)[1]
    late = make_document(meeting, "Arrivé après")
    db.session.expire_all()
    assert papers.fingerprint(minutes, "fr") != before
    minutes.approved_at = late.file.uploaded_at - timedelta(seconds=1)
    late.removed_at = None
    db.session.flush()
    assert papers.content(load_record(minutes), "fr")["annexes"] == []
    minutes.approved_at = NOW + timedelta(days=1)
    meeting.documents[0].removed_at = NOW + timedelta(days=2)
    db.session.flush()
    assert len(papers.content(load_record(minutes), "fr")["annexes"]) == 4


def test_in_arabic_twelve_of_the_thirteen_words_are_found(body):
    _name, text = made(papers.make, written(body), "ar")
    assert len([word for word in WORDS if word in text]) >= 12
    assert "تعاونية الريف" in text


def test_the_approved_paper_carries_its_hash(body):
    minutes = written(body, state=MinutesState.APPROVED)
    _name, text = made(papers.make, minutes)
    assert "a" * 64 in text.replace(" ", "")
    assert "/verifier/" in text
    assert "Projet" not in text


def test_the_extract_names_nobody(body):
    minutes = written(body, state=MinutesState.PUBLISHED)
    save(
        Rectification(
            minutes_id=minutes.id, number=1, text=Translated(fr="Lire 12.", ar="تقرأ 12."), published_at=NOW
        )
    )
    name, text = made(papers.make_extract, minutes)
    assert name.startswith("extrait-proces-verbal-")
    for words in (
        "Le fonds est créé.",
        "Fonds de garantie",
        "Coopérative du Rif",
        "Lire 12.",
        "Rectification n° 1",
    ):
        assert words in text, words
    for hidden in ("Présidente du jour", "Rapporteure", "Réservé aux membres", "discute"):
        assert hidden not in text


def test_twenty_pages_are_made_without_trouble(body):
    minutes = written(body)
    for number in range(80):
        make_block(
            minutes,
            f"Paragraphe {number}. " + "Le comité examine la question et entend les institutions. " * 22,
        )
    db.session.expire_all()
    with in_language("fr"):
        paper = papers.make(minutes.id, "fr")
    assert pages_of(paper.content) >= 20


def test_an_empty_record_has_its_paper(body):
    minutes = make_minutes(make_held_meeting(bodies=[body]))
    assert "Présence non documentée." in made(papers.make, minutes)[1]


def test_who_may_read_which_paper(body):
    stranger = Actor(name="x", method="code", person_id=1)
    for state in MinutesState:
        minutes = make_minutes(make_held_meeting(bodies=[body]), state=state)
        assert papers.can_read_paper(None, minutes) is False
        assert papers.can_read_paper(stranger, minutes) is False
        assert papers.can_read_extract(None, minutes) is (state is MinutesState.PUBLISHED)


def test_the_fingerprint_follows_what_the_paper_says(body):
    minutes = written(body)
    before = papers.fingerprint(minutes, "fr")
    assert papers.fingerprint(minutes, "fr") == before
    make_block(minutes, "Encore")
    after = papers.fingerprint(minutes, "fr")
    save(Rectification(minutes_id=minutes.id, number=1, text=Translated(fr="x"), published_at=NOW))
    assert len({before, after, papers.fingerprint(minutes, "fr")}) == 3
