"""What is wrong with a definition: said while it is built, and refused when it is published."""

from typing import Any, NamedTuple

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import Condition, Operator
from noress.domain.questionnaires.definition import KEY, Definition, Question, Section

MOST_QUESTIONS = 500


class Problem(NamedTuple):
    """`key` names the section or the question; texts missing in a language are told apart from faults."""

    key: str
    message: Any
    is_missing_text: bool = False


def list_problems(definition: Definition) -> list[Problem]:
    """Everything that keeps the definition from being published, in the order of the form."""
    problems = (
        []
        if any(True for _question in definition.questions())
        else [Problem("", _("Ajoutez au moins une question."))]
    )
    seen: set[str] = set()
    earlier: dict[str, Question] = {}
    every = {question.key: question for question in definition.questions()}
    sections: set[str] = set()
    for section in definition.sections:
        if section.key in sections or not KEY.fullmatch(section.key):
            problems.append(_bad_key(section.key, section.key))
        sections.add(section.key)
        problems += _section(section, seen, earlier, every)
    if len(every) > MOST_QUESTIONS:
        problems.append(Problem("", _("Cette version a plus de %(count)s questions.", count=MOST_QUESTIONS)))
    return problems


def _section(
    section: Section, seen: set[str], earlier: dict[str, Question], every: dict[str, Question]
) -> list[Problem]:
    problems = _texts(section.key, section.title, is_needed=True) + _texts(section.key, section.intro)
    problems += _condition(section.key, section.condition, earlier, every)
    if not section.questions:
        problems.append(Problem(section.key, _("Cette partie n'a pas encore de question.")))
    for question in section.questions:
        problems += _question(question, earlier, every)
        if question.key in seen or not KEY.fullmatch(question.key):
            problems.append(_bad_key(question.key, question.key))
        seen.add(question.key)
        earlier[question.key] = question
    return problems


def _bad_key(place: str, key: str) -> Problem:
    return Problem(place, _("Le nom technique « %(key)s » n'est pas valable, ou sert déjà.", key=key))


def _question(question: Question, earlier: dict[str, Question], every: dict[str, Question]) -> list[Problem]:
    problems = _texts(question.key, question.label, is_needed=True) + _texts(question.key, question.help)
    for choice in question.choices:
        problems += _texts(question.key, choice.label, is_needed=True)
    problems += _condition(question.key, question.condition, earlier, every)
    if question.type not in types.names():
        return [
            *problems,
            Problem(question.key, _("Ce type de question n'existe pas : %(type)s.", type=question.type)),
        ]
    problems += [
        Problem(question.key, message) for message in types.get(question.type).check_question(question)
    ]
    inner_keys = [inner.key for inner in question.questions]
    if len(set(inner_keys)) < len(inner_keys):
        problems.append(
            Problem(question.key, _("Deux questions de ce groupe portent le même nom technique."))
        )
    for inner in question.questions:
        if not KEY.fullmatch(inner.key):
            problems.append(_bad_key(question.key, inner.key))
        problems += [
            Problem(question.key, found.message, found.is_missing_text)
            for found in _question(inner, {}, every)
        ]
    return problems


def _texts(key: str, text: Translated, *, is_needed: bool = False) -> list[Problem]:
    french, arabic = (bool(text.get(code, "").strip()) for code in ("fr", "ar"))
    if not french and not arabic:
        return (
            [Problem(key, _("Le texte manque, en français et en arabe."), is_missing_text=True)]
            if is_needed
            else []
        )
    if french and arabic:
        return []
    missing = _("Le texte en arabe manque.") if french else _("Le texte en français manque.")
    return [Problem(key, missing, is_missing_text=True)]


def _condition(
    key: str, condition: Condition | None, earlier: dict[str, Question], every: dict[str, Question]
) -> list[Problem]:
    problems = []
    for test in condition.tests if condition else ():
        asked = earlier.get(test.question)
        if asked is None and test.question == key:
            problems.append(Problem(key, _("Cette question dépend d'elle-même.")))
        elif asked is None and test.question in every:
            message = _(
                "La condition porte sur « %(other)s », qui vient plus tard : déplacez l'une des deux.",
                other=_called(every[test.question]),
            )
            problems.append(Problem(key, message))
        elif asked is None:
            message = _("La condition porte sur « %(other)s », qui n'existe plus.", other=test.question)
            problems.append(Problem(key, message))
        elif not _can_be(asked, test.operator, test.value):
            message = _(
                "La condition attend de « %(other)s » une réponse qui n'y est pas proposée.",
                other=_called(asked),
            )
            problems.append(Problem(key, message))
    return problems


def _called(question: Question) -> Translated | str:
    """As its writer sees it; by its key while it has no text."""
    return question.label or question.key


def _can_be(asked: Question, operator: Operator, value: str) -> bool:
    """The value is one that the question may be answered with."""
    if not operator.takes_value:
        return True
    if operator in {Operator.MORE, Operator.LESS}:
        return bool(value)
    if asked.type == "yes_no":
        return value in {"true", "false"}
    if asked.type in {"one", "several"}:
        return bool(asked.choice(value)) or (value == "other" and bool(asked.settings.get("other")))
    return bool(value)
