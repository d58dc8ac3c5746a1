"""The expressions of XLSForm that become conditions and limits, and those that are refused."""

import pytest

from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.xlsform.expressions import (
    DEEPEST,
    NotUnderstood,
    read_condition,
    read_limits,
    write_condition,
    write_limits,
)
from tests.domain.questionnaires.xlsforms import plain

KEYS = {"x": "x", "Y-1": "y_1"}


def clauses(text):
    condition = read_condition(text, KEYS)
    return condition.is_all, [(test.question, test.operator.value, test.value) for test in condition.tests]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("${x} = 'a'", ("x", "is", "a")), ('${ Y-1 }="l\'été"', ("y_1", "is", "l'été")), ("${x} != 'a'", ("x", "is_not", "a")),
        ("${x} = 5.50", ("x", "is", "5.5")), ("${x} = 007", ("x", "is", "7")), ("${x} > -5", ("x", "more", "-5")),
        ("${x} < 18", ("x", "less", "18")), ("${x} < date('2020-01-31')", ("x", "less", "2020-01-31")),
        ("${x} != ''", ("x", "answered", "")), ("${x} = ''", ("x", "empty", "")), ("selected(${x}, 'a')", ("x", "holds", "a")),
        ("not(selected(${x},'a'))", ("x", "holds_not", "a")), ("not(${x} = 'a')", ("x", "is_not", "a")),
        ("not ( ${x} = '' )", ("x", "answered", "")), ("not(not(${x} = 'a'))", ("x", "is", "a")), ("((${x} = 'a'))", ("x", "is", "a")),
    ],
)  # fmt: skip
def test_one_test(text, expected):
    assert clauses(text) == (True, [expected])


def test_all_of_them_or_any():
    assert clauses("${x} = 'a' and (${x} > 1 and ${x} < 3)") == (
        True, [("x", "is", "a"), ("x", "more", "1"), ("x", "less", "3")],
    )  # fmt: skip
    assert clauses("${x} = 'a' or selected(${Y-1}, 'b')") == (
        False,
        [("x", "is", "a"), ("y_1", "holds", "b")],
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "${x}", "${x} >= 5", "${x} <= 5", "${x} = ${x}", "'a' = ${x}", "${x} = true()", "count-selected(${x}) > 1", "${x} > ''",
        "selected(${x}, '')", "selected('a', ${x})", "${x} = 'a' ${x} = 'b'", "(${x} = 'a'", "${x} = 'a')", "not(${x} > 1)",
        "not(${x} = 'a' or ${x} = 'b')", "regex(${x}, '[a-z]')", "${x} = 'a", "${x} + 1 = 2", "${x} = date('31/31/2020')",
        "${x} > " + "9" * 5000, "${x} = 'a' and " * 500 + "${x} = 'a'", "once(${x})", ". > 3", "${x} = 'a' and",
    ],
)  # fmt: skip
def test_every_other_one_is_refused(text):
    with pytest.raises(NotUnderstood) as refused:
        read_condition(text, KEYS)
    assert plain(refused.value.message) == f"L'expression « {text[:200]} » n'est pas prise en charge."


@pytest.mark.parametrize(
    "text", ["${x} = 'a' and ${x} = 'b' or ${x} = 'c'", "${x} = 'a' and (${x} = 'b' or ${x} = 'c')"]
)
def test_and_mixed_with_or_is_refused(text):
    with pytest.raises(NotUnderstood) as refused:
        read_condition(text, KEYS)
    assert (
        plain(refused.value.message)
        == f"La condition mêle « and » et « or » : gardez l'un des deux (« {text} »)."
    )


def test_a_question_that_is_not_there():
    with pytest.raises(NotUnderstood) as refused:
        read_condition("${z} = 'a'", KEYS)
    assert plain(refused.value.message) == (
        "La condition porte sur « z », qui n'est pas une question de ce formulaire."
    )


def test_parentheses_without_end_are_refused():
    assert clauses("(" * DEEPEST + "${x} = 'a'" + ")" * DEEPEST) == (True, [("x", "is", "a")])
    with pytest.raises(NotUnderstood):
        read_condition("(" * 4000 + "${x} = 'a'" + ")" * 4000, KEYS)


@pytest.mark.parametrize("operator", list(Operator))
@pytest.mark.parametrize(
    "value",
    ["a", "5", "5.0", "-0.5", "1 000", "2020-01-31", "2020-13-31", "l'an", "true", "12345678901234567890"],
)
@pytest.mark.parametrize("is_all", [True, False])
def test_what_is_written_is_read_back(operator, value, is_all):
    test = Clause("y_1", operator, value if operator.takes_value else "")
    condition = Condition((test, Clause("x", Operator.HOLDS, "b")), is_all)
    assert read_condition(write_condition(condition, {"y_1": "Y-1"}), KEYS) == condition


def test_several_answers_are_asked_what_they_hold():
    condition = Condition((Clause("x", Operator.IS, "a"), Clause("x", Operator.IS_NOT, "b")))
    assert write_condition(condition, {}, {"x"}) == "selected(${x}, 'a') and not(selected(${x}, 'b'))"


@pytest.mark.parametrize(
    "text, kind",
    [
        (". > 1", "money"), (". >= 1 or . <= 5", "number"), (". >= 1 and . >= 2", "number"), (". >= 1", "text"), (". = 1", "number"),
        ("regex(., '[0-9]+')", "text"), ("string-length(.) >= 3", "text"), ("string-length(.) <= 2.5", "text"), (". <= today()", "date"),
        (". >= '2020-01-01'", "date"), (". <= ${x}", "number"), ("count-selected(.) <= 2", "one"), (". >= 1 and", "number"), ("", "number"),
        (". <= 1.5 and . < 2", "money"), ("string-length(x) <= 2", "text"), (". >= 1)", "number"),
    ],
)  # fmt: skip
def test_limits_that_have_no_equivalent_are_refused(text, kind):
    with pytest.raises(NotUnderstood) as refused:
        read_limits(text, kind, is_whole=False)
    assert plain(refused.value.message) == f"L'expression « {text} » n'est pas prise en charge."


def test_limits_written():
    assert write_limits("number", {"min": 0, "max": "2.5", "unit": "km"}) == ". >= 0 and . <= 2.5"
    assert write_limits("number", {"min": "", "max": "beaucoup"}) == ""
    assert write_limits("several", {"min_choices": "2", "max_choices": "-1"}) == "count-selected(.) >= 2"
    assert write_limits("one", {"min": 1}) == ""
