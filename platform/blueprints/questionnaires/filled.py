"""What the pages of filling in show: parts, answers in words, what is missing and where."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import url_for

from noress.core.errors import StaleVersion
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.filling import (
    Asked,
    asked_of,
    count_answered,
    key_of_input,
    list_missing,
)
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.moving import ADDED, ASK_AGAIN, CHANGED, REMOVED
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.saving import marks_of
from noress.web.questionnaires import Shown, texts_of

UNREADABLE = lazy("Cette réponse n'a pas pu être lue : corrigez-la.")
MOVES = {
    ADDED: lazy("nouvelle question"), CHANGED: lazy("question modifiée : relisez votre réponse"),
    REMOVED: lazy("question retirée"), ASK_AGAIN: lazy("question changée : répondez à nouveau"),
}  # fmt: skip

WORDS = {
    "saving": lazy("Enregistrement…"),
    "kept": lazy("Gardé sur ce téléphone, pas encore enregistré."),
    "nowhere": lazy("Pas encore enregistré : ne fermez pas cette page."),
    "waiting": lazy("Pas de réseau. Gardé sur ce téléphone, en attente d'envoi : {n}."),
    "restored": lazy("Nous avons remis ce que vous aviez écrit sur ce téléphone."),
    "unread": lazy("Enregistré, mais une réponse est à corriger."),
    "stale": lazy("Ces réponses ont changé sur un autre appareil."),
    "compare": lazy("Comparer"),
    "gone": lazy("Ce lien n'ouvre plus ces réponses. Ce que vous avez écrit est encore sur ce téléphone."),
    "sending": lazy("Envoi…"),
    "leaves": lazy("Pas de réseau. Vos réponses partiront toutes seules quand il reviendra : gardez ou rouvrez cette page."),
    "not_sent": lazy("Vos réponses ne sont pas envoyées."),
    "look": lazy("Vérifier vos réponses"),
    "file_waits": lazy("{name} : en attente d'envoi"),
    "file_goes": lazy("{name} : envoyé à {n} %"),
    "file_here": lazy("{name} : enregistré"),
    "file_refused": lazy("{name} : {why}"),
    "cancel": lazy("Annuler"),
    "locate": lazy("Mettre ma position"),
    "locating": lazy("Recherche de votre position…"),
    "located": lazy("Position trouvée, à {n} m près. Mettez-la seulement si vous êtes sur place."),
    "locate_refused": lazy("Le téléphone n'a pas permis de lire votre position. Collez un lien de carte, ou laissez vide."),
    "not_located": lazy("Position introuvable. Collez un lien de carte, ou laissez vide."),
    "erase_anyway": lazy("Effacer quand même ce qui n'est pas encore enregistré"),
    "erased": lazy("Rien de ce questionnaire ne reste sur ce téléphone."),
}  # fmt: skip


class Part(NamedTuple):
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


def notices(response: Response) -> dict[str, Any]:
    """{key: what a new version changed about the question}, said beside it."""
    return {key: MOVES[what] for what, key in response.moved if what != REMOVED}


def answers(
    token: str, definition: Definition, response: Response
) -> list[tuple[Any, str, list[tuple[Any, str, str]]]]:
    """(title, address, [(question, answer in words, its point)]) of each part."""
    return [
        (
            part.section.title, url_for(".show_section", token=token, section=part.section.key),
            lines(part, response.values),
        )
        for part in asked_of(definition, response.values)
    ]  # fmt: skip


def lines(part: Asked, values: Mapping[str, Any]) -> list[tuple[Any, str, str]]:
    """(question, answer in words, its point) of one part."""
    return [
        (question.label, kind.say(question, values.get(question.key)), kind.point(values.get(question.key)))
        for question in part.questions
        if (kind := types.get(question.type)).asks
    ]


def missing_links(token: str, definition: Definition, missing: dict[str, Any]) -> list[tuple[Any, Any, str]]:
    """(question, why, address of its place) in the order of asking."""
    links = []
    for name, why in missing.items():
        key = key_of_input(name)
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
    return {name: why for name, why in missing.items() if key_of_input(name) in keys}


def named(questions: Iterable[Question], errors: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """(name of the input, question, why), for the list above a form."""
    labels = {question.key: question.label for question in questions}
    return [(name, labels.get(key_of_input(name), ""), why) for name, why in errors.items()]


def files(response: Response) -> dict[str, list[dict[str, Any]]]:
    return {
        question.key: response.values.get(question.key) or []
        for question in definition_of(response).questions()
        if types.get(question.type).is_file
    }


def marks(response: Response, questions: tuple[Question, ...]) -> str:
    """For the script that saves while one types: what the server knew when it wrote this page."""
    return json.dumps(marks_of(questions, response.values, response.unread))


def words() -> dict[str, str]:
    """What that script says; {n} stands for a number, {name} for a file."""
    return {name: str(text) for name, text in WORDS.items()}


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
            if key_of_input(name) == question.key
        )
    ]  # fmt: skip
