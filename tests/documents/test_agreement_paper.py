"""The agreement as a paper, in French and in Arabic: numbers, words, blanks, no identity card among its annexes."""

import io

import pypdf
import pytest

from noress.core.i18n import in_language
from noress.documents.kinds import agreement as kind
from noress.domain.accounts.actor import Actor
from noress.domain.files import documents
from noress.domain.payments.rules import agreements
from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories.payments import LATER, make_agreement, make_plan, make_told_award


@pytest.fixture
def agreement(app, work):  # noqa: F811 -- the fixture
    award = make_told_award(work)
    made = make_agreement(work, award)
    make_plan(work, award)
    return made


def test_the_paper_says_amounts_in_words_and_leaves_blanks(agreement, work):  # noqa: F811
    with in_language("fr"):
        before = kind.content(agreement, "fr")
    assert before["draft"].endswith("il ne se signe pas encore.")
    drawn = documents.get_kind("agreement").fingerprint(agreement, "fr")
    with work():
        agreements.send_agreement(agreement=agreement, actor=Actor.system(), now=LATER)
    assert documents.get_kind("agreement").fingerprint(agreement, "fr") != drawn
    for code, words in (("fr", "soixante mille dirhams"), ("ar", "ستون ألف درهم")):
        with in_language(code):
            made = kind.make(agreement.id, code)
            said = kind.content(agreement, code)
        assert made.filename == f"convention-CONV-2026-001-{code}.pdf"
        assert words in (agreement.sent_french if code == "fr" else agreement.sent_arabic)
        assert said["draft"] is None
        assert len(said["annexes"]) == 5  # the file, and four papers of five
        pages = pypdf.PdfReader(io.BytesIO(made.content)).pages
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        assert "CONV-2026-001" in text
        if code == "fr":
            assert "soixante mille dirhams" in text
            assert "…………" in text
