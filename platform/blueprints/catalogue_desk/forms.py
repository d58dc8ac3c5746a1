"""The shape of what is typed at the secretariat's desk."""

from typing import Any

from wtforms import DateField, RadioField, SearchField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from noress.core import territories
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.catalogue.models import Facet, HiddenBecause, StructureState
from noress.web.forms import REQUIRED, BaseForm, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC = _("En français"), _("En arabe")
#: letters of a reason, as the rules take it
MOST_REASON = 2000
#: what else narrows the list, as queries/desk.py knows it
MARK_WORDS = {
    "opposed": _("s'oppose à paraître"), "members": _("lue par les membres seulement"),
    "changes": _("avec des changements proposés"), "phone": _("à vérifier par téléphone"),
}  # fmt: skip


def row_id(raw: Any) -> int | None:
    """The key of a row; anything else is none, or a key that nothing has."""
    text = str(raw) if raw is not None else ""
    if not text or text == "None":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class EntryFilter(BaseForm):
    """Lives in the address of the list."""

    q = SearchField(_("Chercher une structure"))
    etat = SelectField(_("État"), validate_choice=False)
    province = SelectField(_("Province"), validate_choice=False)
    sorte = SelectField(_("Sorte de structure"), validate_choice=False)
    marque = SelectField(_("Particularité"), validate_choice=False)

    def offer(self, kinds: list[tuple[str, Any]]) -> None:
        self.etat.choices = _first(
            _("tous"), [(one.value, one.label) for one in StructureState if one is not StructureState.OUTSIDE]
        )
        places = [(one.code, one.name) for one in territories.of_level("province")]
        self.province.choices = _first(_("toutes"), sorted(places, key=lambda place: str(place[1])))
        self.sorte.choices = _first(_("toutes"), kinds)
        self.marque.choices = _first(_("aucune"), list(MARK_WORDS.items()))


def _first(empty: Any, pairs: list[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(key, str(label)) for key, label in pairs)]


class VersionForm(BaseForm):
    """One button, for what was read."""

    version = version_field()


class ReasonForm(VersionForm):
    reason = long_text(_("Pourquoi"), limit=MOST_REASON)


class RefuseForm(VersionForm):
    reason = long_text(
        _("Pourquoi"), required=True, limit=MOST_REASON,
        description=_("Écrivez pourquoi : la structure le lit dans son courriel."),
    )  # fmt: skip


class HideForm(ReasonForm):
    because = RadioField(
        _("Pour quelle raison ?"), coerce=HiddenBecause, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, one.label) for one in (
            HiddenBecause.SECRETARIAT, HiddenBecause.GONE, HiddenBecause.STALE)],
    )  # fmt: skip


class SettleForm(VersionForm):
    """The choices of each field are inputs of their own, named after it."""

    structure_version = version_field()
    reason = long_text(
        _("Pourquoi une partie est refusée"), limit=MOST_REASON,
        description=_("Qui a proposé ces changements le lit dans son courriel."),
    )  # fmt: skip


class WordForm(BaseForm):
    version = version_field()
    facet = SelectField(
        _("Liste"), coerce=Facet, choices=[SelectChoice(one.value, one.label) for one in Facet]
    )
    sector_id = SelectField(_("Secteur"), coerce=row_id, validate_choice=False)
    name_fr = line(FRENCH, required=True, limit=120)
    name_ar = line(ARABIC, required=True, limit=120)
    plain_fr = line(FRENCH)
    plain_ar = line(ARABIC)
    pictogram = line(_("Pictogramme"), limit=20, description=_("Un signe à côté du mot. Exemple : 💰"))
    essglobal = line(
        _("Code ESSglobal"), limit=40, description=_("Le code du même mot dans le vocabulaire ESSglobal. Exemple : A10.")
    )  # fmt: skip

    def values(self, term: Any = None) -> dict[str, Any]:
        """English texts, which the form does not show, stay."""

        def both(name: str) -> Translated:
            english = (getattr(term, name) or {}).get("en") if term is not None else None
            return Translated(fr=self[f"{name}_fr"].data, ar=self[f"{name}_ar"].data, en=english)

        return {
            "name": both("name"), "plain": both("plain"), "pictogram": self.pictogram.data,
            "essglobal": self.essglobal.data,
        }  # fmt: skip


class LabelForm(BaseForm):
    institution_id = SelectField(_("Donné par"), coerce=row_id, validate_choice=False)
    term_id = SelectField(_("Label"), coerce=row_id, validate_choice=False)
    given_on = DateField(_("Donné le"), validators=[InputRequired(REQUIRED)])
    until = DateField(
        _("Jusqu'au"), validators=[Optional()], description=_("Vide : jusqu'à ce qu'il soit retiré.")
    )


class KeeperForm(BaseForm):
    person_id = SelectField(_("Personne"), coerce=row_id, validate_choice=False)


class OwnerForm(BaseForm):
    institution_id = SelectField(_("Institution"), coerce=row_id, validate_choice=False)


class OpposeForm(BaseForm):
    reason = long_text(_("Si vous voulez, dites pourquoi"), limit=MOST_REASON)
