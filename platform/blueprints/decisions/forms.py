"""The shape of what the secretariat types about decisions."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from noress.core.i18n import Translated, gettext
from noress.core.i18n import lazy as _
from noress.domain.decisions.models import DecisionMode
from noress.web.forms import REQUIRED, BaseForm, OneLine, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC = _("En français"), _("En arabe")
#: what people type of a number, and the number
_NUMBER_EXAMPLE = _("Exemple : D-2026-04/02.")


def _voices(label: Any) -> IntegerField:
    return IntegerField(
        label, validators=[Optional(), NumberRange(min=0, message=_("Écrivez un nombre entier. Exemple : 20."))]
    )  # fmt: skip


class DecisionForm(BaseForm):
    """A decision entered by hand."""

    version = version_field()
    text_fr = long_text(FRENCH, required=True)
    text_ar = long_text(ARABIC, required=True)
    adopted_on = DateField(_("Prise le"), validators=[InputRequired(REQUIRED)])
    mode = RadioField(
        _("Comment la décision a-t-elle été prise ?"),
        choices=[SelectChoice(mode.value, mode.label) for mode in DecisionMode], coerce=DecisionMode,
        validators=[InputRequired(REQUIRED)],
    )  # fmt: skip
    votes_for = _voices(_("Voix pour"))
    votes_against = _voices(_("Voix contre"))
    abstentions = _voices(_("Abstentions"))
    reservations_fr = long_text(FRENCH, limit=2000)
    reservations_ar = long_text(ARABIC, limit=2000)

    def validate(self, extra_validators: Any = None) -> bool:
        """Reservations are written in both languages, or not at all."""
        is_valid = super().validate(extra_validators)
        pair = (self.reservations_fr, self.reservations_ar)
        missing = [field for field in pair if not field.data]
        if len(missing) == 1:
            missing[0].errors = [*missing[0].errors, gettext("Écrivez les réserves dans les deux langues.")]
        return is_valid and len(missing) != 1

    @property
    def text(self) -> Translated:
        return Translated(fr=self.text_fr.data, ar=self.text_ar.data)

    @property
    def reservations(self) -> Translated:
        return Translated(fr=self.reservations_fr.data, ar=self.reservations_ar.data)


class AddDecisionForm(DecisionForm):
    is_public = BooleanField(_("Tout le monde peut la lire dès maintenant"))


class CompleteForm(BaseForm):
    """What is missing in one language; the page leaves out what is there."""

    version = version_field()
    text_fr = long_text(_("Texte en français"))
    text_ar = long_text(_("Texte en arabe"))
    reservations_fr = long_text(_("Réserves en français"), limit=2000)
    reservations_ar = long_text(_("Réserves en arabe"), limit=2000)

    def leave_out(self, **stored: Translated | None) -> None:
        """The fields of what is there already; of reservations that nobody made, both."""
        for name, text in stored.items():
            for code in ("fr", "ar"):
                if f"{name}_{code}" in self and (text is None or text.get(code)):
                    del self[f"{name}_{code}"]

    def translated(self, name: str) -> Translated:
        fields = {code: self._fields.get(f"{name}_{code}") for code in ("fr", "ar")}
        return Translated({code: field.data for code, field in fields.items() if field is not None})


class ExecuteForm(BaseForm):
    executed_on = DateField(_("Exécutée le"), validators=[InputRequired(REQUIRED)])
    note_fr = line(FRENCH, limit=500)
    note_ar = line(ARABIC, limit=500)

    @property
    def note(self) -> Translated:
        return Translated(fr=self.note_fr.data, ar=self.note_ar.data)


class ReplaceForm(BaseForm):
    by = StringField(
        _("Numéro de la décision qui la remplace"), validators=[InputRequired(REQUIRED), OneLine()],
        description=_NUMBER_EXAMPLE,
    )  # fmt: skip

    @property
    def number(self) -> str:
        """As the register writes it: "2026-04/2" is D-2026-04/02."""
        series, slash, rank = (self.by.data or "").upper().replace(" ", "").removeprefix("D-").partition("/")
        return f"D-{series}{slash}{rank.zfill(2) if slash else ''}"


class ReopenForm(BaseForm):
    note_fr = line(FRENCH, limit=500)
    note_ar = line(ARABIC, limit=500)

    @property
    def note(self) -> Translated:
        return Translated(fr=self.note_fr.data, ar=self.note_ar.data)
