"""The shape of what is typed about reports."""

from typing import Any

from wtforms import HiddenField, IntegerField, SearchField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.reports.models import ReportState
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field
from noress.web.rows import OfItsLine

LATE, VERY_LATE = "en-retard", "tres-en-retard"
INTERIMS = ("first", "second", "third")


class ReportFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Chercher une structure, un projet, un numéro"))
    etat = SelectField(
        _("État"), validate_choice=False,
        choices=[
            SelectChoice("", _("tous")), *(SelectChoice(one.value, one.label) for one in ReportState),
            SelectChoice(LATE, _("en retard")), SelectChoice(VERY_LATE, _("très en retard")),
        ],
    )  # fmt: skip
    appel = SelectField(_("Appel"), validate_choice=False)


class ConfirmForm(BaseForm):
    version = version_field()


class ReasonForm(BaseForm):
    version = version_field()
    reason = long_text(_("Raison"), required=True, limit=3000)


def months(label: Any, *, required: bool = False) -> Any:
    first = InputRequired(REQUIRED) if required else Optional()
    limits = NumberRange(1, 60, message=_("Écrivez un nombre de mois entre 1 et 60."))
    return IntegerField(label, validators=[first, limits])


class PlanForm(BaseForm):
    """Months after the day of signing."""

    version = version_field()
    first = months(_("Premier rapport d'étape"))
    second = months(_("Deuxième rapport d'étape"))
    third = months(_("Troisième rapport d'étape"))
    final = months(_("Rapport final"), required=True)


class Boxes(SelectMultipleField):
    """What is no choice any more is left out by the rule."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Nothing here."""


class _Bilingual(BaseForm):
    def text(self, name: str) -> Translated:
        return Translated(fr=self[f"{name}_fr"].data, ar=self[f"{name}_ar"].data)


class PageForm(_Bilingual):
    version = version_field()
    title_fr = line(_("En français"), limit=200, validators=[OfItsLine()])
    title_ar = line(_("En arabe"), limit=200, validators=[OfItsLine()])
    summary_fr = long_text(_("En français"))
    summary_ar = long_text(_("En arabe"))
    results_fr = long_text(_("En français"))
    results_ar = long_text(_("En arabe"))
    lessons_fr = long_text(_("En français"))
    lessons_ar = long_text(_("En arabe"))
    photos = Boxes(_("Photos à montrer"), coerce=int)


class CloseForm(_Bilingual):
    version = version_field()
    lessons_fr = long_text(_("En français"), validators=[OfItsLine()])
    lessons_ar = long_text(_("En arabe"), validators=[OfItsLine()])


class PublishForm(BaseForm):
    version = version_field()
    public = HiddenField()
