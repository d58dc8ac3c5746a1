"""An address in words, with a point of typed coordinates or of a shared map link."""

import pytest

from noress.core.errors import RuleError
from noress.domain.questionnaires import types
from noress.domain.questionnaires.types import places
from noress.domain.questionnaires.types.places import read_point
from tests.domain.questionnaires.conftest import plain
from tests.factories.questionnaires import make_question as ask

TETOUAN = (35.57, -5.37)
FAR = ("far_point", "Ce point est en dehors du territoire : vérifiez le lien ou les coordonnées.")
SWAPPED = (
    "swapped_point",
    "Ces coordonnées sont inversées : écrivez d'abord la latitude, comme 35.57, -5.37.",
)
NO_POINT = ("no_point", "Collez un lien de carte, ou des coordonnées comme 35.57, -5.37.")
SHORT_LINK = (
    "no_point",
    "Ce lien court ne contient pas le point. Ouvrez-le dans le navigateur, puis copiez l'adresse longue ; "
    "l'adresse écrite en mots suffit aussi.",
)


@pytest.mark.parametrize(
    "typed",
    [
        "35.57, -5.37", "35.57,-5.37", "35.57 -5.37", "35.57; -5.37", "35.57/-5.37", " 35.57 ,  -5.37 ",
        "35,57 / −5,37", "35,57, -5,37", "35,57 -5,37", "35,57;-5,37", "٣٥.٥٧، -٥.٣٧", "٣٥٫٥٧، -٥٫٣٧", "geo:35.57,-5.37", "https://www.google.com/maps?q=35.57,-5.37",
        "https://www.google.com/maps/search/?api=1&query=35.57%2C-5.37", "https://maps.google.com/?q=loc:35.57,-5.37",
        "https://www.google.com/maps/@35.57,-5.37,15z", "https://www.openstreetmap.org/?mlat=35.57&mlon=-5.37#map=5/31.5/-7.1",
        "https://www.openstreetmap.org/#map=15/35.57/-5.37", "https://maps.apple.com/?ll=35.57,-5.37",
        "https://www.google.com/maps/search/35.57,+-5.37?entry=tts", "https://www.google.com/maps/place/Dar/@31.5,-7.1,15z/data=!3m1!4b1!4m5!3m4!8m2!3d35.57!4d-5.37",
    ],
)  # fmt: skip
def test_points_are_read(typed):
    assert read_point(typed) == TETOUAN


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("0,0", FAR), ("48.85, 2.35", FAR), ("-35.57, -5.37", FAR), ("999, 999", FAR),
        ("-5.37, 35.57", SWAPPED), ("https://www.google.com/maps/@-5.37,35.57,15z", SWAPPED),
        ("place de la gare", NO_POINT), ("35.57", NO_POINT), ("35,57", FAR), ("-5,37 / 35,57", SWAPPED), ("1" + " " * 20_000 + "x", NO_POINT),
        ("https://maps.app.goo.gl/abcDEF123", SHORT_LINK),
    ],
)  # fmt: skip
def test_points_are_refused(typed, refusal):
    with pytest.raises(RuleError) as refused:
        read_point(typed)
    assert (refused.value.code, plain(refused.value.message)) == refusal


def test_the_territory_is_a_setting_and_nowhere_is_never_a_place():
    """Lagouira, Laayoune and Tangier lie in the box that stands without a setting."""
    assert [read_point(raw) for raw in ("20.8, -17.1", "27.15, -13.2", "35.76, -5.83")] == [
        (20.8, -17.1), (27.15, -13.2), (35.76, -5.83),
    ]  # fmt: skip
    whole = places._box
    try:
        places.set_box((-10, 10, -10, 10))
        assert read_point("5, 5") == (5, 5)
        for typed in ("0,0", "35.57, -5.37"):
            with pytest.raises(RuleError) as refused:
                read_point(typed)
            assert (refused.value.code, plain(refused.value.message)) == FAR
    finally:
        places.set_box(whole)


def test_the_point_is_kept_to_a_hand_s_breadth():
    assert read_point("35.123456789, -5.987654321") == (35.123457, -5.987654)


@pytest.mark.parametrize(
    ("inputs", "answer"),
    [
        ({"q": " 12,  rue\ndu port "}, {"text": "12, rue du port"}),
        ({"q_point": "35.57, -5.37"}, {"lat": 35.57, "lon": -5.37}),
        (
            {"q": "Rue du port", "q_point": "35.57, -5.37"},
            {"text": "Rue du port", "lat": 35.57, "lon": -5.37},
        ),
        ({"q": "", "q_point": ""}, None),
        ({"q": "Rue du port", "q_point": "0,0"}, FAR),
        ({"q": "x" * 301}, ("too_long", "Cette réponse est trop longue : 300 caractères au plus.")),
        ({"q": "x" * 300}, {"text": "x" * 300}),
    ],
)
def test_addresses(read, inputs, answer):
    assert read(ask(kind="address"), **inputs) == answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, ""),
        ({"text": "Rue du port"}, "Rue du port"),
        ({"lat": 35.57, "lon": -5.37}, "(35.57, -5.37)"),
        ({"text": "Rue du port", "lat": 35.57, "lon": -5.37}, "Rue du port (35.57, -5.37)"),
    ],
)
def test_in_words_and_typed_again(say, again, answer, words):
    assert types.get("address").point(answer) == ("35.57,-5.37" if words.endswith(")") else "")
    assert say(ask(kind="address"), answer) == words
    assert again(ask(kind="address"), answer) == answer


def test_plus_codes():
    """Whole, or short with the name of a commune or a province in either language, as maps show them."""
    square = (35.570062, -5.370563)
    typed = ["8C7PHJCH+2Q", "8c7phjch+2q", "HJCH+2Q Tétouan", "HJCH+2Q, Martil, Maroc", "HJCH+2Q تطوان"]
    assert [read_point(text) for text in typed] == [square] * len(typed)
    assert read_point("8C7PHJCH+2Q4") == (35.570012, -5.370547)
    assert read_point("QR78+X2 Larache") == (34.764938, -6.184938)  # the nearest of that code
    refusals = []
    for text in ("HJCH+2Q", "HJCH+2Q Nulle part", "8FVC9G8F+6X"):
        with pytest.raises(RuleError) as refused:
            read_point(text)
        refusals.append((refused.value.code, plain(refused.value.message)))
    short = ("no_point", "Ce code court a besoin du nom de la commune : écrivez par exemple HJCH+2Q Tétouan.")
    assert refusals == [short, short, FAR]
