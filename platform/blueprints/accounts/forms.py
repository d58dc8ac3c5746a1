"""Shapes of input: signing in, who acts, one's own account and data."""

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core.contacts import clean_phone
from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import RequestKind, Visibility
from noress.web.forms import REQUIRED, BaseForm, Checked, line, long_text
from noress.web.merge import version_field

REMEMBER = _("Rester connecté 30 jours sur cet appareil")


class SignInForm(BaseForm):
    email = EmailField(_("Votre adresse de courriel"), validators=[InputRequired(REQUIRED), Length(max=254)])
    way = HiddenField(default="code")


class CodeForm(BaseForm):
    code = StringField(_("Code reçu par courriel"), validators=[InputRequired(REQUIRED), Length(max=40)])
    is_remembered = BooleanField(REMEMBER)


class PasswordForm(BaseForm):
    password = PasswordField(_("Mot de passe"), validators=[InputRequired(REQUIRED), Length(max=1000)])
    is_remembered = BooleanField(REMEMBER)


class SecondFactorForm(BaseForm):
    code = StringField(_("Code"), validators=[InputRequired(REQUIRED), Length(max=40)])


class WhoActsForm(BaseForm):
    identity = RadioField(_("Qui agit ?"), choices=[], validators=[InputRequired(_("Choisissez qui agit."))])


class AddNameForm(BaseForm):
    name = line(_("Votre nom"), required=True)


class DetailsForm(BaseForm):
    """What everybody says about themselves."""

    name = line(_("Nom et prénom"), required=True)
    name_ar = line(_("Nom en arabe"))
    language = SelectField(
        _("Langue des pages et des courriels"),
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
        default="fr",
    )
    phone = TelField(_("Téléphone"), validators=[Optional(), Length(max=40), Checked(clean_phone)])
    visibility = SelectField(
        _("Qui voit votre adresse et votre téléphone"), coerce=Visibility,
        choices=[SelectChoice(value.value, value.label) for value in Visibility], default=Visibility.INTERNAL,
    )  # fmt: skip


class EditDetailsForm(DetailsForm):
    version = version_field()


class JoinForm(DetailsForm):
    consent = BooleanField(
        _("J'ai lu à quoi servent ces données et j'accepte qu'elles soient enregistrées."),
        validators=[InputRequired(_("Cochez cette case pour ouvrir votre compte."))],
    )


class SetPasswordForm(BaseForm):
    current_password = PasswordField(_("Mot de passe actuel"), validators=[Optional(), Length(max=1000)])
    password = PasswordField(
        _("Nouveau mot de passe"), validators=[InputRequired(REQUIRED), Length(max=1000)]
    )


class OwnDataRequestForm(BaseForm):
    kind = RadioField(
        _("Que demandez-vous ?"), coerce=RequestKind, validators=[InputRequired(_("Choisissez ce que vous demandez."))],
        choices=[
            SelectChoice(RequestKind.CORRECTION.value, _("Corriger ce qui est faux")),
            SelectChoice(RequestKind.OBJECTION.value, _("M'opposer à un usage de mes données")),
            SelectChoice(RequestKind.ERASURE.value, _("Effacer mes données")),
        ],
    )  # fmt: skip
    text = long_text(_("Dites-nous ce qui doit changer"))


class EmptyForm(BaseForm):
    """A page with one button."""
