"""From what a page posted to answers."""

import pytest

from noress.domain.questionnaires import filling
from noress.domain.questionnaires.definition import Definition
from tests.domain.questionnaires.conftest import plain
from tests.factories.questionnaires import make_definition, make_section, when
from tests.factories.questionnaires import make_question as ask

MISSING = "Répondez à cette question."
MISSING_FILE = "Joignez ce fichier."
CHAIN = make_definition(
    ask("a", "yes_no"),
    ask("b", "one", choices="x y", condition=when("a", "is", "true")),
    ask("c", condition=when("b", "is", "x")),
    ask("d"),
)


def asked(definition, values):
    return [
        (part.section.key, [question.key for question in part.questions])
        for part in filling.asked_of(definition, values)
    ]


def missing(definition, values):
    return {name: plain(why) for name, why in filling.list_missing(definition, values).items()}


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({}, ["a", "d"]), ({"a": False}, ["a", "d"]), ({"a": True}, ["a", "b", "d"]),
        ({"a": True, "b": "x"}, ["a", "b", "c", "d"]), ({"a": True, "b": "y"}, ["a", "b", "d"]),
        ({"a": False, "b": "x"}, ["a", "d"]),
    ],
)  # fmt: skip
def test_what_is_asked(values, keys):
    assert asked(CHAIN, values) == [("general", keys)]


def test_what_hides_in_cascade_is_cleared_with_it():
    values = {"a": False, "b": "x", "c": "texte", "d": "reste", "gone": 1}
    assert filling.clear_hidden(CHAIN, values) == {"a": False, "d": "reste"}
    assert filling.clear_hidden(CHAIN, {**values, "a": True}) == {
        "a": True,
        "b": "x",
        "c": "texte",
        "d": "reste",
    }
    assert filling.clear_hidden(CHAIN, {"a": None, "d": ""}) == {}


def test_sections_hide_whole_and_empty_ones_are_left_out():
    definition = Definition((
        make_section("s", ask("a", "yes_no")),
        make_section("t", ask("b"), condition=when("a", "is", "true")),
        make_section("u", ask("c", condition=when("b", "answered"))),
    ))  # fmt: skip
    assert asked(definition, {"b": "x"}) == [("s", ["a"])]
    assert asked(definition, {"a": True}) == [("s", ["a"]), ("t", ["b"])]
    assert asked(definition, {"a": True, "b": "x"}) == [("s", ["a"]), ("t", ["b"]), ("u", ["c"])]
    assert filling.clear_hidden(definition, {"a": False, "b": "x", "c": "y"}) == {"a": False}


def test_a_condition_on_an_amount_is_written_in_dirhams():
    definition = make_definition(ask("cost", "money"), ask("why", condition=when("cost", "more", "1 000")))
    assert asked(definition, {"cost": 100_000}) == [("general", ["cost"])]
    assert asked(definition, {"cost": 100_001}) == [("general", ["cost", "why"])]
    assert filling.clear_hidden(definition, {"cost": 100_001, "why": "x"}) == {"cost": 100_001, "why": "x"}


def read(questions, posted):
    reading = filling.read_page(questions, posted)
    return reading.values, reading.unread, {name: plain(why) for name, why in reading.errors.items()}


def test_a_page_is_read():
    questions = [
        ask("name"),
        ask("members", "number"),
        ask("note", "note"),
        ask("paper", "file"),
        ask("more"),
    ]
    posted = {
        "q.name": ["Coopérative"],
        "q.members": ["١٢"],
        "q.note": ["x"],
        "q.paper": ["x"],
        "q.gone": ["x"],
    }
    assert read(questions, posted) == ({"name": "Coopérative", "members": "12", "more": None}, {}, {})


