"""Lines, paragraphs, telephone numbers, addresses of mail and web, explanations."""

import pytest

from noress.domain.questionnaires import types
from tests.domain.questionnaires.conftest import plain
from tests.factories.questionnaires import make_question as ask

BAD_PHONE = "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00."
BAD_LENGTH = "La longueur permise n'est pas un nombre entier entre 1 et 10 000."


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Coopérative", "Coopérative"),
        ("  تعاونية  ", "تعاونية"),
        ("une\r\ndeux\u2028trois\n\nquatre", "une deux trois quatre"),
        ("a\x00b", "ab"),
        ("", None),
        ("   ", None),
        ("\x00", None),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_line(read, typed, answer):
    assert read(ask(kind="text"), q=typed) == answer


def test_nothing_posted_is_no_answer(read):
    for kind in (
        "text",
        "long_text",
        "phone",
        "email",
        "url",
        "number",
        "date",
        "one",
        "province",
        "address",
    ):
        assert read(ask(kind=kind, choices="a")) is None, kind


def test_a_name_of_20000_characters_is_refused_with_its_length(read):
    message = "Ce texte est trop long : 20000 caractères, 200 au plus."
    assert read(ask(kind="text"), q="n" * 20_000) == ("too_long", message)


@pytest.mark.parametrize(
    ("kind", "settings", "limit"),
    [("text", {}, 200), ("long_text", {}, 5000), ("text", {"max_length": "30"}, 30), ("long_text", {"max_length": 9}, 9)],
)  # fmt: skip
def test_the_longest_text(read, kind, settings, limit):
    question = ask(kind=kind, settings=settings)
    assert read(question, q="x" * limit) == "x" * limit
    message = f"Ce texte est trop long : {limit + 1} caractères, {limit} au plus."
    assert read(question, q="x" * (limit + 1)) == ("too_long", message)


def test_a_paragraph_keeps_its_lines(read):
    assert read(ask(kind="long_text"), q=" un\r\n\r\ndeux ") == "un\n\ndeux"


@pytest.mark.parametrize(
    ("limit", "wrong"),
    [
        (None, False), ("", False), (1, False), ("10000", False),
        (0, True), (10_001, True), ("-5", True), ("beaucoup", True), ("1.5", True),
    ],
)  # fmt: skip
def test_a_limit_that_is_no_length(faults, limit, wrong):
    assert faults(ask(kind="text", settings={"max_length": limit})) == ([BAD_LENGTH] if wrong else [])


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("05 39 00 00 00", "05 39 00 00 00"),
        ("٠٥٣٩٠٠٠٠٠٠", "0539000000"),
        ("+34 912 34 56 78", "+34 912 34 56 78"),
        ("+1 (202) 555-0100", "+1 (202) 555-0100"),
        ("\u202a+212 539 00 00 00\u202c", "+212 539 00 00 00"),
        ("123", ("bad_phone", BAD_PHONE)),
        ("demain", ("bad_phone", BAD_PHONE)),
        ("+" + "1" * 16, ("bad_phone", BAD_PHONE)),
        ("0539000000 / 0612000000", ("bad_phone", BAD_PHONE)),
    ],
)
def test_telephones(read, typed, answer):
    assert read(ask(kind="phone"), q=typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (" contact@Exemple.MA ", "contact@exemple.ma"),
        ("contact@", ("bad_email", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma.")),
        ("a" * 300 + "@exemple.ma", ("bad_email", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma.")),
    ],
)  # fmt: skip
def test_mail_addresses(read, typed, answer):
    assert read(ask(kind="email"), q=typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("exemple.ma", "https://exemple.ma"),
        ("http://exemple.ma/page?a=1", "http://exemple.ma/page?a=1"),
        ("javascript:alert(1)", ("bad_url", "Cette adresse web n'est pas complète. Exemple : https://exemple.ma.")),
        ("exemple", ("bad_url", "Cette adresse web n'est pas complète. Exemple : https://exemple.ma.")),
    ],
)  # fmt: skip
def test_web_addresses(read, typed, answer):
    assert read(ask(kind="url"), q=typed) == answer


def test_an_explanation_asks_nothing(read):
    assert read(ask(kind="note"), q="x") is None
    assert types.get("note").asks is False


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("text", "Coopérative"), ("long_text", "un\n\ndeux"), ("phone", "+34 912 34 56 78"),
        ("email", "contact@exemple.ma"), ("url", "https://exemple.ma"),
    ],
)  # fmt: skip
def test_what_is_typed_again_is_the_same(again, say, kind, answer):
    question = ask(kind=kind)
    assert again(question, answer) == answer
    assert again(question, None) is None
    assert (say(question, answer), say(question, None)) == (answer, "")
    assert types.get(kind).plain(question, answer) == answer
    assert types.get(kind).plain(question, None) is None


def test_every_type_has_a_name_of_its_own():
    labels = [plain(types.get(name).label) for name in types.names()]
    assert len(set(labels)) == len(labels)
    assert sorted(types.names()) == sorted(
        [
            "text",
            "long_text",
            "phone",
            "email",
            "url",
            "note",
            "number",
            "budget",
            "beneficiaries",
            "money",
            "date",
            "yes_no",
            "one",
            "several",
            "province",
            "commune",
            "address",
            "file",
            "photo",
            "table",
            "repeated",
        ]
    )
