"""What many answers say together: counts for each choice, and of numbers how many, mean, median, limits, sum."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.received.union import Union
from noress.domain.questionnaires.types.choosing import OTHER

COUNTED = frozenset({"one", "several", "yes_no", "province", "commune"})
MEASURED = frozenset({"number", "money"})
#: beyond, the most frequent places are shown
MOST_SHOWN = 12


@dataclass
class Figure:
    """One question, as everybody answered it."""

    question: Question
    #: "Table : column" for what stands in a group
    label: str
    #: how many answered it, and how many times it was answered: blocks and rows repeat
    people: int = 0
    times: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    numbers: list[Decimal] = field(default_factory=list)
    days: list[str] = field(default_factory=list)

    def add(self, asked: Question, answer: Any) -> None:
        self.times += 1
        if asked.type != self.question.type:
            return  # another question bore this key once
        if asked.type in COUNTED:
            self.counts.update(_keys(part) for part in (answer if isinstance(answer, list) else [answer]))
        elif asked.type in MEASURED:
            self.numbers.append(Decimal(answer))
        elif asked.type == "date":
            self.days.append(answer)

    @property
    def choices(self) -> list[tuple[str, int, int]]:
        """(label, how many, per cent of those who answered): in the order of the list, other answers last; of long
        lists of places the most frequent."""
        listed = [choice.key for choice in self.question.choices] or (
            ["true", "false"] if self.question.type == "yes_no" else []
        )
        keys = (
            listed if listed else [key for key, _count in self.counts.most_common(MOST_SHOWN) if key != OTHER]
        )
        keys += [key for key in self.counts if key not in keys and (listed or key == OTHER)]
        return [(self._said(key), self.counts[key], _share(self.counts[key], self.times)) for key in keys]

    @property
    def is_cut(self) -> bool:
        """A long list of places, of which only the most frequent are shown."""
        return self.question.type in {"province", "commune"} and len(self.counts) > MOST_SHOWN

    def _said(self, key: str) -> str:
        if key == OTHER:
            return _("Autre")
        return types.get(self.question.type).say(self.question, _answer(self.question, key))

    @property
    def measures(self) -> list[tuple[str, str]]:
        """(what, in words) of numbers and of days."""
        if self.numbers:
            total = sum(self.numbers, Decimal(0))
            told = [
                (_("Somme"), total), (_("Moyenne"), round(total / len(self.numbers), 2)),
                (_("Médiane"), Decimal(median(self.numbers))), (_("Plus petite réponse"), min(self.numbers)),
                (_("Plus grande réponse"), max(self.numbers)),
            ]  # fmt: skip
            return [(label, self._number(number)) for label, number in told]
        if self.days:
            ends = [(_("Première date"), min(self.days)), (_("Dernière date"), max(self.days))]
            return [(label, formats.date_words(date.fromisoformat(day))) for label, day in ends]
        return []

    def _number(self, number: Decimal) -> str:
        if self.question.type == "money":
            return formats.money(round(number))
        return types.get("number").say(self.question, f"{number.normalize():f}")


def tally(union: Union, rows: Iterable[tuple[int, Mapping[str, Any] | None]]) -> tuple[int, list[Figure]]:
    """(how many answers there are, each question's figure with those of the questions inside it), read once."""
    figures = {question.key: Figure(question, str(question.label)) for question in union.questions}
    inner = {
        (group.key, one.key): Figure(one, _("%(group)s : %(label)s", group=group.label, label=one.label))
        for group in union.questions
        for one in group.questions
    }
    total = 0
    for version_id, answers in rows:
        total += 1
        asked = union.asked[version_id]
        for key, answer in (answers or {}).items():
            if key in figures and key in asked and not is_empty(answer):
                figures[key].people += 1
                figures[key].add(asked[key], answer)
                _add_inside(asked[key], answer, inner)
    ordered = []
    for key, figure in figures.items():
        ordered.append(figure)
        ordered += [inner[key, one.key] for one in figure.question.questions]
    return total, ordered


def _add_inside(group: Question, answer: Any, inner: dict[tuple[str, str], Figure]) -> None:
    if not group.questions:
        return
    asked = {question.key: question for question in group.questions}
    told: set[str] = set()
    for held in answer.values() if group.type == "table" else answer:
        for key, value in held.items():
            if (group.key, key) in inner and key in asked and not is_empty(value):
                inner[group.key, key].add(asked[key], value)
                told.add(key)
    for key in told:
        inner[group.key, key].people += 1


def _keys(part: Any) -> str:
    if isinstance(part, bool):
        return "true" if part else "false"
    return OTHER if isinstance(part, dict) else str(part)


def _answer(question: Question, key: str) -> Any:
    if question.type == "yes_no":
        return key == "true"
    return [key] if question.type == "several" else key


def _share(count: int, total: int) -> int:
    return round(100 * count / total) if total else 0
