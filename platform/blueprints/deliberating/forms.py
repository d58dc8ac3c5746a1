"""The shape of what is typed in and around the room."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional

from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

#: as the rules of the room check them again
MOST_NOTES, MOST_REASON, MOST_RANK = 20_000, 2_000, 999


class MeetingForm(BaseForm):
    """An existing meeting, or a new one of the jury itself."""

    meeting = SelectField(_("Une réunion déjà prévue"), validate_choice=False)
    date = DateField(_("Ou une nouvelle réunion du jury : jour"), validators=[Optional()])
    starts = TimeField(_("De"), validators=[Optional()])
    ends = TimeField(_("À"), validators=[Optional()])


class OpenForm(BaseForm):
    sure = BooleanField(
        _("J'ai lu qui n'a pas tout envoyé : j'ouvre la délibération et je scelle les notes"),
        validators=[InputRequired(_("Cochez la case pour confirmer."))],
    )


class OrderForm(BaseForm):
    """A field `place_<item>` for each entry that the reader may know of."""

    version = version_field()

    @classmethod
    def of(cls, item_ids: list[int], labels: dict[int, str]) -> type["OrderForm"]:
        fields: dict[str, Any] = {
            f"place_{key}": IntegerField(
                _("Place de %(number)s", number=labels[key]), validators=[Optional(), NumberRange(1, 999)]
            )
            for key in item_ids
        }
        return type("ItemsOrderForm", (cls,), fields)


class NotesForm(BaseForm):
    version = version_field()
    notes = long_text(
        _("Notes pour le procès-verbal"), limit=MOST_NOTES,
        description=_("Elles se gardent pendant que vous écrivez, et vont dans le procès-verbal."),
    )  # fmt: skip


class HandsForm(BaseForm):
    motion_fr = line(_("En français"), required=True, limit=300)
    motion_ar = line(_("En arabe"), required=True, limit=300)
    votes_for = IntegerField(_("Pour"), validators=[InputRequired(REQUIRED), NumberRange(0, 99)])
    votes_against = IntegerField(_("Contre"), validators=[InputRequired(REQUIRED), NumberRange(0, 99)])
    abstentions = IntegerField(_("Abstentions"), validators=[InputRequired(REQUIRED), NumberRange(0, 99)])
    chair_decided = BooleanField(
        _("Voix égales : la voix prépondérante de qui préside l'emporte, pour l'adoption")
    )


class DecideForm(BaseForm):
    version = version_field()
    rank = IntegerField(_("Rang décidé"), validators=[Optional(), NumberRange(1, MOST_RANK)])
    reason_fr = long_text(_("En français"), limit=MOST_REASON)
    reason_ar = long_text(_("En arabe"), limit=MOST_REASON)
    mention_fr = long_text(_("En français"), limit=MOST_REASON)
    mention_ar = long_text(_("En arabe"), limit=MOST_REASON)
    prize = SelectField(_("Prix de toute l'édition"), validate_choice=False)
    is_done = BooleanField(_("Décidé : le jury n'y revient plus"))


class ChooseScoreForm(BaseForm):
    """Radio buttons for each criterion are added: `score_<criterion>`."""

    evaluation = RadioField(
        _("Notes de"), validators=[InputRequired(_("Choisissez une des notes envoyées sur ce dossier."))]
    )
    reason = long_text(
        _("Pourquoi cette correction"), required=True, limit=MOST_REASON,
        description=_("Le procès-verbal la dit, avec l'empreinte avant et après."),
    )  # fmt: skip


class LeavePrizeForm(BaseForm):
    because_fr = long_text(_("En français"), limit=MOST_REASON)
    because_ar = long_text(_("En arabe"), limit=MOST_REASON)


class CloseForm(BaseForm):
    without_quorum = long_text(
        _("Le quorum n'est pas atteint : pourquoi le jury décide tout de même"), limit=MOST_REASON
    )


class ReopenForm(BaseForm):
    reason = long_text(_("Pourquoi la délibération est rouverte"), required=True, limit=MOST_REASON)
