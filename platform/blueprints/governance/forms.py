"""The shape of what is typed about texts of bodies."""

from typing import Any

from wtforms import BooleanField, DateField, FileField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from noress.core.i18n import lazy as _
from noress.domain.governance.models import PaperKind
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

#: `data-shrink`: photos are made smaller before they leave (static/src/js/photos.js)
PAPER = {"accept": ".pdf,.docx,.odt,.png,.jpg,.jpeg,.webp,.txt", "data-shrink": ""}
SCAN = {"accept": ".pdf,.png,.jpg,.jpeg,.webp", "data-shrink": ""}
FRENCH, ARABIC = _("En français"), _("En arabe")


def optional_id(raw: Any) -> int | None:
    """The key of a row, or none; anything else is a key that nothing has."""
    if raw in (None, "", "None"):
        return None
    return int(raw) if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) < 10 else -1


class PaperForm(BaseForm):
    kind = SelectField(
        _("Nature"), coerce=PaperKind, choices=[SelectChoice(kind.value, kind.label) for kind in PaperKind]
    )
    title_fr = line(FRENCH)
    title_ar = line(ARABIC)
    asks_signatures = BooleanField(_("Chaque institution de l'instance doit signer la version en vigueur"))
    version = version_field()


class VersionForm(BaseForm):
    file = FileField(_("Le texte"), render_kw=PAPER)
    adopted_on = DateField(_("Adopté le"), validators=[Optional()])
    decision_id = SelectField(_("Par la décision"), coerce=optional_id, choices=[])
    meeting_id = SelectField(_("Ou par la session"), coerce=optional_id, choices=[])
    act_fr = line(FRENCH)
    act_ar = line(ARABIC)
    note_fr = long_text(FRENCH, limit=2000)
    note_ar = long_text(ARABIC, limit=2000)
    source = line(_("Document qui le dit (source)"))
    version = version_field()


class SignatureForm(BaseForm):
    institution_id = SelectField(
        _("Institution"), coerce=optional_id, choices=[], validators=[InputRequired(REQUIRED)]
    )
    signed_on = DateField(_("Signé le"), validators=[InputRequired(REQUIRED)])
    scan = FileField(_("Copie signée, photo ou PDF"), render_kw=SCAN)
