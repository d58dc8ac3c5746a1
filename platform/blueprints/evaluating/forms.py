"""The shape of a grid, of an evaluation, of who is given what."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC, ENGLISH = _("En français"), _("En arabe"), _("En anglais")
CHOOSE = _("Choisissez au moins une personne qui a un compte.")
CONFLICT, CANNOT = "conflict", "cannot"
EVERYBODY, SOME = "everybody", "some"
#: the button that looks for somebody, and gives nothing
LOOK = "look"
#: the button that goes on to sending
REVIEW = "review"


class ConfirmForm(BaseForm):
    """One button."""


class SendForm(BaseForm):
    version = version_field()


class GridForm(BaseForm):
    """Each instant as a day and an hour, Morocco's time."""

    version = version_field()
    per_file = IntegerField(
        _("Évaluations par dossier"), validators=[InputRequired(REQUIRED)],
        description=_("Combien de personnes lisent et notent chaque dossier."),
    )  # fmt: skip
    opens_at = DateField(_("Début des évaluations"), validators=[Optional()])
    opens_at_time = TimeField(_("Heure"), validators=[Optional()])
    closes_at = DateField(_("Clôture des évaluations"), validators=[Optional()])
    closes_at_time = TimeField(_("Heure"), validators=[Optional()])

    def instant(self, name: str) -> datetime | None:
        day, hour = self[name].data, self[f"{name}_time"].data
        if day is None:
            if hour is not None:
                raise RuleError("no_day", _("Écrivez aussi le jour."), field=name)
            return None
        return clock.to_utc(datetime.combine(day, hour or time(0)))


class PrizeGridForm(GridForm):
    by_everybody = RadioField(
        _("Qui lit quoi"), validators=[InputRequired(REQUIRED)],
        choices=[
            SelectChoice("everybody", _("Chaque juré lit tous les dossiers"), {"data-hint": _("Aussi ceux qui arrivent plus tard.")}),
            SelectChoice("some", _("Quelques jurés par dossier"), {"data-hint": _("Répartis également, sans conflit.")}),
        ],
    )  # fmt: skip
    per_file = IntegerField(
        _("Lecteurs par dossier"), validators=[Optional()],
        description=_("Si quelques jurés lisent chaque dossier."),
    )  # fmt: skip
    opens_at = DateField(_("Début de la notation"), validators=[Optional()])
    closes_at = DateField(_("Clôture de la notation"), validators=[Optional()])


def wall_of(name: str, at: datetime | None) -> dict[str, date | time | None]:
    wall = clock.to_wall(at) if at is not None else None
    return {name: wall.date() if wall else None, f"{name}_time": wall.time() if wall else None}


def _lot_of(raw: Any) -> int | None:
    return int(raw) if raw not in (None, "", "None") else None


def criterion_fields(lots: list[tuple[int, str]]) -> dict[str, Any]:
    """`lots`: the categories; with one alone, nothing is asked."""
    own: dict[str, Any] = {}
    if len(lots) > 1:
        choices = [SelectChoice("", _("toutes")), *(SelectChoice(key, name) for key, name in lots)]
        own["lot_id"] = SelectField(_("Catégorie"), coerce=_lot_of, choices=choices, validators=[Optional()])
    return {
        **own,
        "is_outside_total": BooleanField(_("Hors total : noté dans une colonne à part, sans poids")),
        "title_fr": line(FRENCH), "title_ar": line(ARABIC),
        "guidance_fr": long_text(FRENCH, limit=1000), "guidance_ar": long_text(ARABIC, limit=1000),
        "weight": IntegerField(_("Poids"), validators=[Optional()]),
        "words_fr": long_text(FRENCH, limit=1000), "words_ar": long_text(ARABIC, limit=1000),
        "words_en": long_text(ENGLISH, limit=1000),
        "minimum": IntegerField(_("Note minimale"), validators=[Optional()]),
        "needs_comment": BooleanField(_("Une explication écrite est obligatoire")),
    }  # fmt: skip


class EvaluationForm(BaseForm):
    version = version_field()
    comment = long_text(_("Votre avis sur l'ensemble"), limit=3000)


class DeclineForm(BaseForm):
    why = RadioField(
        _("Pourquoi"), validators=[InputRequired(REQUIRED)],
        choices=[
            SelectChoice(CONFLICT, _("J'ai un lien avec ce dossier"), {"data-hint": _("Vous ne le verrez plus du tout.")}),
            SelectChoice(CANNOT, _("Je ne peux pas l'évaluer"), {"data-hint": _("Manque de temps, autre métier, langue du dossier.")}),
        ],
    )  # fmt: skip
    reason = long_text(
        _("Quelques mots"), required=True, limit=1000,
        description=_("Exemple : « ma sœur travaille dans cette coopérative » ou « je serai absent »."),
    )  # fmt: skip


class People(SelectMultipleField):
    """Boxes, one for each person."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class GiveForm(BaseForm):
    """Who is chosen stays chosen while others are looked for."""

    words = StringField(_("Chercher une personne"), validators=[Optional(), Length(max=100)])
    people = People(
        _("Personnes"), coerce=int, validate_choice=False, choices=[], validators=[DataRequired(CHOOSE)]
    )  # fmt: skip

    @property
    def chosen(self) -> list[int]:
        return [key for key in self.people.data or [] if isinstance(key, int)]

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        self.people.choices = [SelectChoice(key, words) for key, words in choices]
