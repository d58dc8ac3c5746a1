"""What is typed, the test on it, whether it holds: one table for the server and for the script of the form."""

from typing import Any

from noress.core.i18n import Translated
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section

LISTED = tuple(Choice(key, Translated(fr=key, ar=key)) for key in ("red", "blue", "green"))
OTHER = {"other": True}
KINDS: dict[str, dict[str, Any]] = {
    "one": {"choices": LISTED, "settings": OTHER}, "several": {"choices": LISTED, "settings": OTHER},
    "province": {"settings": {"region": "01"}}, "commune": {"settings": {"region": "01"}},
}  # fmt: skip
COLUMN = Question("a", "text", Translated(fr="a", ar="a"))
GROUPS = {"table": {"choices": LISTED, "questions": (COLUMN,)}, "repeated": {"questions": (COLUMN,)}}

#: (type, settings, {suffix of the input: what is typed}, operator, value, does it hold)
Case = tuple[str, dict[str, Any], dict[str, Any], str, str, bool]
CASES: list[Case] = [
    # one choice
    ("one", {}, {"": "red"}, "is", "red", True), ("one", {}, {"": "red"}, "is", "blue", False),
    ("one", {}, {}, "is", "red", False), ("one", {}, {}, "is_not", "red", True),
    ("one", {}, {"": "blue"}, "is_not", "red", True), ("one", {}, {"": "red"}, "is_not", "red", False),
    ("one", {}, {"": "other", "-other": "rose"}, "is", "other", True),
    ("one", {}, {"": "other", "-other": " "}, "is", "other", False),
    ("one", {}, {"": "other", "-other": "x" * 201}, "is_not", "other", True),
    ("one", {}, {"": "green"}, "answered", "", True), ("one", {}, {}, "empty", "", True),
    # several
    ("several", {}, {"": ["red", "blue"]}, "holds", "red", True), ("several", {}, {"": ["red"]}, "holds", "blue", False),
    ("several", {}, {"": ["red"]}, "holds_not", "blue", True), ("several", {}, {}, "holds_not", "blue", True),
    ("several", {}, {"": ["red", "other"], "-other": "rose"}, "holds", "other", True),
    ("several", {}, {"": ["red", "other"]}, "holds", "red", False),
    ("several", {"max_choices": "2"}, {"": ["red", "blue", "green"]}, "answered", "", False),
    ("several", {"min_choices": "2"}, {"": ["red"]}, "holds", "red", False),
    ("several", {"min_choices": "2"}, {"": ["red", "blue"]}, "holds", "red", True),
    # yes or no
    ("yes_no", {}, {"": "true"}, "is", "true", True), ("yes_no", {}, {"": "false"}, "is", "true", False),
    ("yes_no", {}, {"": "false"}, "is", "false", True), ("yes_no", {}, {}, "is", "false", False),
    ("yes_no", {}, {"": "false"}, "answered", "", True), ("yes_no", {}, {}, "is_not", "true", True),
    # numbers
    ("number", {}, {"": "6"}, "more", "5", True), ("number", {}, {"": "5"}, "more", "5", False),
    ("number", {}, {"": "10"}, "more", "9", True), ("number", {}, {"": "٦"}, "more", "5", True),
    ("number", {}, {"": "6"}, "more", "٥", True), ("number", {}, {"": "007"}, "is", "7", True),
    ("number", {"decimals": "2"}, {"": "1 234,50"}, "is", "1234.5", True),
    ("number", {"decimals": "2"}, {"": "1.234,5"}, "less", "1234,51", True),
    ("number", {"decimals": "2"}, {"": "١٬٢٣٤٫٥"}, "more", "1234.4", True),
    ("number", {"decimals": "1"}, {"": "0,45"}, "more", "0", False), ("number", {"decimals": "2"}, {"": "0,5"}, "more", "0.45", True),
    ("number", {}, {"": "40.000"}, "more", "0", False), ("number", {"decimals": "3"}, {"": "40.000"}, "is", "40", True),
    ("number", {}, {"": "1.234.567"}, "is", "1234567", True), ("number", {}, {"": "12,"}, "is", "12", True),
    ("number", {}, {"": "-5"}, "less", "-4", True), ("number", {}, {"": "-5"}, "more", "-10", True),
    ("number", {}, {"": "-0"}, "is", "0", True), ("number", {"min": "0"}, {"": "-1"}, "answered", "", False),
    ("number", {"max": "100"}, {"": "101"}, "answered", "", False), ("number", {"max": "100"}, {"": "100"}, "answered", "", True),
    ("number", {}, {"": "beaucoup"}, "more", "0", False), ("number", {}, {"": "beaucoup"}, "empty", "", True),
    ("number", {}, {"": "0"}, "answered", "", True), ("number", {}, {}, "less", "5", False),
    ("number", {}, {"": "1" * 19}, "answered", "", False),
    # money, tested in dirhams
    ("money", {}, {"": "1 234,50"}, "is", "1234.5", True), ("money", {}, {"": "40 000 DH"}, "more", "39999", True),
    ("money", {}, {"": "٤٠ درهم"}, "is", "40", True), ("money", {}, {"": "-1"}, "answered", "", False),
    ("money", {}, {"": "1,234"}, "answered", "", False), ("money", {"max": "50"}, {"": "50,01"}, "answered", "", False),
    # days
    ("date", {}, {"": "31/12/2026"}, "more", "2026-01-01", True), ("date", {}, {"": "31122026"}, "is", "2026-12-31", True),
    ("date", {}, {"": "٣١.١٢.٢٠٢٦"}, "is", "2026-12-31", True), ("date", {}, {"": "2025-2-1"}, "less", "2025-02-02", True),
    ("date", {}, {"": "30/02/2026"}, "answered", "", False), ("date", {}, {"": "31/12/2099"}, "answered", "", False),
    ("date", {"min": "2026-06-01"}, {"": "01/05/2026"}, "answered", "", False),
    ("date", {"max": "2026-06-01"}, {"": "01 06 2026"}, "answered", "", True), ("date", {}, {"": "12"}, "more", "1", False),
    # texts
    ("text", {}, {"": " oui "}, "is", "oui", True), ("text", {}, {"": " "}, "answered", "", False),
    ("text", {"max_length": 3}, {"": "quatre"}, "answered", "", False), ("text", {}, {"": "12"}, "more", "5", True),
    ("text", {}, {"": "douze"}, "more", "5", False), ("text", {}, {"": "b"}, "more", "a", True),
    ("long_text", {}, {"": "une\nligne"}, "is", "une\nligne", True),
    ("phone", {}, {"": "05 39 00 00 00"}, "answered", "", True), ("phone", {}, {"": "05"}, "answered", "", False),
    ("phone", {}, {"": "٠٥٣٩ ٠٠٠٠٠٠"}, "is", "0539 000000", True),
    ("email", {}, {"": "nom@exemple.ma"}, "answered", "", True), ("email", {}, {"": "nom@exemple.ma"}, "empty", "", False),
    ("email", {}, {}, "empty", "", True), ("url", {}, {"": "exemple.ma/page"}, "empty", "", False), ("url", {}, {}, "empty", "", True),
    # places
    ("province", {}, {"": "01.151"}, "is", "01.151", True), ("province", {}, {"": "01.151"}, "is", "01.331", False),
    ("province", {}, {"": "other", "-other": "Sebta"}, "is", "other", True), ("commune", {}, {}, "answered", "", False),
    ("commune", {}, {"": "01.051.01.01"}, "is_not", "01.051.01.03", True),
    ("address", {}, {"": "Rue du port"}, "answered", "", True), ("address", {}, {"": "x" * 301}, "answered", "", False),
    ("address", {}, {}, "empty", "", True), ("address", {}, {"-point": "35.57, -5.37"}, "answered", "", True),
    # groups
    ("table", {}, {}, "answered", "", False), ("table", {}, {".red.a": "x"}, "answered", "", True),
    ("repeated", {}, {}, "empty", "", True), ("repeated", {}, {".0.a": "x"}, "answered", "", True),
]  # fmt: skip


