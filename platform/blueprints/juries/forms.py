"""The shape of a seat in a jury, of an answer to the charter, of a tie."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.domain.juries.models import Gender, JuryRole
from noress.domain.reviewing.models import RecusalNature
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

CHOOSE = _("choisissez")
Choices = Iterable[tuple[Any, str]]
#: the button that looks for ties, and adds nobody
CHECK = "check"
ACCEPT, DECLINE = "accept", "decline"
CONFIRM, DISMISS = "confirm", "dismiss"


class ConfirmForm(BaseForm):
    """One button."""


class SearchForm(BaseForm):
    words = StringField(_("Nom ou courriel"), name="q", validators=[Optional(), Length(max=100)])


class Boxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlaceForm(BaseForm):
    """Who they are in the jury."""

    role = SelectField(
        _("Rôle"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in JuryRole], default=JuryRole.MEMBER.value,
    )  # fmt: skip
    institution = SelectField(
        _("Au nom de quelle institution"), coerce=int, validate_choice=False, choices=[],
        description=_("Une voix par institution : c'est un repère, pas une interdiction."),
    )  # fmt: skip
    gender = SelectField(
        _("Genre, comme la personne le dit"), default=Gender.NOT_STATED.value,
        choices=[SelectChoice(one.value, one.label) for one in Gender],
        description=_("Sert seulement à l'équilibre du jury."),
    )  # fmt: skip
    province = SelectField(_("Province ou préfecture"), validate_choice=False, choices=[])
    lots = Boxes(
        _("Catégories à juger"), coerce=int, validate_choice=False, choices=[],
        description=_("Rien de coché : toutes."),
    )  # fmt: skip

    def offer(self, institutions: Choices, provinces: Choices, lots: Choices) -> None:
        self.institution.choices = [SelectChoice(0, CHOOSE), *(SelectChoice(*one) for one in institutions)]
        self.province.choices = [SelectChoice("", CHOOSE), *(SelectChoice(*one) for one in provinces)]
        self.lots.choices = [SelectChoice(*one) for one in lots]


class EditPlaceForm(PlaceForm):
    version = version_field()


class NewcomerForm(PlaceForm):
    """Somebody the platform does not know yet."""

    name = line(_("Prénom et nom"), required=True)
    email = EmailField(_("Courriel"), validators=[InputRequired(REQUIRED), Length(max=254)])
    language = SelectField(
        _("Langue des courriels"),
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
        default="fr",
    )


class RemoveForm(BaseForm):
    reason = long_text(
        _("Pourquoi"),
        limit=1000,
        description=_("Demandé dès que la charte est acceptée. Le procès-verbal le dira."),
    )
    seals_again = BooleanField(_("Sceller à nouveau les notes, sans celles de cette personne"))


class CallForm(RemoveForm):
    in_place_of = SelectField(_("À la place de"), coerce=int, validators=[InputRequired(REQUIRED)])


class CharterForm(BaseForm):
    answer = RadioField(
        _("Votre réponse"), validators=[InputRequired(_("Choisissez une des réponses proposées."))],
        choices=[
            SelectChoice(ACCEPT, _("J'accepte cette charte et je siège")),
            SelectChoice(DECLINE, _("Je décline : je ne siégerai pas")),
        ],
    )  # fmt: skip
    reason = long_text(_("Si vous déclinez, dites pourquoi en quelques mots"), limit=1000)
    sha256 = HiddenField()


class DeclareForm(BaseForm):
    nature = RadioField(
        _("Quel est ce lien ?"), coerce=RecusalNature, validators=[InputRequired(_("Choisissez une des réponses proposées."))],
        choices=[],
    )  # fmt: skip
    reason = long_text(
        _("Quelques mots"), required=True, limit=1000,
        description=_("Lus par la présidence du jury et le secrétariat seulement."),
    )  # fmt: skip


class SettleForm(BaseForm):
    decision = RadioField(
        _("Votre décision"), validators=[InputRequired(_("Choisissez une des réponses proposées."))],
        choices=[
            SelectChoice(CONFIRM, _("La personne reste à l'écart de cette candidature")),
            SelectChoice(DISMISS, _("Rien n'empêche la personne de juger cette candidature")),
        ],
    )  # fmt: skip
