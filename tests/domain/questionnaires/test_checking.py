"""What keeps a version from being published."""

from dataclasses import replace

import pytest

from noress.core.i18n import Translated
from noress.domain.questionnaires.checking import list_problems
from noress.domain.questionnaires.definition import (
    Choice,
    Definition,
    Section,
    read_definition,
    write_definition,
)
from tests.domain.questionnaires.conftest import plain
from tests.factories.questionnaires import both, make_definition, make_section, when
from tests.factories.questionnaires import make_question as ask

NO_ARABIC = "Le texte en arabe manque."
NO_FRENCH = "Le texte en français manque."
NO_TEXT = "Le texte manque, en français et en arabe."
NOT_THERE = "La condition attend de « {} » une réponse qui n'y est pas proposée."


def problems(*parts):
    sections = parts if parts and isinstance(parts[0], Section) else make_definition(*parts).sections
    return [(found.key, plain(found.message)) for found in list_problems(Definition(tuple(sections)))]


def bad_key(place, key):
    return (place, f"Le nom technique « {key} » n'est pas valable, ou sert déjà.")


def test_a_complete_definition_has_none():
    assert list_problems(make_definition()) == []


def test_a_definition_needs_a_question():
    assert [plain(found.message) for found in list_problems(Definition())] == [
        "Ajoutez au moins une question."
    ]
    assert problems(make_section("empty")) == [
        ("", "Ajoutez au moins une question."), ("empty", "Cette partie n'a pas encore de question."),
    ]  # fmt: skip


def test_no_more_than_500_questions():
    questions = [ask(f"q{place}") for place in range(501)]
    assert problems(*questions[:500]) == []
    assert problems(*questions) == [("", "Cette version a plus de 500 questions.")]


@pytest.mark.parametrize("key", ["", "Name", "1name", "n-m", "nom.x", "é", "n" * 41])
def test_names_of_questions_that_no_address_takes(key):
    assert problems(ask(key, label=both("Nom"))) == [bad_key(key, key)]
    assert problems(ask("g", "repeated", questions=(ask(key, label=both("Nom")),))) == [bad_key("g", key)]
    assert problems(make_section(key, ask(), title=both("Partie"))) == [bad_key(key, key)]


def test_two_of_one_name():
    assert problems(ask("a"), ask("b"), ask("a")) == [bad_key("a", "a")]
    assert problems(make_section("s", ask("a")), make_section("t", ask("a"))) == [bad_key("a", "a")]
    assert problems(make_section("s", ask("a")), make_section("s", ask("b"))) == [bad_key("s", "s")]
    twins = ask("g", "table", choices="row", questions=(ask("a"), ask("a")))
    assert problems(twins) == [("g", "Deux questions de ce groupe portent le même nom technique.")]
    assert problems(make_section("a", ask("a"))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (Translated(fr="Nom"), NO_ARABIC), (Translated(ar="الاسم"), NO_FRENCH), (Translated(), NO_TEXT),
        (Translated(fr="Nom", ar="  "), NO_ARABIC), (Translated(en="Name"), NO_TEXT),
    ],
)  # fmt: skip
def test_missing_texts_are_told_from_faults(text, message):
    label = list_problems(make_definition(ask("a", label=text)))
    assert [(found.key, plain(found.message), found.is_missing_text) for found in label] == [
        ("a", message, True)
    ]
    assert problems(make_section("s", ask("a"), title=text)) == [("s", message)]
    listed = replace(ask("a", "one"), choices=(Choice("x", text),))
    assert problems(listed) == [("a", message)]
    inner = list_problems(make_definition(ask("g", "repeated", questions=(ask("a", label=text),))))
    assert [(found.key, plain(found.message), found.is_missing_text) for found in inner] == [
        ("g", message, True)
    ]


def test_help_may_miss_in_both_languages_but_not_in_one():
    assert problems(ask("a", help=Translated())) == []
    assert problems(ask("a", help=Translated(fr="Aide"))) == [("a", NO_ARABIC)]
    assert problems(make_section("s", ask("a"), intro=Translated(ar="مقدمة"))) == [("s", NO_FRENCH)]


def test_types_that_do_not_exist():
    message = "Ce type de question n'existe pas : hologram."
    assert problems(ask("a", "hologram")) == [("a", message)]
    assert problems(ask("g", "repeated", questions=(ask("a", "hologram"),))) == [("g", message)]


