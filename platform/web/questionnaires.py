"""What the controls of a questionnaire show: templates/questionnaires/_controls.html asks this for everything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from noress.core import formats, territories
from noress.core.i18n import LANGUAGES, language, lazy
from noress.core.i18n import gettext as _
from noress.core.territories import Territory
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question, models_of
from noress.domain.questionnaires.filling import PREFIX
from noress.domain.questionnaires.types import budget, people
from noress.domain.questionnaires.types.choosing import OTHER
from noress.domain.questionnaires.types.groups import MOST_BLOCKS, Unreadable, posted_blocks

#: rows that an empty budget offers
FIRST_LINES = 3
#: an amount whose writing shows how thousands and decimals are parted
PATTERN = 1_234_567_89
BALANCE = {
    "even": lazy("Les deux côtés sont égaux."),
    "short": lazy("Il manque {n} de financement."),
    "over": lazy("Il y a {n} de financement en trop."),
}
Texts = Mapping[str, list[str]]


@dataclass
class Shown:
    """The inputs of some questions: what they hold, and what is wrong."""

    #: {name of the input: texts}
    texts: dict[str, list[str]]
    #: {name of the input: why}
    errors: dict[str, Any] = field(default_factory=dict)
    #: {key of a file question: [{"file", "name", "size"}]}
    kept_files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    max_bytes: int = 0
    #: the repeated question that one more block is asked for
    more: str = ""
    #: the address of a recorded voice, where pages play them
    voice_at: Callable[[int], str] | None = None
    #: the address of the model of a paper, where pages give them
    model_at: Callable[[int], str] | None = None
    #: {key of the question: what a new version changed about it}
    notices: dict[str, Any] = field(default_factory=dict)
    #: what the script of a map needs, where pages offer one and the settings name its tiles
    map_at: Callable[[], dict[str, Any] | None] | None = None

    def one(self, name: str) -> str:
        return (self.texts.get(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        return self.texts.get(name, [])

    def choices(self, question: Question) -> list[tuple[str, Any, str]]:
        """(key, label, pictogram) of each choice, another answer last where it is allowed."""
        offered = [(choice.key, choice.label, choice.pictogram) for choice in question.choices]
        return [*offered, (OTHER, _("Autre"), "")] if question.settings.get("other") else offered

    def rows(self, question: Question, name: str) -> list[tuple[str, Any]]:
        """(key, title) of each row of a table, of each block; one empty block at least."""
        if question.type == "table":
            return [(row.key, row.label) for row in question.choices]
        count = max(1, posted_blocks(name, self.texts)) + (self.more == question.key)
        return [(str(place), str(place + 1)) for place in range(min(count, MOST_BLOCKS))]

    def amounts(self, question: Question, name: str) -> range:
        """The rows of a budget: one at least, three for what it costs."""
        least = FIRST_LINES if name.endswith(budget.LINE) else 1
        asked = f"{PREFIX}{self.more}" == name
        return range(min(max(least, posted_blocks(name, self.texts)) + asked, MOST_BLOCKS))

    def budget(self, question: Question, name: str) -> "ShownSums":
        """The sums of a budget as its inputs stand, whatever of them can be read."""
        answer = _readable(question, name, self.texts) or {"requested": question.settings.get("requested")}
        sums = budget.sums_of(answer)
        in_kind = bool(question.settings.get("own_in_kind", True))
        words = {key: str(text) for key, text in BALANCE.items()}
        key = "even" if not sums.balance else "short" if sums.balance < 0 else "over"
        balance = words[key].replace("{n}", formats.money(abs(sums.balance)))
        return ShownSums(
            formats.money(sums.total), formats.money(sums.financing), formats.money(sums.own(in_kind=in_kind)),
            balance if sums.total else "", words, formats.money(PATTERN),
        )  # fmt: skip

    def people(self, question: Question, name: str) -> str:
        return formats.number(people.total_of(_readable(question, name, self.texts)))

    def number_pattern(self) -> str:
        return formats.number(PATTERN // 100)

    def places(self, question: Question) -> list[tuple[Any, list[Territory]]]:
        """Provinces, or communes under the name of their province."""
        kind: Any = types.get(question.type)
        offered = kind.offered(question)
        if question.type == "province":
            return [(None, offered)]
        groups: dict[str, list[Territory]] = {}
        for place in offered:
            groups.setdefault(place.parent, []).append(place)
        return [(_name(parent), places) for parent, places in groups.items()]

    def voice(self, question: Question) -> str:
        """Where the question is read aloud in the reader's language; nothing when it is not."""
        recording = question.voices.get(language())
        return self.voice_at(recording) if recording and self.voice_at else ""

    def model(self, question: Question) -> tuple[str, str]:
        """(address, language) of the empty paper to fill in, in the reader's language where there is one."""
        models = models_of(question)
        code = next((one for one in (language(), *LANGUAGES) if one in models), "")
        return (self.model_at(models[code]), code) if code and self.model_at else ("", "")

    def keyboard(self, question: Question) -> str:
        """Figures alone hold neither a comma nor a sign on some phones."""
        if str(question.settings.get("min") or "").startswith("-"):
            return "text"
        has_decimals = question.type == "money" or question.settings.get("decimals") not in (None, "", "0", 0)
        return "decimal" if has_decimals else "numeric"

    def map(self) -> dict[str, Any] | None:
        return self.map_at() if self.map_at else None

    def files(self, question: Question) -> list[dict[str, Any]]:
        return self.kept_files.get(question.key, [])


class ShownSums(NamedTuple):
    """In words, with what the script needs to say them again: a pattern of an amount, sentences with {n}."""

    total: str
    financing: str
    own: str
    balance: str
    words: dict[str, str]
    pattern: str


def _readable(question: Question, name: str, texts: Texts) -> Any:
    """What can be read of these inputs."""
    try:
        return types.get(question.type).read(question, name, texts)
    except Unreadable as partly:
        return partly.answer


def _name(code: str) -> Any:
    place = territories.get(code)
    return place.name if place else code


def texts_of(
    questions: tuple[Question, ...], values: Mapping[str, Any], unread: Texts
) -> dict[str, list[str]]:
    """What the inputs of these questions hold for the answers kept; what could not be read stands as it was typed."""
    texts: dict[str, list[str]] = {}
    for question in questions:
        kind = types.get(question.type)
        name = PREFIX + question.key
        for suffix, held in kind.typed(question, values.get(question.key)).items():
            texts[name + suffix] = held
    return texts | {name: list(held) for name, held in unread.items()}
