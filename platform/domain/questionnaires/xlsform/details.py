"""The cells of one row: type, choices, limits, settings."""

import json
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import Choice, Question, Visibility
from noress.domain.questionnaires.xlsform.expressions import NotUnderstood, read_limits, write_limits
from noress.domain.questionnaires.xlsform.sheets import Problems, Row
from noress.domain.questionnaires.xlsform.words import ALIASES, CHOICES, DECIMALS, SURVEY, TYPES

_OURS = {
    "noress::type", "noress::key", "noress::settings", "noress::visibility", "noress::identifies",
    "noress::locked", "noress::voices", "noress::condition", "noress::required",
}  # fmt: skip
GROUP_COLUMNS = {"type", "name", "label", "hint", "relevant", "appearance", *_OURS}
COLUMNS = GROUP_COLUMNS | {"required", "constraint", "constraint_message", "parameters"}
_CHOICE_COLUMNS = {"list_name", "name", "label", "noress_pictogram"}
#: how other tools lay a question out; our pages have their own way
_LAYOUTS = re.compile(
    r"multiline|numbers|thousands-sep|minimal|autocomplete|quick|quickcompact|compact(-\d+)?|horizontal|"
    r"horizontal-compact|likert|columns(-\d+|-pack)?|no-buttons|field-list|table-list|map|maps|placement-map|"
    r"no-calendar|picker|new|new-front|w\d{1,2}"
)
_TYPE = re.compile(r"(select_one|select_multiple)\s+(\S+)(?:\s+(or_other|or other|or specify other))?")
_WHOLE = ("max_length", "decimals", "min_choices", "max_choices", "max_files", "max_blocks")
#: of a choice
LONGEST_NAME = 60
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")


def read_type(text: str) -> tuple[str, str, bool]:
    """(word of XLSForm, name of its list, whether another answer may be given)."""
    text = " ".join(text.split())
    for begin, word in (
        ("select one", "select_one"),
        ("select multiple", "select_multiple"),
        ("select1 ", "select_one "),
    ):
        if text.lower().startswith(begin):
            text = word + text[len(begin) :]
    if found := _TYPE.fullmatch(text):
        return found[1], found[2], bool(found[3])
    word = text.lower().replace(" ", "_")
    return ALIASES.get(word, word), "", False


def read_kind(row: Row, word: str, problems: Problems) -> str | None:
    """Our type for a row, None (and a problem) when there is none."""
    asked = row.get("noress::type")
    if word not in TYPES or (word.startswith("select_") and " " not in row.get("type").strip()):
        message = (
            _("Le type « %(type)s » n'est pas pris en charge.", type=row.get("type"))
            if row.get("type")
            else _("Cette ligne n'a pas de type (colonne « type »).")
        )
        problems.note(row.number, SURVEY, message)
        return None
    if asked and asked not in TYPES[word]:
        message = _("Le type « %(asked)s » ne va pas avec « %(type)s ».", asked=asked, type=row.get("type"))
        problems.note(row.number, SURVEY, message)
        return None
    if (
        not asked
        and word == "text"
        and ("multiline" in row.get("appearance").split() or "rows=" in row.get("parameters"))
    ):
        return "long_text"
    return asked or TYPES[word][0]


def read_question(
    row: Row, word: str, kind: str, problems: Problems, recordings: Collection[int]
) -> Question:
    """What the row says of the question itself: key, choices, condition and inner questions come from elsewhere."""
    check_appearance(row, problems)
    visibility = row.get("noress::visibility") or Visibility.PUBLIC.value
    if visibility not in [known.value for known in Visibility]:
        problems.note(row.number, SURVEY, _unreadable("noress::visibility"))
        visibility = Visibility.INTERNAL.value
    return Question(
        key="", type=kind, label=row.text("label"), help=row.text("hint"),
        is_required=_flag(row, "required", problems) or _flag(row, "noress::required", problems),
        settings=_settings(row, word, kind, problems, recordings), visibility=Visibility(visibility),
        identifies=_flag(row, "noress::identifies", problems), is_locked=_flag(row, "noress::locked", problems),
        voices=_voices(row, problems, recordings),
    )  # fmt: skip


def check_appearance(row: Row, problems: Problems) -> None:
    for word in row.get("appearance").split():
        if not _LAYOUTS.fullmatch(word):
            message = _("La présentation « %(name)s » n'est pas prise en charge.", name=word)
            problems.note(row.number, SURVEY, message)


