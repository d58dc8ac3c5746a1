"""Numbers in addresses: one larger than any row's is a page that does not exist, not a database error."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


class RowId(IntegerConverter):
    """`<int:...>` in every address of the platform."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any):
        super().__init__(url_map, *args, **{"max": LARGEST, **kwargs})


def init_app(app: Flask) -> None:
    """Before the blueprints: an address keeps the converter that it was declared with."""
    app.url_map.converters["int"] = RowId
