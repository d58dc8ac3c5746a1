"""Public pages kept ready, already compressed, until a commit changes what visitors see.

The key holds the public stamp, read in the request's own transaction (core/stamps.py): after a commit that
changes a session, an institution or a body, the next request renders anew, on every worker.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, current_app, make_response, request
from flask import session as cookies

from noress.core import clock
from noress.core.i18n import language
from noress.core.stamps import public_stamp
from noress.extensions import db
from noress.web.identity import signed_in

_lock = Lock()
_pages: "OrderedDict[tuple[Any, ...], CachedPage]" = OrderedDict()
_size = 0


@dataclass(frozen=True)
class CachedPage:
    body: bytes
    zipped: bytes
    etag: str
    content_type: str
    disposition: str | None

    @property
    def weight(self) -> int:
        return len(self.body) + len(self.zipped)


def cached_public(view: Callable[..., Any]) -> Callable[..., Any]:
    """For pages that are the same for every visitor; signed-in people always get a fresh one.

    Stands above `@public` or `@permission(...)`: what is kept was allowed to a visitor under the same
    stamp, so a kept page is sent without loading anything; refusals (404) are never kept.
    """

    @wraps(view)
    def serve(*args: Any, **kwargs: Any) -> Any:
        # A message shown once belongs to its reader: such a page is never kept.
        if signed_in() is not None or "_flashes" in cookies or request.method not in {"GET", "HEAD"}:
            return view(*args, **kwargs)
        key = (
            id(current_app._get_current_object()), request.full_path, language(),  # type: ignore[attr-defined] # noqa: SLF001
            public_stamp(db.session), clock.today(),  # type: ignore[arg-type]
        )  # fmt: skip
        page = _recall(key)
        if page is None:
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200:
                return response
            page = _remember(key, response)
        return _answer(page)

    return serve


def _recall(key: tuple[Any, ...]) -> CachedPage | None:
    """The page if it is ready; pages that are asked for stay, the others leave first."""
    with _lock:
        page = _pages.get(key)
        if page is not None:
            _pages.move_to_end(key)
    return page


def _remember(key: tuple[Any, ...], response: Response) -> CachedPage:
    global _size
    body = response.get_data()
    page = CachedPage(
        body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:20],
        response.headers["Content-Type"], response.headers.get("Content-Disposition"),
    )  # fmt: skip
    with _lock:
        if key not in _pages:
            _pages[key] = page
            _size += page.weight
        while _size > current_app.config["SETTINGS"].public_cache_bytes:
            _size -= _pages.popitem(last=False)[1].weight
    return page


def _answer(page: CachedPage) -> Response:
    zipped = "gzip" in request.accept_encodings
    response = Response(page.zipped if zipped else page.body, content_type=page.content_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    if page.disposition:
        response.headers["Content-Disposition"] = page.disposition
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.update(["Accept-Encoding", "Accept-Language", "Cookie"])
    response.set_etag(page.etag, weak=True)
    response.make_conditional(request)
    return response


def clear() -> None:
    """For benchmarks that measure cold pages, and for tests."""
    global _size
    with _lock:
        _pages.clear()
        _size = 0
