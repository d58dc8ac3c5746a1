"""What the pages of filling in show: parts, answers in words, what is missing and where."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from noress.core.errors import StaleVersion
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.filling import PREFIX, Asked, asked_of, count_answered, list_missing
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.moving import ADDED, ASK_AGAIN, CHANGED, REMOVED
from noress.domain.questionnaires.rules.answering import definition_of
from noress.web.questionnaires import Shown, texts_of

UNREADABLE = lazy("Cette réponse n'a pas pu être lue : corrigez-la.")
MOVES = {
    ADDED: lazy("nouvelle question"), CHANGED: lazy("question modifiée : relisez votre réponse"),
    REMOVED: lazy("question retirée"), ASK_AGAIN: lazy("question changée : répondez à nouveau"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of the form in the list of parts."""

    key: str
    title: Any
    url: str
    answered: int
    total: int


def parts(token: str, definition: Definition, response: Response) -> list[Part]:
    return [
        Part(
            part.section.key, part.section.title, url_for(".show_section", token=token, section=part.section.key),
            *count_answered(part, response.values),
        )
        for part in asked_of(definition, response.values)
    ]  # fmt: skip


def moves(response: Response, definition: Definition) -> list[tuple[Any, Any]]:
    """(question, what happened to it) since the version that was begun."""
    return [
        (question.label if (question := definition.question(key)) else key, MOVES[what])
        for what, key in response.moved
        if what != REMOVED
    ]


def answers(
    token: str, definition: Definition, response: Response
) -> list[tuple[Any, str, list[tuple[Any, str]]]]:
    """(title, address, [(question, answer in words)]) of each part."""
    return [
        (
            part.section.title, url_for(".show_section", token=token, section=part.section.key),
            [
                (question.label, types.get(question.type).say(question, response.values.get(question.key)))
                for question in part.questions
                if types.get(question.type).asks
            ],
        )
        for part in asked_of(definition, response.values)
    ]  # fmt: skip


def missing_links(token: str, definition: Definition, missing: dict[str, Any]) -> list[tuple[Any, Any, str]]:
    """(question, why, address of its place) in the order of asking."""
    links = []
    for name, why in missing.items():
        key = name.removeprefix(PREFIX).split(".")[0].split("-")[0]
        question, section_ = definition.question(key), definition.section_of(key)
        if question and section_:
            anchor = name.replace(".", "-")
            address = url_for(".show_section", token=token, section=section_.key, manque=1, _anchor=anchor)
            links.append((question.label, why, address))
    return links


def missing_here(definition: Definition, response: Response, part: Asked) -> dict[str, Any]:
    keys = {question.key for question in part.questions}
    missing = list_missing(definition, response.values)
    missing |= dict.fromkeys(response.unread, UNREADABLE)
    return {
        name: why
        for name, why in missing.items()
        if name.removeprefix(PREFIX).split(".")[0].split("-")[0] in keys
    }


def files(response: Response) -> dict[str, list[dict[str, Any]]]:
    return {
        question.key: response.values.get(question.key) or []
        for question in definition_of(response).questions()
        if types.get(question.type).is_file
    }


def what_others_wrote(part: Asked, stale: StaleVersion, shown: Shown) -> list[tuple[Any, str]]:
    """(question, the answer saved meanwhile) where it differs from what is typed here."""
    theirs = texts_of(part.questions, stale.theirs, {})
    return [
        (question.label, types.get(question.type).say(question, stale.theirs.get(question.key)) or _("pas de réponse"))
        for question in part.questions
        if types.get(question.type).asks
        and any(
            theirs.get(name) != [text for text in held if text]
            for name, held in shown.texts.items()
            if name == PREFIX + question.key or name.startswith((f"{PREFIX}{question.key}.", f"{PREFIX}{question.key}-"))
        )
    ]  # fmt: skip
