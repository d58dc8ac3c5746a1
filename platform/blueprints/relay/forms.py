"""The shape of what is typed to join and to pass on."""

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, line


class CodeForm(BaseForm):
    code = line(
        _("Code"),
        required=True,
        limit=40,
        description=_("Huit signes, sur l'affiche ou dans le message. Exemple : CDFG-HJKM."),
    )


class ContactForm(BaseForm):
    """A structure's name and one address, never a person's name."""

    own_name = line(
        _("Le nom de votre structure"), description=_("Il est dit à la structure que vous indiquez.")
    )
    name = line(
        _("Nom de la structure"),
        required=True,
        description=_("Le nom de la structure, jamais celui d'une personne."),
    )
    address = line(
        _("Son courriel ou son téléphone"), required=True, limit=254,
        description=_("Un seul suffit. Exemple : nom@exemple.ma, ou 06 00 00 00 00 ; pour un autre pays, + et son indicatif."),
    )  # fmt: skip
    language = SelectField(
        _("Sa langue"), validators=[InputRequired(REQUIRED)], default="fr",
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
    )  # fmt: skip
    is_other = BooleanField(_("C'est une autre structure du même nom"))


class ConfirmForm(BaseForm):
    """One button."""


class TrapForm(BaseForm):
    """What nobody sees: only a machine fills it in."""

    website = StringField(_("Laissez ce champ vide"))
