"""The shape of what is typed about campaigns."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    TelField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core.i18n import LANGUAGE_NAMES, Translated
from noress.core.i18n import lazy as _
from noress.domain.campaigns.models import CallOutcome, Means, ParticipantState
from noress.domain.questionnaires.models import Channel
from noress.web.forms import REQUIRED, BaseForm, OneLine, line, long_text
from noress.web.merge import version_field
from noress.web.sheets import SheetForm

FRENCH, ARABIC = _("En français"), _("En arabe")


def number(raw: Any) -> int | None:
    """The key of a row; anything else is none, or a key that nothing has."""
    text = str(raw) if raw is not None else ""
    if not text or text == "None":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def named(names: Mapping[Any, Any] | Iterable[tuple[Any, Any]], empty: Any) -> list[SelectChoice]:
    """{key: name} as choices, after an empty one."""
    pairs = names.items() if isinstance(names, Mapping) else names
    return [SelectChoice("", empty), *(SelectChoice(key, str(name)) for key, name in pairs)]


class CampaignForm(BaseForm):
    version = version_field()
    questionnaire_id = SelectField(_("Questionnaire"), coerce=number, validate_choice=False)
    name_fr = line(FRENCH)
    name_ar = line(ARABIC)
    message_fr = long_text(FRENCH, limit=3000)
    message_ar = long_text(ARABIC, limit=3000)
    closes_on = DateField(_("Dernier jour pour répondre"), validators=[InputRequired(REQUIRED)])
    province_question = SelectField(_("Question qui dit la province"), validate_choice=False)
    kind_question = SelectField(_("Question qui dit le type de structure"), validate_choice=False)
    most_depth = IntegerField(
        _("Combien de fois le questionnaire peut être transmis"), validators=[InputRequired(REQUIRED)], default=5,
        description=_("De structure en structure, à partir de celles que le réseau sollicite. 0 : il ne se transmet pas."),
    )  # fmt: skip

    def text(self, name: str) -> Translated:
        return Translated({code: self[f"{name}_{code}"].data for code in ("fr", "ar")})


class ConfirmForm(BaseForm):
    """One button."""


class ReopenForm(BaseForm):
    closes_on = DateField(_("Nouveau dernier jour"), validators=[InputRequired(REQUIRED)])


class StructureForm(BaseForm):
    mark = HiddenField()
    name = line(
        _("Nom de la structure"),
        required=True,
        description=_("Le nom de la structure, jamais celui d'une personne."),
    )
    province = SelectField(_("Préfecture ou province"), validate_choice=False)
    kind = SelectField(_("Type de structure"), validate_choice=False)
    email = EmailField(_("Courriel"), validators=[Optional(), OneLine(), Length(max=254)])
    phone = TelField(
        _("Téléphone"), validators=[Optional(), OneLine(), Length(max=40)],
        description=_("Exemple : 05 39 00 00 00. Pour un autre pays, commencez par + et son indicatif."),
    )  # fmt: skip
    language = SelectField(
        _("Langue"), choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()], default="fr"
    )
    institution_id = SelectField(_("C'est une institution membre"), coerce=number, validate_choice=False)
    through_id = SelectField(_("Elle vient de la liste de"), coerce=number, validate_choice=False)
    is_other = BooleanField(_("J'ai vérifié : c'est une autre structure"))


class FillInForm(BaseForm):
    """Filling in with the structure."""

    channel = RadioField(
        _("Comment ?"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in (Channel.PHONE, Channel.HELPED, Channel.PAPER)],
    )  # fmt: skip
    filled_by = line(_("Votre fonction"), required=True, description=_("Exemple : équipe d'animation."))


class StructureFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Chercher une structure, par son nom, son adresse ou son numéro"))
    state = SelectField(_("Réponse"), validate_choice=False)
    province = SelectField(_("Province"), validate_choice=False)
    kind = SelectField(_("Type"), validate_choice=False)
    means = SelectField(_("Atteinte par"), validate_choice=False)
    through = SelectField(_("Vient de"), validate_choice=False)

    def offer(self, grid: Any, through: Iterable[tuple[Any, Any]]) -> None:
        self.state.choices = named([(one.value, one.label) for one in ParticipantState], _("toutes"))
        self.province.choices = named(grid.provinces, _("toutes"))
        self.kind.choices = named(grid.kinds, _("tous"))
        self.means.choices = named([(one.value, one.label) for one in Means], _("tous les moyens"))
        self.through.choices = named([(0, _("le réseau")), *through], _("toutes"))


class PastedSheetForm(SheetForm):
    """A file, or lines copied from a spreadsheet."""

    pasted = long_text(
        _("Ou collez les lignes ici"), limit=300_000,
        description=_("Dans votre tableur, sélectionnez les lignes avec leurs titres, copiez, puis collez."),
    )  # fmt: skip


class BoardFilter(BaseForm):
    """Lives in the address of the board."""

    through = SelectField(_("Structures venues de"), validate_choice=False)


class DrawForm(BaseForm):
    count = IntegerField(_("Combien de structures appeler"), validators=[InputRequired(REQUIRED)], default=20)
    caller = line(_("Qui appelle"), description=_("Une fonction. Exemple : équipe d'animation."))


class CallForm(BaseForm):
    seen = HiddenField()
    outcome = RadioField(
        _("Ce que l'appel a donné"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[SelectChoice(one.value, one.label) for one in CallOutcome],
    )  # fmt: skip
    call_back_on = DateField(
        _("Rappeler le"), validators=[Optional()], description=_("Pour « à rappeler ». Sans date : demain.")
    )
    note = long_text(
        _("Note"), limit=1000, description=_("Ce qu'il faut savoir pour la suite, sans nom de personne.")
    )
