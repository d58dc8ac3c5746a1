"""Whose file it is, and of which filter: the same query string as the catalogue's page."""

from flask import request, url_for

from noress.domain.catalogue.listing import Filters, read_filters
from noress.domain.catalogue.models import FOR_ALL, FOR_MEMBERS
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.exchange.rules.exports import query_of
from noress.web.identity import current_actor


def filters() -> Filters:
    return read_filters(request.args, read_vocabulary())


def listed_for_reader() -> int:
    """Members and the secretariat take away what members read, everybody else what everybody reads."""
    actor = current_actor()
    return FOR_MEMBERS if actor is not None and (actor.is_member or actor.is_secretariat) else FOR_ALL


def here(endpoint: str, file_format: str) -> str:
    """The address of this file, as it is kept."""
    query = query_of(filters(), file_format)
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def back() -> str:
    """The list that this file is of."""
    query = query_of(filters(), "csv")
    where = url_for("catalogue.index")
    return f"{where}?{query}" if query else where
