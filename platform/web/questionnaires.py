"""What the controls of a questionnaire show: templates/questionnaires/_controls.html asks this for everything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core import territories
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.core.territories import Territory
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.filling import PREFIX
from noress.domain.questionnaires.types.choosing import OTHER
from noress.domain.questionnaires.types.groups import MOST_BLOCKS, posted_blocks

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
