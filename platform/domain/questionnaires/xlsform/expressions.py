"""The few expressions of XLSForm that our conditions and limits can say; every other one is refused.

Conditions: `${x} = 'a'`, `!=`, `>`, `<`, `selected(${x}, 'a')`, `not(…)` of one of them, joined by `and` or by `or`.
Limits: `. >= a`, `. <= b`, `string-length(.) <= n`, `count-selected(.) >= n`, joined by `and`.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from noress.core.i18n import lazy as _
from noress.core.numerals import parse_day
from noress.domain.questionnaires.conditions import Clause, Condition, Operator

_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^{}\s]+\s*\})|(?P<text>'[^']*'|"[^"]*")|(?P<number>-?[0-9]{1,18}(?:\.[0-9]{1,17})?)
    |(?P<word>[a-z][a-z-]*)|(?P<sign>!=|>=|<=|[=<>(),.]))\s*""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,17}[1-9])?")
#: parentheses within parentheses, and words in one expression: no person writes more
DEEPEST, LONGEST = 20, 1_000
_SIGNS = {"=": Operator.IS, "!=": Operator.IS_NOT, ">": Operator.MORE, "<": Operator.LESS}
_OPPOSITES = {
    Operator.IS: Operator.IS_NOT, Operator.IS_NOT: Operator.IS, Operator.HOLDS: Operator.HOLDS_NOT,
    Operator.HOLDS_NOT: Operator.HOLDS, Operator.ANSWERED: Operator.EMPTY, Operator.EMPTY: Operator.ANSWERED,
}  # fmt: skip
#: kind of question: {what is measured: (setting at least, setting at most)}
_MEASURES = {
    "number": {".": ("min", "max")}, "money": {".": ("min", "max")}, "date": {".": ("min", "max")},
    "text": {"string-length": ("", "max_length")}, "long_text": {"string-length": ("", "max_length")},
    "several": {"count-selected": ("min_choices", "max_choices")},
}  # fmt: skip


class NotUnderstood(Exception):
    """An expression that has no equivalent; `message` says which, for people."""

    def __init__(self, message: Any):
        super().__init__()
        self.message = message


def read_condition(text: str, keys: Mapping[str, str]) -> Condition:
    """The condition of a `relevant`; `keys` are our names of the questions it may speak of."""
    reader = _Reader(text, keys)
    tests, is_all = reader.tests()
    reader.end()
    return Condition(tuple(tests), is_all is not False)


def write_condition(condition: Condition, names: Mapping[str, str], several: Collection[str] = ()) -> str:
    """The same as an expression; empty when XLSForm cannot say it. For the questions of `several` answers, "is"
    means "holds", as in our conditions: `=` would ask of other tools that nothing else is chosen."""
    parts = [
        _written(_held(test) if test.question in several else test, names.get(test.question, test.question))
        for test in condition.tests
    ]
    return (" and " if condition.is_all else " or ").join(parts) if all(parts) else ""


def read_limits(text: str, kind: str, *, is_whole: bool) -> dict[str, Any]:
    """The settings that a `constraint` comes to, for a type of ours."""
    reader = _Reader(text, {})
    settings = reader.limits(_MEASURES.get(kind, {}), is_date=kind == "date", is_whole=is_whole)
    reader.end()
    return settings


def write_limits(kind: str, settings: Mapping[str, Any]) -> str:
    """The settings of a type as a `constraint`, as far as XLSForm can say them."""
    parts = []
    for measure, names in _MEASURES.get(kind, {}).items():
        subject = "." if measure == "." else f"{measure}(.)"
        for name, sign in zip(names, (">=", "<="), strict=True):
            limit = _literal(str(settings.get(name, "")), is_date=kind == "date")
            if limit and not (measure != "." and not str(settings[name]).isdecimal()):
                parts.append(f"{subject} {sign} {limit}")
    return " and ".join(parts)


def _literal(value: str, *, is_date: bool = False) -> str:
    """A number or a day, written so that other tools compare it as one; empty for anything else."""
    if is_date:
        day = parse_day(value)
        return f"date('{day.isoformat()}')" if day else ""
    return value if _NUMBER.fullmatch(value) else ""


def _quoted(value: str) -> str:
    if "'" not in value:
        return f"'{value}'"
    return "" if '"' in value else f'"{value}"'


def _held(test: Clause) -> Clause:
    meant = {Operator.IS: Operator.HOLDS, Operator.IS_NOT: Operator.HOLDS_NOT}
    return Clause(test.question, meant.get(test.operator, test.operator), test.value)


def _written(test: Clause, name: str) -> str:
    ref = f"${{{name}}}"
    match test.operator:
        case Operator.ANSWERED:
            return f"{ref} != ''"
        case Operator.EMPTY:
            return f"{ref} = ''"
        case _ if not _quoted(test.value) or not test.value:
            return ""
        case Operator.HOLDS:
            return f"selected({ref}, {_quoted(test.value)})"
        case Operator.HOLDS_NOT:
            return f"not(selected({ref}, {_quoted(test.value)}))"
        case Operator.IS | Operator.IS_NOT:
            return f"{ref} {'=' if test.operator is Operator.IS else '!='} {_quoted(test.value)}"
        case Operator.MORE | Operator.LESS:
            is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", test.value) is not None
            value = _literal(test.value, is_date=is_date) or _quoted(test.value)
            return f"{ref} {'>' if test.operator is Operator.MORE else '<'} {value}"


class _Reader:
    """Reads an expression word by word."""

    def __init__(self, text: str, keys: Mapping[str, str]):
        self.text, self.keys = text, keys
        self.tokens = self._split(text)
        self.place = self.depth = 0

    def _split(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None or len(tokens) == LONGEST:
                raise self.refusal()
            tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()
        return tokens

    def refusal(self) -> NotUnderstood:
        return NotUnderstood(_("L'expression « %(text)s » n'est pas prise en charge.", text=self.text[:200]))

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def take(self, kind: str, *allowed: str) -> str:
        found, text = self.peek()
        if found != kind or (allowed and text not in allowed):
            raise self.refusal()
        self.place += 1
        return text

    def end(self) -> None:
        if self.place < len(self.tokens):
            raise self.refusal()

    # --- conditions

    def tests(self) -> tuple[list[Clause], bool | None]:
        """(tests, whether all must hold; None for one test alone)."""
        parts = [self.part()]
        joined = ""
        while self.peek() in {("word", "and"), ("word", "or")}:
            word = self.take("word")
            if joined and word != joined:
                raise self.mixed()
            joined = word
            parts.append(self.part())
        if not joined:
            return parts[0]
        is_all = joined == "and"
        if any(inner not in (None, is_all) for _tests, inner in parts):
            raise self.mixed()
        return [test for tests, _inner in parts for test in tests], is_all

    def mixed(self) -> NotUnderstood:
        message = _(
            "La condition mêle « and » et « or » : gardez l'un des deux (« %(text)s »).", text=self.text[:200]
        )
        return NotUnderstood(message)

    def part(self) -> tuple[list[Clause], bool | None]:
        match self.peek():
            case ("sign", "("):
                return self.inside()
            case ("word", "not"):
                self.take("word")
                tests, _joined = self.inside()
                if len(tests) != 1 or tests[0].operator not in _OPPOSITES:
                    raise self.refusal()
                test = tests[0]
                return [Clause(test.question, _OPPOSITES[test.operator], test.value)], None
            case ("word", "selected"):
                return [self.selected()], None
            case _:
                return [self.comparison()], None

    def inside(self) -> tuple[list[Clause], bool | None]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refusal()
        self.take("sign", "(")
        found = self.tests()
        self.take("sign", ")")
        self.depth -= 1
        return found

    def selected(self) -> Clause:
        self.take("word")
        self.take("sign", "(")
        key = self.key()
        self.take("sign", ",")
        value = self.take("text")[1:-1]
        self.take("sign", ")")
        if not value:
            raise self.refusal()
        return Clause(key, Operator.HOLDS, value)

    def comparison(self) -> Clause:
        key = self.key()
        operator = _SIGNS[self.take("sign", *_SIGNS)]
        value = self.value()
        if value:
            return Clause(key, operator, value)
        if operator not in (Operator.IS, Operator.IS_NOT):
            raise self.refusal()
        return Clause(key, Operator.EMPTY if operator is Operator.IS else Operator.ANSWERED)

    def key(self) -> str:
        name = self.take("ref")[2:-1].strip()
        if name not in self.keys:
            message = _(
                "La condition porte sur « %(other)s », qui n'est pas une question de ce formulaire.",
                other=name,
            )
            raise NotUnderstood(message)
        return self.keys[name]

    def value(self) -> str:
        kind, text = self.peek()
        if kind == "text":
            return self.take("text")[1:-1]
        if kind == "number":
            return _plain(self.take("number"))
        if text == "date":
            return self.day()
        raise self.refusal()

    def day(self) -> str:
        self.take("word", "date")
        self.take("sign", "(")
        day = parse_day(self.take("text")[1:-1])
        self.take("sign", ")")
        if day is None:
            raise self.refusal()
        return day.isoformat()

    # --- limits

    def limits(
        self, measures: Mapping[str, tuple[str, str]], *, is_date: bool, is_whole: bool
    ) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        while True:
            name, value = self.limit(measures, is_date=is_date, is_whole=is_whole)
            if not name or name in settings:
                raise self.refusal()
            settings[name] = value
            if self.peek() != ("word", "and"):
                return settings
            self.take("word")

    def limit(
        self, measures: Mapping[str, tuple[str, str]], *, is_date: bool, is_whole: bool
    ) -> tuple[str, Any]:
        has_bracket = self.peek() == ("sign", "(")
        if has_bracket:
            self.take("sign")
        measure = self.measure(measures)
        is_counted = measure != "."
        sign = self.take("sign", ">=", "<=", *((">", "<") if is_counted or is_whole else ()))
        value = self.day() if is_date else _plain(self.take("number"))
        if not is_date and sign in {">", "<"} | ({">=", "<="} if is_counted else set()):
            if "." in value:
                raise self.refusal()
            value = str(int(value) + {">": 1, "<": -1}.get(sign, 0))
        if has_bracket:
            self.take("sign", ")")
        return measures[measure][sign[0] == "<"], int(value) if is_counted else value

    def measure(self, measures: Mapping[str, tuple[str, str]]) -> str:
        kind, text = self.peek()
        if text not in measures or kind not in {"word", "sign"}:
            raise self.refusal()
        self.place += 1
        if kind == "word":
            for sign in "(.)":
                self.take("sign", sign)
        return text


def _plain(number: str) -> str:
    """Without useless zeros, as answers are kept."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else str(int(text))
