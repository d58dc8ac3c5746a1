"""The shape of what is asked, and of what is answered."""

from wtforms import DateField, EmailField, FileField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from noress.core.contacts import clean_email
from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, Checked, OneLine, line, long_text

YES, NO = "yes", "no"
#: the button that keeps what is written without giving it
KEEP = "keep"


class ConfirmForm(BaseForm):
    """One button."""


class AskForm(BaseForm):
    name = line(_("Nom ou fonction de la personne"), required=True, limit=120)
    email = EmailField(
        _("Son courriel"), validators=[DataRequired(REQUIRED), OneLine(), Length(max=254), Checked(clean_email)],
        description=_("Il sert pour cette demande et deux rappels au plus ; sans réponse, il est effacé après 90 jours."),
    )  # fmt: skip
    language = SelectField(
        _("Langue du courriel"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
    )  # fmt: skip
    question = long_text(_("Votre question"), required=True, limit=2000)
    answer = RadioField(
        _("Réponse attendue"), validators=[InputRequired(REQUIRED)], default=NO,
        choices=[SelectChoice(NO, _("un texte")), SelectChoice(YES, _("oui ou non, et un texte"))],
    )  # fmt: skip
    audience = RadioField(
        _("Qui lira l'avis"), validators=[InputRequired(REQUIRED)], default=YES,
        choices=[SelectChoice(YES, _("le secrétariat seul (avis confidentiel)")),
                 SelectChoice(NO, _("aussi la structure candidate, sans le nom de la personne"))],
    )  # fmt: skip
    due_on = DateField(_("Réponse attendue avant la fin du"), validators=[Optional()])


class GiveForm(BaseForm):
    says_yes = RadioField(
        _("Votre réponse"), validators=[Optional()], choices=[SelectChoice(YES, _("Oui")), SelectChoice(NO, _("Non"))]
    )  # fmt: skip
    text = long_text(_("Votre avis"), limit=5000)
    file = FileField(_("Joindre un fichier"), validators=[Optional()])

    @property
    def yes(self) -> bool | None:
        return {YES: True, NO: False}.get(str(self.says_yes.data))


class DeclineForm(BaseForm):
    because = long_text(
        _("Pourquoi vous ne donnez pas d'avis"), required=True, limit=1000,
        description=_("Exemple : « je connais cette structure » ou « je n'ai pas le temps »."),
    )  # fmt: skip
