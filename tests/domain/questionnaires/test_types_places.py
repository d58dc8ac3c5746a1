"""An address in words, with a point of typed coordinates or of a shared map link."""

import pytest

from noress.core.errors import RuleError
from noress.domain.questionnaires.types.places import read_point
from tests.domain.questionnaires.conftest import plain
from tests.factories.questionnaires import make_question as ask

TETOUAN = (35.57, -5.37)
FAR = ("far_point", "Ce point n'est pas au Maroc : vérifiez le lien ou les coordonnées.")
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
        "٣٥.٥٧، -٥.٣٧", "٣٥٫٥٧، -٥٫٣٧", "geo:35.57,-5.37", "https://www.google.com/maps?q=35.57,-5.37",
        "https://www.google.com/maps/search/?api=1&query=35.57%2C-5.37", "https://maps.google.com/?q=loc:35.57,-5.37",
        "https://www.google.com/maps/@35.57,-5.37,15z", "https://www.openstreetmap.org/?mlat=35.57&mlon=-5.37#map=5/31.5/-7.1",
        "https://www.openstreetmap.org/#map=15/35.57/-5.37", "https://maps.apple.com/?ll=35.57,-5.37",
        "https://www.google.com/maps/place/Dar/@31.5,-7.1,15z/data=!3m1!4b1!4m5!3m4!8m2!3d35.57!4d-5.37",
    ],
)  # fmt: skip
def test_points_are_read(typed):
    assert read_point(typed) == TETOUAN


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("0,0", FAR), ("48.85, 2.35", FAR), ("-35.57, -5.37", FAR), ("999, 999", FAR),
        ("-5.37, 35.57", SWAPPED), ("https://www.google.com/maps/@-5.37,35.57,15z", SWAPPED),
        ("place de la gare", NO_POINT), ("35.57", NO_POINT), ("35,57, -5,37", NO_POINT), ("1" + " " * 20_000 + "x", NO_POINT),
        ("https://maps.app.goo.gl/abcDEF123", SHORT_LINK),
    ],
)  # fmt: skip
def test_points_are_refused(typed, refusal):
    with pytest.raises(RuleError) as refused:
        read_point(typed)
    assert (refused.value.code, plain(refused.value.message)) == refusal


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
    assert say(ask(kind="address"), answer) == words
    assert again(ask(kind="address"), answer) == answer
