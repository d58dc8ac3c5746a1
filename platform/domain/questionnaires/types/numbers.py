"""Numbers, amounts of money and days, typed in either script."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from noress.core import formats
from noress.core.i18n import lazy as _
from noress.core.numerals import has_too_many_digits, parse_day, parse_number, western
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import QuestionType, refuse, register, within, wrong_counts

#: days of before are mistakes of typing, as are those of the far future
EARLIEST, LATEST = date(1900, 1, 1), date(2060, 12, 31)
MOST_DECIMALS = 6


@register
class Number(QuestionType):
    """A number, kept in canonical writing ("1234.5"), so that no digit is lost."""

    key, label = "number", _("nombre")
    settings = ("min", "max", "decimals", "unit")

    def parse(self, question: Question, text: str) -> Any:
        number = parse_number(text)
        if number is None:
            raise refuse("no_number", _("Écrivez un nombre, par exemple 12 ou 1 234,50."))
        decimals = int(question.settings.get("decimals") or 0)
        if _is_too_precise(number, decimals):
            raise refuse("decimals", _too_precise(decimals))
        within(question, number, _number)
        return _written(number)

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [] if answer is None else [_typed(Decimal(answer))]}

    def say(self, question: Question, answer: Any) -> str:
        if answer is None:
            return ""
        unit = question.settings.get("unit") or ""
        return f"{_number(Decimal(answer))} {unit}".strip()

    def plain(self, question: Question, answer: Any) -> Any:
        return None if answer is None else Decimal(answer)

    def check_question(self, question: Question) -> list[Any]:
        problems = _wrong_limits(question, _decimal)
        return problems or wrong_counts(question, "decimals", least=0, most=MOST_DECIMALS)


@register
class Money(QuestionType):
    """An amount in dirhams, kept in whole centimes."""

    key, label = "money", _("montant en dirhams")
    settings = ("min", "max")

    def parse(self, question: Question, text: str) -> Any:
        number = parse_number(text.casefold().removesuffix("dh").removesuffix("mad").removesuffix("درهم"))
        if number is None and has_too_many_digits(text):
            raise refuse("no_amount", _("Ce montant est trop grand : vérifiez les chiffres."))
        if number is None or number < 0:
            raise refuse("no_amount", _("Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50."))
        if _is_too_precise(number, 2):
            raise refuse("decimals", _too_precise(2))
        within(question, number, lambda limit: formats.money(int(limit * 100)))
        return int(number * 100)

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [] if answer is None else [_typed(Decimal(answer) / 100)]}

    def say(self, question: Question, answer: Any) -> str:
        return "" if answer is None else formats.money(answer)

    def plain(self, question: Question, answer: Any) -> Any:
        return None if answer is None else Decimal(answer) / 100

    def tested(self, answer: Any) -> Any:
        return _written(Decimal(answer) / 100)

    def check_question(self, question: Question) -> list[Any]:
        return _wrong_limits(question, _decimal)


@register
class Day(QuestionType):
    key, label = "date", _("date")
    settings = ("min", "max")

    def parse(self, question: Question, text: str) -> Any:
        # 31122026: the keyboards of some phones have figures only
        figures = western(text)
        is_tight = len(figures) == 8 and figures.isdecimal()
        day = parse_day(f"{figures[:2]}/{figures[2:4]}/{figures[4:]}" if is_tight else text)
        if day is None:
            raise refuse("no_day", _("Écrivez une date, par exemple 31/12/2026."))
        if not EARLIEST <= day <= LATEST:
            raise refuse("far_day", _("Cette date est trop loin : vérifiez l'année."))
        low, high = (parse_day(str(question.settings.get(name) or "")) for name in ("min", "max"))
        if low and day < low:
            raise refuse(
                "too_early", _("La première date possible est le %(limit)s.", limit=formats.date_words(low))
            )
        if high and day > high:
            raise refuse(
                "too_late", _("La dernière date possible est le %(limit)s.", limit=formats.date_words(high))
            )
        return day.isoformat()

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        """As it is asked for: the day first."""
        return {"": [] if answer is None else [f"{date.fromisoformat(answer):%d/%m/%Y}"]}

    def say(self, question: Question, answer: Any) -> str:
        return "" if answer is None else formats.date_words(date.fromisoformat(answer))

    def plain(self, question: Question, answer: Any) -> Any:
        return None if answer is None else date.fromisoformat(answer)

    def check_question(self, question: Question) -> list[Any]:
        return _wrong_limits(question, lambda text: parse_day(str(text)))


def _number(number: Decimal) -> str:
    """As it is written in the reader's language, in Western digits."""
    from babel.numbers import format_decimal

    from noress.core.i18n import locale

    return str(format_decimal(number, format="#,##0.##################", locale=locale()))


def _typed(number: Decimal) -> str:
    """As people type it: no groups, so that it is read back alike in every language."""
    return _written(number).replace(".", ",")


def _written(number: Decimal) -> str:
    text = f"{number + 0:f}"  # "-0" is 0
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_too_precise(number: Decimal, decimals: int) -> bool:
    """More decimals than asked for. "40.000" may mean forty thousand: where three decimals are too many, it is not
    taken for 40."""
    typed = -int(number.as_tuple().exponent)
    return round(number, decimals) != number or typed == 3 > decimals


def _too_precise(decimals: int) -> Any:
    if not decimals:
        return _("Écrivez un nombre entier.")
    return _("Pas plus de %(count)s chiffres après la virgule.", count=decimals)


def _decimal(text: Any) -> Decimal | None:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _wrong_limits(question: Question, read: Any) -> list[Any]:
    raw = [question.settings.get(name) for name in ("min", "max")]
    low, high = (None if limit in (None, "") else read(limit) for limit in raw)
    if any(limit is None and text not in (None, "") for limit, text in zip((low, high), raw, strict=True)):
        return [_("Une limite ne peut pas être lue.")]
    if low is not None and high is not None and low > high:
        return [_("La plus petite réponse permise est plus grande que la plus grande.")]
    return []
