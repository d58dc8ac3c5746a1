"""The shape of what is typed about calls."""

from datetime import date, datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, Checked, OneLine, line, long_text
from noress.web.merge import version_field

#: letters of a question or an answer, and the instants of a call; the rules say the same
MOST_TEXT = 2000
DATES = ("opens_at", "questions_until", "closes_at", "files_close_at")
FRENCH, ARABIC = _("En français"), _("En arabe")
STAGES = [
    SelectChoice("2", _("Deux étapes"), {"data-hint": _("Une note courte d'abord ; le dossier complet pour les projets retenus.")}),
    SelectChoice("1", _("Une étape"), {"data-hint": _("Le dossier complet tout de suite.")}),
]  # fmt: skip


def number(raw: Any) -> int | None:
    """The key of a row; anything else is none, or a key that nothing has."""
    text = str(raw) if raw is not None else ""
    if not text or text == "None":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Bilingual(BaseForm):
    def text(self, name: str) -> Translated:
        return Translated({code: self[f"{name}_{code}"].data for code in ("fr", "ar")})


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


class CalendarForm(BaseForm):
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
        instants = {name: self._instant(name) for name in DATES}
        return instants | {
            name: self[name].data
            for name in ("results_on", "appeal_until", "grace_minutes", "correction_days")
        }

    def _instant(self, name: str) -> datetime | None:
        day: date | None = self[name].data
        hour: time | None = self[f"{name}_time"].data
        if day is None and hour is None:
            return None
        if day is None:
            raise RuleError("no_day", _("Écrivez aussi le jour."), field=name)
        if hour is None:
            raise RuleError("no_hour", _("Écrivez aussi l'heure. Exemple : 12:00."), field=f"{name}_time")
        return clock.to_utc(datetime.combine(day, hour))


class QuestionForm(BaseForm):
    """A question and, if one likes, where its answer is told."""

    text = long_text(
        _("Votre question"), required=True, limit=MOST_TEXT,
        description=_("N'écrivez ni votre nom ni celui de votre structure : la question et sa réponse sont publiques."),
    )  # fmt: skip
    email = EmailField(
        _("Votre courriel"), validators=[Optional(), OneLine(), Length(max=254), Checked(clean_email)],
        description=_("Pour recevoir la réponse. Elle part une fois, puis votre adresse est effacée."),
        render_kw={"autocomplete": "email"},
    )  # fmt: skip


class TrapForm(BaseForm):
    """What nobody sees: only a machine fills it in."""

    website = StringField(_("Laissez ce champ vide"))


class AnswerForm(Bilingual):
    version = version_field()
    question_fr = long_text(FRENCH, limit=MOST_TEXT)
    question_ar = long_text(ARABIC, limit=MOST_TEXT)
    answer_fr = long_text(FRENCH, limit=MOST_TEXT)
    answer_ar = long_text(ARABIC, limit=MOST_TEXT)


class ConfirmForm(BaseForm):
    """One button."""