def read_lists(rows: list[Row], problems: Problems) -> dict[str, tuple[Choice, ...]]:
    """{name of a list: its choices}."""
    lists: dict[str, dict[str, Choice]] = {}
    for row in rows:
        problems.check_columns(row, CHOICES, _CHOICE_COLUMNS)
        name, key = row.get("list_name"), row.get("name")
        if not name or not key:
            message = _("Chaque choix a une liste (« list_name ») et un nom (« name »).")
            problems.note(row.number, CHOICES, message)
            continue
        choices = lists.setdefault(name, {})
        if re.search(r"\s", key) or len(key) > LONGEST_NAME:
            message = _(
                "Le nom « %(name)s » contient un espace, ou il est trop long.", name=key[:LONGEST_NAME]
            )
            problems.note(row.number, CHOICES, message)
        if key in choices:
            message = _("Deux choix de cette liste ont le même nom : « %(name)s ».", name=key[:LONGEST_NAME])
            problems.note(row.number, CHOICES, message)
        choices[key] = Choice(key, row.text("label"), row.get("noress_pictogram"))
    return {name: tuple(choices.values()) for name, choices in lists.items()}


def _flag(row: Row, name: str, problems: Problems) -> bool:
    return problems.read_flag(row, SURVEY, name)


def _settings(
    row: Row, word: str, kind: str, problems: Problems, recordings: Collection[int]
) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if kind == "number" and word == "decimal":
        settings["decimals"] = DECIMALS
    settings |= _parameters(row, word, problems)
    if row.get("constraint"):
        is_whole = word == "integer"
        try:
            settings |= read_limits(row.get("constraint"), kind, is_whole=is_whole)
        except NotUnderstood as refused:
            problems.note(row.number, SURVEY, refused.message)
    if row.text("constraint_message"):
        settings["constraint_message"] = dict(row.text("constraint_message"))
    ours = _json(row, "noress::settings", problems)
    _check_models(row, ours.get("model", {}), problems, recordings)
    for name in _WHOLE:
        if name in ours and not str(ours[name]).isdecimal() and ours[name] not in ("", None):
            problems.note(row.number, SURVEY, _unreadable("noress::settings"))
    return settings | {name: value for name, value in ours.items() if _stands(kind, name, value, settings)}


def _check_models(row: Row, models: Any, problems: Problems, recordings: Collection[int]) -> None:
    """A sheet gives nobody a file that is not the questionnaire's."""
    named = models.items() if isinstance(models, dict) else [("", None)]
    if any(code not in LANGUAGES or type(file) is not int or file not in recordings for code, file in named):
        message = _("Le modèle de ce papier n'appartient pas à ce questionnaire : videz la colonne « %(name)s ».",
                    name="noress::settings")  # fmt: skip
        problems.note(row.number, SURVEY, message)


def _stands(kind: str, name: str, value: Any, read: dict[str, Any]) -> bool:
    """A limit that another tool changed or took away since is no longer ours to say."""
    expression = write_limits(kind, {name: value})
    return not expression or expression == write_limits(kind, {name: read.get(name, "")})


def _parameters(row: Row, word: str, problems: Problems) -> dict[str, Any]:
    """`start`, `end` and `step` of a range; what only sizes pictures and boxes means nothing here."""
    found = dict(re.findall(r"([\w-]+)\s*=\s*([^\s;,]+)", row.get("parameters")))
    left = re.sub(r"[\w-]+\s*=\s*[^\s;,]+|[\s;,]+", "", row.get("parameters"))
    settings: dict[str, Any] = {}
    if word == "range":
        start, end, step = (
            found.pop(name, usual) for name, usual in (("start", "1"), ("end", "10"), ("step", "1"))
        )
        if all(_NUMBER.fullmatch(part) for part in (start, end, step)) and _is_regular(start, end, step):
            settings = {"min": start, "max": end}
            if _STEPS[Decimal(step)]:
                settings["decimals"] = _STEPS[Decimal(step)]
        else:
            left = row.get("parameters") or "range"
    allowed = {"image": {"max-pixels"}, "text": {"rows"}}.get(word, set())
    if left or set(found) - allowed:
        message = _(
            "Les paramètres « %(text)s » ne sont pas pris en charge.", text=row.get("parameters")[:200]
        )
        problems.note(row.number, SURVEY, message)
    return settings


def _is_regular(start: str, end: str, step: str) -> bool:
    """Every number of so many decimals between both ends, no other."""
    return Decimal(step) in _STEPS and not any(Decimal(limit) % Decimal(step) for limit in (start, end))


_STEPS = {Decimal(1): 0, Decimal("0.1"): 1, Decimal("0.01"): 2}


def _voices(row: Row, problems: Problems, recordings: Collection[int]) -> dict[str, int]:
    voices = _json(row, "noress::voices", problems)
    for language, recording in voices.items():
        if language not in LANGUAGES or type(recording) is not int or recording not in recordings:
            message = _(
                "L'enregistrement de la voix n'appartient pas à ce questionnaire : videz la colonne « %(name)s ».",
                name="noress::voices",
            )
            problems.note(row.number, SURVEY, message)
            break
    return voices


def _json(row: Row, name: str, problems: Problems) -> dict[str, Any]:
    if not row.get(name):
        return {}
    try:
        found = json.loads(row.get(name))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        problems.note(row.number, SURVEY, _unreadable(name))
        return {}
    return found


def _unreadable(name: str) -> Any:
    return _("La colonne « %(name)s » ne peut pas être lue.", name=name)
