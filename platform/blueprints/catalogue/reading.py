"""What a list of the catalogue is asked for, and what is found."""

from dataclasses import replace
from typing import Any

from flask import request

from noress.core import territories
from noress.core.paging import Page
from noress.domain.catalogue import facets
from noress.domain.catalogue.facets import Facets
from noress.domain.catalogue.listing import BY_DATE, Filters, read_filters
from noress.domain.catalogue.queries import Reader, listing
from noress.web import vocabulary as words
from noress.web.public_cache import kept

PER_PAGE = 20
#: of a list in an order of its own: entries read until its page is full cost as much as putting all in order
_CATALOGUE = 300_000


def asked() -> Filters:
    """What the address asks for; what it says badly is not asked for."""
    vocabulary, kinds = words.read()
    filters = read_filters(
        {name: value.replace("\x00", "") for name, value in request.args.items()}, vocabulary
    )
    if filters.kind not in kinds:
        filters = replace(filters, kind="")
    commune = territories.get(filters.commune)
    if commune is not None:
        city = territories.get(commune.parent) if commune.level == "arrondissement" else commune
        province = city.parent if city else ""
        if filters.province not in ("", province):
            return replace(filters, commune="")
        filters = replace(filters, province=province)
    return filters


def read_list(
    reader: Reader, filters: Filters, number: int, *, per_page: int = PER_PAGE
) -> tuple[Page, Facets]:
    """The page asked for, or the last one, as lines; and what each choice would leave."""
    if listing.has_words(filters):
        lines, columns, _stamp = listing.read_found(
            reader, filters, limit=per_page, offset=(number - 1) * per_page
        )
        counted = facets.count(columns, words.read()[0])
        page: Page = Page(lines, number, counted.total, per_page)
        if number > page.pages:
            return read_list(reader, filters, page.pages, per_page=per_page)
        return page, counted
    counted = _facets(reader, filters)
    page = Page([], number, counted.total, per_page)
    page.number = min(number, page.pages)
    if counted.total:
        until = page.number * per_page
        page.items = listing.read_lines(
            reader, filters, _how(filters, counted.total, until), limit=per_page, offset=until - per_page
        )
    return page, counted


def _facets(reader: Reader, filters: Filters) -> Facets:
    """Of the whole catalogue they are the same for all who may read as much, until a commit changes it."""

    def count() -> Facets:
        return facets.count(listing.read_counted(reader, filters)[0], words.read()[0])

    sees_more = reader.is_member or reader.is_secretariat
    return kept(("catalogue", sees_more), count) if filters.is_empty else count()  # type: ignore[no-any-return]


def _how(filters: Filters, total: int, until: int) -> str:
    """An index holds the order of one choice of place or kind; of any other, either most entries are passed over on
    the way to a full page, or all that match are put in order: the cheaper of both."""
    masked: list[Any] = [filters.sector, filters.service, filters.public]
    plain = [filters.province and not filters.commune, filters.commune, filters.kind]
    chosen = sum(map(bool, plain))
    is_ordered = chosen == 0 or (chosen == 1 and filters.sort != BY_DATE)
    if (is_ordered and not any(masked)) or total * total > _CATALOGUE * until:
        return listing.IN_ORDER
    return listing.GATHERED
