"""The shape of what is typed about plans and actions."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SearchField,
    SelectField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.domain.actions.models import ActionState, PlanKind
from noress.web.forms import REQUIRED, BaseForm, OneLine, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC = _("En français"), _("En arabe")
ACCEPTED_FILES = "image/*,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.csv,.txt"
#: how precisely a date is said; "the end of a month" is a month whose end was said
PRECISIONS = (
    SelectChoice("day", _("ce jour-là")),
    SelectChoice("minute", _("ce jour-là, à une heure dite")),
    SelectChoice("week", _("dans la semaine qui contient ce jour")),
    SelectChoice("month_end", _("à la fin du mois")),
    SelectChoice("month", _("dans le mois")),
)


def number(raw: Any) -> int | None:
    """The key of a row; anything else is none, or a key that nothing has."""
    text = str(raw) if raw is not None else ""
    if not text or text == "None":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def row_choices(rows: Iterable[Any], empty: Any) -> list[SelectChoice]:
    """Rows (key, name) as choices, after an empty one."""
    return [SelectChoice("", empty), *(SelectChoice(row[0], str(row[1])) for row in rows)]


class PlanForm(BaseForm):
    version = version_field()
    kind = RadioField(
        _("Type de plan"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(kind.value, kind.label) for kind in PlanKind],
    )  # fmt: skip
    title_fr = line(FRENCH)
    title_ar = line(ARABIC)
    body_id = SelectField(_("Instance"), coerce=number, validate_choice=False)
    body_words_fr = line(FRENCH)
    body_words_ar = line(ARABIC)
    starts_on = DateField(_("Début"), validators=[Optional()])
    ends_on = DateField(_("Fin"), validators=[Optional()])
    description_fr = long_text(FRENCH)
    description_ar = long_text(ARABIC)
    source = line(
        _("Source"),
        description=_("Pour un plan repris d'un document : lequel. Exemple : guide de 2013, page 12."),
    )


class ActionForm(BaseForm):
    version = version_field()
    plan_id = SelectField(_("Plan"), coerce=number, validate_choice=False)
    what_fr = long_text(FRENCH, limit=1000)
    what_ar = long_text(ARABIC, limit=1000)
    where_fr = long_text(FRENCH, limit=2000)
    where_ar = long_text(ARABIC, limit=2000)
    starts_on = DateField(_("Début"), validators=[Optional()])
    due_on = DateField(_("Échéance"), validators=[Optional()])
    due_precision = SelectField(_("L'échéance tombe"), choices=list(PRECISIONS), default="day")
    due_wall = TimeField(
        _("Heure"), validators=[Optional()], description=_("Heure du Maroc. Exemple : 10:30.")
    )
    owner = SelectField(_("Responsable"), validate_choice=False)
    owner_words = line(_("Nom de l'autre organisme"))
    owner_email = EmailField(
        _("Son adresse de courriel"), validators=[Optional(), OneLine(), Length(max=254)],
        description=_("Elle sert à lui demander des nouvelles, deux fois au plus, en disant qui l'a donnée ; sans "
                      "réponse, elle est effacée après 90 jours."),
    )  # fmt: skip
    owner_language = SelectField(
        _("Langue de ses courriels"),
        choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()],
        default="fr",
    )
    how_fr = long_text(FRENCH, limit=2000)
    how_ar = long_text(ARABIC, limit=2000)
    deliverables_fr = long_text(FRENCH, limit=2000)
    deliverables_ar = long_text(ARABIC, limit=2000)
    decision_id = SelectField(_("Décision qu'elle met en œuvre"), coerce=number, validate_choice=False)
    proposal_id = SelectField(_("Proposition dont elle est issue"), coerce=number, validate_choice=False)


class ReportForm(BaseForm):
    """News of an action: given by its owner, or typed in for them."""

    version = version_field()
    client_key = HiddenField()
    state = RadioField(
        _("Où en est-elle ?"), validators=[InputRequired(_("Choisissez une réponse."))],
        choices=[SelectChoice(state.value, state.label) for state in ActionState],
    )  # fmt: skip
    progress = IntegerField(_("Avancement, de 0 à 100"), validators=[Optional()])
    comment = long_text(_("Ce qu'il faut savoir"), limit=4000)
    files = MultipleFileField(
        _("Photos ou documents"), description=_("La preuve que c'est fait, un compte rendu, une photo."),
        render_kw={"accept": ACCEPTED_FILES, "data-shrink": ""},
    )  # fmt: skip
    channel = SelectField(
        _("Nouvelles reçues"), default="site",
        choices=[
            SelectChoice("site", _("j'en parle moi-même")), SelectChoice("phone", _("par téléphone")),
            SelectChoice("whatsapp", _("par WhatsApp")), SelectChoice("other", _("autrement")),
        ],
    )  # fmt: skip


class LinkForm(BaseForm):
    """Behind a mailed link: three buttons, a word, a photo."""

    version = version_field()
    client_key = HiddenField()
    comment = long_text(_("Un mot, si vous voulez"), limit=4000)
    photo = FileField(
        _("Une photo ou un document, si vous en avez"),
        render_kw={"accept": ACCEPTED_FILES, "data-shrink": ""},
    )


class ActionFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Chercher une action, par ses mots ou son numéro"))
    plan = SelectField(_("Plan"), validate_choice=False)
    body = SelectField(_("Instance"), validate_choice=False)
    owner = SelectField(_("Responsable"), validate_choice=False)
    place = SearchField(_("Où"))
    state = SelectField(_("État"), validate_choice=False)
    late = BooleanField(_("Seulement celles en retard"))
