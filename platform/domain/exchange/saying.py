"""What files say of an entry: as columns of a sheet, as an object of JSON, as a feature of a map. Each reader gets
the fields that they may read, whichever the format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from noress.core import territories
from noress.core.i18n import Translated, in_language
from noress.core.i18n import gettext as _
from noress.domain.catalogue.fields import FIELDS, Field, Kind
from noress.domain.catalogue.models import FOR_ALL, FOR_MEMBERS
from noress.domain.catalogue.values import say_value
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.exchange import queries
from noress.domain.questionnaires.definition import Visibility
from noress.extensions import db

#: entries read at once
BATCH = 100
AUDIENCES = {
    FOR_ALL: frozenset({Visibility.PUBLIC}),
    FOR_MEMBERS: frozenset({Visibility.PUBLIC, Visibility.MEMBERS}),
}  # fmt: skip
_NOTHING: tuple[Any, ...] = (None, "", [], {})


class Told(NamedTuple):
    """An entry as one kind of reader has it."""

    id: int
    uuid: str
    kind_code: str | None
    confirmed_on: date | None
    updated_on: date
    values: dict[str, Any]

    @property
    def name(self) -> Translated:
        return Translated(self.values["name"])

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        said = self.values.get("point")
        if not said:
            return None
        lat, lon = said.split(",")
        return float(lat), float(lon)


def told(ids: Iterable[int], listed: int, *, rests: Callable[[], None] = lambda: None) -> Iterator[Told]:
    """These entries, in their order, a batch at a time; those that left the lists meanwhile are left out. `rests`
    is called after each batch, when nothing of it is needed any more."""
    for batch in batches(ids):
        rows = {row.id: row for row in db.session.execute(queries.list_rows(), {"ids": batch})}
        found = [_told(rows[key], listed) for key in batch if key in rows and rows[key].listed >= listed]
        rests()
        yield from found


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for key in ids:
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _told(row: Any, listed: int) -> Told:
    readable = {
        name: value
        for name, field in FIELDS.items()
        if (value := row.values.get(name)) not in _NOTHING
        and _audience(row.audience, field) in AUDIENCES[listed]
    }
    return Told(row.id, row.uuid, row.kind_code, row.confirmed_on, row.updated_at.date(), readable)


def _audience(chosen: Mapping[str, str], field: Field) -> Visibility:
    return Visibility(chosen[field.name]) if chosen.get(field.name) else field.audience


class Words:
    """The names that files write, read once: terms, categories, places."""

    def __init__(self, vocabulary: Vocabulary, categories: Mapping[str, Any]):
        self.vocabulary = vocabulary
        self.categories = categories

    @classmethod
    def read(cls) -> "Words":
        names = {row.code: row.name for row in db.session.execute(queries.list_category_names())}
        vocabulary = read_vocabulary()
        for term in vocabulary.terms:  # read whole now: files are written after the transaction has rested
            if term in db.session:
                db.session.expunge(term)
        return cls(vocabulary, names)

    def say(self, field: Field, value: Any) -> str:
        if field.kind is Kind.CATEGORY:
            return str(self.categories.get(value, value))
        return say_value(field, value, self.vocabulary)

    def say_in(self, code: str, field: Field, value: Any) -> str:
        with in_language(code):
            return self.say(field, value)


# --- columns of a sheet ------------------------------------------------------------------------------


class TextColumn(NamedTuple):
    """One column: its title in the reader's language, and what it says of an entry."""

    label: str
    value: Callable[[Told], Any]
    width: int = 20


def columns(listed: int, words: Words, link: Callable[[int], str]) -> list[TextColumn]:
    """In the order of pages: a text in two languages takes two columns, a point too."""
    made = [TextColumn(_("N°"), lambda row: row.id, 8)]
    for field in FIELDS.values():
        if field.is_contact or field.audience in AUDIENCES[listed]:
            made += _columns_of(field, words)
    return [
        *made,
        TextColumn(_("Confirmée le"), lambda row: row.confirmed_on, 12),
        TextColumn(_("Modifiée le"), lambda row: row.updated_on, 12),
        TextColumn(_("Adresse de la fiche"), lambda row: link(row.id), 30),
    ]


def _columns_of(field: Field, words: Words) -> list[TextColumn]:
    name, label = field.name, str(field.label)
    if field.kind in {Kind.PAIR, Kind.LONG_PAIR}:
        width = 40 if field.kind is Kind.PAIR else 60
        return [
            TextColumn(
                _("%(field)s en français", field=label), lambda row: (row.values.get(name) or {}).get("fr"), width
            ),
            TextColumn(
                _("%(field)s en arabe", field=label), lambda row: (row.values.get(name) or {}).get("ar"), width
            ),
        ]  # fmt: skip
    if field.kind is Kind.POINT:
        return [
            TextColumn(_("Latitude"), lambda row: row.point and Decimal(str(row.point[0])), 12),
            TextColumn(_("Longitude"), lambda row: row.point and Decimal(str(row.point[1])), 12),
        ]
    plain: dict[Kind, Callable[[Any], Any]] = {
        Kind.COUNT: int, Kind.DAY: date.fromisoformat, Kind.MONEY: lambda cents: Decimal(cents).scaleb(-2),
    }  # fmt: skip
    said = plain.get(field.kind, lambda value: words.say(field, value))
    return [TextColumn(label, lambda row: None if name not in row.values else said(row.values[name]))]


# --- objects -----------------------------------------------------------------------------------------


def as_object(row: Told, words: Words, link: Callable[[int], str]) -> dict[str, Any]:
    """Names of fields are the same in every language; words come with their code."""
    said: dict[str, Any] = {"id": row.id, "uuid": row.uuid, "url": link(row.id)}
    for name, value in row.values.items():
        said[name] = _plain(FIELDS[name], value, words)
    said["confirmed_on"] = row.confirmed_on.isoformat() if row.confirmed_on else None
    said["updated_on"] = row.updated_on.isoformat()
    return said


def as_feature(row: Told, words: Words, link: Callable[[int], str]) -> dict[str, Any]:
    """RFC 7946: longitude first; without a point that this reader may have, the geometry is null."""
    point = row.point
    properties = as_object(row, words, link)
    properties.pop("point", None)
    geometry = {"type": "Point", "coordinates": [point[1], point[0]]} if point else None
    return {"type": "Feature", "id": row.uuid, "geometry": geometry, "properties": properties}


def _plain(field: Field, value: Any, words: Words) -> Any:
    if field.kind in {Kind.TERMS, Kind.PROVINCES}:
        return [{"code": code, "name": _one(field, code, words)} for code in value]
    if field.kind in {Kind.TERM, Kind.PROVINCE, Kind.COMMUNE, Kind.CATEGORY, Kind.SCOPE}:
        return {"code": value, "name": _one(field, value, words)}
    if field.kind is Kind.MONEY:
        return value / 100
    if field.kind is Kind.POINT:
        lat, lon = value.split(",")
        return {"latitude": float(lat), "longitude": float(lon)}
    return value


def _one(field: Field, code: str, words: Words) -> str:
    if field.kind is Kind.TERMS:
        return str(words.vocabulary.name(field.facet, code))
    if field.kind is Kind.PROVINCES:
        found = territories.get(code)
        return str(found.name) if found else code
    return words.say(field, value=code)
