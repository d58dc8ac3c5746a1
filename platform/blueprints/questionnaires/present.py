"""How a definition is told to who builds it: its lines, what is wrong with each, versions with their changes."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import url_for

from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.questionnaires import types
from noress.domain.questionnaires.checking import Problem, list_problems
from noress.domain.questionnaires.conditions import Condition
from noress.domain.questionnaires.definition import Definition, Question, Section, read_definition
from noress.domain.questionnaires.models import QuestionnaireVersion
from noress.domain.questionnaires.moving import ADDED, CHANGED, REMOVED, list_changes

CHANGES = {
    ADDED: lazy("nouvelle question"),
    CHANGED: lazy("question modifiée"),
    REMOVED: lazy("question retirée"),
}


@dataclass
class QuestionLine:
    name: str
    question: Question
    type: Any
    problems: list[Problem]
    condition: str
    inner: list["QuestionLine"] = field(default_factory=list)

    @property
    def is_missing_text(self) -> bool:
        return any(problem.is_missing_text for problem in self.problems)


@dataclass
class SectionLine:
    section: Section
    problems: list[Problem]
    condition: str
    questions: list[QuestionLine]


def section_lines(definition: Definition) -> list[SectionLine]:
    """Every section with its questions, in order, with what is wrong said on each line."""
    wrong: dict[str, list[Problem]] = defaultdict(list)
    for problem in list_problems(definition):
        wrong[problem.key].append(problem)
    labels = {question.key: question for question in definition.questions()}
    return [
        SectionLine(
            section, wrong[section.key], condition_words(section.condition, labels),
            [question_line(question, "", wrong, labels) for question in section.questions],
        )
        for section in definition.sections
    ]  # fmt: skip


def question_line(
    question: Question, group: str, wrong: dict[str, list[Problem]], labels: dict[str, Question]
) -> QuestionLine:
    name = f"{group}.{question.key}" if group else question.key
    return QuestionLine(
        name, question, types.get(question.type).label if question.type in types.names() else question.type,
        [] if group else wrong[question.key], condition_words(question.condition, labels),
        [question_line(inner, question.key, wrong, labels) for inner in question.questions],
    )  # fmt: skip


def condition_words(condition: Condition | None, labels: dict[str, Question]) -> str:
    """ "« Avez-vous un local ? » est Oui"."""
    if condition is None:
        return ""
    said = [
        " ".join(part for part in (_("« %(text)s »", text=_label(test.question, labels)),
                                   str(test.operator.label), _value(test, labels)) if part)
        for test in condition.tests
    ]  # fmt: skip
    return (_(" et ") if condition.is_all else _(" ou ")).join(said)


def _label(key: str, labels: dict[str, Question]) -> str:
    return str(labels[key].label) if key in labels else key


def _value(test: Any, labels: dict[str, Question]) -> str:
    if not test.operator.takes_value:
        return ""
    if test.value in ("true", "false"):
        return _("Oui") if test.value == "true" else _("Non")
    question = labels.get(test.question)
    choice = question.choice(test.value) if question else None
    return str(choice.label) if choice else test.value


def problem_lines(questionnaire_id: int, definition: Definition) -> list[tuple[str, Any, str]]:
    """(where, what, the page that mends it)."""
    sections = {section.key: section for section in definition.sections}
    questions = {question.key: question for question in definition.questions()}
    found = []
    for problem in list_problems(definition):
        if problem.key in questions:
            url = url_for(
                "questionnaires.edit_question", questionnaire_id=questionnaire_id, question_name=problem.key
            )
            where = str(questions[problem.key].label) or problem.key
        elif problem.key in sections:
            url = url_for(
                "questionnaires.edit_section", questionnaire_id=questionnaire_id, section_key=problem.key
            )
            where = str(sections[problem.key].title) or problem.key
        else:
            url, where = url_for("questionnaires.build", questionnaire_id=questionnaire_id), ""
        found.append((where, problem.message, url))
    return found


def changes_between(before: Definition, after: Definition) -> list[tuple[Any, str]]:
    """(what, label of the question)."""
    old, new = ({one.key: one for one in version.questions()} for version in (before, after))
    return [
        (CHANGES[what], str((new.get(key) or old[key]).label) or key)
        for what, key in list_changes(before, after)
    ]


def version_lines(
    versions: list[QuestionnaireVersion],
) -> list[tuple[QuestionnaireVersion, list[tuple[Any, str]]]]:
    """The published versions, the last first, each with what it changed; the first one changed nothing."""
    read = [read_definition(version.content) for version in versions]
    return [
        (version, changes_between(read[place + 1], read[place]) if place + 1 < len(read) else [])
        for place, version in enumerate(versions)
    ]


class ReadLine(NamedTuple):
    """A section as a sheet gave it."""

    title: Any
    questions: int
    #: texts that one of the two languages lacks
    missing: int


def read_lines(definition: Definition) -> list[ReadLine]:
    lacks = Counter(problem.key for problem in list_problems(definition) if problem.is_missing_text)
    return [
        ReadLine(
            section.title or section.key, len(section.questions),
            lacks[section.key] + sum(lacks[question.key] for question in section.questions),
        )
        for section in definition.sections
    ]  # fmt: skip


def fault_words(definition: Definition) -> list[tuple[Any, Any]]:
    """(where, what) would keep it from being published, missing texts aside."""
    return [
        (problem.key and _named(definition, problem.key), problem.message)
        for problem in list_problems(definition)
        if not problem.is_missing_text
    ]


def _named(definition: Definition, key: str) -> Any:
    question, section = definition.question(key), definition.section(key)
    return (question and question.label) or (section and section.title) or key
