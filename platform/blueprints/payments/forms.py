"""The shape of what is typed about money that was granted."""

from typing import Any

from wtforms import BooleanField, DateField, FileField, SearchField, SelectField
from wtforms.validators import InputRequired, Optional

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.payments.models import InstalmentState
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field
from noress.web.rows import OfItsLine

FRENCH, ARABIC = _("En français"), _("En arabe")
#: letters of a text that the structure reads, and of an agreement; the rules say the same
MOST_TEXT, MOST_DOCUMENT = 3000, 20_000
#: what waits, as the list may be narrowed
WAITING = (
    InstalmentState.ASKED, InstalmentState.CHECKED, InstalmentState.ORDERED, InstalmentState.FAILED,
    InstalmentState.REFUSED,
)  # fmt: skip


class ProjectFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Chercher une structure, un projet, un numéro"))
    appel = SelectField(_("Appel"), validate_choice=False)
    etat = SelectField(_("État du projet"), validate_choice=False)
    tranche = SelectField(_("Une tranche est"), validate_choice=False)


class ConfirmForm(BaseForm):
    """One button."""


class ReasonForm(BaseForm):
    reason = long_text(
        _("Pourquoi"), required=True, limit=MOST_TEXT, description=_("La structure lit ce texte.")
    )


class AgreementForm(BaseForm):
    version = version_field()
    starts_on = DateField(_("Début du projet"), validators=[Optional()])
    ends_on = DateField(_("Fin du projet"), validators=[Optional()])
    french = long_text(FRENCH, required=True, limit=MOST_DOCUMENT)
    arabic = long_text(ARABIC, required=True, limit=MOST_DOCUMENT)


class SignForm(BaseForm):
    signed_on = DateField(_("Signée le"), validators=[InputRequired(REQUIRED)])
    file = FileField(_("Convention signée, en PDF ou en photo"), validators=[OfItsLine()])


class StepForm(BaseForm):
    done_on = DateField(_("Fait le"), validators=[InputRequired(REQUIRED)])
    actor_title = line(_("Par qui, si le papier dit autre chose"), limit=200)
    file = FileField(_("Papier de cette étape"))
    text = long_text(_("Remarque"), limit=1000)

    def needing(self, step: Any) -> "StepForm":
        """Some steps are proved by a paper."""
        self.file.flags.of_its_line = step.needs_paper
        return self


class AwaitForm(BaseForm):
    report_id = SelectField(_("Rapport à accepter d'abord"), coerce=str, validate_choice=False)


class PayForm(BaseForm):
    paid_on = DateField(_("Payée le"), validators=[InputRequired(REQUIRED)])
    reference = line(_("Référence du virement"), required=True, limit=80)
    file = FileField(_("Preuve du paiement"), validators=[OfItsLine()])


class FileForm(BaseForm):
    file = FileField(
        _("Fichier"),
        validators=[OfItsLine()],
        description=_("Un PDF ou une photo nette, prise au téléphone."),
    )


class PaperForm(BaseForm):
    label_fr = line(FRENCH, required=True)
    label_ar = line(ARABIC)
    is_required = BooleanField(_("Rien ne se paie sans lui"), default=True)
    is_restricted = BooleanField(
        _("Il peut montrer une pièce d'identité"),
        description=_("Seuls le secrétariat et qui suit ce dossier l'ouvrent."),
    )

    @property
    def label(self) -> Translated:
        return Translated(fr=self.label_fr.data, ar=self.label_ar.data)


class AccountForm(BaseForm):
    rib = line(
        _("RIB : 24 chiffres"), required=True, limit=60,
        description=_("Tel qu'il est sur l'attestation de la banque. Les espaces ne comptent pas."),
        render_kw={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"},
    )  # fmt: skip
    holder = line(_("Titulaire du compte, comme la banque l'écrit"), required=True)
    bank = line(_("Banque et agence"))
    file = FileField(_("Attestation de RIB de la banque"), validators=[OfItsLine()])


class TemplateForm(BaseForm):
    version = version_field()
    title_fr = line(FRENCH, required=True)
    title_ar = line(ARABIC)
    french = long_text(FRENCH, required=True, limit=MOST_DOCUMENT)
    arabic = long_text(ARABIC, required=True, limit=MOST_DOCUMENT)

    def title(self) -> Translated:
        return Translated(fr=self.title_fr.data, ar=self.title_ar.data)


class NewTemplateForm(BaseForm):
    carrier_id = SelectField(_("Pour quel porteur juridique"), coerce=str, validate_choice=False)
    for_prizes = BooleanField(
        _("Pour les prix d'un concours"),
        description=_("Sans modèle pour les prix, un prix se paie sans convention."),
    )


def row_id(raw: Any) -> int | None:
    """The key of a row; anything else is none."""
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
