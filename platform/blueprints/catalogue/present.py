"""How entries and filters are told to readers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from flask import url_for

from noress.core import clock, formats, territories
from noress.core.i18n import Translated, language
from noress.core.i18n import gettext as _
from noress.domain.catalogue.facets import Facets
from noress.domain.catalogue.freshness import Freshness, freshness_of
from noress.domain.catalogue.listing import BEST_FIRST, BY_DATE, BY_NAME, Filters, write_filters
from noress.domain.catalogue.models import FOR_MEMBERS, Facet
from noress.domain.catalogue.queries.listing import Line, has_words
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.web import vocabulary as words
from noress.web.languages import asked_language

#: a line shows that many sectors
MOST_SECTORS = 3


class EntryLine(NamedTuple):
    """An entry in a list."""

    id: int
    url: str
    name: Translated
    acronym: str | None
    kind: Translated | None
    place: str
    sectors: str
    confirmed: str
    is_confirmed: bool
    for_members: bool


class Choice(NamedTuple):
    label: Any
    count: int
    url: str
    pictogram: str = ""


class Group(NamedTuple):
    """What a list may be narrowed to: its choices, and those under a heading of their own."""

    title: str
    choices: list[Choice]
    headed: list[tuple[Any, list[Choice]]]
    is_open: bool


class Chip(NamedTuple):
    """What the list is narrowed to, and the address without it."""

    title: str
    label: Any
    url: str


def lines(rows: Iterable[Line]) -> list[EntryLine]:
    vocabulary, kinds = words.read()
    base, today, spoken = url_for("catalogue.index"), clock.today(), language()
    mask = _sector_bits(vocabulary)
    return [
        EntryLine(
            id=row.id, url=f"{base}{row.id}", name=row.name, acronym=row.acronym, kind=kinds.get(row.kind or ""),
            place=place_of(row.commune, row.province, spoken), sectors=_sectors(vocabulary, row.tags & mask, spoken),
            confirmed=confirmed_words(row.confirmed_on, spoken), is_confirmed=not is_grey(row, today),
            for_members=row.listed == FOR_MEMBERS,
        )
        for row in rows
    ]  # fmt: skip


def is_grey(entry: Any, today: date) -> bool:
    """Nobody answered when it was last asked whether all of it is right."""
    return freshness_of(entry, today) is Freshness.GREY


@lru_cache(4096)
def place_of(commune: str | None, province: str | None, _spoken: str) -> str:
    found = [territories.get(code) for code in (commune, province) if code]
    return ", ".join(dict.fromkeys(str(place.name) for place in found if place))


@lru_cache(2048)
def confirmed_words(day: date | None, _spoken: str) -> str:
    if day is None:
        return _("Pas encore confirmée")
    return _("Confirmée le %(date)s", date=formats.date_short(day))


@lru_cache(2048)
def _sectors(vocabulary: Vocabulary, tags: int, _spoken: str) -> str:
    names = [str(vocabulary.name(Facet.SECTOR, code)) for code in vocabulary.codes(Facet.SECTOR, tags)]
    more = "…" if len(names) > MOST_SECTORS else ""
    return ", ".join(names[:MOST_SECTORS]) + more


@lru_cache(2)
def _sector_bits(vocabulary: Vocabulary) -> int:
    return vocabulary.mask(
        Facet.SECTOR, [word.code for word in vocabulary.terms if word.facet is Facet.SECTOR]
    )


# --- the filters -------------------------------------------------------------------------------------


def address(filters: Filters, endpoint: str = "catalogue.index", **more: Any) -> str:
    """The address of the list so narrowed."""
    spoken = {"lang": asked_language()} if asked_language() else {}
    query = urlencode({**write_filters(filters), **spoken, **more})
    return url_for(endpoint) + (f"?{query}" if query else "")


def hidden(filters: Filters) -> dict[str, str]:
    """What the search form keeps of the address; another search begins at its first page, best match first."""
    return {name: value for name, value in write_filters(filters).items() if name not in ("q", "tri")}


def groups(filters: Filters, facets: Facets) -> list[Group]:
    """Only what would leave something; a filter that is chosen is a chip instead."""
    vocabulary, kinds = words.read()
    offered = [
        _group(filters, "province", _("Préfecture ou province"), _by_name(facets.provinces)),
        _group(filters, "commune", _("Commune"), _by_name(facets.communes), is_open=True),
        _group(filters, "kind", _("Sorte de structure"),
               [(code, name, facets.kinds.get(code, 0), "") for code, name in kinds.items()]),
        _group(filters, "sector", _("Secteur"), _words(vocabulary, facets, Facet.SECTOR)),
        _services(filters, facets),
        _group(filters, "public", _("Qui peut venir"), _words(vocabulary, facets, Facet.PUBLIC)),
    ]  # fmt: skip
    return [group for group in offered if group is not None and (group.choices or group.headed)]


Offered = list[tuple[str, Any, int, str]]
#: stands for a code where an address is written once for all choices: no address that is asked for holds it
_MARK = "\0"
_quoted = lru_cache(2048)(quote_plus)


def _group(
    filters: Filters, name: str, title: str, offered: Offered, *, is_open: bool = False
) -> Group | None:
    if getattr(filters, name):
        return None
    return Group(title, _choices(_around(filters, name), offered), [], is_open)


def _around(filters: Filters, name: str) -> tuple[str, str]:
    """The address of the list with one more choice, before and after the code of what is chosen."""
    before, _mark, after = address(replace(filters, **{name: _MARK})).partition(quote_plus(_MARK))
    return before, after


def _choices(around: tuple[str, str], offered: Offered) -> list[Choice]:
    before, after = around
    return [
        Choice(label, count, f"{before}{_quoted(code)}{after}", pictogram)
        for code, label, count, pictogram in offered
        if count
    ]


def _by_name(counts: dict[str, int]) -> Offered:
    found = [(code, territories.get(code), count) for code, count in counts.items()]
    rows: Offered = [(code, place.name, count, "") for code, place, count in found if place]
    return sorted(rows, key=lambda row: str(row[1]))


def _words(vocabulary: Any, facets: Facets, facet: Facet, parent: Any = None) -> Offered:
    counts = facets.words.get(facet, {})
    return [
        (word.code, word.name, counts.get(word.code, 0), word.pictogram)
        for word in vocabulary.of(facet, parent=parent)
    ]


def _services(filters: Filters, facets: Facets) -> Group | None:
    """Under their sectors; of the sector alone once it is chosen."""
    if filters.service:
        return None
    vocabulary, _kinds = words.read()
    chosen, around = vocabulary.get(Facet.SECTOR, filters.sector), _around(filters, "service")
    if chosen is not None:
        offered = _words(vocabulary, facets, Facet.SERVICE, chosen)
        return Group(_("Service"), _choices(around, offered), [], True)
    headed = [
        (sector.name, _choices(around, _words(vocabulary, facets, Facet.SERVICE, sector)))
        for sector in vocabulary.of(Facet.SECTOR)
    ]
    return Group(_("Service"), [], [(name, choices) for name, choices in headed if choices], False)


def chips(filters: Filters) -> list[Chip]:
    """What was chosen, each with the address that leaves it out."""
    vocabulary, kinds = words.read()
    chosen = [
        ("words", _("Mots"), filters.words),
        ("province", _("Préfecture ou province"), _place_name(filters.province)),
        ("commune", _("Commune"), _place_name(filters.commune)),
        ("kind", _("Sorte de structure"), kinds.get(filters.kind, filters.kind)),
        ("sector", _("Secteur"), vocabulary.name(Facet.SECTOR, filters.sector)),
        ("service", _("Service"), vocabulary.name(Facet.SERVICE, filters.service)),
        ("public", _("Qui peut venir"), vocabulary.name(Facet.PUBLIC, filters.public)),
    ]
    return [
        Chip(
            title,
            label,
            address(replace(filters, **{name: ""}, **({"commune": ""} if name == "province" else {}))),
        )
        for name, title, label in chosen
        if getattr(filters, name)
    ]


def _place_name(code: str) -> Any:
    found = territories.get(code)
    return found.name if found else code


def sorts(filters: Filters) -> list[tuple[str, str, bool]]:
    """(label, address, is it the present one)."""
    finds = has_words(filters)
    present = filters.sort if filters.sort and (finds or filters.sort != BEST_FIRST) else ""
    present = present or (BEST_FIRST if finds else BY_NAME)
    offered = [(BY_NAME, _("par nom")), (BY_DATE, _("les dernières mises à jour"))]
    if finds:
        offered.insert(0, (BEST_FIRST, _("les plus proches des mots")))
    return [(label, address(replace(filters, sort=key)), key == present) for key, label in offered]


def files(filters: Filters) -> list[tuple[str, str, str]]:
    """(what it is, for whom, its address) of the files that hold the same list."""
    offered = [
        ("exchange.workbook", _("Excel (XLSX)"), _("pour trier et compter")),
        ("exchange.booklet", _("Livret PDF"), _("à imprimer, par province, en français et en arabe")),
        ("exchange.as_csv", "CSV", _("pour les autres tableurs")),
        ("exchange.as_json", "JSON", _("pour les programmes")),
        ("exchange.as_geojson", "GeoJSON", _("pour les cartes")),
    ]
    return [(label, said, address(filters, endpoint)) for endpoint, label, said in offered]


def count_chosen(filters: Filters) -> int:
    """Choices among the facets; the words typed stand in their own field."""
    return sum(name not in ("q", "tri") for name in write_filters(filters))
