"""What a new version changed, and answers carried on to it."""

import pytest

from noress.domain.questionnaires.moving import add_changes, carry, list_changes
from tests.factories.questionnaires import both, make_definition, when
from tests.factories.questionnaires import make_question as ask


def test_changes_come_in_the_new_order_and_removals_last():
    before = make_definition(ask("a"), ask("b"), ask("c"), ask("d"))
    after = make_definition(ask("e"), ask("c", label=both("Autre")), ask("a"))
    assert list_changes(before, after) == [
        ("added", "e"),
        ("changed", "c"),
        ("removed", "b"),
        ("removed", "d"),
    ]
    assert list_changes(before, before) == []


@pytest.mark.parametrize(
    ("old", "new", "answer", "kept"),
    [
        (ask("a"), ask("a", label=both("Autre")), "texte", True),
        (ask("a", "long_text"), ask("a", "long_text", settings={"max_length": 3}), "texte", False),
        (ask("a"), ask("a", "long_text"), "texte", False),
        (ask("a", "number"), ask("a", "number", settings={"max": "5"}), "5", True),
        (ask("a", "number"), ask("a", "number", settings={"max": "5"}), "6", False),
        (ask("a", "number", settings={"decimals": 3}), ask("a", "number", settings={"decimals": 3}), "1.234", True),
        (ask("a", "money"), ask("a", "money"), 123450, True),
        (ask("a", "date"), ask("a", "date", settings={"min": "2027-01-01"}), "2026-12-31", False),
        (ask("a", "one", choices="x y"), ask("a", "one", choices="y z"), "y", True),
        (ask("a", "one", choices="x y"), ask("a", "one", choices="y z"), "x", False),
        (ask("a", "several", choices="x y"), ask("a", "several", choices="y x"), ["x"], True),
        (ask("a", "several", choices="x y"), ask("a", "several", choices="y"), ["x", "y"], False),
        (ask("a", "one", choices="x", settings={"other": True}), ask("a", "one", choices="x"), {"other": "z"}, False),
        (ask("a", "yes_no"), ask("a", "yes_no", is_required=True), False, True),
        (ask("a", "province"), ask("a", "province", settings={"region": "02"}), "01.571", False),
        (ask("a", "address"), ask("a", "address"), {"text": "Rue", "lat": 35.57, "lon": -5.37}, True),
        (ask("a", "file"), ask("a", "file"), [{"file": 1, "name": "x", "size": 2}], True),
        (ask("a", "file"), ask("a", "photo"), [{"file": 1, "name": "x", "size": 2}], False),
        (
            ask("a", "repeated", questions=(ask("b"),)),
            ask("a", "repeated", questions=(ask("b"), ask("c"))), [{"b": "x"}], True,
        ),
        (
            ask("a", "repeated", questions=(ask("b"),)),
            ask("a", "repeated", questions=(ask("c"),)), [{"b": "x"}], False,
        ),
        (
            ask("a", "table", choices="r s", questions=(ask("b", "number"),)),
            ask("a", "table", choices="r", questions=(ask("b", "number", settings={"max": 3}),)), {"r": {"b": "4"}}, False,
        ),
    ],
)  # fmt: skip
def test_an_answer_is_kept_when_its_question_reads_it_back_alike(old, new, answer, kept):
    result = ({"a": answer}, []) if kept else ({}, ["a"])
    assert carry(make_definition(old), make_definition(new), {"a": answer}) == result


def test_answers_to_questions_that_went_go_without_a_word():
    assert carry(make_definition(ask("a"), ask("b")), make_definition(ask("b")), {"a": "x", "b": "y"}) == (
        {"b": "y"},
        [],
    )


def test_empty_answers_are_not_lost():
    assert carry(make_definition(ask("a")), make_definition(ask("a", "number")), {"a": ""}) == ({}, [])


def test_an_answer_to_a_question_that_was_not_asked_is_not_taken():
    assert carry(make_definition(ask("a")), make_definition(ask("b")), {"b": "x"}) == ({}, [])


def test_what_the_new_conditions_hide_is_cleared():
    before = make_definition(ask("a", "yes_no"), ask("b"))
    after = make_definition(ask("a", "yes_no"), ask("b", condition=when("a", "is", "true")))
    assert carry(before, after, {"a": False, "b": "x"}) == ({"a": False}, [])


@pytest.mark.parametrize(
    ("unseen", "changes", "told"),
    [
        ([], [["added", "a"]], [["added", "a"]]),
        ([["added", "a"]], [], [["added", "a"]]),
        ([["changed", "a"]], [["added", "b"]], [["changed", "a"], ["added", "b"]]),
        ([["added", "a"]], [["changed", "a"]], [["added", "a"]]),
        ([["added", "a"]], [["removed", "a"]], []),
        ([["ask_again", "a"]], [["changed", "a"]], [["ask_again", "a"]]),
        ([["ask_again", "a"]], [["removed", "a"]], [["removed", "a"]]),
        ([["changed", "a"]], [["ask_again", "a"]], [["ask_again", "a"]]),
        ([["removed", "a"]], [["added", "a"]], [["changed", "a"]]),
    ],
)
def test_changes_of_two_versions_are_told_as_one_step(unseen, changes, told):
    assert add_changes(unseen, changes) == told
