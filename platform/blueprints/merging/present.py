"""The values of two records side by side, as choices."""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Any

from markupsafe import Markup
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.blueprints.merging.forms import MergeForm
from noress.core import formats
from noress.core.i18n import DIRECTION, HTML_LANG, LANGUAGE_NAMES
from noress.core.i18n import gettext as _
from noress.domain.merging.sides import KEPT, OTHER, Side
from noress.web.forms import REQUIRED
from noress.web.history_words import FIELDS

#: of the rows that a value is the key of
Names = dict[Any, str]


def merge_form(sides: Sequence[Side], names: Names, **kwargs: Any) -> MergeForm:
    """A choice for each value that differs; the one proposed is ticked."""
    fields = {side.name: _choice(side, names) for side in sides if side.differs}
    form: MergeForm = type("MergeForm", (MergeForm,), fields)(**kwargs)
    return form


def _choice(side: Side, names: Names) -> RadioField:
    label = side_label(side)
    shown = [(KEPT, side.kept, _("fiche gardée")), (OTHER, side.other, _("autre fiche"))]
    choices = [
        SelectChoice(value, value_of(side, content, names), {"data-hint": where})
        for value, content, where in shown
    ]
    return RadioField(label, choices=choices, default=side.proposed, validators=[InputRequired(REQUIRED)])


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
