"""Whom a project is for: how many women, men, and people of whom it is not stated."""

from collections.abc import Mapping
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.numerals import parse_number
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, one, refuse, register
from noress.domain.questionnaires.types.groups import Unreadable

PARTS = ("women", "men", "not_stated")
#: more than the people of any country that this serves
MOST = 100_000_000


def total_of(answer: Mapping[str, Any] | None) -> int:
    return sum((answer or {}).get(part) or 0 for part in PARTS)


@register
class Beneficiaries(QuestionType):
    """{"women", "men", "not_stated"}: whole numbers; what is left empty beside another counts nobody."""

    key, label, seconds = "beneficiaries", _("nombre de bénéficiaires, femmes et hommes"), 45
    fits_groups = False

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        errors: dict[str, RuleError] = {}
        answer = {part: _count(f"{name}.{part}", posted, errors) for part in PARTS}
        if errors:
            raise Unreadable(answer, errors)
        return None if all(count is None for count in answer.values()) else answer

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {f".{part}": [] if (answer or {}).get(part) is None else [str(answer[part])] for part in PARTS}

    def settled(self, question: Question, answer: Any) -> Any:
        return {part: answer.get(part) or 0 for part in PARTS}

    def lacks(self, question: Question, answer: Any) -> dict[str, Any]:
        if question.is_required and not total_of(answer):
            return {".women": _("Dites pour combien de personnes.")}
        return {}

    def say(self, question: Question, answer: Any) -> str:
        if not answer:
            return ""
        counts = {part: formats.number(answer.get(part) or 0) for part in PARTS}
        total = formats.number(total_of(answer))
        return str(
            _(
                "%(total)s : %(women)s femmes, %(men)s hommes, %(not_stated)s non précisé",
                total=total,
                **counts,
            )
        )


def _count(name: str, posted: Posted, errors: dict[str, RuleError]) -> int | None:
    text = one(posted, name)
    number = parse_number(text) if text else None
    if not text:
        return None
    if number is None or number < 0 or number != int(number):
        errors[name] = refuse("no_count", _("Écrivez un nombre entier. Exemple : 20."))
    elif number > MOST:
        errors[name] = refuse("too_big", _("Ce nombre est trop grand : vérifiez les chiffres."))
    else:
        return int(number)
    return None
