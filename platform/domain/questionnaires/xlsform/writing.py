"""From a definition to the sheets of an XLSForm, which `reading` turns into the same definition."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from noress.core import territories
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import Condition
from noress.domain.questionnaires.definition import Choice, Definition, Question, Visibility
from noress.domain.questionnaires.types.choosing import Commune, Province
from noress.domain.questionnaires.xlsform.expressions import (
    NotUnderstood,
    read_condition,
    read_limits,
    write_condition,
    write_limits,
)
from noress.domain.questionnaires.xlsform.words import (
    CHOICES,
    DECIMALS,
    LANGUAGE_COLUMNS,
    SETTINGS,
    SURVEY,
    TYPES,
    WORDS,
    xml_name,
)

Row = dict[str, str]

_YES_NO = (
    Choice("true", Translated(fr="Oui", ar="نعم", en="Yes")), Choice("false", Translated(fr="Non", ar="لا", en="No")),
)  # fmt: skip
#: other tools shrink photos too, before they are sent
PHOTO_SIZE = "max-pixels=1600"
#: columns per language come where their name stands
_SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance",
    "parameters",
    "noress::type", "noress::key", "noress::settings", "noress::visibility", "noress::identifies",
    "noress::locked", "noress::required", "noress::voices", "noress::condition", "noress::pictogram",
)  # fmt: skip
_CHOICES = ("list_name", "name", "label", "noress_pictogram")
_SETTINGS = (
    "form_title", "form_id", "default_language", "noress::title_fr", "noress::title_ar", "noress::title_en",
)  # fmt: skip


def write_xlsform(definition: Definition, title: Translated, stream: BinaryIO) -> None:
    """Write the workbook. What people wrote is text, never a formula nor a link."""
    from xlsxwriter import Workbook  # 3 MB and 30 ms, for this export only

    writer = _Writer(definition)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    survey = list(writer.survey())
    with Workbook(stream, options) as book:
        bold = book.add_format({"bold": True})
        for name, columns, rows in (
            (SURVEY, _SURVEY, survey), (CHOICES, _CHOICES, writer.choices()),
            (SETTINGS, _SETTINGS, [_settings(title, definition)]),
        ):  # fmt: skip
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            headings = _headings(columns, rows, title)
            for place, heading in enumerate(headings):
                sheet.set_column(place, place, 24)
                sheet.write_string(0, place, heading, bold)
            for number, row in enumerate(rows, 1):
                for place, heading in enumerate(headings):
                    if row.get(heading):
                        sheet.write_string(number, place, row[heading])


def _headings(columns: tuple[str, ...], rows: list[Row], title: Translated) -> list[str]:
    """The columns that hold something, in order; French and Arabic labels and the first ones always."""
    used = {name for row in rows for name, text in row.items() if text}
    headings = []
    for column in columns:
        named = [f"{column}::{words}" for words in LANGUAGE_COLUMNS.values()]
        if column == "label" or any(name in used for name in named):
            headings += [name for name in named if name in used or name != named[-1]]
        elif column in used or column in ("type", "name", "list_name"):
            headings.append(column)
    return headings


def _settings(title: Translated, definition: Definition) -> Row:
    language, text = title.pick("fr")
    slug = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in fold(text))[:40].strip("_")
    default = language if text else "fr"
    return {
        "form_title": text, "form_id": f"noress_{slug}".rstrip("_"), "default_language": LANGUAGE_COLUMNS[default],
        **{f"noress::title_{code}": words for code, words in title.items()},
    }  # fmt: skip


class _Writer:
    def __init__(self, definition: Definition):
        self.definition = definition
        self.names = {question.key: xml_name(question.key) for question in definition.questions()}
        self.asked = {name.lower() for name in self.names.values()}
        #: {name: its choices}
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.several = {question.key for question in definition.questions() if question.type == "several"}

    def survey(self) -> Iterator[Row]:
        for section in self.definition.sections:
            name = self.apart(section.key)
            yield {
                "type": "begin_group", "name": name, "noress::key": section.key if name != section.key else "", **_texts("label", section.title),
                **_texts("hint", section.intro), **self.relevant(section.condition),
                "noress::locked": "yes" if section.is_locked else "",
            }  # fmt: skip
            for question in section.questions:
                yield from self.question(question, self.names[question.key])
            yield {"type": "end_group", "name": name}

    def choices(self) -> list[Row]:
        return [
            {
                "list_name": name, "name": "_".join(choice.key.split()), **_texts("label", choice.label),
                "noress_pictogram": choice.pictogram,
            }
            for name, choices in self.lists.items()
            for choice in choices
        ]  # fmt: skip

    def question(self, question: Question, name: str) -> Iterator[Row]:
        row = self.row(question) | {"name": name}
        yield row
        if question.type == "repeated":
            yield from self.inside(question)
            yield {"type": "end_repeat", "name": name}
        elif question.type == "table":
            for choice in question.choices:
                yield from self.table_row(question, choice)
            if not question.choices:  # its columns still have to stand somewhere
                yield {"type": "begin_group", "name": "columns", "noress::type": "columns"}
                yield from self.inside(question)
                yield {"type": "end_group", "name": "columns"}
            yield {"type": "end_group", "name": name}

    def table_row(self, question: Question, choice: Choice) -> Iterator[Row]:
        name = self.apart(choice.key)
        yield {
            "type": "begin_group", "name": name, **_texts("label", choice.label),
            "noress::key": choice.key if name != choice.key else "", "noress::pictogram": choice.pictogram,
        }  # fmt: skip
        yield from self.inside(question)
        yield {"type": "end_group", "name": name}

    def inside(self, group: Question) -> Iterator[Row]:
        for inner in group.questions:
            name = self.apart(inner.key)
            yield self.row(inner) | {"name": name, "noress::key": inner.key if name != inner.key else ""}

    def apart(self, key: str) -> str:
        """A name that no question outside of blocks has: what expressions name must be alone of its name."""
        name = xml_name(key)
        while name.lower() in self.asked:
            name = f"{name}_"
        return name

    def row(self, question: Question) -> Row:
        word, appearance = WORDS.get(question.type, ("text", ""))
        if question.type == "number" and _counted(question.settings.get("decimals")):
            word = "decimal"
        is_group = word.startswith("begin_")
        limits = write_limits(question.type, question.settings)
        message = question.settings.get("constraint_message")
        usual = "long_text" if appearance == "multiline" else TYPES.get(word, ("",))[0]
        return {
            "type": self.typed(question, word), **_texts("label", question.label), **_texts("hint", question.help),
            "noress::required" if is_group else "required": "yes" if question.is_required else "",
            **self.relevant(question.condition), "constraint": limits,
            **(_texts("constraint_message", message) if isinstance(message, dict) else {}),
            "appearance": appearance, "parameters": PHOTO_SIZE if question.type == "photo" else "",
            "noress::type": question.type if question.type != usual or question.type == "table" else "",
            "noress::settings": _json(_unsaid(question, word, limits)),
            "noress::visibility": question.visibility.value if question.visibility is not Visibility.PUBLIC else "",
            "noress::identifies": "yes" if question.identifies else "",
            "noress::locked": "yes" if question.is_locked else "", "noress::voices": _json(question.voices),
        }  # fmt: skip

    def typed(self, question: Question, word: str) -> str:
        if not word.startswith("select_"):
            return word
        other = " or_other" if question.settings.get("other") and question.type in ("one", "several") else ""
        return f"{word} {self.list_of(question)}{other}"

    def list_of(self, question: Question) -> str:
        """The name of the question's list; equal lists are written once."""
        choices: tuple[Choice, ...]
        if question.type == "yes_no":
            name, choices = "yes_no", _YES_NO
        elif question.type in ("province", "commune"):
            name, choices = _places(question)
        else:
            name, choices = xml_name(question.key), question.choices
        number, free = 2, name
        while self.lists.get(free, choices) != choices:
            free, number = f"{name}_{number}", number + 1
        self.lists[free] = choices
        return free

    def relevant(self, condition: Condition | None) -> Row:
        if condition is None:
            return {}
        relevant = write_condition(condition, self.names, self.several)
        try:
            same = (
                bool(relevant)
                and read_condition(relevant, {name: key for key, name in self.names.items()}) == condition
            )
        except NotUnderstood:
            same = False
        return {"relevant": relevant, "noress::condition": "" if same else _json(condition.write())}


