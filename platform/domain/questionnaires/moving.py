"""What a new version changed, and answers carried from one version to the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from noress.core.errors import RuleError
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.filling import PREFIX, clear_hidden
from noress.domain.questionnaires.types.groups import Unreadable

ADDED, CHANGED, REMOVED, ASK_AGAIN = "added", "changed", "removed", "ask_again"


def list_changes(before: Definition, after: Definition) -> list[tuple[str, str]]:
    """(what, key of the question): added and changed in the new order, then removed in the old one."""
    old = {question.key: question for question in before.questions()}
    new = {question.key: question for question in after.questions()}
    changes = [
        (ADDED if key not in old else CHANGED, key)
        for key, question in new.items()
        if old.get(key) != question
    ]
    return changes + [(REMOVED, key) for key in old if key not in new]


def add_changes(unseen: Sequence[Sequence[str]], changes: Sequence[Sequence[str]]) -> list[list[str]]:
    """Changes of a version on top of those that the person has not seen yet, told as one step."""
    before = {key: what for what, key in unseen}
    after: dict[str, str] = {}
    for what, key in changes:
        if what == REMOVED and before.get(key) == ADDED:
            del before[key]
        elif what == CHANGED and before.get(key) in {ADDED, ASK_AGAIN}:
            after[key] = before[key]
        else:
            after[key] = CHANGED if what == ADDED and before.get(key) == REMOVED else what
    still = {key: what for key, what in before.items() if key not in after}
    return [[what, key] for key, what in (still | after).items()]


def carry(
    before: Definition, after: Definition, values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """(the answers that the new version still takes, the keys whose answer it no longer takes). An answer is kept
    when its question reads it back alike; nobody's words change their meaning on the way."""
    old = {question.key: question for question in before.questions()}
    kept: dict[str, Any] = {}
    lost: list[str] = []
    for question in after.questions():
        answer, asked = values.get(question.key), old.get(question.key)
        if is_empty(answer) or asked is None:
            continue
        if _fits(asked, question, answer):
            kept[question.key] = answer
        else:
            lost.append(question.key)
    return clear_hidden(after, kept), lost


def _fits(asked: Question, question: Question, answer: Any) -> bool:
    if asked.type != question.type:
        return False
    kind = types.get(question.type)
    if kind.is_file:
        return True
    name = PREFIX + question.key
    posted = {name + suffix: texts for suffix, texts in kind.typed(question, answer).items()}
    try:
        return bool(kind.read(question, name, posted) == answer)
    except (RuleError, Unreadable):
        return False