def test_what_cannot_be_read_is_kept_as_typed():
    questions = [
        ask("members", "number"),
        ask("colour", "one", choices="red", settings={"other": True}),
        ask("rooms", "repeated", questions=(ask("area", "number"), ask("name"))),
        ask("name"),
    ]
    posted = {
        "q.members": ["douze\x00"], "q.colour": ["other"], "q.colour-other": ["x" * 201], "q.name": ["n" * 30_000],
        "q.rooms.0.area": ["grand"], "q.rooms.0.name": ["Salle"],
    }  # fmt: skip
    assert read(questions, posted) == (
        {"members": None, "colour": None, "rooms": [{"name": "Salle"}], "name": None},
        {
            "q.members": ["douze"], "q.colour": ["other"], "q.colour-other": ["x" * 201], "q.rooms.0.area": ["grand"],
            "q.name": ["n" * 20_000],
        },
        {
            "q.members": "Écrivez un nombre, par exemple 12 ou 1 234,50.",
            "q.colour": "Cette réponse est trop longue : 200 caractères au plus.",
            "q.rooms.0.area": "Écrivez un nombre, par exemple 12 ou 1 234,50.",
            "q.name": "Ce texte est trop long : 30000 caractères, 200 au plus.",
        },
    )  # fmt: skip


def test_required_questions_that_are_asked_are_missing():
    definition = make_definition(
        ask("a", "yes_no", is_required=True), ask("b", is_required=True, condition=when("a", "is", "true")),
        ask("c"), ask("n", "note", is_required=True), ask("f", "photo", is_required=True),
    )  # fmt: skip
    assert missing(definition, {}) == {"q.a": MISSING, "q.f": MISSING_FILE}
    assert missing(definition, {"a": True}) == {"q.b": MISSING, "q.f": MISSING_FILE}
    assert missing(definition, {"a": False, "f": [{"file": 1}]}) == {}


def test_blocks_and_rows_that_were_begun_lack_their_required_parts():
    inner = (ask("name", is_required=True), ask("area", "number"))
    definition = make_definition(
        ask("rooms", "repeated", questions=inner, settings={"max_blocks": 2}),
        ask("staff", "table", choices="paid unpaid", questions=inner),
    )
    assert missing(definition, {}) == {}
    assert missing(definition, {"rooms": [{"name": "Salle"}, {"area": "4"}], "staff": {"unpaid": {"area": "1"}}}) == {
        "q.rooms.1.name": MISSING, "q.staff.unpaid.name": MISSING,
    }  # fmt: skip
    assert missing(definition, {"rooms": [{"name": "a"}] * 3}) == {"q.rooms": "Pas plus de 2 fois ce groupe."}


def test_required_groups():
    definition = make_definition(ask("rooms", "repeated", questions=(ask("name"),), is_required=True))
    assert missing(definition, {}) == {"q.rooms": MISSING}


def test_how_far_a_section_is():
    definition = make_definition(ask("a"), ask("b", "yes_no"), ask("n", "note"), ask("c"))
    part = filling.asked_of(definition, {})[0]
    assert filling.count_answered(part, {}) == (0, 3)
    assert filling.count_answered(part, {"a": "x", "b": False, "c": ""}) == (2, 3)


@pytest.mark.parametrize(
    ("values", "minutes"),
    [
        ({}, 3),  # 60 + 6 + 60 + 10 seconds
        ({"text": "x"}, 2),  # 6 + 60 + 10
        ({"text": "x", "where": [{"file": 1}]}, 1),  # 6 + 10
        ({"text": "x", "where": [{"file": 1}], "yes": False}, 0),  # nothing is left but the explanation
    ],
)
def test_the_time_it_takes(values, minutes):
    definition = make_definition(
        ask("text", "long_text"), ask("yes", "yes_no"), ask("where", "file"), ask("n", "note")
    )
    assert filling.minutes_needed(definition, values) == minutes


def test_hidden_questions_take_no_time():
    definition = make_definition(ask("a", "yes_no"), ask("b", "long_text", condition=when("a", "is", "true")))
    assert [filling.minutes_needed(definition, values) for values in ({"a": False}, {"a": True})] == [0, 1]