def asker(place: int, case: Case) -> Question:
    kind, settings = case[:2]
    more = dict(KINDS.get(kind) or GROUPS.get(kind) or {})
    more["settings"] = more.get("settings", {}) | settings
    label = Translated(fr=f"Question {place}", ar=f"سؤال {place}")
    return Question(f"a{place}", kind, label, **more)


def opened_by(place: int, case: Case) -> Question:
    condition = Condition((Clause(f"a{place}", Operator(case[3]), case[4]),))
    label = Translated(fr=f"Suite {place}", ar=f"تتمة {place}")
    return Question(f"b{place}", "text", label, condition=condition)


def build_definition() -> Definition:
    """Each case as two questions; then a chain, tests that all or any must hold, and a part that one answer opens."""

    def clause(key: str, value: str = "true") -> Clause:
        return Clause(key, Operator.IS, value)

    def ask(key: str, kind: str = "yes_no", condition: Condition | None = None) -> Question:
        return Question(key, kind, Translated(fr=key, ar=key), condition=condition)

    pairs = tuple(
        question
        for place, case in enumerate(CASES)
        for question in (asker(place, case), opened_by(place, case))
    )
    chain = (
        ask("one"), ask("two", condition=Condition((clause("one"),))), ask("three", condition=Condition((clause("two"),))),
        ask("both", "text", Condition((clause("one"), clause("two")))),
        ask("either", "text", Condition((clause("one"), clause("two", "false")), is_all=False)),
    )  # fmt: skip
    last = (ask("inside", "text"), ask("deeper", "text", Condition((Clause("inside", Operator.ANSWERED),))))
    title = Translated(fr="Essai", ar="تجربة")
    return Definition((
        Section("cases", title, questions=pairs), Section("chain", title, questions=chain),
        Section("opened", title, questions=last, condition=Condition((clause("three"),))),
    ))  # fmt: skip
