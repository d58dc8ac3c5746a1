"""The letter and the sheet on paper, in both languages."""

from datetime import datetime

import pytest

from noress.core.i18n import in_language
from noress.documents.kinds import letter as letter_kind
from noress.documents.kinds import sign_in_sheet
from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import BodyKind
from noress.domain.letters import rules
from noress.extensions import db
from tests.factories import NOW, make_agenda_item, make_body, make_institution, make_meeting, make_seat
from tests.factories.papers import text_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def meeting():
    for n in (1, 2):
        institution = make_institution(
            f"Coopérative {n}", name_ar=f"التعاونية {n}",
            head_title={"fr": "Madame la Présidente", "ar": "السيدة الرئيسة"},
            through={"fr": "Monsieur le Gouverneur", "ar": "السيد العامل"} if n == 1 else None,
        )  # fmt: skip
        make_seat(institution)
    meeting = make_meeting(
        bodies=[make_body(BodyKind.PLENARY)], reference="S-2027-01", starts_wall=datetime(2027, 4, 8, 10)
    )
    make_agenda_item(meeting, "Ouverture")
    make_agenda_item(meeting, "Point interne", is_internal=True)
    return meeting


@pytest.fixture
def text(meeting):
    actor = Actor(name="Secrétariat", method="test")
    made = rules.ensure_letters(meeting=meeting, place={"fr": "Tanger", "ar": "طنجة"}, actor=actor, now=NOW)
    db.session.commit()
    return made


def words(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def test_one_letter_in_french(text):
    with in_language("fr"):
        said = words(letter_kind.make(text.copies[0].id, "fr").content)
    for part in (
        "C-2026-001", "Tanger, le 20 novembre 2026", "Madame la Présidente", "Coopérative 1",
        "s/c de Monsieur le Gouverneur", "Objet : Convocation", "1. Ouverture", "lettres/",
    ):  # fmt: skip
        assert part in said, part
    assert "Point interne" not in said


def test_all_letters_in_arabic_one_to_a_page(text):
    with in_language("ar"):
        made = letter_kind.make_all(text.id, "ar")
    said = words(made.content)
    assert made.filename == "lettres-S-2027-01-ar.pdf"
    assert [part for part in ("السيدة", "الرئيسة", "التعاونية", "طنجة", "العامل") if part not in said] == []
    assert ("2026-001" in said, "2026-002" in said) == (True, True)


def test_the_sheet_in_both_languages_with_lines_for_visitors(meeting):
    with in_language("fr"):
        said = words(sign_in_sheet.make(meeting.id, "fr").content)
    for part in (
        "Feuille de présence",
        "لائحة",
        "الحضور",
        "Coopérative 1",
        "التعاونية",
        "Visiteurs",
        "(heure du Maroc)",
        "المغرب",
    ):
        assert part in said, part


def test_fingerprints_follow_what_is_printed(text, meeting):
    letter = text.copies[0]
    before = letter_kind.fingerprint(letter, "fr"), sign_in_sheet.fingerprint(meeting, "fr")
    letter.link_generation += 1
    db.session.commit()
    assert letter_kind.fingerprint(letter, "fr") != before[0]
    make_seat(make_institution("Coopérative 3"))
    assert sign_in_sheet.fingerprint(meeting, "fr") != before[1]
