"""The secretariat at work on questionnaires, and the reading of one question."""

from typing import Any

import pytest

from noress.core.errors import RuleError
from noress.domain.questionnaires import types
from noress.domain.questionnaires.types.groups import Unreadable


def plain(text: Any) -> str:
    """With ordinary spaces, as the sources have them."""
    return str(text).replace("\u202f", " ").replace("\xa0", " ")


def post(**inputs: Any) -> dict[str, list[str]]:
    """What a page posted: `post(q="a", q_other="b")` names the inputs "q" and "q-other"; `__` stands for a point."""
    return {
        name.replace("__", ".").replace("_", "-"): [value] if isinstance(value, str) else list(value)
        for name, value in inputs.items()
    }


@pytest.fixture
def read() -> Any:
    """read(question, q=...) is the answer, or (code, message) of the refusal."""

    def reading(question: Any, **inputs: Any) -> Any:
        try:
            return types.get(question.type).read(question, "q", post(**inputs))
        except RuleError as refused:
            return refused.code, plain(refused.message)
        except Unreadable as partly:
            return partly.answer, {
                name: (error.code, plain(error.message)) for name, error in partly.errors.items()
            }

    return reading


@pytest.fixture
def say() -> Any:
    """say(question, answer) in words with ordinary spaces."""
    return lambda question, answer: plain(types.get(question.type).say(question, answer))


@pytest.fixture
def again() -> Any:
    """again(question, answer) posts what its inputs hold, and reads it back."""

    def reading(question: Any, answer: Any) -> Any:
        kind = types.get(question.type)
        posted = {f"q{suffix}": texts for suffix, texts in kind.typed(question, answer).items()}
        return kind.read(question, "q", posted)

    return reading


@pytest.fixture
def faults() -> Any:
    """faults(question) in words."""
    return lambda question: [plain(text) for text in types.get(question.type).check_question(question)]
