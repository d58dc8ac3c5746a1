"""Files that are written while they are sent: CSV, JSON, GeoJSON of any length, in a memory that does not grow."""

import json
from array import array
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from flask import Response, current_app

from noress.blueprints.exchange import bp
from noress.blueprints.exchange.reading import filters, listed_for_reader
from noress.core import clock, links
from noress.core.database import begin_request
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, language
from noress.domain.catalogue.models import FOR_MEMBERS
from noress.domain.catalogue.queries import Reader
from noress.domain.catalogue.queries.listing import select_ids
from noress.domain.exchange import saying
from noress.extensions import db
from noress.web.exports import CsvLines
from noress.web.identity import current_actor
from noress.web.permissions import public

#: rows joined in one piece of the answer
_PIECE = 100


@bp.get("/catalogue.csv")
@public
def as_csv() -> Response:
    """The columns in the reader's language; opens in Excel, in French and in Arabic."""
    words, lines = saying.Words.read(), CsvLines()
    columns = saying.columns(listed_for_reader(), words, link)
    head = lines.first([column.label for column in columns])
    return _stream(
        "csv", "text/csv; charset=utf-8", head, lambda row: lines.line([c.value(row) for c in columns]), ""
    )


@bp.get("/catalogue.json")
@public
def as_json() -> Response:
    """Names of fields are the same in every language; words come with their code."""
    return _objects("json", "application/json", '{"structures":[\n', saying.as_object)


@bp.get("/catalogue.geojson")
@public
def as_geojson() -> Response:
    """A collection of points (RFC 7946) for maps."""
    return _objects(
        "geojson", "application/geo+json", '{"type":"FeatureCollection","features":[\n', saying.as_feature
    )


def found_ids() -> "array[int]":
    """Eight bytes each: hundreds of thousands are held while their rows come and go."""
    listed = listed_for_reader()
    query = select_ids(Reader(is_member=listed == FOR_MEMBERS), filters())
    # past the ORM, which would hold all rows at once, as would psycopg but for a cursor of the server: that needs a transaction,
    # which requests that read do without
    rows = db.session.connection().execute(query, execution_options={"yield_per": 5_000})
    return array("q", rows.scalars())


def link(key: int) -> str:
    return links.to("catalogue.show", structure_id=key)


def _objects(name: str, mimetype: str, head: str, say: Callable[..., dict[str, Any]]) -> Response:
    words, is_first = saying.Words.read(), True

    def line(row: saying.Told) -> str:
        nonlocal is_first
        text = json.dumps(say(row, words, link), ensure_ascii=False)
        comma, is_first = "" if is_first else ",\n", False
        return comma + text

    return _stream(name, mimetype, head, line, "\n]}\n")


def _stream(
    extension: str, mimetype: str, head: str, line: Callable[[saying.Told], str], tail: str
) -> Response:
    """Read a batch, let the database go, send it: a slow reader holds nothing."""
    ids, listed, code = found_ids(), listed_for_reader(), language()
    is_for_one = current_actor() is not None
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001

    def pieces() -> Iterator[bytes]:
        yield head.encode()
        with app.app_context():  # the request has ended: the file has a database session of its own
            begin_request(is_writing=False)
            yield from bodies()

    def bodies() -> Iterator[bytes]:
        rows = saying.told(ids, listed, rests=db.session.rollback)
        while True:
            with in_language(code):
                piece = [line(row) for row in islice(rows, _PIECE)]
            if not piece:
                break
            yield "".join(piece).encode(errors="replace")
        yield tail.encode()

    name = _("catalogue") + f"-{clock.today():%Y-%m-%d}.{extension}"
    response = Response(pieces(), content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store" if is_for_one else "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Cookie")
    return response
