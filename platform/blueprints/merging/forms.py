"""Which two records to compare."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.web.forms import REQUIRED, BaseForm


class PairForm(BaseForm):
    """Two records chosen by hand."""

    one = SelectField(lazy("Une fiche"), choices=[], validators=[InputRequired(REQUIRED)])
    other = SelectField(lazy("Une autre fiche"), choices=[], validators=[InputRequired(REQUIRED)])

    def fill(self, rows: Iterable[Any]) -> None:
        choices = [SelectChoice("", _("Choisissez"))]
        choices += [
            SelectChoice(str(key), f"{name} ({note})" if note else str(name)) for key, name, note in rows
        ]
        self.one.choices = self.other.choices = choices
