"""The shape of what is typed to stand aside, to name who stands in, to note a tie."""

from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core.i18n import lazy as _
from noress.domain.reviewing.models import LinkKind
from noress.web.forms import REQUIRED, BaseForm, long_text

CHOOSE = _("choisissez")
#: the tie read from the other side: the other one is ... of this one
REVERSED = "inverse-"


class CallFilter(BaseForm):
    call = SelectField(_("Appel"), name="appel", coerce=int, validate_choice=False)


class ConfirmForm(BaseForm):
    """One button."""


class DeclareForm(BaseForm):
    reason = long_text(
        _("Votre lien avec ce dossier"), required=True, limit=1000,
        description=_("Quelques mots suffisent : « ma sœur travaille dans cette coopérative ». Seules les personnes qui coordonnent le secrétariat les lisent."),
    )  # fmt: skip


class SubstituteForm(BaseForm):
    substitute = SelectField(
        _("Qui fait sa part du travail"), coerce=int, validators=[InputRequired(REQUIRED)]
    )


class TieForm(BaseForm):
    kind = SelectField(
        _("Sorte de lien"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice("", CHOOSE), *(SelectChoice(kind.value, kind.label) for kind in LinkKind)],
    )  # fmt: skip
    other = SelectField(_("Autre institution"), coerce=int, validators=[InputRequired(REQUIRED)])
    direction = SelectField(
        _("Sens du lien"),
        choices=[SelectChoice("", _("cette institution est « … de » l'autre")), SelectChoice(REVERSED, _("l'autre institution est « … de » celle-ci"))],
    )  # fmt: skip
