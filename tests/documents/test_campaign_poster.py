"""The A5 poster of an open link, in French and in Arabic, on one page."""

from io import BytesIO

import pypdf
import pytest

from noress.core.i18n import in_language
from noress.documents.kinds import campaign_poster
from noress.domain.accounts.actor import Actor
from noress.domain.files.documents import get_kind
from tests.factories import make_institution
from tests.factories.campaigns import make_campaign
from tests.factories.relay import make_link


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_holds_on_one_page_with_its_code(app, language):
    link = make_link(make_campaign(), institution=make_institution("Institution membre 12"))
    with in_language(language):
        made = campaign_poster.make(link.id, language)
    pdf = pypdf.PdfReader(BytesIO(made.content))
    text = pdf.pages[0].extract_text()
    assert (len(pdf.pages), [round(float(side)) for side in pdf.pages[0].mediabox[2:]]) == (1, [420, 595])
    for said in (f"{link.code[:4]}-{link.code[4:]}", "127.0.0.1:8000/c/", "Institution membre 12"):
        assert said in text, said
    assert made.filename == f"affiche-{link.code}-{language}.pdf"


def test_another_code_makes_another_paper_and_strangers_have_none(app):
    own, other = make_institution("La nôtre"), make_institution("Autre")
    link = make_link(make_campaign(), institution=own)
    kind = get_kind("campaign_poster")
    before = kind.fingerprint(link, "fr")
    link.code = "CCCCCCCC"
    assert kind.fingerprint(link, "fr") != before
    readers = {
        "visitor": None, "own": Actor(name="", method="code", seat_id=1, institution_id=own.id),
        "other": Actor(name="", method="code", seat_id=2, institution_id=other.id),
    }  # fmt: skip
    assert {name: kind.may_read(actor, link) for name, actor in readers.items()} == {
        "visitor": False, "own": True, "other": False,
    }  # fmt: skip
