"""Questions that hold questions: a table of fixed rows, a block repeated as often as needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import (
    GroupType,
    Posted,
    get,
    names,
    refuse,
    register,
    wrong_counts,
)

MOST_BLOCKS = 50


@dataclass
class Unreadable(Exception):
    """What could be read of a group, and what could not: {name of the input: refusal}."""

    answer: Any
    errors: dict[str, RuleError]


@register
class Table(GroupType):
    """{key of the row: {key of the column: answer}}; the rows are the question's choices."""

    key, label, has_choices, seconds = "table", _("tableau"), True, 30

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        answer: dict[str, Any] = {}
        errors: dict[str, RuleError] = {}
        for row in question.choices:
            if cells := _read_inside(question, f"{name}.{row.key}", posted, errors):
                answer[row.key] = cells
        if errors:
            raise Unreadable(answer or None, errors)
        return answer or None

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {
            f".{row.key}.{column.key}{suffix}": texts
            for row in question.choices
            for column in question.questions
            for suffix, texts in get(column.type)
            .typed(column, (answer or {}).get(row.key, {}).get(column.key))
            .items()
        }

    def say(self, question: Question, answer: Any) -> str:
        return "\n".join(
            f"{row.label} : {_cells(question, answer[row.key])}"
            for row in question.choices
            if row.key in (answer or {})
        )

    def check_question(self, question: Question) -> list[Any]:
        problems = _check_inner(question)
        return problems if question.choices else [*problems, _("Ce tableau n'a pas encore de ligne.")]


@register
class Repeated(GroupType):
    """A list of {key of the question: answer}, in the order they were given."""

    key, label, seconds = "repeated", _("bloc répété"), 60
    settings = ("max_blocks",)

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        errors: dict[str, RuleError] = {}
        count = posted_blocks(name, posted)
        blocks = [_read_inside(question, f"{name}.{place}", posted, errors) for place in range(count)]
        if errors:
            raise Unreadable(blocks, errors)
        kept = [block for block in blocks if block]
        held = count if count > MOST_BLOCKS else len(kept)  # beyond the most, no page of ours sent it
        if too_many := too_many_blocks(question, held):
            raise Unreadable(kept, {name: too_many})
        return kept or None

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {
            f".{place}.{inner.key}{suffix}": texts
            for place, block in enumerate(answer or [])
            for inner in question.questions
            for suffix, texts in get(inner.type).typed(inner, block.get(inner.key)).items()
        }

    def say(self, question: Question, answer: Any) -> str:
        return "\n".join(f"{place}. {_cells(question, block)}" for place, block in enumerate(answer or [], 1))

    def check_question(self, question: Question) -> list[Any]:
        return _check_inner(question) + wrong_counts(question, "max_blocks", most=MOST_BLOCKS)


def too_many_blocks(question: Question, count: int) -> RuleError | None:
    """Why that many blocks are refused, None when they are not."""
    most = int(question.settings.get("max_blocks") or MOST_BLOCKS)
    if count <= most:
        return None
    return refuse("too_many", _("Pas plus de %(count)s fois ce groupe.", count=most))


def posted_blocks(name: str, posted: Posted) -> int:
    """How many blocks the page held: one more than the highest number among its inputs. Beyond the most that a
    question may hold it is one more, whatever came: that many are refused in words, not lost without one."""
    start = f"{name}."
    places = [
        int(key[len(start) :].split(".")[0])
        for key in posted
        if key.startswith(start) and key[len(start) :].split(".")[0].isdecimal()
        and len(key[len(start) :].split(".")[0]) < 4
    ]  # fmt: skip
    return min(max(places, default=-1) + 1, MOST_BLOCKS + 1)


def _read_inside(
    question: Question, start: str, posted: Posted, errors: dict[str, RuleError]
) -> dict[str, Any]:
    """The answers of one row or one block; what cannot be read goes to the errors."""
    answers = {}
    for inner in question.questions:
        name = f"{start}.{inner.key}"
        try:
            answer = get(inner.type).read(inner, name, posted)
        except RuleError as refused:
            errors[name] = refused
        else:
            if not is_empty(answer):
                answers[inner.key] = answer
    return answers


def _cells(question: Question, cells: dict[str, Any]) -> str:
    return " · ".join(_said(question, cells))


def _said(question: Question, cells: dict[str, Any]) -> Iterator[str]:
    for inner in question.questions:
        if inner.key in cells:
            yield f"{inner.label} {get(inner.type).say(inner, cells[inner.key])}"


def _check_inner(question: Question) -> list[Any]:
    if not question.questions:
        return [_("Ajoutez au moins une question à ce groupe.")]
    if any(inner.type in names() and not get(inner.type).fits_groups for inner in question.questions):
        return [_("Ce groupe contient une question d'un type qui ne peut pas y être.")]
    return []
