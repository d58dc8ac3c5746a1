"""The letter of appointment as a paper, in both languages: to whom, in which role, with the charter and its fingerprint."""

import pypdfium2
import pytest

from noress.core.i18n import in_language
from noress.documents.kinds.jury_letter import make
from noress.domain.juries import charter, policy
from noress.domain.juries.models import JuryRole
from tests.factories import make_institution, make_person, make_secretary
from tests.factories.competitions import make_competition, make_juror
from tests.factories.recusals import acting

pytestmark = pytest.mark.one_engine


def test_it_names_the_juror_and_holds_the_charter_in_each_language(app):
    competition = make_competition("eligibility")
    person = make_person("Présidente du jury", name_ar="رئيسة لجنة التحكيم")
    juror = make_juror(
        competition, person, role=JuryRole.CHAIR, institution=make_institution("Université"), accepted_at=None
    )
    assert policy.can_know_juror(acting(make_secretary()), juror)
    assert policy.can_know_juror(acting(person), juror)
    assert not policy.can_know_juror(acting(make_person()), juror)
    for language, words in (
        ("fr", ("Présidente du jury", "Université", "présidence du jury", "Je garde le secret.")),
        ("ar", ("رئيسة لجنة التحكيم", "أحفظ السر")),
    ):
        with in_language(language):
            made = make(juror.id, language)
        paper = pypdfium2.PdfDocument(made.content)
        said = " ".join(
            " ".join(page.get_textpage().get_text_range().replace("\xa0", " ").split()) for page in paper
        )
        missing = [word for word in words if word not in said]
        assert (len(paper), missing) == (2, []), said
        if language == "fr":  # readers of PDF turn the letters round in Arabic
            assert charter.sha256_of(charter.current()) in said.replace(" ", "")
