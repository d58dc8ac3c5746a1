"""The agenda of a session on paper."""

import pytest

from noress.core.database import writing
from noress.core.i18n import Translated, in_language
from noress.documents.kinds import meeting_agenda
from noress.extensions import db
from tests.factories import make_agenda_item, make_body, make_meeting
from tests.factories.papers import text_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def meeting():
    meeting = make_meeting(bodies=[make_body()], reference="S-2027-01")
    make_agenda_item(meeting, "Ouverture", presenter="Présidence", minutes=15)
    make_agenda_item(meeting, "Budget secret", is_internal=True)
    make_agenda_item(meeting, "Approbation #read", minutes=45)
    db.session.refresh(meeting)
    return meeting


def made(meeting, language: str):
    with in_language(language):
        return meeting_agenda.make(meeting.id, language)


def test_in_french(meeting):
    paper = made(meeting, "fr")
    text = " ".join(text_of(paper.content).split())
    assert (paper.title, paper.filename, paper.content_type) == (
        "Ordre du jour", "ordre-du-jour-S-2027-01-fr.pdf", "application/pdf",
    )  # fmt: skip
    assert "Communication et financement Quand jeudi 8 avril 2027, de 10 h à 13 h (heure du Maroc)" in text
    assert "1 Ouverture Présidence 15 min 2 Approbation #read 45 min" in text
    assert f"http://127.0.0.1:8000/sessions/{meeting.id}" in text
    assert "Budget secret" not in text
    assert len(paper.content) < 200_000


def test_in_arabic(meeting):
    text = text_of(made(meeting, "ar").content)
    assert [word for word in ("التواصل", "والتمويل", "مجلس", "الجهة", "طنجة") if word not in text] == []


def test_fingerprint_changes_with_the_paper_only(meeting):
    def fingerprint() -> str:
        return meeting_agenda.fingerprint(meeting, "fr")

    first = fingerprint()
    with writing():
        meeting.agenda[1].title = Translated(fr="Autre secret")
        meeting.version += 1
        db.session.commit()
    assert fingerprint() == first
    with writing():
        meeting.agenda[0].minutes = 20
        db.session.commit()
    assert fingerprint() != first
