"""The shape of what is typed around a record."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from noress.core.i18n import lazy as _
from noress.domain.actions.models import DuePrecision
from noress.domain.decisions.models import DecisionMode
from noress.domain.minutes.models import BlockKind, PublicScope, VoiceAnswer
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

#: of a block: rules say the limit, with the size of what was typed
ANY_LENGTH = 10_000_000
PRECISIONS = (DuePrecision.DAY, DuePrecision.WEEK, DuePrecision.MONTH)


def _key(raw: Any) -> int | None:
    """The key of a row, or none; anything else is a key that nothing has."""
    if raw in (None, "", "0"):
        return None
    text = str(raw)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _count(label: Any) -> IntegerField:
    message = _("Écrivez un nombre de voix, 0 s'il n'y en a pas. Exemple : 20.")
    return IntegerField(label, validators=[Optional(), NumberRange(0, 100_000, message)])


class BlockForm(BaseForm):
    """One block of the record, whatever its kind: what another kind needs is kept beside."""

    version = version_field()
    text_fr = long_text(_("En français"), limit=ANY_LENGTH)
    text_ar = long_text(_("En arabe"), limit=ANY_LENGTH)
    kind = SelectField(
        _("Type de bloc"), choices=[SelectChoice(kind.value, kind.label) for kind in BlockKind]
    )
    agenda_item_id = SelectField(_("Point de l'ordre du jour"), coerce=_key, validate_choice=False)
    is_confidential = BooleanField(_("Confidentiel"))
    # a decision
    mode = SelectField(
        _("Décision prise"), choices=[SelectChoice(mode.value, mode.label) for mode in DecisionMode],
        default=DecisionMode.CONSENSUS.value,
    )  # fmt: skip
    votes_for = _count(_("Voix pour"))
    votes_against = _count(_("Voix contre"))
    abstentions = _count(_("Abstentions"))
    reservations_fr = long_text(_("En français"), limit=ANY_LENGTH)
    reservations_ar = long_text(_("En arabe"), limit=ANY_LENGTH)
    # an action
    owner = line(_("Responsable"))
    due_on = DateField(_("Échéance"), validators=[Optional()])
    due_precision = SelectField(
        _("Précision"), choices=[SelectChoice(kind.value, kind.label) for kind in PRECISIONS],
        default=DuePrecision.DAY.value,
    )  # fmt: skip
    where_fr = long_text(_("En français"), limit=ANY_LENGTH)
    where_ar = long_text(_("En arabe"), limit=ANY_LENGTH)
    how_fr = long_text(_("En français"), limit=ANY_LENGTH)
    how_ar = long_text(_("En arabe"), limit=ANY_LENGTH)
    deliverables_fr = long_text(_("En français"), limit=ANY_LENGTH)
    deliverables_ar = long_text(_("En arabe"), limit=ANY_LENGTH)


class HeadingForm(BaseForm):
    version = version_field()
    chaired_by = line(_("Présidence"), description=_("Prénom, nom et fonction de la personne qui a présidé."))
    written_by = line(_("Rapporteur"), description=_("Prénom, nom et fonction de la personne qui rédige."))


class OutcomeForm(BaseForm):
    """A finding or a way forward."""

    version = version_field()
    what = RadioField(
        _("Ce que c'est"), validators=[InputRequired(REQUIRED)], default="finding",
        choices=[
            SelectChoice("finding", _("un constat"), {"data-hint": _("ce que la session a observé")}),
            SelectChoice("proposal", _("une piste d'action"), {"data-hint": _("ce qu'elle propose de faire")}),
        ],
    )  # fmt: skip
    axis_fr = line(_("En français"))
    axis_ar = line(_("En arabe"))
    text_fr = long_text(_("En français"), required=True)
    text_ar = long_text(_("En arabe"))


class UntilForm(BaseForm):
    """A deadline: a day and an hour, Morocco's time."""

    day = DateField(_("Dernier jour"), validators=[InputRequired(REQUIRED)])
    hour = TimeField(_("Heure, au Maroc"), validators=[InputRequired(REQUIRED)])


class ConsultationForm(UntilForm):
    silence_approves = RadioField(
        _("Une institution qui ne répond pas"), validators=[InputRequired(REQUIRED)], default="no",
        choices=[
            SelectChoice("no", _("ne compte pas")),
            SelectChoice("yes", _("compte comme une approbation")),
        ],
    )  # fmt: skip


class VoiceForm(BaseForm):
    version = version_field()
    answer = RadioField(
        _("Votre institution"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[SelectChoice(answer.value, answer.label) for answer in VoiceAnswer],
    )  # fmt: skip
    comment = long_text(
        _("Votre réserve, ou votre commentaire"), limit=2000,
        description=_("Nécessaire avec une réserve, ou si vous n'approuvez pas."),
    )  # fmt: skip


class ApproveForm(BaseForm):
    meeting_id = RadioField(
        _("Session qui a approuvé"), coerce=_key, validate_choice=False,
        validators=[InputRequired(_("Choisissez la session qui a approuvé ce texte."))],
    )  # fmt: skip


class CorrectionForm(BaseForm):
    version = version_field()
    text = long_text(_("Le texte que vous proposez"), limit=ANY_LENGTH)
    reason = long_text(
        _("Pourquoi"),
        limit=ANY_LENGTH,
        description=_("Le secrétariat la lit, pour comprendre votre demande."),
    )


class AnswerForm(BaseForm):
    """The secretariat's answer to a correction."""

    version = version_field()
    text = long_text(
        _("Le texte que le bloc prendra"), limit=ANY_LENGTH,
        description=_("Tel que proposé, ou tel que vous le formulez."),
    )  # fmt: skip
    answer = long_text(
        _("Votre réponse"), limit=ANY_LENGTH,
        description=_("Nécessaire pour refuser. Elle part par courriel à qui a proposé la correction."),
    )  # fmt: skip


class PublishForm(BaseForm):
    scope = RadioField(
        _("Ce que chacun pourra lire"), validators=[InputRequired(REQUIRED)], default=PublicScope.EXTRACT.value,
        choices=[
            SelectChoice("extract", _("l'extrait"), {"data-hint": _("les décisions, les thèmes, les institutions présentes")}),
            SelectChoice("full", _("le texte entier"), {"data-hint": _("sans les blocs confidentiels")}),
        ],
    )  # fmt: skip


class RectifyForm(BaseForm):
    number = version_field()
    text_fr = long_text(_("En français"), limit=ANY_LENGTH)
    text_ar = long_text(_("En arabe"), limit=ANY_LENGTH)
    reason_fr = long_text(_("En français"), limit=ANY_LENGTH)
    reason_ar = long_text(_("En arabe"), limit=ANY_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.text_fr, self.text_ar, self.reason_fr):
            field.flags.required = True  # the rule says why, in its own words
