"""When a question is asked: tests on earlier answers, all of them or any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from noress.core.i18n import lazy as _
from noress.core.numerals import parse_number


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    #: a choice among several
    HOLDS = "holds"
    HOLDS_NOT = "holds_not"
    MORE = "more"
    LESS = "less"
    ANSWERED = "answered"
    EMPTY = "empty"

    @property
    def label(self) -> Any:
        return {
            "is": _("est"), "is_not": _("n'est pas"), "holds": _("comprend"), "holds_not": _("ne comprend pas"),
            "more": _("est plus grand que"), "less": _("est plus petit que"), "answered": _("a une réponse"),
            "empty": _("n'a pas de réponse"),
        }[self.value]  # fmt: skip

    @property
    def takes_value(self) -> bool:
        return self not in {Operator.ANSWERED, Operator.EMPTY}


@dataclass(frozen=True)
class Clause:
    """One test on the answer to one question."""

    question: str
    operator: Operator
    value: str = ""

    def holds(self, values: Mapping[str, Any]) -> bool:
        answer = values.get(self.question)
        match self.operator:
            case Operator.ANSWERED:
                return not is_empty(answer)
            case Operator.EMPTY:
                return is_empty(answer)
            case Operator.IS | Operator.HOLDS:
                return self.value in _said(answer)
            case Operator.IS_NOT | Operator.HOLDS_NOT:
                return self.value not in _said(answer)
            case Operator.MORE | Operator.LESS:
                return self._compares(answer)

    def _compares(self, answer: Any) -> bool:
        if is_empty(answer):
            return False
        mine, other = _comparable(answer), _comparable(self.value)
        if type(mine) is not type(other):
            return False
        return bool(mine > other if self.operator is Operator.MORE else mine < other)


@dataclass(frozen=True)
class Condition:
    tests: tuple[Clause, ...]
    #: every test must hold, or any one
    is_all: bool = True

    @classmethod
    def read(cls, part: dict[str, Any] | None) -> "Condition | None":
        tests = tuple(
            Clause(test["question"], Operator(test["is"]), str(test.get("value", "")))
            for test in (part or {}).get("tests", [])
        )
        return cls(tests, (part or {}).get("match", "all") == "all") if tests else None

    def write(self) -> dict[str, Any]:
        return {
            "match": "all" if self.is_all else "any",
            "tests": [
                {"question": test.question, "is": test.operator.value}
                | ({"value": test.value} if test.operator.takes_value else {})
                for test in self.tests
            ],
        }

    def holds(self, values: Mapping[str, Any]) -> bool:
        return (all if self.is_all else any)(test.holds(values) for test in self.tests)

    @property
    def keys(self) -> set[str]:
        return {test.question for test in self.tests}


def is_empty(answer: Any) -> bool:
    return answer is None or answer in ("", [], {})


def _said(answer: Any) -> list[str]:
    """An answer as a condition writes it: keys of choices, "true" and "false", numbers without useless zeros."""
    if isinstance(answer, list):
        return [text for part in answer for text in _said(part)]
    if isinstance(answer, bool):
        return ["true" if answer else "false"]
    if isinstance(answer, dict):
        return ["other"] if "other" in answer else []
    return [] if answer is None else [str(answer)]


def _comparable(answer: Any) -> Any:
    number = parse_number(str(answer))
    return str(answer) if number is None else number
