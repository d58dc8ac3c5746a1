"""From what a page posted to answers: what is asked of this person, what could be read, what is still missing.

Answers to questions that conditions hide are cleared, in the order of asking, so that what hides in cascade goes
with them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Definition, Question, Section
from noress.domain.questionnaires.types.base import Posted
from noress.domain.questionnaires.types.groups import Unreadable, too_many_blocks

PREFIX = "q."
MISSING = _("Répondez à cette question.")
MISSING_FILE = _("Joignez ce fichier.")
#: refusals of an answer that was read and goes beyond what its question allows
LIMITS = frozenset(
    {"too_small", "too_big", "too_early", "too_late", "too_few", "too_many", "too_long", "decimals"}
)


@dataclass
class Reading:
    """What one page of the form held."""

    values: dict[str, Any] = field(default_factory=dict)
    #: {name of the input: what was typed}, where it could not be read
    unread: dict[str, list[str]] = field(default_factory=dict)
    #: {name of the input: why}
    errors: dict[str, Any] = field(default_factory=dict)


class Asked(NamedTuple):
    """A section with the questions that this person is asked."""

    section: Section
    questions: tuple[Question, ...]


def asked_of(definition: Definition, values: Mapping[str, Any]) -> list[Asked]:
    """The sections and questions whose conditions hold, the empty sections left out."""
    return _go_through(definition, values)[0]


def known_to_conditions(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are asked for, as conditions know them."""
    return _go_through(definition, values)[1]


def _go_through(definition: Definition, values: Mapping[str, Any]) -> tuple[list[Asked], dict[str, Any]]:
    shown = {}
    kept: dict[str, Any] = {}
    for section in definition.sections:
        if section.condition and not section.condition.holds(kept):
            continue
        questions = []
        for question in section.questions:
            if question.condition and not question.condition.holds(kept):
                continue
            questions.append(question)
            if question.key in values:
                answer = values[question.key]
                kept[question.key] = answer if is_empty(answer) else types.get(question.type).tested(answer)
        if questions:
            shown[section.key] = Asked(section, tuple(questions))
    return list(shown.values()), kept


def clear_hidden(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those that are not asked for."""
    kept = {question.key for part in asked_of(definition, values) for question in part.questions}
    return {key: value for key, value in values.items() if key in kept and not is_empty(value)}


def read_page(questions: Iterable[Question], posted: Posted) -> Reading:
    """What the page of these questions held. A question that the page did not show keeps its answer, so only
    keys that were read are among the values; None clears."""
    reading = Reading()
    for question in questions:
        kind = types.get(question.type)
        if not kind.asks or kind.is_file:
            continue
        name = PREFIX + question.key
        try:
            reading.values[question.key] = kind.read(question, name, posted)
        except RuleError as refused:
            reading.values[question.key] = None
            reading.errors[name] = _why(question, refused)
            reading.unread |= _typed_at(name, posted)
        except Unreadable as partly:
            reading.values[question.key] = partly.answer
            reading.errors |= {
                place: _why(_at(question, place, name), refused) for place, refused in partly.errors.items()
            }
            for place in partly.errors:
                reading.unread |= _typed_at(place, posted)
    return reading


def _why(question: Question, refused: RuleError) -> Any:
    """In the question's own words where it has some for an answer beyond its limits."""
    own = Translated(question.settings.get("constraint_message"))
    return own if own and refused.code in LIMITS else refused.message


def _at(question: Question, place: str, name: str) -> Question:
    """The question inside the group that an input belongs to; the group itself for what is said of the whole."""
    key = place.removeprefix(f"{name}.").rpartition(".")[2]
    return next((inner for inner in question.questions if inner.key == key), question)


def _typed_at(name: str, posted: Posted) -> dict[str, list[str]]:
    """What the inputs of one answer held: the name itself and its suffixes ("-other", "-point")."""
    limit = types.base.LONGEST
    return {
        key: [text[:limit].replace("\x00", "") for text in texts]
        for key, texts in posted.items()
        if (key == name or key.startswith(f"{name}-")) and any(texts)
    }


def list_missing(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """{name of the input: why} of the required questions without an answer, and of answers that do not fit yet, in the
    order of asking."""
    missing: dict[str, Any] = {}
    for part in asked_of(definition, values):
        for question in part.questions:
            if not types.get(question.type).asks:
                continue
            answer = values.get(question.key)
            name = PREFIX + question.key
            if not is_empty(answer):
                missing |= _lacking(question, answer, name)
            elif question.is_required:
                missing[name] = MISSING_FILE if types.get(question.type).is_file else MISSING
    return missing


def _lacking(question: Question, answer: Any, name: str) -> dict[str, Any]:
    """What an answer still lacks."""
    if question.type == "repeated":
        refused = too_many_blocks(question, len(answer))
        lacking = {name: refused.message} if refused else {}
        return lacking | _missing_inside(question, enumerate(answer), name)
    if question.type == "table":
        return _missing_inside(question, answer.items(), name)
    return {name + suffix: why for suffix, why in types.get(question.type).lacks(question, answer).items()}


def settle(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are sent."""
    settled = dict(values)
    for question in definition.questions():
        if not is_empty(settled.get(question.key)):
            settled[question.key] = types.get(question.type).settled(question, settled[question.key])
    return settled


def _missing_inside(
    question: Question, parts: Iterable[tuple[int | str, Mapping[str, Any]]], name: str
) -> dict[str, Any]:
    """What blocks that were added, and rows that were begun, still lack."""
    return {
        f"{name}.{place}.{inner.key}": MISSING
        for place, answers in parts
        for inner in question.questions
        if inner.is_required and is_empty(answers.get(inner.key))
    }


def still_unread(
    definition: Definition, values: Mapping[str, Any], unread: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """What could not be read, where its question is still asked."""
    if not unread:
        return {}
    asked = {question.key for part in asked_of(definition, values) for question in part.questions}
    return {name: texts for name, texts in unread.items() if key_of_input(name) in asked}


def key_of_input(name: str) -> str:
    """The key of the question that an input belongs to: "q.name", "q.name-other", "q.table.row.column"."""
    return re.split("[.-]", name.removeprefix(PREFIX), maxsplit=1)[0]


def count_answered(part: Asked, values: Mapping[str, Any]) -> tuple[int, int]:
    """(answered, asked) of one section."""
    questions = [question for question in part.questions if types.get(question.type).asks]
    return sum(not is_empty(values.get(question.key)) for question in questions), len(questions)


def minutes_needed(definition: Definition, values: Mapping[str, Any]) -> int:
    """An honest estimate for what is still to be answered: by the type of each question that is asked of this
    person, reading included; at least one minute while something is left."""
    left = [
        types.get(question.type)
        for part in asked_of(definition, values)
        for question in part.questions
        if is_empty(values.get(question.key))
    ]
    seconds = sum(kind.seconds for kind in left) if any(kind.asks for kind in left) else 0
    return -(-seconds // 60)
