"""What was answered, in words: for searching, and as the name of who answered."""

from collections.abc import Mapping
from typing import Any

from noress.core.folding import indexed_words
from noress.core.i18n import in_language
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response


def search_text_of(response: Response, definition: Definition) -> str:
    """Everything it is found by, in both languages; each word after a space, so that beginnings are found."""
    answers = response.answers or {}
    texts = [response.number, response.filled_by, response.email]
    texts += list((response.institution.name if response.institution else {}).values())
    for language in ("fr", "ar"):
        with in_language(language):
            texts += said(definition, answers)
    return " " + indexed_words(*dict.fromkeys(texts))  # most answers are the same in both


def said(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    """Every answer, in the reader's language."""
    return [
        types.get(question.type).say(question, answers[question.key])
        for question in definition.questions()
        if not is_empty(answers.get(question.key)) and types.get(question.type).asks
    ]


def name_of(response: Response, definition: Definition) -> str:
    """The institution, or the first short text that was answered: the name of the structure comes first."""
    if response.institution is not None:
        return str(response.institution.name)
    answers = response.answers or {}
    texts = (answers.get(question.key) for question in definition.questions() if question.type == "text")
    return next((text for text in texts if isinstance(text, str) and text), "")
