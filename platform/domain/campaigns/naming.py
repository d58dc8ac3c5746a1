"""The name that a structure gives of itself: those who come by an open link have none until they say it."""

from collections.abc import Mapping
from typing import Any

from noress.core.folding import fold
from noress.domain.campaigns.models import Participant
from noress.domain.questionnaires.definition import Definition, Question

#: what the common questionnaire calls that question
USUAL = "name"
MOST_NAME = 200


def name_question(definition: Definition) -> Question | None:
    """The text called "name"; else the first text that says who answers."""
    texts = [
        question
        for section in definition.sections
        if section.owner_id is None
        for question in section.questions
        if question.type == "text"
    ]
    usual = next((question for question in texts if question.key == USUAL), None)
    return usual or next((question for question in texts if question.identifies), None)


def name_given(definition: Definition, values: Mapping[str, Any]) -> str | None:
    question = name_question(definition)
    answer = values.get(question.key) if question else None
    return " ".join(answer.split())[:MOST_NAME] or None if isinstance(answer, str) else None


def call_by(participant: Participant, name: str | None) -> None:
    """The name that it gives, where nobody has named it yet."""
    if name and not participant.name:
        participant.name, participant.name_folded = name, fold(name)[:600]
