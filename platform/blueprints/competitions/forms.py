"""The shape of what is typed about editions of the prize."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from noress.core.i18n import lazy as _
from noress.domain.competitions.models import Entrant, TieRule
from noress.web.call_forms import (
    ARABIC,
    FRENCH,
    Bilingual,
    DelaysForm,
    NewForm,
    TextsForm,
    carrier_field,
    source_field,
)
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

#: instants of an edition, and letters of its rules; the rules say the same
INSTANTS = (
    "opens_at",
    "questions_until",
    "closes_at",
    "scoring_opens_at",
    "scoring_closes_at",
    "ceremony_at",
)
MOST_TEXT = 20_000


class NewEditionForm(NewForm):
    source_id = source_field(
        _("Tout est repris d'une édition : textes, catégories, prix, formulaire, critères. Sauf les dates et le règlement.")
    )  # fmt: skip


class EditionForm(TextsForm):
    carrier_id = carrier_field(_("L'institution qui paie les prix."))


class DatesForm(DelaysForm):
    """Each instant as a day and an hour, Morocco's time."""

    opens_at = DateField(_("Ouverture des candidatures"), validators=[Optional()])
    opens_at_time = TimeField(_("Heure"), validators=[Optional()])
    questions_until = DateField(_("Dernier moment pour poser une question"), validators=[Optional()])
    questions_until_time = TimeField(_("Heure"), validators=[Optional()])
    closes_at = DateField(_("Clôture des candidatures"), validators=[Optional()])
    closes_at_time = TimeField(_("Heure"), validators=[Optional()])
    scoring_opens_at = DateField(_("Début de la notation"), validators=[Optional()])
    scoring_opens_at_time = TimeField(_("Heure"), validators=[Optional()])
    scoring_closes_at = DateField(_("Fin de la notation"), validators=[Optional()])
    scoring_closes_at_time = TimeField(_("Heure"), validators=[Optional()])
    deliberation_on = DateField(_("Jour de la délibération"), validators=[Optional()])
    ceremony_at = DateField(_("Remise des prix"), validators=[Optional()])
    ceremony_at_time = TimeField(_("Heure"), validators=[Optional()])
    ceremony_place_fr = line(FRENCH)
    ceremony_place_ar = line(ARABIC)

    def values(self) -> dict[str, Any]:
        """Instants in UTC; a day without its hour is refused beside it."""
        return {name: self.instant(name) for name in INSTANTS} | {
            "deliberation_on": self.deliberation_on.data, "ceremony_place": self.text("ceremony_place") or None,
            "appeal_until": self.appeal_until.data, "grace_minutes": self.grace_minutes.data, "correction_days": self.correction_days.data,
        }  # fmt: skip


_TIES = [SelectChoice("", _("rien")), *(SelectChoice(one.value, one.label) for one in TieRule)]


class SettingsForm(BaseForm):
    """Boxes stand for the list of who may enter; the order of the tie rules is that of their fields."""

    version = version_field()
    structure = BooleanField(_("une structure"))
    group = BooleanField(_("un groupe informel"))
    person = BooleanField(_("une personne"))
    takes_nominations = BooleanField(
        _("Un membre peut proposer une initiative"),
        description=_("La personne proposée confirme par un lien personnel avant de participer."),
    )
    minimum_age = IntegerField(_("Âge minimum"), validators=[InputRequired(REQUIRED)])
    needs_legal_structure = BooleanField(
        _("Une structure légale est demandée avant le versement"),
        description=_(
            "Un groupe ou une personne qui gagne indique alors qui reçoit l'argent. Rien n'est demandé avant."
        ),
    )
    is_blind = BooleanField(
        _("Le jury note sans savoir qui présente"),
        description=_("Les questions qui disent qui présente sont cachées jusqu'à la délibération."),
    )
    shows_others = BooleanField(
        _("Qui a tout envoyé lit les notes des autres avant la délibération"),
    )
    out_of = RadioField(
        _("Les notes se disent sur"), choices=[SelectChoice("20", "20"), SelectChoice("100", "100")],
        validators=[InputRequired(REQUIRED)],
    )  # fmt: skip
    minimum_scores = IntegerField(
        _("Notes pour être classé"), validators=[InputRequired(REQUIRED)],
        description=_("Avec moins de notes, un dossier n'est pas classé."),
    )  # fmt: skip
    tie_1 = SelectField(_("Ex æquo : d'abord"), choices=_TIES, validate_choice=False)
    tie_2 = SelectField(_("Ensuite"), choices=_TIES, validate_choice=False)
    severity_from = IntegerField(
        _("Sévérité des jurés dite à partir de tant de dossiers par juré"), validators=[Optional()],
        description=_("Un avis, qui ne change pas le rang. Vide : jamais. Avec peu de dossiers, ce chiffre ne veut rien dire."),
    )  # fmt: skip
    special_mentions = IntegerField(_("Mentions spéciales au plus"), validators=[InputRequired(REQUIRED)])

    def values(self) -> dict[str, Any]:
        same = (
            "takes_nominations", "minimum_age", "needs_legal_structure", "is_blind", "shows_others", "minimum_scores",
            "severity_from", "special_mentions",
        )  # fmt: skip
        return {name: self[name].data for name in same} | {
            "entrants": [one.value for one in Entrant if self[one.value].data],
            "out_of": int(self.out_of.data), "tie_rules": [self.tie_1.data or "", self.tie_2.data or ""],
        }  # fmt: skip


class RulesForm(Bilingual):
    version = version_field()
    text_fr = long_text(FRENCH, limit=MOST_TEXT)
    text_ar = long_text(ARABIC, limit=MOST_TEXT)
