"""What XLSForm and our definitions call the same things, and how a refusal is said."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

#: the columns of a language, as XLSForm tools write them
LANGUAGE_COLUMNS = {"fr": "Français (fr)", "ar": "العربية (ar)", "en": "English (en)"}
_LANGUAGE_WORDS = {
    "fr": ("fr", "francais", "french", "الفرنسية"), "ar": ("ar", "العربية", "عربي", "عربية", "arabe", "arabic"),
    "en": ("en", "english", "anglais", "الانجليزية"),
}  # fmt: skip

#: our type: (word of XLSForm, appearance); what holds other questions comes as a group
WORDS = {
    "text": ("text", ""), "long_text": ("text", "multiline"), "phone": ("text", "numbers"), "email": ("text", ""),
    "url": ("text", ""), "number": ("integer", ""), "money": ("decimal", ""), "date": ("date", ""),
    "yes_no": ("select_one", ""), "one": ("select_one", ""), "several": ("select_multiple", ""),
    "province": ("select_one", "autocomplete"), "commune": ("select_one", "autocomplete"),
    "address": ("geopoint", ""), "file": ("file", ""), "photo": ("image", ""), "note": ("note", ""),
    "table": ("begin_group", ""), "repeated": ("begin_repeat", ""), "budget": ("text", "multiline"),
    "beneficiaries": ("text", "multiline"),
}  # fmt: skip
#: word of XLSForm: our types it may stand for, the first where nothing more is said
TYPES = {
    "text": ("text", "long_text", "phone", "email", "url", "budget", "beneficiaries"), "integer": ("number",), "decimal": ("number", "money"),
    "range": ("number",), "date": ("date",), "select_one": ("one", "yes_no", "province", "commune"),
    "select_multiple": ("several",), "geopoint": ("address",), "image": ("photo",), "file": ("file",),
    "note": ("note",), "begin_group": ("table",), "begin_repeat": ("repeated",),
}  # fmt: skip
ALIASES = {
    "string": "text", "int": "integer", "photo": "image", "location": "geopoint", "gps": "geopoint",
    "begin_group": "begin_group", "end_group": "end_group", "begin_repeat": "begin_repeat",
    "end_repeat": "end_repeat", "select1": "select_one", "select": "select_multiple",
}  # fmt: skip
#: decimals of a `decimal`, which XLSForm does not count
DECIMALS = 6


class Problem(NamedTuple):
    """What cannot be taken over: `row` is its number in the sheet, 0 for the sheet as a whole."""

    row: int
    sheet: str
    message: Any


class XlsformRefused(RuleError):
    """The form cannot be taken over; `problems` says everything that stands in the way, in the order of the sheets."""

    def __init__(self, problems: Sequence[Problem]):
        first = problems[0]
        where = (
            _("feuille « %(sheet)s », ligne %(row)s", sheet=first.sheet, row=first.row)
            if first.row
            else _("feuille « %(sheet)s »", sheet=first.sheet)
        )
        message = _(
            "Ce formulaire ne peut pas être importé (%(where)s) : %(why)s", where=where, why=first.message
        )
        super().__init__("xlsform", message, field="file")
        self.problems = list(problems)


def language_of(word: str) -> str | None:
    """The language that a column or `default_language` names: "Français (fr)", "French", "fr"."""
    code = re.search(r"\(([A-Za-z]{2,3})(?:[-_]\w+)?\)\s*$", word)
    if code:
        return code[1].lower() if code[1].lower() in LANGUAGES else None
    plain = fold(word)
    return next(
        (lang for lang, names in _LANGUAGE_WORDS.items() if plain in {fold(name) for name in names}), None
    )


def xml_name(key: str) -> str:
    """A name that XLSForm takes: letters without accents, digits, _ and -, no digit first."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", key)
    return name if re.match("[A-Za-z_]", name) else f"n_{name}"
