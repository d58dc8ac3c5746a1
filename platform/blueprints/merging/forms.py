"""Which of two values a record takes; which two records to compare."""

from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.web.forms import REQUIRED, BaseForm
from noress.web.merge import version_field


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


class DistinctForm(BaseForm):
    """The two records of a pair."""

    first_id = IntegerField()
    second_id = IntegerField()


class MergeForm(BaseForm):
    """One radio button per value that differs; see `present.merge_form`."""

    kept_version = version_field()
    other_version = version_field()

    @property
    def values(self) -> list[Any]:
        """The fields that choose a value."""
        return [field for field in self if isinstance(field, RadioField)]

    def choices_made(self) -> dict[str, str]:
        return {field.short_name: field.data for field in self.values if field.data}
