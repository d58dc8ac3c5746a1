"""What is said of a whole sheet, and of its lines."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm
from noress.web.merge import version_field

_DEED = re.compile(r"line-(\d{1,5})(?:-(titular|alternate))?")
_LONGEST = 20


class ColumnsForm(BaseForm):
    """Beside the meaning of each column."""

    version = version_field()
    category_code = SelectField(_("Catégorie des lignes qui n'en donnent pas"), choices=[])
    seats_from = DateField(_("Les sièges s'ouvrent à partir du"), validators=[InputRequired(REQUIRED)])


def posted_deeds(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """{place of the line: {"institution" or role: deed}}, from fields named `line-12` and `line-12-titular`."""
    deeds: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        if (found := _DEED.fullmatch(name)) and len(value) <= _LONGEST:
            deeds.setdefault(str(int(found[1])), {})[found[2] or "institution"] = value
    return deeds
