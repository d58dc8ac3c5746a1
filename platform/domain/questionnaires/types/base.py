"""What every type of question answers to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import Question

#: what a page posted: {name of the input: values}
Posted = Mapping[str, Sequence[str]]
#: the longest posted text that is read at all
LONGEST = 20_000


class QuestionType:
    """A type without settings that takes one line of text.

    An answer is JSON: text, number in canonical writing, list, or an object; None when nothing was answered.
    """

    key: ClassVar[str]
    label: ClassVar[Any]
    #: seconds that a person needs for it, for the estimate of time
    seconds: ClassVar[int] = 15
    #: what the builder lets be set: names of `Question.settings`
    settings: ClassVar[tuple[str, ...]] = ()
    has_choices: ClassVar[bool] = False
    #: it may stand as a column of a table or inside a repeated block
    fits_groups: ClassVar[bool] = True
    #: an explanation asks nothing
    asks: ClassVar[bool] = True
    #: its answer comes as files, which travel by themselves
    is_file: ClassVar[bool] = False

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        """The answer typed into the inputs of that name; RuleError when it cannot be read or is not allowed."""
        text = one(posted, name)
        return self.parse(question, text) if text else None

    def parse(self, question: Question, text: str) -> Any:
        return text

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        """What the inputs hold for that answer: {suffix of the name: values}."""
        return {"": [] if answer is None else [str(answer)]}

    def say(self, question: Question, answer: Any) -> str:
        """The answer in words, in the reader's language."""
        return "" if answer is None else str(answer)

    def point(self, answer: Any) -> str:
        """Where the answer lies on the earth, "latitude,longitude"; nothing for what is no place."""
        return ""

    def plain(self, question: Question, answer: Any) -> Any:
        """What a sheet's cell holds: a number, a date, a text, None."""
        return self.say(question, answer) or None

    def tested(self, answer: Any) -> Any:
        """An answer as conditions know it: an amount in dirhams, as the condition is written."""
        return answer

    def settled(self, question: Question, answer: Any) -> Any:
        """The answer as it is sent: what is not for the person to say is written over."""
        return answer

    def lacks(self, question: Question, answer: Any) -> dict[str, Any]:
        """{suffix of an input: why} an answer that was kept is not to be sent so."""
        return {}

    def check_question(self, question: Question) -> list[Any]:
        """What is wrong with the question itself, in words."""
        return []


class GroupType(QuestionType):
    """A type that holds other questions."""

    fits_groups = False


_types: dict[str, QuestionType] = {}


def register(kind: type[QuestionType]) -> type[QuestionType]:
    _types[kind.key] = kind()
    return kind


def get(key: str) -> QuestionType:
    """The type of that key; KeyError when there is none."""
    return _types[key]


def names() -> list[str]:
    return list(_types)


def one(posted: Posted, name: str) -> str:
    """The one text posted under that name, stripped; a NUL sign is no text."""
    found = posted.get(name) or [""]
    return found[0].replace("\x00", "").replace("\r\n", "\n").strip()


def refuse(code: str, message: Any, name: str = "") -> RuleError:
    return RuleError(code, message, field=name or None)


def within(question: Question, number: Any, say: Callable[[Any], str] = str) -> None:
    """Refuse a number or a day outside the limits set by `min` and `max`."""
    low, high = question.settings.get("min"), question.settings.get("max")
    if low not in (None, "") and number < type(number)(low):
        raise refuse(
            "too_small", _("La plus petite réponse possible est %(limit)s.", limit=say(type(number)(low)))
        )
    if high not in (None, "") and number > type(number)(high):
        raise refuse(
            "too_big", _("La plus grande réponse possible est %(limit)s.", limit=say(type(number)(high)))
        )


def wrong_counts(question: Question, *settings: str, least: int = 1, most: int = 1000) -> list[Any]:
    """What is wrong with settings that are whole numbers, or nothing."""
    for name in settings:
        text = str(question.settings.get(name) or "")
        if text and not (text.isdecimal() and least <= int(text) <= most):
            return [_("Une limite ne peut pas être lue.")]
    return []
