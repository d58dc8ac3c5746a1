"""`relevant`, read as a condition on the questions that the sheet names."""

import json
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.questionnaires.conditions import Condition, Operator
from noress.domain.questionnaires.xlsform.expressions import NotUnderstood, read_condition, write_condition
from noress.domain.questionnaires.xlsform.names import Names
from noress.domain.questionnaires.xlsform.sheets import Problems, Row
from noress.domain.questionnaires.xlsform.words import SURVEY


def read(row: Row, names: Names, problems: Problems) -> Condition | None:
    """The condition of a row; where our own writing of it stands beside, and still says the same, that one."""
    relevant = row.get("relevant")
    try:
        ours = _ours(row.get("noress::condition"))
        is_known = ours is not None and ours.keys <= names.by_key.keys()
        if ours and is_known and write_condition(ours, names.by_key, names.several) == relevant:
            return ours
        if not relevant:
            raise NotUnderstood(_("La colonne « %(name)s » ne peut pas être lue.", name="noress::condition"))
        condition = read_condition(relevant, names.keys)
        for test in condition.tests:
            is_equality = test.operator in (Operator.IS, Operator.IS_NOT)
            if is_equality and test.question in names.several:
                message = _(
                    "« %(other)s » a plusieurs réponses : écrivez selected(…) au lieu de = ou !=.",
                    other=test.question,
                )
                raise NotUnderstood(message)
    except NotUnderstood as refused:
        problems.note(row.number, SURVEY, refused.message)
        return None
    return condition


def _ours(text: str) -> Condition | None:
    try:
        part: Any = json.loads(text) if text else None
        return Condition.read(part)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = _("La colonne « %(name)s » ne peut pas être lue.", name="noress::condition")
        raise NotUnderstood(message) from error
