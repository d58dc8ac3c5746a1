"""Questions as paper names them: by numbers, in the order of asking, with conditions said in words."""

from collections.abc import Mapping

from noress.core.i18n import gettext as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Definition, Question


def number_questions(definition: Definition) -> dict[str, int]:
    """{key: number} of the questions that ask something; explanations have none."""
    asked = (question.key for question in definition.questions() if types.get(question.type).asks)
    return {key: number for number, key in enumerate(asked, 1)}


def say_condition(condition: Condition | None, definition: Definition, numbers: Mapping[str, int]) -> str:
    """ "si vous avez répondu « Oui » à la question 4"; nothing when there is no condition."""
    if condition is None:
        return ""
    joint = _(" et ") if condition.is_all else _(" ou ")
    return _(
        "Si %(condition)s :",
        condition=joint.join(_test(test, definition, numbers) for test in condition.tests),
    )


def _test(test: Clause, definition: Definition, numbers: Mapping[str, int]) -> str:
    question = definition.question(test.question)
    values = {"number": numbers.get(test.question, "?"), "answer": _answer(test, question)}
    match test.operator:
        case Operator.IS:
            return _("vous avez répondu « %(answer)s » à la question %(number)s", **values)
        case Operator.HOLDS:
            return _("vous avez coché « %(answer)s » à la question %(number)s", **values)
        case Operator.IS_NOT:
            return _("vous n'avez pas répondu « %(answer)s » à la question %(number)s", **values)
        case Operator.HOLDS_NOT:
            return _("vous n'avez pas coché « %(answer)s » à la question %(number)s", **values)
        case Operator.MORE:
            return _("votre réponse à la question %(number)s est plus grande que %(answer)s", **values)
        case Operator.LESS:
            return _("votre réponse à la question %(number)s est plus petite que %(answer)s", **values)
        case Operator.ANSWERED:
            return _("vous avez répondu à la question %(number)s", number=values["number"])
        case Operator.EMPTY:
            return _("vous n'avez pas répondu à la question %(number)s", number=values["number"])


def _answer(test: Clause, question: Question | None) -> str:
    if question is not None and question.type == "yes_no":
        return _("Oui") if test.value == "true" else _("Non")
    choice = question.choice(test.value) if question else None
    if choice is None and test.value == "other" and question and question.settings.get("other"):
        return _("Autre")
    return str(choice.label) if choice else test.value
