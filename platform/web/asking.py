"""The conditions of a page of questions, for the script that shows and hides while somebody types.

It judges as domain/questionnaires/conditions.py does; tests/domain/questionnaires/condition_cases.py binds both.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import Condition
from noress.domain.questionnaires.definition import Definition, Question, Section
from noress.domain.questionnaires.filling import Asked, known_to_conditions

#: settings that decide whether an answer is read or refused
LIMITS = ("min", "max", "decimals", "min_choices", "max_choices")
Json = dict[str, Any]


def conditions_of(definition: Definition, sections: Iterable[Section], values: Mapping[str, Any]) -> str:
    """JSON: the conditions of these sections, how to read the answers they test, and those that stand elsewhere."""
    here = tuple(sections)
    tested: set[str] = set()
    for section in here:
        tested |= _keys(section.condition).union(
            *(_keys(question.condition) for question in section.questions)
        )
    parts = [_part(section, tested) for section in here]
    there = known_to_conditions(definition, values)
    on_page = {question.key for section in here for question in section.questions}
    known = {key: there[key] for key in sorted(tested - on_page) if key in there}
    return json.dumps(
        {"known": known, "parts": [part for part in parts if len(part) > 1]}, ensure_ascii=False
    )


def lines_of(part: Asked) -> list[tuple[Question, bool]]:
    """The questions of a screen in order, each with whether it is asked now: those that answers of the same screen
    may open wait in it for the script."""
    asked = {question.key for question in part.questions}
    here = {question.key for question in part.section.questions}
    return [
        (question, question.key in asked)
        for question in part.section.questions
        if question.key in asked or _keys(question.condition) & here
    ]


def _part(section: Section, tested: set[str]) -> Json:
    questions = [
        _question(question) for question in section.questions if question.condition or question.key in tested
    ]
    return {"key": section.key} | _when(section.condition) | ({"questions": questions} if questions else {})


def _question(question: Question) -> Json:
    limits = {
        name: str(question.settings[name]) for name in LIMITS if question.settings.get(name) not in (None, "")
    }
    if longest := question.settings.get("max_length") or getattr(types.get(question.type), "limit", None):
        limits["max_length"] = str(longest)
    return {"key": question.key, "type": question.type} | limits | _when(question.condition)


def _when(condition: Condition | None) -> Json:
    return {"when": condition.write()} if condition else {}


def _keys(condition: Condition | None) -> set[str]:
    return condition.keys if condition else set()