def _places(question: Question) -> tuple[str, tuple[Choice, ...]]:
    kind = types.get(question.type)
    assert isinstance(kind, Province | Commune)
    region = territories.get(str(question.settings.get("region") or ""))
    found = kind.offered(question)
    name = f"{question.type}s_{xml_name(region.code)}" if region else f"{question.type}s"
    return name, tuple(Choice(place.code, place.name) for place in found)


def _counted(decimals: Any) -> bool:
    return decimals not in (None, "", 0, "0")


def _unsaid(question: Question, word: str, limits: str) -> dict[str, Any]:
    """The settings that the other columns do not say, or not to the letter."""
    said: dict[str, Any] = {}
    if question.type == "number" and word == "decimal":
        said["decimals"] = DECIMALS
    if limits:
        said |= read_limits(limits, question.type, is_whole=word == "integer")
    if question.settings.get("other") and question.type in ("one", "several"):
        said["other"] = True
    if isinstance(question.settings.get("constraint_message"), dict):
        said["constraint_message"] = question.settings["constraint_message"]
    return {
        name: value
        for name, value in question.settings.items()
        if name not in said or said[name] != value or type(said[name]) is not type(value)
    }


def _texts(column: str, texts: Mapping[str, str]) -> Row:
    return {f"{column}::{words}": texts.get(code, "") for code, words in LANGUAGE_COLUMNS.items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
