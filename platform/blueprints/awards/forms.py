"""The shape of what is typed while a call is decided."""

from typing import Any

from wtforms import (
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.applications.models import ApplicationState
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

S = ApplicationState
OUTCOMES = (
    (S.SELECTED, _("Sélectionné")), (S.RESERVE, _("Liste d'attente")), (S.REJECTED, _("Non sélectionné")),
)  # fmt: skip


class VersionForm(BaseForm):
    version = version_field()


class AdoptForm(VersionForm):
    #: the decisions that were shown (`weighing.mark_of_decisions`)
    seen = HiddenField()


class OutcomeForm(VersionForm):
    outcome = RadioField(_("Décision"), validators=[InputRequired(_("Choisissez une décision."))])
    amount = line(_("Montant accordé, en dirhams"), limit=30)
    reason = long_text(
        _("Pourquoi"), limit=3000,
        description=_("La structure le lira dans sa lettre. Obligatoire si le dossier n'est pas sélectionné."),
    )  # fmt: skip

    def offer(self, *, back: bool) -> None:
        """`back`: the decision may be taken back, nobody was told."""
        choices = [SelectChoice(state.value, str(label)) for state, label in OUTCOMES]
        if back:
            choices.append(SelectChoice(S.ELIGIBLE.value, str(_("Reprendre la décision"))))
        self.outcome.choices = choices


class ScenarioForm(BaseForm):
    """One field is added for each province that has a file: `province_…`."""

    name = line(_("Nom du scénario"), required=True, limit=120)
    women = IntegerField(
        _("Places gardées pour des projets portés par des femmes"), default=0, validators=[Optional(), NumberRange(0, 999)],
        description=_("Ce sont les dossiers qui ont l'étiquette « portée par des femmes »."),
    )  # fmt: skip
    reserve = IntegerField(
        _("Dossiers sur la liste d'attente"), default=5, validators=[Optional(), NumberRange(0, 999)]
    )
    put_in = long_text(
        _("Dossiers mis à la main"), limit=6000,
        description=_("Un par ligne : le numéro, deux-points, pourquoi. Exemple : AMI-2026-0012 : seul projet de sa province"),
    )  # fmt: skip
    left_out = long_text(_("Dossiers retirés à la main"), limit=6000, description=_("De la même façon."))

    @classmethod
    def of(cls, provinces: list[tuple[str, str]]) -> "ScenarioForm":
        fields: dict[str, Any] = {
            f"province_{code.replace('.', '_')}": IntegerField(
                name, default=0, validators=[Optional(), NumberRange(0, 999)]
            )
            for code, name in provinces
        }
        made: ScenarioForm = type("ProvincesForm", (cls,), fields)()
        return made

    def by_hand(self, name: str, numbers: dict[str, int]) -> dict[int, str]:
        """{file: why} of the lines typed."""
        found = {}
        for typed in (self[name].data or "").splitlines():
            number, _sep, why = (part.strip() for part in typed.partition(":"))
            if not number:
                continue
            if number.upper() not in numbers:
                message = _(
                    "%(number)s n'est pas un dossier à décider. Écrivez son numéro entier.", number=number
                )
                raise RuleError("file", message, field=name)
            if not why:
                message = _("Écrivez pourquoi, après deux-points : %(number)s : …", number=number)
                raise RuleError("no_reason", message, field=name)
            found[numbers[number.upper()]] = why
        return found


class LetterForm(VersionForm):
    french = long_text(_("Lettre en français"), required=True, limit=6000)
    arabic = long_text(_("Lettre en arabe"), required=True, limit=6000)


class MeetingForm(BaseForm):
    """An existing meeting, or a new one: body, day and hours."""

    meeting = SelectField(_("Une réunion déjà prévue"), validate_choice=False)
    body = SelectField(_("Ou une nouvelle réunion de"), validate_choice=False)
    date = DateField(_("Jour"), validators=[Optional()])
    starts = TimeField(_("De"), validators=[Optional()])
    ends = TimeField(_("À"), validators=[Optional()])


class FilesForm(BaseForm):
    files = SelectMultipleField(
        _("Dossiers à examiner"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class AppealForm(BaseForm):
    text = long_text(_("Ce que vous demandez, et pourquoi"), required=True, limit=3000)
    file = FileField(_("Joindre un fichier"))


class AnswerForm(VersionForm):
    is_upheld = RadioField(
        _("Réponse"), choices=[SelectChoice("yes", _("Accepté : le dossier est examiné de nouveau")),
                               SelectChoice("no", _("Non accepté : la décision reste la même"))],
        validators=[InputRequired(REQUIRED)],
    )  # fmt: skip
    answer = long_text(_("Ce que la structure lira"), required=True, limit=3000)
