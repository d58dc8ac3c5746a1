"""The shape of what is typed about letters."""

from typing import Any

from wtforms import DateField, EmailField, FileField, SelectField, SelectMultipleField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core.i18n import lazy as _
from noress.domain.letters.models import DispatchMode
from noress.web.forms import REQUIRED, BaseForm, OneLine, line, long_text
from noress.web.merge import version_field

#: a photo of a signed paper; `data-shrink` is for static/src/js/photos.js
SCAN = {"accept": ".pdf,.png,.jpg,.jpeg,.webp", "data-shrink": ""}


def key_of(raw: Any) -> int:
    """The key of a row; anything else is a key that nothing has."""
    return int(raw) if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) < 10 else -1


class LetterForm(BaseForm):
    version = version_field()
    subject_fr = line(_("En français"), required=True)
    subject_ar = line(_("En arabe"))
    body_fr = long_text(_("En français"), required=True, limit=6000)
    body_ar = long_text(_("En arabe"), limit=6000)
    place_fr = line(_("En français"))
    place_ar = line(_("En arabe"))
    dated_on = DateField(_("Date de la lettre"), validators=[InputRequired(REQUIRED)])
    signatory = SelectField(_("Signataire"), coerce=str, validate_choice=False)
    signatory_name = line(_("Nom imprimé sous la signature"))
    signatory_title_fr = line(_("En français"), required=True)
    signatory_title_ar = line(_("En arabe"))


class ScanForm(BaseForm):
    letter_id = SelectField(_("La copie signée de"), coerce=key_of, validate_choice=False)
    file = FileField(
        _("Photo ou PDF de la lettre signée"), validators=[InputRequired(REQUIRED)], render_kw=SCAN
    )


class _DepartureFields(BaseForm):
    mode = SelectField(
        _("Mode d'envoi"), choices=[SelectChoice(kind.value, kind.label) for kind in DispatchMode]
    )
    sent_on = DateField(_("Partie le"), validators=[InputRequired(REQUIRED)])
    received_on = DateField(_("Reçue le"), validators=[Optional()], description=_("Si vous le savez déjà."))
    received_by = line(_("Reçue par"), description=_("Comme sur l'accusé de réception."))
    receipt = FileField(_("Accusé de réception"), render_kw=SCAN)
    note = long_text(_("Note"), limit=1000)


class DepartureForm(_DepartureFields):
    letters = SelectMultipleField(
        _("Lettres"), coerce=key_of, validate_choice=False, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(), validators=[InputRequired(_("Choisissez au moins une lettre."))],
    )  # fmt: skip


class EditDepartureForm(_DepartureFields):
    version = version_field()


class DesignationForm(BaseForm):
    name = line(_("Nom de la personne désignée"), required=True)
    title = line(_("Sa fonction"))
    email = EmailField(
        _("Son courriel"), validators=[Optional(), OneLine(), Length(max=254)],
        description=_("Exemple : nom@exemple.ma."),
    )  # fmt: skip
    phone = TelField(_("Son téléphone"), validators=[Optional(), OneLine(), Length(max=40)])
    file = FileField(_("Lettre de désignation"), render_kw=SCAN)
