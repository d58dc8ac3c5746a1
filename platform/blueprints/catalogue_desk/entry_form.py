"""The form of an entry: every field that it may hold, as its kind is typed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    TelField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from noress.core import territories
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.catalogue.fields import FIELDS, SCOPES, Field, Group, Kind, fields_of
from noress.domain.catalogue.models import Source, Structure
from noress.domain.catalogue.rules.keeping import Typed
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.institutions.queries import list_categories
from noress.domain.questionnaires.definition import Visibility
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.forms import BaseForm, OneLine, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC = _("En français"), _("En arabe")
UNSAID = _("non précisé")
#: whose communes are offered while the entry has no province
REGION = "01"
#: who reads a field of contact, as its keepers choose
READERS = {
    Visibility.PUBLIC: _("tout le monde"), Visibility.MEMBERS: _("les membres du réseau"),
    Visibility.INTERNAL: _("le secrétariat seulement"),
}  # fmt: skip
SUFFIX = "_readers"
PAIRS = (Kind.PAIR, Kind.LONG_PAIR)
#: empty blocks offered after those that are filled
_SPARE = 2


class SchemeForm(BaseForm):
    title = line(_("Nom du dispositif"))
    offer = long_text(_("Ce qu'il apporte, en deux phrases"), limit=600)
    places = line(_("Nombre de projets aidés par an"), limit=20)


class Boxes(SelectMultipleField):
    """What is no choice is refused by the rule, in its words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Nothing here."""


class EntryForm(BaseForm):
    """Made for one entry by `form_for`: its fields follow from fields.py."""

    version = version_field()
    is_open = BooleanField(_("Tout le monde peut lire cette fiche ; sinon, seulement les membres du réseau"))

    def add_error(self, error: RuleError) -> None:
        if error.field in FIELDS and FIELDS[error.field].kind in PAIRS:
            error.field = f"{error.field}_fr"
        super().add_error(error)

    def typed(self, structure: Structure | None = None) -> Typed:
        """What it says, as the rules take it. English texts, which it does not show, stay."""
        known = structure.detail.values if structure is not None else {}
        values = {name: _typed(self, field, known.get(name)) for name, field in FIELDS.items()}
        readers = {name: self[name + SUFFIX].data for name, field in FIELDS.items() if field.is_contact}
        return Typed(values, readers, bool(self.is_open.data))

    def parts(self) -> list[tuple[Any, list[tuple[Field, Any, Any, Any]]]]:
        """(title of the group, [(field, its input, the Arabic one of a pair, who reads it)])."""
        return [(group.label, [self._part(field) for field in fields_of(group)]) for group in Group]

    def _part(self, field: Field) -> tuple[Field, Any, Any, Any]:
        readers = self[field.name + SUFFIX] if field.is_contact else None
        if field.kind in PAIRS:
            return field, self[f"{field.name}_fr"], self[f"{field.name}_ar"], readers
        return field, self[field.name], None, readers


class DeskForm(EntryForm):
    """The secretariat also says where it learnt it."""

    source = SelectField(
        _("D'où vient ce que vous écrivez ?"), coerce=Source, default=Source.TELEPHONE,
        choices=[SelectChoice(one.value, one.label) for one in (
            Source.TELEPHONE, Source.REGISTER, Source.VISIT, Source.DECLARED, Source.RELAY)],
    )  # fmt: skip
    said_by = line(
        _("Qui l'a dit"), description=_("Une fonction ou un document. Exemple : trésorière, registre local.")
    )


class NewForm(DeskForm):
    """Those that look alike are shown before it is made."""

    is_other = BooleanField(_("J'ai comparé : c'est une autre structure"))


def form_for(
    words: Vocabulary, structure: Structure | None = None, *, base: type[EntryForm] = EntryForm, is_drafted: bool = False,
    **more: Any,
) -> Any:  # fmt: skip
    """The form of this entry, or of a new one. `is_drafted`: what is typed is kept until it is sent."""
    values = structure.detail.values if structure is not None else {}
    inputs: dict[str, Any] = {}
    for field in FIELDS.values():
        if field.kind in PAIRS:
            make = line if field.kind is Kind.PAIR else long_text
            inputs |= {
                f"{field.name}_fr": make(FRENCH, limit=field.most),
                f"{field.name}_ar": make(ARABIC, limit=field.most),
            }
        else:
            inputs[field.name] = _input(field, words, values)
        if field.is_contact:
            choices = [SelectChoice(one.value, label) for one, label in READERS.items()]
            inputs[field.name + SUFFIX] = SelectField(_("Qui lit ce renseignement"), choices=choices)
    made: Any = type("BoundEntryForm", (base,), inputs)
    data = {**data_of(structure), **more}
    return draft_form(made, data=data) if is_drafted else made(data=data)


def data_of(structure: Structure | None) -> dict[str, Any]:
    """What the inputs hold for this entry, and its version."""
    values = structure.detail.values if structure is not None else {}
    audience = structure.detail.audience if structure is not None else {}
    data: dict[str, Any] = {"is_open": structure.is_open if structure is not None else False}
    if structure is not None:
        data["version"] = structure.version
    for name, field in FIELDS.items():
        value = values.get(name)
        if field.is_contact:
            data[name + SUFFIX] = audience.get(name) or field.audience.value
        if field.kind in PAIRS:
            data |= {f"{name}_{code}": (value or {}).get(code, "") for code in ("fr", "ar")}
        elif field.kind is Kind.SCHEMES:
            blocks = [{key: str(part) for key, part in block.items()} for block in value or []]
            data[name] = blocks + [{}] * min(_SPARE, field.most - len(blocks))
        else:
            data[name] = _shown(field, value)
    return data


def _shown(field: Field, value: Any) -> Any:
    if value is None:
        return [] if field.kind in {Kind.TERMS, Kind.PROVINCES} else None
    if field.kind is Kind.DAY:
        return date.fromisoformat(value)
    if field.kind is Kind.MONEY:
        return str(Decimal(value) / 100).replace(".", ",")
    if field.kind is Kind.YES_NO:
        return "yes" if value else "no"
    return str(value) if field.kind is Kind.COUNT else value


def _typed(form: EntryForm, field: Field, known: Any) -> Any:
    if field.kind in PAIRS:
        english = {"en": known["en"]} if isinstance(known, Mapping) and known.get("en") else {}
        return {"fr": form[f"{field.name}_fr"].data, "ar": form[f"{field.name}_ar"].data, **english}
    if field.kind is Kind.SCHEMES:
        return [{key: part for key, part in block.items() if part} for block in form[field.name].data]
    return form[field.name].data


# --- inputs ------------------------------------------------------------------------------------------


def _input(field: Field, words: Vocabulary, values: Mapping[str, Any]) -> Any:
    make = _INPUTS.get(field.kind)
    if make is not None:
        return make(field)
    if field.kind in {Kind.TERM, Kind.TERMS}:
        return _words_input(field, words, values.get(field.name))
    if field.kind is Kind.CATEGORY:
        rows = [(row.code, row.name) for row in db.session.scalars(list_categories())]
        return _select(field.label, [SelectChoice(code, str(name)) for code, name in rows])
    if field.kind is Kind.COMMUNE:
        return _select(field.label, _communes(values.get("province") or "", values.get(field.name)))
    if field.kind is Kind.PROVINCE:
        return _select(field.label, _provinces())
    held = set(values.get(field.name) or [])
    offered = [
        place for place in territories.of_level("province") if place.parent == REGION or place.code in held
    ]
    return Boxes(field.label, choices=[SelectChoice(place.code, str(place.name)) for place in offered])


def _words_input(field: Field, words: Vocabulary, held: Any) -> Any:
    """Those in use, and those that the entry has though they are offered no more."""
    assert field.facet is not None, "a field of words names its list"
    codes = set(held) if isinstance(held, list) else {held}
    shown = [
        term
        for term in words.terms
        if term.facet is field.facet and (term.archived_at is None or term.code in codes)
    ]
    choices = [
        SelectChoice(term.code, f"{term.parent.name} : {term.name}" if term.parent else str(term.name))
        for term in shown
    ]
    return Boxes(field.label, choices=choices) if field.kind is Kind.TERMS else _select(field.label, choices)


def _select(label: Any, choices: list[SelectChoice]) -> SelectField:
    return SelectField(label, choices=[SelectChoice("", UNSAID), *choices], coerce=lambda value: value or "")


def _provinces() -> list[SelectChoice]:
    """Its own region first."""
    found = sorted(territories.of_level("province"), key=lambda place: (place.parent != REGION, place.parent))
    return [SelectChoice(one.code, str(one.name), optgroup=_name(one.parent)) for one in found]


def _communes(province: str, held: str | None) -> list[SelectChoice]:
    """Of the region of its province: 1,500 would be too many for a phone."""
    region = territories.region_of(province)
    within = territories.children(region.code if region is not None else REGION)
    found = [
        SelectChoice(place.code, str(place.name), optgroup=str(parent.name))
        for parent in within for place in territories.children(parent.code)
    ]  # fmt: skip
    place = territories.get(held or "")
    if place is not None and all(one.value != place.code for one in found):
        found.append(SelectChoice(place.code, str(place.name), optgroup=_name(place.parent)))
    return found


def _name(code: str) -> str:
    place = territories.get(code)
    return str(place.name) if place is not None else ""


def _line(field: Field) -> Any:
    return line(field.label, limit=field.most)


def _number(field: Field) -> Any:
    return line(field.label, limit=30)


def _kept(kind: type[Any], limit: int) -> Any:
    return lambda field: kind(field.label, validators=[Optional(), OneLine(), Length(max=limit)])


_YES_NO = (("yes", _("oui")), ("no", _("non")))
_INPUTS: dict[Kind, Any] = {
    Kind.LINE: _line, Kind.LONG: lambda field: long_text(field.label, limit=field.most), Kind.COUNT: _number,
    Kind.MONEY: _number, Kind.PHONE: _kept(TelField, 40), Kind.EMAIL: _kept(EmailField, 254), Kind.URL: _kept(URLField, 500),
    Kind.DAY: lambda field: DateField(field.label, validators=[Optional()]),
    Kind.POINT: lambda field: line(
        field.label, limit=2000, description=_("Un lien de carte, ou des coordonnées comme 35.57, -5.37.")),
    Kind.YES_NO: lambda field: _select(field.label, [SelectChoice(*pair) for pair in _YES_NO]),
    Kind.SCOPE: lambda field: _select(field.label, [SelectChoice(*pair) for pair in SCOPES.items()]),
    Kind.SCHEMES: lambda field: FieldList(FormField(SchemeForm), label=field.label, max_entries=field.most),
}  # fmt: skip
