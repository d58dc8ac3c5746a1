"""Yes or no, choices of a list, places of the official list."""

import pytest

from noress.core.i18n import in_language
from tests.factories.questionnaires import make_question as ask

NOT_OFFERED = ("no_choice", "Choisissez une des réponses proposées.")
OTHER_EMPTY = ("other_empty", "Écrivez votre réponse dans le champ « Autre ».")
TOO_LONG = ("too_long", "Cette réponse est trop longue : 200 caractères au plus.")
NO_CHOICES = "Cette liste n'a pas encore de choix."
SAME_NAME = "Deux choix portent le même nom technique, ou l'un d'eux s'appelle « other »."
COLOURS = "red green blue"
OTHER = {"other": True}


def colours(kind="one", **settings):
    return ask("colour", kind, choices=COLOURS, settings=settings)


@pytest.mark.parametrize(
    ("typed", "answer"), [("true", True), ("false", False), ("", None), ("oui", NOT_OFFERED)]
)
def test_yes_or_no(read, typed, answer):
    assert read(ask(kind="yes_no"), q=typed) == answer


def test_yes_or_no_in_words(say, again):
    question = ask(kind="yes_no")
    assert [say(question, answer) for answer in (True, False, None)] == ["Oui", "Non", ""]
    assert [again(question, answer) for answer in (True, False, None)] == [True, False, None]
    with in_language("ar"):
        assert say(question, True) == "نعم"


@pytest.mark.parametrize(
    ("settings", "inputs", "answer"),
    [
        ({}, {"q": "red"}, "red"),
        ({}, {"q": ""}, None),
        ({}, {"q": "pink"}, NOT_OFFERED),
        ({}, {"q": "other", "q_other": "rose"}, NOT_OFFERED),
        (OTHER, {"q": "other", "q_other": " rose   vif\nclair "}, {"other": "rose vif clair"}),
        (OTHER, {"q": "other", "q_other": "  "}, OTHER_EMPTY),
        (OTHER, {"q": "other"}, OTHER_EMPTY),
        (OTHER, {"q": "other", "q_other": "x" * 201}, TOO_LONG),
        (OTHER, {"q": "red", "q_other": "rose"}, "red"),
        (OTHER, {"q": "", "q_other": "rose"}, None),
    ],
)
def test_one_choice(read, settings, inputs, answer):
    assert read(colours(**settings), **inputs) == answer


@pytest.mark.parametrize(
    ("settings", "inputs", "answer"),
    [
        ({}, {"q": ["blue", "red"]}, ["red", "blue"]),
        ({}, {"q": ["red", "red"]}, ["red"]),
        ({}, {"q": [""]}, None),
        ({}, {"q": ["red", "pink"]}, NOT_OFFERED),
        ({}, {"q": ["other"], "q_other": "rose"}, NOT_OFFERED),
        (OTHER, {"q": ["other", "green"], "q_other": "rose"}, ["green", {"other": "rose"}]),
        (OTHER, {"q": ["other", "green"]}, OTHER_EMPTY),
        ({"min_choices": "2"}, {"q": ["red"]}, ("too_few", "Choisissez au moins 2 réponses.")),
        ({"min_choices": "2"}, {"q": ["red", "blue"]}, ["red", "blue"]),
        ({"min_choices": 2}, {}, None),
        ({"max_choices": 1}, {"q": ["red", "blue"]}, ("too_many", "Choisissez 1 réponses au plus.")),
        ({"max_choices": 2}, {"q": ["red", "blue"]}, ["red", "blue"]),
    ],
)
def test_several_choices(read, settings, inputs, answer):
    assert read(colours("several", **settings), **inputs) == answer


