"""Shapes of input: persons, invitations, functions, answers about personal data."""

from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core.contacts import clean_email, clean_phone
from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Visibility
from noress.domain.institutions.models import Function
from noress.web.forms import REQUIRED, BaseForm, Checked, line, long_text
from noress.web.merge import version_field


class SearchForm(BaseForm):
    q = line(_("Nom ou adresse"))


class PersonForm(BaseForm):
    name = line(_("Nom et prénom"), required=True)
    name_ar = line(_("Nom en arabe"))
    email = EmailField(
        _("Adresse de courriel"), validators=[Optional(), Length(max=254), Checked(clean_email)]
    )
    is_shared_address = BooleanField(_("Plusieurs personnes lisent cette boîte"))
    phone = TelField(_("Téléphone"), validators=[Optional(), Length(max=40), Checked(clean_phone)])
    language = SelectField(
        _("Langue de ses courriels"),
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
        default="fr",
    )
    visibility = SelectField(
        _("Qui voit son adresse et son téléphone"), coerce=Visibility,
        choices=[SelectChoice(value.value, value.label) for value in Visibility], default=Visibility.INTERNAL,
    )  # fmt: skip
    version = version_field()


class InviteForm(BaseForm):
    email = EmailField(
        _("Adresse où envoyer l'invitation"), validators=[InputRequired(REQUIRED), Length(max=254)]
    )


class FunctionForm(BaseForm):
    function = SelectField(
        _("Fonction"), coerce=Function, choices=[SelectChoice(value.value, value.label) for value in Function],
        validators=[InputRequired(REQUIRED)],
    )  # fmt: skip
    starts_on = DateField(_("Début"), validators=[InputRequired(REQUIRED)])
    ends_on = DateField(_("Fin"), validators=[Optional()])
    note = line(_("Note"))


class AnswerForm(BaseForm):
    decision = RadioField(
        _("Votre décision"), choices=[SelectChoice("accept", _("Accepter")), SelectChoice("refuse", _("Refuser"))],
        validators=[InputRequired(_("Choisissez une des réponses proposées."))],
    )  # fmt: skip
    answer = long_text(_("Réponse à la personne"))
