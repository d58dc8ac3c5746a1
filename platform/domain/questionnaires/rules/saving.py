"""Saving while somebody types: question by question, so that a repeated, late or parallel saving harms nothing.

A page holds a mark of each answer as the server last knew it. An answer changed here replaces an answer that
nobody changed since; one not changed here leaves what another phone wrote; what is already so needs nothing:
a saving that arrives twice is applied once. Changed differently on two phones, it is a conflict.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.filling import Reading, asked_of, key_of_input, read_page
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of, keep_page
from noress.domain.questionnaires.rules.authoring import canonical
from noress.domain.questionnaires.serving import check_saving
from noress.domain.questionnaires.types.base import Posted

Marks = Mapping[str, str]


class Saving(NamedTuple):
    """What came of one saving."""

    reading: Reading
    #: {question: mark} of what the page holds, for its next saving
    marks: dict[str, str]
    #: the response's version before; the same after when everything was known already
    before: int


def marks_of(
    questions: Sequence[Question], values: Mapping[str, Any], unread: Mapping[str, list[str]]
) -> dict[str, str]:
    """{question: mark} of these answers; files have their own way."""
    marks = {}
    for question in questions:
        kind = types.get(question.type)
        if kind.asks and not kind.is_file:
            value = values.get(question.key)
            typed = {name: texts for name, texts in unread.items() if key_of_input(name) == question.key}
            state = canonical([None if is_empty(value) else value, typed])
            marks[question.key] = hashlib.sha256(state.encode()).hexdigest()[:12]
    return marks


def save_typed(
    *,
    response: Response,
    questions: Sequence[Question],
    posted: Posted,
    marks: Marks,
    place: str,
    now: datetime,
) -> Saving:
    """Keep what is typed on a page whose answers had these marks. Raises StaleVersion for a conflict."""
    lock(response)
    reading = read_page(questions, posted)
    held = marks_of(questions, reading.values, reading.unread)
    stored = marks_of(questions, response.values, response.unread)
    empty = marks_of(questions, {}, {})
    changed = {key for key, mark in held.items() if mark not in (marks.get(key, empty[key]), stored[key])}
    clashes = {key for key in changed if stored[key] not in (marks.get(key, empty[key]), empty[key])}
    if clashes:
        check_saving(response, now)  # what is over is said first: nothing is to be decided there
        raise StaleVersion(
            _("Ces réponses ont changé sur un autre appareil depuis que cette page est ouverte."),
            {key: response.values.get(key) for key in clashes},
        )
    before = response.version
    keep_page(
        response=response, questions=[question for question in questions if question.key in changed], place=place,
        posted={name: texts for name, texts in posted.items() if key_of_input(name) in changed},
        version=response.version, now=now,
    )  # fmt: skip
    asked = {
        question.key
        for part in asked_of(definition_of(response), response.values)
        for question in part.questions
    }
    # an answer that conditions hid is not kept: the page offers it again, in case they open its question
    offered = {key: mark if key in asked else empty[key] for key, mark in held.items()}
    return Saving(reading, offered, before)
