"""How the values of two records are written side by side."""

from datetime import date
from enum import Enum
from typing import Any

from markupsafe import Markup

from noress.core import formats
from noress.core.i18n import DIRECTION, HTML_LANG, LANGUAGE_NAMES
from noress.core.i18n import gettext as _
from noress.domain.merging.sides import Side
from noress.web.history_words import FIELDS
from noress.web.merging import Kind

INSTITUTIONS = Kind("institution", page="institutions.show", called="name")
#: of the rows that a value is the key of
Names = dict[Any, str]


def side_label(side: Side) -> str:
    label = str(FIELDS.get(side.column, side.column))
    return f"{label} ({LANGUAGE_NAMES[side.language]})" if side.language else label


def value_of(side: Side, content: Any, names: Names) -> Any:
    """A value as people read it, in its own direction."""
    if content is None:
        return _("(vide)")
    if side.column in {"part_of_id", "category_code"}:
        return names.get(content, str(content))
    if side.language:
        return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
            HTML_LANG[side.language], DIRECTION[side.language], content
        )
    if isinstance(content, date):
        return formats.date_short(content)
    if isinstance(content, Enum):
        return str(content.label)  # type: ignore[attr-defined]
    return Markup("<bdi>{}</bdi>").format(content)
