"""The shape of what is typed at the desk of applications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core import clock
from noress.core.i18n import lazy as _
from noress.domain.applications.models import ApplicationState, CorrectionKind
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

#: letters of a text that the structure reads, as the rules take it
MOST_TEXT = 3000
#: what else narrows the list, as queries/desk.py knows it
MARK_WORDS = {
    "to_check": _("à vérifier"), "to_decide": _("complètes, à décider"), "awaits": _("en attente de la structure"), "answered": _("la structure a écrit"),
    "corrected": _("corrigées, à relire"), "overdue": _("réponse de la structure en retard"), "to_tell": _("décidées, à annoncer"),
    "undelivered": _("courriel refusé par la boîte"), "late_door": _("avec un délai particulier"),
}  # fmt: skip
NOBODY, MINE = "0", "moi"


def row_id(raw: Any) -> int | None:
    """The key of a row; nothing chosen is none, anything else a key that nothing has."""
    text = str(raw) if raw is not None else ""
    if not text or text == "None":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class ApplicationFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Chercher une structure, un projet, un numéro"))
    etat = SelectField(_("État"), validate_choice=False)
    marque = SelectField(_("Ce qui attend"), validate_choice=False)
    etape = SelectField(_("Étape"), validate_choice=False)
    lot = SelectField(_("Lot"), validate_choice=False)
    province = SelectField(_("Province"), validate_choice=False)
    charge = SelectField(_("Suivie par"), validate_choice=False)
    etiquette = SelectField(_("Étiquette"), validate_choice=False)
    appel = HiddenField()

    def offer(self, **pairs: Sequence[tuple[Any, Any]]) -> None:
        """The choices of each select, after "all"."""
        fixed: dict[str, Sequence[tuple[Any, Any]]] = {
            "etat": [(one.value, one.label) for one in ApplicationState], "marque": list(MARK_WORDS.items()),
            "etape": [("1", _("première")), ("2", _("dossier complet"))],
        }  # fmt: skip
        for name, choices in {**fixed, **pairs}.items():
            every = SelectChoice("", str(_("tout")))
            self[name].choices = [every, *(SelectChoice(str(key), str(label)) for key, label in choices)]


class VersionForm(BaseForm):
    """One button, for what was read: the version of the file, and the sending that it shows."""

    version = version_field()
    seen = HiddenField()


class AssignForm(VersionForm):
    officer_id = SelectField(_("Suivie par"), coerce=row_id, validate_choice=False)


class CheckForm(VersionForm):
    """Two fields are added for each part and each paper: `part_…` and `note_…`."""

    kind = RadioField(
        _("Si quelque chose est à corriger, c'est surtout"), coerce=CorrectionKind, default=CorrectionKind.INCOMPLETE,
        choices=[SelectChoice(one.value, one.label) for one in CorrectionKind],
    )  # fmt: skip

    @classmethod
    def of(cls, items: Sequence[tuple[str, Any, Any]]) -> type["CheckForm"]:
        """For these (key, label, questions) of parts and papers."""
        fields: dict[str, Any] = {}
        for place, (_key, label, _questions) in enumerate(items):
            fields[f"part_{place}"] = RadioField(
                label, choices=[SelectChoice("ok", _("complet")), SelectChoice("missing", _("à corriger"))],
                validators=[InputRequired(_("Dites si cette partie est complète."))],
            )  # fmt: skip
            fields[f"note_{place}"] = line(_("Ce qui est à corriger"), limit=300)
        return type("PartsForm", (cls,), fields)

    def missing(self, items: Sequence[tuple[str, Any, Any]]) -> list[tuple[str, Any, str]]:
        """(key, label, what is to correct) of what is not complete."""
        return [
            (key, label, self[f"note_{place}"].data or "")
            for place, (key, label, _questions) in enumerate(items)
            if self[f"part_{place}"].data == "missing"
        ]

    def check_notes(self, items: Sequence[tuple[str, Any, Any]]) -> bool:
        """What is to correct is said, so that the structure knows what to do."""
        is_said = True
        for place, _item in enumerate(items):
            if self[f"part_{place}"].data == "missing" and not self[f"note_{place}"].data:
                self[f"note_{place}"].errors = [
                    str(_("Écrivez ce qui est à corriger : la structure le lira."))
                ]
                is_said = False
        return is_said


class _Boxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CorrectionForm(VersionForm):
    kind = RadioField(
        _("Ce qui ne va pas"), coerce=CorrectionKind, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in CorrectionKind],
    )  # fmt: skip
    questions = _Boxes(_("Questions concernées"), validate_choice=False)
    reason = long_text(
        _("Ce qui est à corriger, et pourquoi"), required=True, limit=MOST_TEXT,
        description=_("La structure le lit dans son courriel et sur sa page."),
    )  # fmt: skip


class DecideForm(VersionForm):
    decision = RadioField(_("Décision"), validators=[InputRequired(_("Choisissez une décision."))])
    reason = long_text(
        _("Pourquoi"), limit=MOST_TEXT,
        description=_("La structure le lira quand la décision sera annoncée. Nécessaire pour un refus."),
    )  # fmt: skip


class MessageForm(BaseForm):
    text = long_text(_("Votre message"), required=True, limit=MOST_TEXT)
    file = FileField(_("Fichier joint"), render_kw={"data-shrink": ""})
    awaits_answer = BooleanField(_("J'attends une réponse de la structure"))


class ManyForm(BaseForm):
    """The same message to several structures, each in its language."""

    to = _Boxes(
        _("À qui"), coerce=row_id, validate_choice=False, validators=[InputRequired(_("Choisissez au moins une structure."))]
    )  # fmt: skip
    text_fr = long_text(_("en français"), limit=MOST_TEXT)
    text_ar = long_text(_("en arabe"), limit=MOST_TEXT)
    awaits_answer = BooleanField(_("J'attends une réponse de chaque structure"))
    #: it leaves once it was read again, with those who get it
    confirmed = HiddenField()


class NoteForm(BaseForm):
    text = long_text(_("Note"), required=True, limit=MOST_TEXT)


class LabelsForm(VersionForm):
    labels = line(
        _("Étiquettes"), limit=500,
        description=_("Séparées par des virgules. Exemple : montagne, à revoir."),
    )  # fmt: skip


class LateForm(VersionForm):
    day = DateField(_("Jusqu'au"), validators=[InputRequired(REQUIRED)])
    time = TimeField(_("Heure, au Maroc"), validators=[InputRequired(REQUIRED)])
    late_reason = long_text(
        _("Pourquoi ce délai est accordé"), required=True, limit=MOST_TEXT,
        description=_("Noté avec votre nom, lu au bureau des candidatures. La structure ne le lit pas."),
    )  # fmt: skip

    @property
    def until(self) -> datetime:
        assert self.day.data, "required"
        assert self.time.data is not None, "required"
        return clock.to_utc(datetime.combine(self.day.data, self.time.data))


class ShareForm(BaseForm):
    officers = _Boxes(
        _("Entre qui"), coerce=row_id, validate_choice=False, validators=[InputRequired(_("Choisissez au moins une personne."))]
    )  # fmt: skip
    keeps_provinces = BooleanField(_("Garder ensemble les candidatures d'une même province"))
