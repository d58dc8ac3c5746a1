"""The shape of what is typed about who came."""

from typing import Any

from wtforms import FileField, IntegerField, RadioField, SelectField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from noress.core.i18n import lazy as _
from noress.domain.attendance.models import AttendanceStatus, Measure
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import version_field

MOST_PEOPLE = 1000
STATUSES = [status for status in AttendanceStatus if status is not AttendanceStatus.GUEST]
_COUNT = _("Écrivez un nombre de 0 à %(most)s.", most=MOST_PEOPLE)


def _count(label: Any, **kwargs: Any) -> Any:
    return IntegerField(
        label, validators=[Optional(), NumberRange(0, MOST_PEOPLE, _COUNT)],
        render_kw={"inputmode": "numeric"}, **kwargs,
    )  # fmt: skip


def number_or_none(raw: Any) -> int | None:
    """The key of a row; nothing chosen is None, anything else a key that nothing has."""
    if not raw:
        return None
    return int(raw) if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) < 10 else -1


class PeopleMixin(BaseForm):
    women = _count(_("Femmes"))
    men = _count(_("Hommes"))
    youth = _count(_("Dont jeunes"), description=_("De moins de 35 ans, parmi les femmes et les hommes."))


class InstitutionForm(PeopleMixin):
    version = version_field()
    status = RadioField(
        _("Cette institution est"),
        choices=[SelectChoice(status.value, status.label) for status in STATUSES],
        validators=[InputRequired(_("Choisissez une réponse."))],
    )
    proxy_institution_id = SelectField(
        _("Sa voix est portée par"), coerce=number_or_none, validate_choice=False,
        description=_("Si elle est représentée par procuration."),
    )  # fmt: skip
    names = long_text(
        _("Qui est venu"),
        limit=1000,
        description=_("Les noms, séparés par une virgule, comme sur la feuille."),
    )
    arrived = TimeField(_("Heure d'arrivée"), validators=[Optional()])
    left = TimeField(_("Heure de départ"), validators=[Optional()])
    note = long_text(_("Note"), limit=1000)


class AttendingGuestForm(PeopleMixin):
    """Somebody who sits for no institution."""

    version = version_field()
    names = line(_("Prénom et nom"), required=True)
    organisation = line(_("Organisme"))
    arrived = TimeField(_("Heure d'arrivée"), validators=[Optional()])
    left = TimeField(_("Heure de départ"), validators=[Optional()])
    note = long_text(_("Note"), limit=1000)


class SheetForm(BaseForm):
    file = FileField(
        _("Photo ou PDF de la feuille signée"),
        validators=[InputRequired()],
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.webp", "data-shrink": ""},
    )


class FigureForm(BaseForm):
    measure = SelectField(
        _("Ce qui est compté"), choices=[SelectChoice(kind.value, kind.label) for kind in Measure]
    )
    count = IntegerField(
        _("Nombre"), validators=[Optional(), NumberRange(0, 1_000_000, _("Écrivez un nombre entier. Exemple : 20."))]
    )  # fmt: skip
    percent = IntegerField(
        _("Ou pourcentage"), validators=[Optional(), NumberRange(0, 100, _("Un pourcentage va de 0 à 100."))]
    )
    source = line(
        _("Document qui le dit"), required=True, description=_("Exemple : rapport de l'atelier, page 4.")
    )


class CodeForm(BaseForm):
    """Lives in the address."""

    code = line(
        _("Code affiché dans la salle"), required=True, limit=20, description=_("Six lettres ou chiffres."),
        render_kw={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip


class HereForm(BaseForm):
    """I am here."""

    institution_id = SelectField(_("Vous venez pour"), coerce=number_or_none, validate_choice=False)
    name = line(_("Votre prénom et votre nom"), required=True, render_kw={"autocomplete": "name"})
    organisation = line(
        _("Organisme"), description=_("Si vous ne venez pas pour une des institutions de la liste.")
    )