def test_what_the_type_finds_wrong():
    assert problems(ask("a", "one")) == [("a", "Cette liste n'a pas encore de choix.")]
    assert problems(ask("g", "repeated", questions=(ask("a", "several"),))) == [
        ("g", "Cette liste n'a pas encore de choix.")
    ]


def test_a_condition_on_an_earlier_question():
    assert problems(ask("a"), ask("b", condition=when("a", "answered"))) == []
    assert (
        problems(make_section("s", ask("a")), make_section("t", ask("b"), condition=when("a", "answered")))
        == []
    )


def test_a_condition_on_a_later_question():
    later = "La condition porte sur « B », qui vient plus tard : déplacez l'une des deux."
    assert problems(ask("a", condition=when("b", "answered")), ask("b")) == [("a", later)]
    assert problems(make_section("s", ask("b"), condition=when("b", "answered"))) == [("s", later)]


def test_a_question_without_text_is_called_by_its_key():
    nameless = ask("b", label=Translated())
    assert problems(ask("a", condition=when("b", "answered")), nameless) == [
        ("a", "La condition porte sur « b », qui vient plus tard : déplacez l'une des deux."),
        ("b", "Le texte manque, en français et en arabe."),
    ]


def test_a_condition_on_a_deleted_question():
    gone = "La condition porte sur « gone », qui n'existe plus."
    assert problems(ask("a", condition=when("gone", "answered"))) == [("a", gone)]


def test_a_circle_of_conditions():
    assert problems(ask("a", condition=when("a", "answered"))) == [
        ("a", "Cette question dépend d'elle-même.")
    ]
    assert problems(ask("a", condition=when("b", "answered")), ask("b", condition=when("a", "answered"))) == [
        ("a", "La condition porte sur « B », qui vient plus tard : déplacez l'une des deux.")
    ]


def test_a_section_may_bear_the_name_of_the_question_it_depends_on():
    sections = (
        make_section("general", ask("site")),
        make_section("site", ask("b"), condition=when("site", "answered")),
    )
    assert problems(*sections) == []


@pytest.mark.parametrize(
    ("asked", "operator", "value", "fine"),
    [
        (ask("a", "yes_no"), "is", "true", True), (ask("a", "yes_no"), "is", "oui", False),
        (ask("a", "one", choices="x y"), "is", "x", True), (ask("a", "one", choices="x y"), "is", "z", False),
        (ask("a", "one", choices="x y"), "is", "other", False),
        (ask("a", "one", choices="x", settings={"other": True}), "is", "other", True),
        (ask("a", "several", choices="x y"), "holds_not", "z", False),
        (ask("a"), "is", "Rabat", True), (ask("a"), "is", "", False), (ask("a"), "empty", "", True),
        (ask("a", "number"), "more", "5", True), (ask("a", "number"), "more", "", False),
        (ask("a", "number"), "less", "", False),
    ],
)  # fmt: skip
def test_a_condition_waits_for_an_answer_that_can_come(asked, operator, value, fine):
    found = problems(asked, ask("b", condition=when("a", operator, value)))
    assert found == ([] if fine else [("b", NOT_THERE.format("A"))])


def test_a_definition_is_written_and_read_again():
    definition = Definition((
        make_section("s", *make_definition().sections[0].questions, intro=both("Bonjour"), is_locked=True),
        make_section(
            "t", ask("g", "table", choices="r", questions=(ask("a", "number", settings={"decimals": 0}),)),
            ask("o", "one", choices="x", help=both("Aide"), identifies=True, is_locked=True, voices={"fr": 3}),
            condition=when("members", "more", "3"),
        ),
    ))  # fmt: skip
    assert read_definition(write_definition(definition)) == definition
    assert read_definition({}) == Definition()


def test_a_definition_finds_its_parts():
    definition = Definition(
        (make_section("s", ask("a")), make_section("t", ask("b", "repeated", questions=(ask("c"),))))
    )
    assert [question.key for question in definition.questions()] == ["a", "b"]
    assert [(s.key, q.key, g and g.key) for s, q, g in definition.everything()] == [
        ("s", "a", None), ("t", "b", None), ("t", "c", "b"),
    ]  # fmt: skip
    assert (definition.question("b").key, definition.question("c")) == ("b", None)
    assert (definition.section("t").key, definition.section("x")) == ("t", None)
    assert (definition.section_of("b").key, definition.section_of("x")) == ("t", None)
