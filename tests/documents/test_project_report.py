"""The formal report of a project as a paper, in French and in Arabic."""

from noress.core.i18n import in_language
from noress.documents.kinds.project_report import content, make, may_read
from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Function
from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories.reports import make_signed, reports_of, send


def test_it_says_what_was_done_and_spent(work):  # noqa: F811
    report = reports_of(make_signed(work))[0]
    officer = Actor(
        name="Chargé de dossier", method="code", person_id=1, functions=frozenset({Function.DESK_OFFICER})
    )
    assert not may_read(officer, report)  # nothing was sent
    send(work, report, printed_total="20")
    assert (may_read(officer, report), may_read(None, report)) == (True, False)
    for language in ("fr", "ar"):
        with in_language(language):
            told = content(report)
            made = make(report.id, language)
        lines = [
            [row[0]["text"], row[3].replace("\u202f", " ").replace("\xa0", " ")[:9]] for row in told["lines"]
        ]
        amounts = (
            ["30 000,00", "5 000,00 ", "35 000,00"]
            if language == "fr"
            else ["30.000,00", "5.000,00 ", "35.000,00"]
        )
        assert [line[1] for line in lines] == amounts
        assert [line[0] for line in lines[:2]] == ["Équipement", "Formation"]
        assert "20" in told["people_note"]
        assert (made.content[:5], made.filename) == (
            b"%PDF-",
            f"rapport-{report.response.number}-{language}.pdf",
        )
