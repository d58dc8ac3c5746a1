"""Addresses of the built styles, scripts and pictograms."""

import json
import os
import time
from functools import lru_cache
from pathlib import Path

from flask import Response
from markupsafe import Markup

MANIFEST = Path(__file__).resolve().parent.parent / "static" / "dist" / "manifest.json"


#: they point along the line: the other way in Arabic
_TURNING = frozenset({"arrow", "back", "chevron", "list", "send"})
_PATH = str(MANIFEST)  # a Path is made text again at each call


def asset_url(name: str) -> str:
    """The address of a built file, by its plain name: asset_url("app.css")."""
    return "/static/dist/" + _manifest(_changed_at())[name]


def icon(name: str) -> Markup:
    """One pictogram of platform/static/src/icons.svg. It always stands beside its word."""
    return _icon(name, asset_url("icons.svg"))


@lru_cache(maxsize=200)
def _icon(name: str, address: str) -> Markup:
    turns = " icon--turns" if name in _TURNING else ""
    return Markup(
        '<svg class="icon icon--{}{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>'
    ).format(name, turns, address, name)


def _changed_at() -> int:
    """A rebuild shows a second later without restarting, and hashed names never lie."""
    return _looked_at(int(time.monotonic()))


@lru_cache(maxsize=1)
def _looked_at(_second: int) -> int:
    try:
        return os.stat(_PATH).st_mtime_ns  # noqa: PTH116
    except FileNotFoundError:
        raise FileNotFoundError(f"{MANIFEST} is missing: run `make assets`") from None


@lru_cache(maxsize=1)
def _manifest(changed_at: int) -> dict[str, str]:
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def worker_script(name: str) -> Response:
    """A built script under an address of its own: a service worker rules over the folder of its address."""
    response = Response(_script(asset_url(name)), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=4)
def _script(address: str) -> str:
    return MANIFEST.parent.parent.parent.joinpath(address.removeprefix("/")).read_text(encoding="utf-8")
