"""When a question is asked."""

import pytest

from noress.domain.questionnaires.conditions import Clause, Condition, Operator, is_empty
from noress.domain.questionnaires.definition import Definition, Section
from noress.domain.questionnaires.filling import asked_of, read_page
from tests.domain.questionnaires.condition_cases import CASES, asker, opened_by
from tests.domain.questionnaires.conftest import plain


def holds(operator, value, answer):
    return Clause("q", Operator(operator), value).holds({} if answer is None else {"q": answer})


@pytest.mark.parametrize(
    ("operator", "value", "answer", "result"),
    [
        ("is", "red", "red", True), ("is", "red", "blue", False), ("is", "red", None, False),
        ("is", "true", True, True), ("is", "true", False, False), ("is", "false", False, True),
        ("is", "other", {"other": "rose"}, True), ("is", "rose", {"other": "rose"}, False),
        ("is", "x", {"text": "x"}, False), ("is", "1234.5", "1234.5", True),
        ("is_not", "red", "blue", True), ("is_not", "red", "red", False), ("is_not", "red", None, True),
        ("holds", "red", ["red", "blue"], True), ("holds", "green", ["red", "blue"], False),
        ("holds", "other", ["red", {"other": "rose"}], True), ("holds", "red", None, False),
        ("holds_not", "green", ["red"], True), ("holds_not", "red", ["red"], False), ("holds_not", "red", None, True),
        ("more", "5", "6", True), ("more", "5", "5", False), ("more", "10", "9", False), ("more", "5", None, False),
        ("more", "٥", "6", True), ("more", "1 234,50", "1234.6", True), ("more", "5", "beaucoup", False),
        ("more", "", "6", False), ("more", "2026-01-01", "2026-12-31", True),
        ("less", "5", "4.9", True), ("less", "5", "5", False), ("less", "5", None, False),
        ("less", "2026-01-01", "2025-12-31", True), ("less", "2026-01-01", "2026-12-31", False),
        ("answered", "", "x", True), ("answered", "", False, True), ("answered", "", 0, True),
        ("answered", "", None, False), ("answered", "", "", False), ("answered", "", [], False),
        ("empty", "", None, True), ("empty", "", {}, True), ("empty", "", "x", False), ("empty", "", 0, False),
    ],
)  # fmt: skip
def test_each_operator(operator, value, answer, result):
    assert holds(operator, value, answer) is result


def test_all_or_any():
    tests = (Clause("a", Operator.IS, "x"), Clause("b", Operator.IS, "y"))
    every, some = Condition(tests), Condition(tests, is_all=False)
    assert [every.holds(values) for values in ({"a": "x", "b": "y"}, {"a": "x"}, {})] == [True, False, False]
    assert [some.holds(values) for values in ({"a": "x", "b": "y"}, {"a": "x"}, {})] == [True, True, False]
    assert every.keys == {"a", "b"}


@pytest.mark.parametrize("part", [None, {}, {"match": "any", "tests": []}])
def test_no_test_is_no_condition(part):
    assert Condition.read(part) is None


def test_written_and_read_again():
    condition = Condition((Clause("a", Operator.IS, "x"), Clause("b", Operator.ANSWERED)), is_all=False)
    written = {
        "match": "any", "tests": [{"question": "a", "is": "is", "value": "x"}, {"question": "b", "is": "answered"}],
    }  # fmt: skip
    assert condition.write() == written
    assert Condition.read(written) == condition
    assert Condition.read({"tests": [{"question": "a", "is": "more", "value": 5}]}) == Condition(
        (Clause("a", Operator.MORE, "5"),)
    )


def test_an_operator_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="resembles"):
        Condition.read({"tests": [{"question": "a", "is": "resembles"}]})


def test_operators_in_words():
    assert [plain(operator.label) for operator in Operator] == [
        "est", "n'est pas", "comprend", "ne comprend pas", "est plus grand que", "est plus petit que",
        "a une réponse", "n'a pas de réponse",
    ]  # fmt: skip
    assert [operator for operator in Operator if not operator.takes_value] == [
        Operator.ANSWERED,
        Operator.EMPTY,
    ]


@pytest.mark.parametrize(
    ("answer", "empty"),
    [
        (None, True),
        ("", True),
        ([], True),
        ({}, True),
        (False, False),
        (0, False),
        ("0", False),
        ([{}], False),
    ],
)
def test_emptiness(answer, empty):
    assert is_empty(answer) is empty


def test_what_is_typed_opens_the_next_question():
    """tests/browser/test_conditions.py asks the same of the script."""
    wrong = []
    for place, case in enumerate(CASES):
        question, opened = asker(place, case), opened_by(place, case)
        posted = {
            f"q.{question.key}{suffix}": [typed] if isinstance(typed, str) else typed
            for suffix, typed in case[2].items()
        }
        part = Definition((Section("s", question.label, questions=(question, opened)),))
        shown = asked_of(part, read_page((question,), posted).values)[0].questions
        if (opened in shown) is not case[5]:
            wrong.append(case)
    assert wrong == []
