"""The shape of what is typed to ask, to answer, and to narrow lists."""

from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, StringField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from noress.core.contacts import clean_email, clean_phone
from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.domain.guidance.models import ContactState
from noress.web.forms import REQUIRED, BaseForm, Checked, OneLine, line, long_text

#: letters of what is asked; the rule says the same
MOST_TEXT = 3000
#: of the list of requests: those that no mail could bring to their structure
WITHOUT_ADDRESS = "sans-adresse"
SHARING, SEEKING = "partage", "recherche"


class AskForm(BaseForm):
    """A first name is enough; an address, or a telephone."""

    key = HiddenField(validators=[DataRequired(REQUIRED), Length(max=40)])
    province = HiddenField(validators=[Length(max=20)])
    need = HiddenField(validators=[Length(max=80)])
    name = line(
        _("Votre prénom ou un surnom"), required=True, limit=80, render_kw={"autocomplete": "given-name"}
    )
    text = long_text(
        _("De quoi avez-vous besoin ?"), required=True, limit=MOST_TEXT,
        description=_("Quelques phrases simples : votre projet, ce que vous cherchez."),
    )  # fmt: skip
    email = EmailField(
        _("Votre courriel"), validators=[Optional(), OneLine(), Length(max=254), Checked(clean_email)],
        description=_("Pour recevoir la réponse. La structure ne le voit pas."), render_kw={"autocomplete": "email"},
    )  # fmt: skip
    phone = TelField(
        _("Votre téléphone"), validators=[Optional(), OneLine(), Length(max=40), Checked(clean_phone)],
        description=_("Sans courriel, laissez un téléphone : la structure vous appelle."), render_kw={"autocomplete": "tel"},
    )  # fmt: skip
    shows_phone = BooleanField(_("J'accepte que la structure voie mon téléphone et m'appelle"))
    language = SelectField(
        _("Votre langue"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
    )  # fmt: skip


class TrapForm(BaseForm):
    """What nobody sees: only a machine fills it in."""

    website = StringField(_("Laissez ce champ vide"))


class MessageForm(BaseForm):
    text = long_text(_("Votre message"), required=True, limit=MOST_TEXT)


class CloseForm(BaseForm):
    helped = RadioField(
        _("Cela vous a-t-il aidé ?"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[SelectChoice("yes", _("Oui")), SelectChoice("no", _("Non"))],
    )  # fmt: skip


class AnswerForm(BaseForm):
    """Yes or no: two buttons."""


class NeedsFilter(BaseForm):
    period = SelectField(
        _("Période"), name="periode", default="90", validate_choice=False,
        choices=[SelectChoice("30", _("30 derniers jours")), SelectChoice("90", _("3 derniers mois")),
                 SelectChoice("365", _("12 derniers mois")), SelectChoice("tout", _("depuis le début"))],
    )  # fmt: skip
    province = SelectField(_("Préfecture ou province"), validate_choice=False)


class RequestsFilter(BaseForm):
    state = SelectField(
        _("État"), name="etat", validate_choice=False,
        choices=[SelectChoice("", _("toutes")), SelectChoice(WITHOUT_ADDRESS, _("à transmettre par téléphone")),
                 *(SelectChoice(state.value, state.label) for state in ContactState)],
    )  # fmt: skip


class AidFilter(BaseForm):
    side = SelectField(
        _("Je cherche"), name="quoi", default=SHARING, validate_choice=False,
        choices=[SelectChoice(SHARING, _("ce qui peut être partagé")), SelectChoice(SEEKING, _("ce dont d'autres ont besoin"))],
    )  # fmt: skip
    term = SelectField(_("Moyen"), name="moyen", validate_choice=False)
    province = SelectField(_("Préfecture ou province"), validate_choice=False)
    kind = SelectField(_("Sorte de structure"), name="sorte", validate_choice=False)
