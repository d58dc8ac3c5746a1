"""Answers as cells of a sheet: one column for each question, two more for a point, a sheet of its own for each group."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from noress.core.i18n import gettext as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.received.union import Union

LATITUDE, LONGITUDE = "lat", "lon"


class Column(NamedTuple):
    """A question, or one coordinate of its answer."""

    question: Question
    part: str = ""

    @property
    def label(self) -> str:
        named = str(self.question.label) or self.question.key
        if self.part == LATITUDE:
            return _("%(label)s : latitude", label=named)
        return _("%(label)s : longitude", label=named) if self.part == LONGITUDE else named

    @property
    def width(self) -> int:
        return 14 if self.part or self.question.type in {"number", "money", "date", "yes_no"} else 30


def columns_of(union: Union) -> list[Column]:
    """In the order of the last version; groups are not among them where they have sheets of their own."""
    columns: list[Column] = []
    for question in union.questions:
        columns.append(Column(question))
        if question.type == "address":
            columns += [Column(question, LATITUDE), Column(question, LONGITUDE)]
    return columns


def groups_of(union: Union) -> list[Question]:
    return [question for question in union.questions if question.questions]


def heads_of(columns: list[Column]) -> list[str]:
    """Titles in the reader's language; two questions of the same words are told apart by their key."""
    labels = [column.label for column in columns]
    return [
        f"{label} [{column.question.key}]" if labels.count(label) > 1 else label
        for column, label in zip(columns, labels, strict=True)
    ]


def cell(column: Column, asked: Mapping[str, Question], answers: Mapping[str, Any]) -> Any:
    """A number, a date, a text, None; the question as it was asked says what its answer means."""
    answer = answers.get(column.question.key)
    question = asked.get(column.question.key)
    if question is None or is_empty(answer):
        return None
    if column.part:
        degrees = answer.get(column.part) if isinstance(answer, dict) else None
        return None if degrees is None else Decimal(str(degrees))
    if question.type == "address":
        return answer.get("text") if isinstance(answer, dict) else None
    return types.get(question.type).plain(question, answer)


def rows_of(
    group: Question, asked: Mapping[str, Question], answers: Mapping[str, Any]
) -> Iterator[tuple[Any, list[Any]]]:
    """(row of the table or number of the block, cells of the group's questions) of one answer."""
    own = asked.get(group.key)
    answer = answers.get(group.key)
    if own is None or is_empty(answer) or own.type != group.type:
        return
    inner = {question.key: question for question in own.questions}
    if isinstance(answer, dict):  # PostgreSQL keeps keys in its own order
        lines: Any = [(str(row.label), answer[row.key]) for row in own.choices if row.key in answer]
    else:
        lines = enumerate(answer or [], 1)
    for place, held in lines:
        yield place, [cell(Column(question), inner, held) for question in group.questions]


def typed(question: Question, answer: Any) -> Any:
    """The answer as JSON says it best: numbers and dirhams are numbers, the rest as it is kept."""
    if is_empty(answer):
        return None
    if question.type == "number":
        return _number(Decimal(answer))
    if question.type == "money":
        return _number(Decimal(answer) / 100)
    if question.questions:
        inner = {one.key: one for one in question.questions}
        if question.type == "table":
            return {row: _typed_all(inner, held) for row, held in answer.items()}
        return [_typed_all(inner, held) for held in answer]
    return answer


def _typed_all(inner: Mapping[str, Question], held: Mapping[str, Any]) -> dict[str, Any]:
    return {key: typed(inner[key], answer) for key, answer in held.items() if key in inner}


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


# --- the dictionary ----------------------------------------------------------------------------------


def dictionary_heads() -> list[tuple[str, int]]:
    return [
        (_("Clé"), 20), (_("Dans"), 20), (_("Type"), 18), (_("Libellé en français"), 45), (_("Libellé en arabe"), 45),
        (_("Choix"), 60), (_("Visibilité"), 12), (_("Dit qui répond"), 14), (_("Obligatoire"), 12), (_("Versions"), 12),
    ]  # fmt: skip


def dictionary(union: Union) -> Iterator[list[Any]]:
    """What each column means: every question, those inside groups under theirs."""
    for question in union.questions:
        versions = ", ".join(str(number) for number in union.versions[question.key])
        yield _entry(question, None, versions)
        for inner in question.questions:
            yield _entry(inner, question, versions)


def _entry(question: Question, group: Question | None, versions: str) -> list[Any]:
    choices = "\n".join(
        f"{choice.key} = {choice.label.get('fr', '')} / {choice.label.get('ar', '')}"
        for choice in question.choices
    )
    return [
        question.key, group.key if group else "", str(types.get(question.type).label), question.label.get("fr", ""),
        question.label.get("ar", ""), choices, str(question.visibility.label), _("oui") if question.identifies else "",
        _("oui") if question.is_required else "", versions,
    ]  # fmt: skip
