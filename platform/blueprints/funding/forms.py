"""The shape of what is typed about calls."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from noress.core.i18n import lazy as _
from noress.web.call_forms import (
    DelaysForm,
    NewForm,
    TextsForm,
    carrier_field,
    source_field,
)
from noress.web.forms import REQUIRED

#: the rules say the same
DATES = ("opens_at", "questions_until", "closes_at", "files_close_at")
STAGES = [
    SelectChoice("2", _("Deux étapes"), {"data-hint": _("Une note courte d'abord ; le dossier complet pour les projets retenus.")}),
    SelectChoice("1", _("Une étape"), {"data-hint": _("Le dossier complet tout de suite.")}),
]  # fmt: skip


class NewCallForm(NewForm):
    source_id = source_field(
        _("Tout est repris d'une édition : textes, montants, critères, formulaires. Sauf les dates.")
    )  # fmt: skip
    stages = RadioField(
        _("Comment candidate-t-on ?"), choices=STAGES, default="2", validators=[InputRequired(REQUIRED)]
    )


class CallForm(TextsForm):
    carrier_id = carrier_field(_("L'institution qui signe les conventions et qui paie."))
    stages = RadioField(_("Comment candidate-t-on ?"), choices=STAGES, validators=[InputRequired(REQUIRED)])
    needs_affiliation = BooleanField(
        _("Il faut appartenir au réseau"),
        description=_("La structure est membre, affiliée à un membre, ou présentée par lui."),
    )


class CalendarForm(DelaysForm):
    """Each instant as a day and an hour, Morocco's time."""

    opens_at = DateField(_("Ouverture"), validators=[Optional()])
    opens_at_time = TimeField(_("Heure"), validators=[Optional()])
    questions_until = DateField(_("Dernier moment pour poser une question"), validators=[Optional()])
    questions_until_time = TimeField(_("Heure"), validators=[Optional()])
    closes_at = DateField(_("Clôture de la première étape, ou de la seule"), validators=[Optional()])
    closes_at_time = TimeField(_("Heure"), validators=[Optional()])
    files_close_at = DateField(
        _("Clôture du dossier complet, pour les projets retenus"), validators=[Optional()]
    )
    files_close_at_time = TimeField(_("Heure"), validators=[Optional()])
    results_on = DateField(_("Résultats"), validators=[Optional()])

    def values(self) -> dict[str, Any]:
        """Instants in UTC; a day without its hour is refused beside it."""
        instants = {name: self.instant(name) for name in DATES}
        return instants | {
            name: self[name].data
            for name in ("results_on", "appeal_until", "grace_minutes", "correction_days")
        }