def test_choices_in_words_and_typed_again(say, again):
    one, several = colours(other=True), colours("several", other=True)
    assert (say(one, "red"), say(one, {"other": "rose"}), say(one, None)) == ("Red", "rose", "")
    assert say(one, "gone") == "gone"
    assert say(several, ["red", {"other": "rose"}]) == "Red, rose"
    assert say(several, None) == ""
    for answer in ("red", {"other": "rose"}, None):
        assert again(one, answer) == answer
    for answer in (["red", "blue"], ["red", {"other": "rose"}], None):
        assert again(several, answer) == answer
    with in_language("ar"):
        assert say(several, ["red", "blue"]) == "Red بالعربية، Blue بالعربية"


@pytest.mark.parametrize("kind", ["one", "several"])
@pytest.mark.parametrize(
    ("choices", "found"), [("a b", []), ("", [NO_CHOICES]), ("a a", [SAME_NAME]), ("a other", [SAME_NAME])]
)
def test_wrong_lists(faults, kind, choices, found):
    assert faults(ask(kind=kind, choices=choices)) == found


def test_a_choice_without_a_name_could_never_be_chosen(faults):
    from noress.domain.questionnaires.definition import Choice, Question
    from tests.factories.questionnaires import both

    question = Question("q", "one", both("Q"), choices=(Choice("", both("Vide")),))
    assert faults(question) == [SAME_NAME]


@pytest.mark.parametrize(
    ("least", "most", "found"),
    [
        ("", None, []), ("1", "2", []), ("2", "", []),
        ("deux", "", ["Une limite ne peut pas être lue."]), ("", "-1", ["Une limite ne peut pas être lue."]),
        ("3", "2", ["La plus petite réponse permise est plus grande que la plus grande."]),
    ],
)  # fmt: skip
def test_wrong_numbers_of_choices(faults, least, most, found):
    assert faults(colours("several", min_choices=least, max_choices=most)) == found


@pytest.mark.parametrize(
    ("kind", "settings", "inputs", "answer"),
    [
        ("province", {}, {"q": "01.571"}, "01.571"),
        ("province", {}, {"q": ""}, None),
        ("province", {}, {"q": "01"}, NOT_OFFERED),
        ("province", {}, {"q": "99.999"}, NOT_OFFERED),
        ("province", {}, {"q": "01.511.00"}, NOT_OFFERED),
        ("province", {}, {"q": "other", "q_other": " Sebta "}, {"other": "Sebta"}),
        ("province", {}, {"q": "other"}, OTHER_EMPTY),
        ("province", {"region": "01"}, {"q": "01.571"}, "01.571"),
        ("province", {"region": "01"}, {"q": "02.113"}, NOT_OFFERED),
        ("commune", {}, {"q": "01.511.00"}, "01.511.00"),
        ("commune", {}, {"q": "01.571"}, NOT_OFFERED),
        ("commune", {"region": "02"}, {"q": "01.511.00"}, NOT_OFFERED),
    ],
)
def test_places(read, kind, settings, inputs, answer):
    assert read(ask(kind=kind, settings=settings), **inputs) == answer


def test_places_in_words_and_typed_again(say, again):
    question = ask(kind="province")
    assert say(question, "01.571") == "Tétouan"
    assert (say(question, {"other": "Sebta"}), say(question, None), say(question, "99")) == (
        "Sebta",
        "",
        "99",
    )
    for answer in ("01.571", {"other": "Sebta"}, None):
        assert again(question, answer) == answer
    with in_language("ar"):
        assert say(question, "01.571") == "تطوان"


def test_the_list_is_narrowed_to_a_region(faults):
    from noress.domain.questionnaires import types

    offered = types.get("province").offered
    assert len(offered(ask(kind="province"))) == 75
    assert [place.code for place in offered(ask(kind="province", settings={"region": "01"}))] == [
        "01.051", "01.151", "01.227", "01.331", "01.405", "01.511", "01.571", "01.573",
    ]  # fmt: skip
    assert faults(ask(kind="commune", settings={"region": "01"})) == []
    assert faults(ask(kind="commune", settings={"region": "13"})) == [NO_CHOICES]
