"""What a form holds before anybody wrote in it: what the catalogue says, what was sent last, the note's answers."""

from collections.abc import Mapping
from typing import Any

from noress.core.i18n import Translated
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.moving import carry

#: keys of the question that asks for the project's name
TITLES = ("title", "project_title", "project_name")
#: of one project alone: another project's would be wrong here
_OF_A_PROJECT = frozenset({"budget", "beneficiaries", "repeated", "table", "money"})
_TEXTS = frozenset({"text", "long_text", "phone", "email", "url", "province", "commune", "date"})


def answers_for(definition: Definition, said: Mapping[str, Any], title: str, language: str) -> dict[str, Any]:
    """What the entry says to whoever begins, under the same names; the project's name."""
    offered = {
        question.key: value
        for question in definition.questions()
        if (value := _as_answer(question, _said(said, question.key), language)) is not None
    }
    offered |= {key: title for key in TITLES if definition.question(key) is not None}
    return carry(definition, definition, offered)[0]


def _said(said: Mapping[str, Any], key: str) -> Any:
    return said.get(key, said.get(key.removeprefix("structure_")))


def _as_answer(question: Question, value: Any, language: str) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping) and question.type in _TEXTS:
        value = Translated(value).pick(language)[1]
    if question.type in _TEXTS:
        return value if isinstance(value, str) else None
    if question.type == "number":
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
    if question.type in ("yes_no", "money"):
        return (
            value
            if isinstance(value, bool) == (question.type == "yes_no") and isinstance(value, int)
            else None
        )
    if question.type == "address":
        return {"text": value} if isinstance(value, str) else None
    if question.type == "several" and isinstance(value, list):
        return [code for code in value if question.choice(code) is not None] or None
    return value if question.type == "one" and isinstance(value, str) and question.choice(value) else None


def answers_again(before: Definition, after: Definition, sent: Response) -> dict[str, Any]:
    """Of another application of the structure: what is not of that project alone, and no file."""
    kept = {
        question.key: (sent.answers or {}).get(question.key)
        for question in before.questions()
        if question.type not in _OF_A_PROJECT
        and not types.get(question.type).is_file
        and question.key not in TITLES
    }
    return carry(before, after, kept)[0]


def answers_of_note(before: Definition, after: Definition, note: Response) -> dict[str, Any]:
    """Of the expression of interest: all that the full file asks too, files among it."""
    return carry(before, after, note.answers or {})[0]
