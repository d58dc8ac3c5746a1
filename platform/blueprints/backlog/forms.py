"""The shape of what is typed about proposals."""

from typing import Any

from wtforms import BooleanField, FileField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.i18n import lazy as _
from noress.domain.meetings.models import AgendaKind
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field
from noress.web.rows import OfItsLine

ACCEPTED_FILES = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.odt,.ods,.csv,.txt"
ACCEPT, PARK, DECLINE = "accept", "park", "decline"
MOVE, COPY = "move", "copy"


def key_of(raw: Any) -> int:
    """The key of a row; anything else is a key that nothing has."""
    text = str(raw)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Boxes(SelectMultipleField):
    """Several choices as boxes to tick; the rule says which are unknown."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, coerce=key_of, validate_choice=False, **kwargs)


class ItemFields(BaseForm):
    """What an item is: the same words as on the agenda."""

    title_fr = line(_("En français"))
    title_ar = line(_("En arabe"))
    kind = SelectField(
        _("Type de point"), choices=[SelectChoice(kind.value, kind.label) for kind in AgendaKind]
    )
    minutes = IntegerField(
        _("Durée en minutes"),
        validators=[
            InputRequired(REQUIRED),
            NumberRange(1, 1440, _("Écrivez une durée de 1 à 1440 minutes. Exemple : 20.")),
        ],
    )
    note_fr = long_text(_("En français"))
    note_ar = long_text(_("En arabe"))


class ProposalForm(ItemFields):
    version = version_field()
    file = FileField(
        _("Document"),
        description=_("PDF, image, ou document de bureau."),
        render_kw={"accept": ACCEPTED_FILES},
    )
    file_title = line(_("Titre du document"), description=_("Sans titre, le nom du fichier est montré."))
    without = Boxes(_("Documents à retirer"))

    @property
    def has_file(self) -> bool:
        return bool(getattr(self.file.data, "filename", ""))


class ReviewForm(ItemFields):
    version = version_field()
    decision = RadioField(
        _("Que répondre ?"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[
            SelectChoice(ACCEPT, _("Inscrire à un ordre du jour")),
            SelectChoice(PARK, _("Garder pour une autre fois")),
            SelectChoice(DECLINE, _("Ne pas retenir")),
        ],
    )  # fmt: skip
    meeting_id = SelectField(_("Session"), coerce=key_of, validate_choice=False)
    presenter = line(_("Présenté par"))
    is_internal = BooleanField(_("Interne : caché aux invités sans siège et aux visiteurs"))
    answer = long_text(
        _("Réponse à qui propose"), limit=2000, validators=[OfItsLine()],
        description=_("Elle part par courriel. Obligatoire pour garder ou ne pas retenir."),
    )  # fmt: skip


class CarryForm(BaseForm):
    items = Boxes(_("Points à reporter"), validators=[InputRequired(_("Cochez au moins un point."))])
    target = SelectField(_("Vers"), validate_choice=False)
    with_documents = BooleanField(_("Leurs documents les suivent"), default=True)


class SendForm(BaseForm):
    how = RadioField(
        _("Comment"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[
            SelectChoice(MOVE, _("Déplacer"), {"data-hint": _("Il quitte cet ordre du jour, avec ses documents.")}),
            SelectChoice(COPY, _("Copier"), {"data-hint": _("Il reste ici aussi.")}),
        ],
    )  # fmt: skip
    target = SelectField(_("Vers la session"), validate_choice=False)
    with_documents = BooleanField(_("Ses documents le suivent"), default=True)
