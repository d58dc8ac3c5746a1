"""The shape of what is typed to keep the catalogue true."""

from typing import Any

from wtforms import EmailField, RadioField, SelectField, SelectMultipleField, StringField, TelField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core import territories
from noress.core.i18n import LANGUAGE_NAMES, Translated
from noress.core.i18n import lazy as _
from noress.domain.upkeep.models import CardOutcome, CardReason, Knowledge, ReportKind, ReportState
from noress.web.forms import REQUIRED, BaseForm, OneLine, line, long_text
from noress.web.merge import version_field


class ConfirmForm(BaseForm):
    """One button."""


class ReportForm(BaseForm):
    kind = RadioField(
        _("Qu'est-ce qui est faux ?"), coerce=ReportKind, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in ReportKind],
    )  # fmt: skip
    text = long_text(
        _("Dites-nous ce qui est faux et, si vous le savez, ce qui est juste"), required=True, limit=2000,
        description=_("Exemple : le numéro ne répond plus, le nouveau est affiché à l'entrée."),
    )  # fmt: skip
    email = EmailField(
        _("Votre courriel, pour recevoir la réponse"), validators=[Optional(), OneLine(), Length(max=254)]
    )
    language = SelectField(
        _("Votre langue"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
    )  # fmt: skip


class TrapForm(BaseForm):
    """What nobody sees: only a machine fills it in."""

    website = StringField(_("Laissez ce champ vide"))


class AnswerForm(BaseForm):
    state = RadioField(
        _("Que devient ce signalement ?"), coerce=ReportState, validators=[InputRequired(REQUIRED)],
        choices=[
            SelectChoice(ReportState.FIXED.value, _("la fiche est corrigée")),
            SelectChoice(ReportState.DECLINED.value, _("la fiche reste comme elle est")),
        ],
    )  # fmt: skip
    answer = long_text(_("Votre réponse"), required=True, limit=2000)
    version = version_field()


class VouchForm(BaseForm):
    says = RadioField(
        _("Ce que votre institution sait"), coerce=Knowledge, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in Knowledge],
    )  # fmt: skip
    note = line(_("Comment le savez-vous ?"), description=_("Exemple : nous y sommes passés en octobre."))


class Boxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SprintTexts(BaseForm):
    """What may be changed while the sprint is open."""

    version = version_field()
    name_fr = line(_("En français"), required=True, limit=120)
    name_ar = line(_("En arabe"), limit=120)
    script_fr = long_text(_("En français"), required=True, limit=3000)
    script_ar = long_text(_("En arabe"), limit=3000)

    def text(self, name: str) -> Translated:
        return Translated(fr=self[f"{name}_fr"].data or "", ar=self[f"{name}_ar"].data or "")


class SprintForm(SprintTexts):
    province = SelectField(_("Préfecture ou province"), coerce=lambda value: value or "")
    reasons = Boxes(
        _("Quelles fiches ?"), coerce=CardReason, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in CardReason],
    )  # fmt: skip


class CardForm(BaseForm):
    """What one may mend on the telephone; `fields_for` leaves out what this person may not read."""

    name_fr = line(_("En français"))
    name_ar = line(_("En arabe"))
    commune = SelectField(_("Commune"), coerce=lambda value: value or "")
    address = line(_("Adresse"), limit=300)
    phone = TelField(_("Téléphone"), validators=[Optional(), OneLine(), Length(max=40)])
    email = EmailField(_("Courriel"), validators=[Optional(), OneLine(), Length(max=254)])
    website = URLField(_("Site web"), validators=[Optional(), OneLine(), Length(max=500)])
    outcome = RadioField(
        _("Ce que l'appel a donné"), coerce=CardOutcome, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in CardOutcome],
    )  # fmt: skip
    note = long_text(_("Note"), limit=2000)
    structure_version = version_field()

    def add_error(self, error: Any) -> None:
        if error.field == "name":
            error.field = "name_fr"
        super().add_error(error)


#: names of the catalogue's fields that a card holds
ON_CARD = ("name", "commune", "address", "phone", "email", "website")


def card_form(values: dict[str, Any], readable: set[str], version: int, **given: Any) -> CardForm:
    """With what the entry says; what this person may not read is not there to be written over."""
    name = values.get("name") or {}
    data = {key: values.get(key) or "" for key in ON_CARD if key != "name"}
    form = CardForm(
        data={
            **data,
            "name_fr": name.get("fr"),
            "name_ar": name.get("ar"),
            "structure_version": version,
            **given,
        }
    )
    province, held = values.get("province") or "", values.get("commune")
    places = {place.code: str(place.name) for place in territories.children(province)} if province else {}
    if held and held not in places:
        place = territories.get(held)
        places[held] = str(place.name) if place else held
    form.commune.choices = [
        SelectChoice("", _("non précisée")),
        *(SelectChoice(*pair) for pair in places.items()),
    ]
    for key in ON_CARD:
        if key != "name" and key not in readable:
            del form[key]
    if not places and "commune" in form:
        del form.commune
    return form


def typed_values(form: CardForm, values: dict[str, Any]) -> dict[str, Any]:
    """What the form says, by field of the catalogue. Texts in a language that it does not show stay."""
    typed: dict[str, Any] = {key: form[key].data or None for key in ON_CARD if key != "name" and key in form}
    known = values.get("name") or {}
    typed["name"] = {**known, "fr": form.name_fr.data or "", "ar": form.name_ar.data or ""}
    return typed
