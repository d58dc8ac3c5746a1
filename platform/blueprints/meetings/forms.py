"""The shape of what the secretariat types."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    TimeField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.domain.meetings.models import AgendaKind, Answer, Channel, MeetingType
from noress.web.forms import REQUIRED, BaseForm, OneLine, line, long_text
from noress.web.merge import version_field

ACCEPTED_FILES = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.odt,.ods,.csv,.txt"


def _number(raw: Any) -> int:
    """The key of a row; anything else is a key that nothing has."""
    return int(raw) if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) < 10 else -1


class Boxes(SelectMultipleField):
    """Several choices as boxes to tick; the rule says which are unknown."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, coerce=_number, validate_choice=False, **kwargs)


class MeetingForm(BaseForm):
    version = version_field()
    type = RadioField(
        _("Type"),
        choices=[SelectChoice(kind.value, kind.label) for kind in MeetingType],
        validators=[InputRequired(REQUIRED)],
    )
    bodies = Boxes(
        _("Instances"), description=_("Leurs membres seront convoqués. Vous pouvez en choisir plusieurs."),
        validators=[InputRequired(_("Choisissez au moins une instance."))],
    )  # fmt: skip
    theme_fr = line(_("En français"), required=True)
    theme_ar = line(_("En arabe"))
    introduction_fr = long_text(_("En français"))
    introduction_ar = long_text(_("En arabe"))
    date = DateField(_("Date"), validators=[InputRequired(REQUIRED)])
    starts = TimeField(_("Début"), validators=[InputRequired(REQUIRED)])
    ends = TimeField(_("Fin"), validators=[InputRequired(REQUIRED)])
    proposals_date = DateField(
        _("Points proposés jusqu'au"), validators=[Optional()],
        description=_("Sans date, la règle des instances choisies s'applique."),
    )  # fmt: skip
    proposals_time = TimeField(_("Heure"), validators=[Optional()], description=_("Sans heure : 18:00."))
    place_fr = line(_("En français"))
    place_ar = line(_("En arabe"))
    place_hints_fr = long_text(_("En français"), limit=1000)
    place_hints_ar = long_text(_("En arabe"), limit=1000)
    online_url = URLField(
        _("Lien en ligne"), validators=[Optional(), OneLine(), Length(max=500)],
        description=_("Exemple : https://visio.exemple.ma/noress. Seules les personnes invitées le voient."),
    )  # fmt: skip


class UploadMixin(BaseForm):
    """An optional file with the rest of a form."""

    file = FileField(
        _("Document"),
        description=_("PDF, image, ou document de bureau."),
        render_kw={"accept": ACCEPTED_FILES},
    )
    file_title = line(_("Titre du document"), description=_("Sans titre, le nom du fichier est montré."))
    is_public = BooleanField(_("Tout le monde peut lire ce document"))

    @property
    def has_file(self) -> bool:
        return bool(getattr(self.file.data, "filename", ""))


class AgendaItemForm(UploadMixin):
    version = version_field()
    title_fr = line(_("En français"), required=True)
    title_ar = line(_("En arabe"))
    kind = SelectField(
        _("Type de point"), choices=[SelectChoice(kind.value, kind.label) for kind in AgendaKind]
    )
    presenter = line(_("Présenté par"))
    minutes = IntegerField(
        _("Durée en minutes"),
        validators=[
            InputRequired(REQUIRED),
            NumberRange(1, 1440, _("Écrivez une durée de 1 à 1440 minutes. Exemple : 20.")),
        ],
    )
    note_fr = long_text(_("En français"))
    note_ar = long_text(_("En arabe"))
    is_internal = BooleanField(
        _("Interne : caché aux invités sans siège et aux visiteurs"),
        description=_("Les institutions convoquées et le secrétariat le voient, avec ses documents."),
    )


class DocumentForm(UploadMixin):
    """A document of the whole session."""

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if not self.has_file:
            self.file.errors = [str(_("Choisissez un fichier."))]
            return False
        return is_valid


class GuestForm(BaseForm):
    name = line(_("Prénom et nom"), required=True)
    organisation = line(_("Organisme"))
    email = EmailField(
        _("Adresse de courriel"), validators=[Optional(), OneLine(), Length(max=254)],
        description=_("Sans adresse, vous l'appelez et vous saisissez sa réponse. Exemple : nom@exemple.ma."),
    )  # fmt: skip
    language = SelectField(
        _("Langue du courriel"),
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
        default="fr",
    )


class AnswerForm(BaseForm):
    """An answer that somebody heard and types in."""

    version = version_field()
    answer = RadioField(
        _("Sa réponse"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[SelectChoice(a.value, a.label) for a in (Answer.YES, Answer.NO, Answer.MAYBE, Answer.DELEGATE)],
    )  # fmt: skip
    delegate_name = line(_("Qui vient à la place"), description=_("Si quelqu'un d'autre vient."))
    reason = long_text(_("Motif, ou précision"), limit=2000)
    channel = RadioField(
        _("Reçue comment"), validators=[InputRequired(_("Dites comment la réponse est arrivée."))],
        choices=[SelectChoice(c.value, c.label) for c in (Channel.PHONE, Channel.WHATSAPP, Channel.OTHER)],
    )  # fmt: skip


class ConveneForm(BaseForm):
    """Only what a late convocation asks."""

    accepts_late = BooleanField(_("Convoquer quand même"))
    late_reason = long_text(
        _("Pourquoi si tard"), limit=1000, description=_("L'historique de la session le garde. Exemple : la salle n'est libre que ce jour-là."),
    )  # fmt: skip


class RemindersForm(BaseForm):
    is_on = BooleanField(
        _("Rappeler automatiquement : 8 jours et 2 jours avant, ceux qui n'ont pas répondu ; la veille, ceux qui viennent")
    )  # fmt: skip


class RemindForm(BaseForm):
    note = long_text(
        _("Ajouter un mot"), limit=1000, description=_("Il paraît dans chaque courriel, comme vous l'écrivez. Écrivez-le dans les deux langues si besoin."),
    )  # fmt: skip


class CancelForm(BaseForm):
    reason_fr = long_text(_("En français"), required=True, limit=1000)
    reason_ar = long_text(_("En arabe"), limit=1000)


class LeaveOutForm(BaseForm):
    reason = long_text(
        _("Pourquoi"), required=True, limit=1000,
        description=_("Le secrétariat seul le lit. Exemple : le titulaire vient, le suppléant n'est pas convoqué."),
    )  # fmt: skip


class DuplicateForm(BaseForm):
    """What the copy takes along beside the texts and the agenda."""

    with_documents = BooleanField(
        _("Reprendre les documents"), description=_("Ceux de la session et de ses points, sans ceux des points qui ne sont pas repris."),
    )  # fmt: skip
    with_guests = BooleanField(
        _("Reprendre les personnes invitées sans siège"), description=_("Sans leurs réponses. Qui est maintenant convoqué avec son institution n'est pas repris."),
    )  # fmt: skip


class ConveneSeatsForm(BaseForm):
    seats = Boxes(
        _("Sièges à convoquer"), validators=[InputRequired(_("Cochez au moins un siège."))]
    )  # the rule says the same


class AnswerFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Institution ou personne"))
    answer = SelectField(
        _("Réponse"),
        choices=[SelectChoice("", _("toutes")), *(SelectChoice(a.value, a.label) for a in Answer)],
        validate_choice=False,
    )
    ordre = HiddenField()
