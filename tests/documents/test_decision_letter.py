"""The letter of a result as a paper, in both languages: one page, who it is for, its number, what it says."""

import pypdfium2

from noress.core.i18n import in_language
from noress.documents.kinds.decision_letter import make, may_read
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.rules import deciding, telling
from noress.extensions import db
from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories import NOW
from tests.factories.awards import make_call_to_decide, make_eligible
from tests.factories.recusals import acting, make_coordinator


def test_it_says_what_was_decided_in_each_language(work):  # noqa: F811
    actor = acting(make_coordinator("Coordination qui annonce"))
    call = make_call_to_decide()
    one = make_eligible(call)
    who = {"actor": actor, "now": NOW}
    with work():
        deciding.decide_outcome(
            application=one, outcome=ApplicationState.SELECTED, reason="Très utile", version=None, **who
        )
        telling.prepare_letters(call=call, **who)
    letter = db.session.scalars(queries.get_letter_of(one.id, 1)).one()
    assert not may_read(actor, letter)  # nobody is told
    with work():
        telling.release_letters(call=call, **who)
    assert (may_read(actor, letter), may_read(None, letter)) == (True, False)
    for language, words in (
        ("fr", ("Motif : Très utile", "60 000,00 DH")),
        ("ar", ("سيدتي، سيدي،", "60.000,00")),
    ):
        with in_language(language):
            made = make(letter.id, language)
        assert made.filename == f"resultat-{letter.number}-{language}.pdf"
        paper = pypdfium2.PdfDocument(made.content)
        said = paper[0].get_textpage().get_text_range()
        said = " ".join(said.replace("\u202f", " ").replace("\xa0", " ").split())
        numbers = (
            "-2026-0001",
            (one.number or "").removeprefix("AMI"),
        )  # readers of PDF turn the letters round
        missing = [word for word in (*words, *numbers) if word not in said]
        assert (len(paper), missing) == (1, []), said
        if language == "fr":  # nobody signs it by hand: the function, and no box to fill
            assert ("Le secrétariat permanent" in said, "Signature et cachet" in said) == (True, False)
