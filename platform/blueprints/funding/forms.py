"""The shape of what is typed about calls."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    TelField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core.contacts import clean_email
from noress.core.i18n import lazy as _
from noress.web.call_forms import ARABIC, FRENCH, Bilingual, Instants, number
from noress.web.forms import REQUIRED, Checked, OneLine, line, long_text
from noress.web.merge import version_field

#: the rules say the same
DATES = ("opens_at", "questions_until", "closes_at", "files_close_at")
STAGES = [
    SelectChoice("2", _("Deux étapes"), {"data-hint": _("Une note courte d'abord ; le dossier complet pour les projets retenus.")}),
    SelectChoice("1", _("Une étape"), {"data-hint": _("Le dossier complet tout de suite.")}),
]  # fmt: skip


class NewCallForm(Bilingual):
    source_id = SelectField(
        _("Partir de"), coerce=number, validate_choice=False,
        description=_("Tout est repris d'une édition : textes, montants, critères, formulaires. Sauf les dates."),
    )  # fmt: skip
    edition = IntegerField(_("Numéro de l'édition"), validators=[InputRequired(REQUIRED)])
    title_fr = line(FRENCH)
    title_ar = line(ARABIC)
    stages = RadioField(
        _("Comment candidate-t-on ?"), choices=STAGES, default="2", validators=[InputRequired(REQUIRED)]
    )
    is_test = BooleanField(
        _("C'est un essai"),
        description=_(
            "Un bandeau le dit sur chaque page. Il n'est dans aucune liste et ne compte nulle part."
        ),
    )


class CallForm(Bilingual):
    version = version_field()
    title_fr = line(FRENCH)
    title_ar = line(ARABIC)
    objective_fr = long_text(FRENCH)
    objective_ar = long_text(ARABIC)
    audience_fr = long_text(FRENCH)
    audience_ar = long_text(ARABIC)
    contact_fr = long_text(FRENCH, limit=1000)
    contact_ar = long_text(ARABIC, limit=1000)
    contact_email = EmailField(
        _("Courriel que tout le monde lit"),
        validators=[Optional(), OneLine(), Length(max=254), Checked(clean_email)],
    )
    contact_phone = TelField(
        _("Téléphone que tout le monde lit"), validators=[Optional(), OneLine(), Length(max=40)]
    )
    declaration_fr = long_text(FRENCH)
    declaration_ar = long_text(ARABIC)
    carrier_id = SelectField(
        _("Porteur juridique"), coerce=number, validate_choice=False,
        description=_("L'institution qui signe les conventions et qui paie."),
    )  # fmt: skip
    stages = RadioField(_("Comment candidate-t-on ?"), choices=STAGES, validators=[InputRequired(REQUIRED)])
    needs_affiliation = BooleanField(
        _("Il faut appartenir au réseau"),
        description=_("La structure est membre, affiliée à un membre, ou présentée par lui."),
    )


class CalendarForm(Instants):
    """Each instant as a day and an hour, Morocco's time."""

    version = version_field()
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
    appeal_until = DateField(_("Dernier jour pour un recours"), validators=[Optional()])
    grace_minutes = IntegerField(
        _("Minutes de tolérance"), validators=[InputRequired(REQUIRED)],
        description=_("Ce qui arrive juste après l'heure est encore pris. Personne ne voit ce nombre."),
    )  # fmt: skip
    correction_days = IntegerField(
        _("Jours pour corriger un dossier"), validators=[InputRequired(REQUIRED)],
        description=_("Quand le bureau demande une correction."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Instants in UTC; a day without its hour is refused beside it."""
        instants = {name: self.instant(name) for name in DATES}
        return instants | {
            name: self[name].data
            for name in ("results_on", "appeal_until", "grace_minutes", "correction_days")
        }
