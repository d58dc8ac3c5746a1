"""The form of the design system's page: one field of each kind."""

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TelField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, line, long_text


class FormExample(BaseForm):
    """Nothing is kept: it shows labels, hints, errors and the summary."""

    institution = line(_("Nom de l'institution"), required=True, description=_("Comme sur ses statuts."))
    email = EmailField(_("Adresse de courriel"), validators=[InputRequired(REQUIRED), Email()])
    phone = TelField(_("Téléphone"), description=_("Exemple : +212 6 61 00 00 00."))
    category = SelectField(
        _("Catégorie"),
        choices=[
            SelectChoice("association", _("Association")),
            SelectChoice("cooperative", _("Coopérative")),
        ],
    )
    visit_on = DateField(_("Date souhaitée"), validators=[Optional()])
    people = IntegerField(_("Nombre de personnes"), validators=[Optional(), NumberRange(1, 500)])
    comment = long_text(_("Précisions"), limit=500)
    document = FileField(_("Document joint"), description=_("PDF ou photo, 20 Mo au plus."))
    password = PasswordField(_("Mot de passe"))
    coming = RadioField(
        _("Venez-vous ?"),
        choices=[
            SelectChoice("yes", _("Oui"), {"data-icon": "check"}),
            SelectChoice("delegate", _("Quelqu'un d'autre vient"), {"data-hint": _("Écrivez son nom plus bas.")}),
            SelectChoice("no", _("Non"), {"data-icon": "close"}),
        ],
        validators=[InputRequired(_("Choisissez une réponse."))],
    )  # fmt: skip
    needs = SelectMultipleField(
        _("De quoi avez-vous besoin ?"),
        choices=[
            SelectChoice("credit", _("Crédit")),
            SelectChoice("training", _("Formation")),
            SelectChoice("place", _("Local")),
        ],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    mark = RadioField(
        _("Votre note"),
        choices=[SelectChoice(str(n), str(n), {"data-hint": word}) for n, word in (
            (1, _("faible")), (2, _("moyen")), (3, _("bon")), (4, _("très bon")))],
        validators=[InputRequired(_("Choisissez une note."))],
    )  # fmt: skip
    title_fr = line(_("En français"), required=True)
    title_ar = line(_("En arabe"))
    agreed = BooleanField(_("J'ai lu la notice sur les données personnelles"))


class FilterExample(BaseForm):
    words = line(_("Chercher"))
    category = SelectField(
        _("Catégorie"),
        choices=[SelectChoice("", _("Toutes")), SelectChoice("association", _("Association"))],
        validate_choice=False,
    )


class MailBoxFilter(BaseForm):
    q = line(_("Adresse ou nom"))
