"""What the page of an entry says, field by field, each with where it comes from."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.catalogue.fields import FIELDS, Field, Group, Kind
from noress.domain.catalogue.models import Facet, Source, Structure
from noress.domain.catalogue.values import say_value
from noress.domain.catalogue.vocabulary import Vocabulary

#: said elsewhere on the page: in its title, its facts, its own section
_ELSEWHERE = frozenset({"name", "acronym", "description", "kind", "services", "point"})


class Row(NamedTuple):
    """One field."""

    name: str
    label: Any
    #: how its value is written
    kind: str
    text: str
    value: Any
    source: str


class Section(NamedTuple):
    title: Any
    key: str
    rows: list[Row]
    #: services, under the sectors that they belong to: (sector, pictogram, [(service, pictogram)])
    services: list[tuple[Any, str, list[tuple[Any, str]]]]
    #: where all of it comes from, when it comes from one place
    source: str


def sections_of(structure: Structure, values: dict[str, Any], vocabulary: Vocabulary) -> list[Section]:
    """In the order of a reader with a project: what it offers, for whom, where, how to join it, what it is."""
    order = (Group.OFFER, Group.PUBLICS, Group.CONTACT, Group.PLACE, Group.IDENTITY, Group.AID)
    made = [_section(structure, group, values, vocabulary) for group in order]
    return [section for section in made if section.rows or section.services]


def _section(structure: Structure, group: Group, values: dict[str, Any], vocabulary: Vocabulary) -> Section:
    names = [name for name in values if FIELDS[name].group is group and name not in _ELSEWHERE]
    rows = [_row(structure, FIELDS[name], values[name], vocabulary) for name in names]
    services = services_by_sector(values, vocabulary) if group is Group.OFFER else []
    sources = {row.source for row in rows} | ({source_of(structure, "services")} if services else set())
    if len(sources) > 1:
        return Section(group.label, group.value, rows, services, "")
    rows = [row._replace(source="") for row in rows]
    return Section(group.label, group.value, rows, services, next(iter(sources), ""))


def services_by_sector(
    values: dict[str, Any], vocabulary: Vocabulary
) -> list[tuple[Any, str, list[tuple[Any, str]]]]:
    given = set(values.get("services") or ())
    found = [term for term in vocabulary.terms if term.facet is Facet.SERVICE and term.code in given]
    sectors = [term for term in vocabulary.terms if term.facet is Facet.SECTOR]
    grouped = [
        (
            sector.name,
            sector.pictogram,
            [(term.name, term.pictogram) for term in found if term.parent is sector],
        )
        for sector in sectors
    ]
    alone = [(term.name, term.pictogram) for term in found if term.parent is None]
    return [row for row in [*grouped, (_("Autres services"), "", alone)] if row[2]]


def _row(structure: Structure, field: Field, value: Any, vocabulary: Vocabulary) -> Row:
    text = say_value(field, value, vocabulary)
    if field.kind is Kind.LONG:
        value = Markup("<br>").join(text.splitlines())
    return Row(field.name, field.label, field.kind.value, text, value, source_of(structure, field.name))


def source_of(structure: Structure, name: str) -> str:
    """ "déclaré, 20 novembre 2026": who said it stays with the secretariat."""
    told = structure.detail.sources.get(name)
    if not told:
        return ""
    return _told(told[0], told[1], language())


@lru_cache(2048)
def _told(source: str, day: str, _spoken: str) -> str:
    return f"{Source(source).label}, {formats.date_short(date.fromisoformat(day))}"
