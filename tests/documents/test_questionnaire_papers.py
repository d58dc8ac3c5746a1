"""The blank form and the receipt on paper, in both languages."""

import pytest

from noress.core.i18n import Translated, in_language
from noress.documents.kinds import questionnaire_blank, response_receipt
from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.definition import Choice, Definition, Section
from noress.extensions import db
from tests.factories import NOW
from tests.factories.papers import text_of
from tests.factories.questionnaires import make_question, make_response, make_version, when

pytestmark = pytest.mark.usefixtures("app")


def both(french, arabic):
    return Translated(fr=french, ar=arabic)


ROOM = make_question("room", "yes_no", label=both("Avez-vous un local ?", "هل لديكم مقر؟"), is_required=True)
NOTE = make_question("word", "note", label=both("Parlons de vos moyens.", "لنتحدث عن وسائلكم."))
SECTORS = make_question("sectors", "several", label=both("Secteurs", "القطاعات"), settings={"other": True})
SECTORS = type(SECTORS)(**{**SECTORS.__dict__, "choices": (
    Choice("farm", both("Agriculture", "الفلاحة"), "№"), Choice("care", both("Santé", "الصحة"), "🩺"),
)})  # fmt: skip
SIZE = make_question(
    "size",
    "number",
    label=both("Surface", "المساحة"),
    condition=when("room", "is", "true"),
    settings={"unit": "m²"},
)
STAFF = make_question(
    "staff",
    "table",
    label=both("Effectifs", "الأعداد"),
    questions=(make_question("count", "number", label=both("Nombre", "العدد")),),
)
STAFF = type(STAFF)(
    **{
        **STAFF.__dict__,
        "choices": (Choice("women", both("Femmes", "نساء")), Choice("men", both("Hommes", "رجال"))),
    }
)
TOOLS = make_question(
    "tools",
    "repeated",
    label=both("Matériel", "المعدات"),
    questions=(make_question("tool", label=both("Objet", "الشيء")),),
    condition=when("sectors", "holds", "farm"),
)
OWN = Section(
    "own",
    both("Nous seuls", "نحن فقط"),
    questions=(make_question("secret", label=both("Propre à nous", "خاص بنا")),),
    owner_id=99,
)
FORM = Definition(
    (Section("one", both("Vos moyens", "وسائلكم"), questions=(NOTE, ROOM, SIZE, SECTORS, STAFF, TOOLS)), OWN)
)


def words(pdf):
    return " ".join(text_of(pdf).replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_blank_form_numbers_what_it_asks_and_says_conditions_in_words():
    version = make_version(definition=FORM, number=3)
    with in_language("fr"):
        made = questionnaire_blank.make(version.id, "fr")
    said = words(made.content)
    assert made.filename == f"questionnaire-{version.questionnaire_id}-v3-fr.pdf"
    for part in (
        "Loi 09-08", "1. Avez-vous un local ? *", "2. Surface", "3. Secteurs", "№ Agriculture", "Autre :", "4. Effectifs",
        "Femmes", "Si vous avez répondu « Oui » à la question 1 :", "Si vous avez coché « Agriculture » à la question 3 :",
        "5. Matériel", "Cochez toutes les cases qui conviennent.", f"Q-{version.questionnaire_id}", "Version : 3",
    ):  # fmt: skip
        assert part in said, (part, said[300:900])
    assert ("Propre à nous" in said, "\ufffd" in said) == (False, False)
    with in_language("ar"):
        arabic = words(questionnaire_blank.make(version.id, "ar").content)
    assert [part for part in ("المساحة", "الفلاحة", "نساء") if part not in arabic] == []


def test_who_may_have_the_blank_form():
    version, draft = make_version(), make_version(number=None)
    member = Actor(name="Titulaire", method="test", institution_id=3)
    cases = [(None, version, False), (member, version, True), (member, draft, False)]
    for actor, of, expected in cases:
        assert questionnaire_blank.may_read(actor, of) is expected, (actor, of.number)


def test_the_receipt_says_every_answer_that_was_received_and_its_fingerprint():
    version = make_version(definition=FORM)
    values = {
        "room": True,
        "size": "40",
        "sectors": ["farm", {"other": "Pêche"}],
        "staff": {"women": {"count": "3"}},
    }
    response = make_response(version, values=values, filled_by="Animatrice")
    actor = Actor.system()
    snapshot = rules.submit_response(response=response, key="k", version=1, email=None, actor=actor, now=NOW)
    db.session.commit()
    response.values = {"room": False}  # a correction that is not sent yet
    with in_language("fr"):
        made = response_receipt.make(response.id, "fr")
    said = words(made.content)
    assert made.filename == f"recu-{response.number}.pdf"
    for part in (
        "R-2026-0001", "20 novembre 2026", "Questionnaire commun", "Animatrice", "Avez-vous un local ? Oui", "40 m²",
        "Agriculture", "Pêche", "Femmes : Nombre 3", "Matériel pas de réponse", snapshot.sha256, "/verifier/",
    ):  # fmt: skip
        assert part.replace(" ", "") in said.replace(" ", ""), (part, said)
    assert "Propre à nous" not in said
    with in_language("ar"):
        arabic = words(response_receipt.make(response.id, "ar").content)
    assert [part for part in ("المساحة", "القطاعات") if part not in arabic] == []
