"""The questions of several versions side by side: answers of different versions stand in the same columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Choice, Definition, Question

Part = TypeVar("Part", bound=Choice | Question)


class Union(NamedTuple):
    """Every question that was ever asked: those of the last version in its order, then those it no longer asks."""

    questions: tuple[Question, ...]
    #: {key of the version: its definition}
    definitions: dict[int, Definition]
    #: {key of the version: its number}
    numbers: dict[int, int]
    #: {key of the question: numbers of the versions that ask it}
    versions: dict[str, tuple[int, ...]]
    #: {key of the version: {key of the question: the question as it was asked}}
    asked: dict[int, dict[str, Question]]

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


def unite(versions: Sequence[tuple[int, int, Definition]]) -> Union:
    """Of (key, number, definition), the last version first."""
    found: dict[str, Question] = {}
    numbers: dict[str, list[int]] = {}
    asked = {key: {one.key: one for one in definition.questions()} for key, _number, definition in versions}
    for key, number, _definition in versions:
        for question in asked[key].values():
            if not types.get(question.type).asks:
                continue
            numbers.setdefault(question.key, []).append(number)
            found[question.key] = (
                _with_choices(found[question.key], question) if question.key in found else question
            )
    return Union(
        tuple(found.values()), {key: definition for key, _number, definition in versions},
        {key: number for key, number, _definition in versions},
        {key: tuple(sorted(which)) for key, which in numbers.items()}, asked,
    )  # fmt: skip


def _with_choices(newer: Question, older: Question) -> Question:
    """Choices that are no longer offered were chosen once; a group's questions likewise."""
    if newer.type != older.type:
        return newer
    choices = _joined(newer.choices, older.choices)
    questions = _joined(newer.questions, older.questions)
    if (choices, questions) == (newer.choices, newer.questions):
        return newer
    return replace(newer, choices=choices, questions=questions)


def _joined(newer: tuple[Part, ...], older: tuple[Part, ...]) -> tuple[Part, ...]:
    known = {part.key for part in newer}
    return newer + tuple(part for part in older if part.key not in known)
