"""The shape of scores, of abstentions, of what a chair settles."""

from collections.abc import Iterable
from typing import Any

from wtforms import FileField, HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core.i18n import lazy as _
from noress.domain.reviewing.models import Abstention
from noress.web.forms import REQUIRED, BaseForm, long_text
from noress.web.merge import version_field
from noress.web.rows import OfItsLine

#: buttons of the page where one scores
REVIEW, NEXT = "review", "next"
MOST_TEXT = 3000


class ConfirmForm(BaseForm):
    """One button."""


class VersionForm(BaseForm):
    version = version_field()


class ScoresForm(BaseForm):
    version = version_field()
    comment = long_text(_("Votre avis sur l'ensemble"), limit=MOST_TEXT)


class PaperForm(ScoresForm):
    scan = FileField(
        _("La feuille numérisée"), validators=[Optional()], description=_("PDF ou photo, si vous en avez une.")
    )  # fmt: skip


class SendAllForm(BaseForm):
    #: "12:3 14:1": what is shown, as it is shown
    seen = HiddenField(validators=[Length(max=20000)])


class AbstainForm(BaseForm):
    kind = RadioField(
        _("Pourquoi"), validators=[InputRequired(REQUIRED)], coerce=Abstention,
        choices=[
            SelectChoice(Abstention.CONFLICT, Abstention.CONFLICT.label, {"data-hint": _("Vous ne le verrez plus du tout.")}),
            SelectChoice(Abstention.NOT_COMPETENT, Abstention.NOT_COMPETENT.label),
            SelectChoice(Abstention.LANGUAGE, Abstention.LANGUAGE.label),
            SelectChoice(Abstention.OTHER, Abstention.OTHER.label),
        ],
    )  # fmt: skip
    reason = long_text(_("Quelques mots"), limit=1000, validators=[OfItsLine()])


class ReasonForm(BaseForm):
    reason = long_text(_("Pourquoi"), required=True, limit=1000)


class CountersignForm(ReasonForm):
    version = version_field()


class RulingForm(BaseForm):
    reason = long_text(
        _("Pourquoi"), required=True, limit=2000, description=_("Le procès-verbal le dira."),
    )  # fmt: skip


def tie_fields(numbers: Iterable[str]) -> dict[str, Any]:
    """A place for each of the files that are tied."""
    names = list(numbers)
    choices = [SelectChoice(str(place), str(place)) for place in range(1, len(names) + 1)]
    return {
        f"place_{name}": SelectField(
            _("Place du dossier"), choices=[SelectChoice("", "…"), *choices], validators=[InputRequired(REQUIRED)]
        )
        for name in names
    }  # fmt: skip
