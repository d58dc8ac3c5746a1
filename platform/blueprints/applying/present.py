"""What the pages of an application say: parts, papers, what is missing and where, how much time is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy, ngettext
from noress.domain.applications.standing import Standing
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.filling import asked_of, count_answered, key_of_input, list_missing
from noress.domain.questionnaires.models import Response

UNREADABLE = lazy("Cette réponse n'a pas pu être lue : corrigez-la.")


class Part(NamedTuple):
    """A part of the form; `missing` counts what sending waits for."""

    title: Any
    url: str
    answered: int
    total: int
    missing: int


@dataclass(frozen=True)
class Paper:
    label: Any
    url: str
    count: int
    is_required: bool


def section_url(token: str, key: str, **values: Any) -> str:
    return url_for("questionnaires.show_section", token=token, section=key, **values)


def missing_of(definition: Definition, response: Response) -> dict[str, Any]:
    """{name of the input: why}, in the order of asking."""
    return list_missing(definition, response.values) | dict.fromkeys(response.unread, UNREADABLE)


def missing_lines(token: str, definition: Definition, missing: dict[str, Any]) -> list[tuple[Any, Any, str]]:
    """(question, why, address of its place); one line for each place."""
    lines = []
    for name, why in missing.items():
        key = key_of_input(name)
        question, section = definition.question(key), definition.section_of(key)
        if question is not None and section is not None:
            url = section_url(token, section.key, manque=1, _anchor=name.replace(".", "-"))
            lines.append((question.label, why, url))
    return lines


def parts_of(token: str, definition: Definition, response: Response) -> list[Part]:
    missing = [key_of_input(name) for name in missing_of(definition, response)]
    return [
        Part(
            part.section.title, section_url(token, part.section.key), *count_answered(part, response.values),
            sum(key in {question.key for question in part.questions} for key in missing),
        )
        for part in asked_of(definition, response.values)
    ]  # fmt: skip


def papers_of(token: str, definition: Definition, response: Response) -> list[Paper]:
    """The papers asked for, in the order of asking: given or not."""
    return [
        Paper(
            question.label, section_url(token, part.section.key, _anchor=f"q-{question.key}"),
            len(response.values.get(question.key) or []), question.is_required,
        )
        for part in asked_of(definition, response.values)
        for question in part.questions
        if types.get(question.type).is_file
    ]  # fmt: skip


def answers_of(
    token: str, definition: Definition, values: dict[str, Any]
) -> list[tuple[Any, str, list[Any]]]:
    """(title, address, [(question, answer in words, its point)]) of each part."""
    return [
        (
            part.section.title, section_url(token, part.section.key),
            [
                (question.label, kind.say(question, values.get(question.key)), kind.point(values.get(question.key)))
                for question in part.questions
                if (kind := types.get(question.type)).asks
            ],
        )
        for part in asked_of(definition, values)
    ]  # fmt: skip


def correction_titles(token: str, standing: Standing, definition: Definition | None) -> list[tuple[Any, str]]:
    """(question, address of its place) of what the open correction is about."""
    if standing.correction is None or definition is None:
        return []
    found = ((definition.question(key), definition.section_of(key)) for key in standing.correction.questions)
    return [
        (question.label, section_url(token, section.key, _anchor=f"q-{question.key}"))
        for question, section in found
        if question is not None and section is not None
    ]


def time_left_words(deadline: datetime, now: datetime) -> str:
    """ "3 jours", counted by the calendar as on the call's page; the last two days "5 heures", "12 minutes"."""
    days = (clock.today(deadline) - clock.today(now)).days
    if days >= 2:
        return ngettext("%(num)s jour", "%(num)s jours", days)
    minutes = int((deadline - now).total_seconds() // 60)
    if minutes >= 2 * 60:
        return ngettext("%(num)s heure", "%(num)s heures", minutes // 60)
    if minutes >= 1:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return _("moins d'une minute")
