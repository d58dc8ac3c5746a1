"""Public pages kept ready, already compressed, until a commit changes what visitors see.

With each page goes the public stamp, read before the page was made (core/stamps.py): after a commit that
changes a session, an institution or a body, the next request renders anew, on every worker.

A kept page is answered in two places. `cached_public` answers any visitor, from inside the application.
`ReadyAnswers` stands before the application and repeats, to a visitor who sends nothing special, the very
headers that the application gave to an equal request before: it knows no header of its own.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, wraps
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from flask import session as cookies
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_cookie

from noress.core import clock
from noress.core.i18n import language
from noress.core.stamps import public_stamp, read_public_stamp
from noress.extensions import db
from noress.web.csrf import masked_token, token_left_out
from noress.web.identity import signed_in
from noress.web.languages import COOKIE, of_visitor

Key = tuple[Any, ...]
Headers = list[tuple[str, str]]

#: where, in a request's environment, `ReadyAnswers` leaves the stamp it has read
STAMP = "noress.public_stamp"
#: where the application tells it which kept page its response holds
KEPT = "noress.kept_page"
#: where a view leaves the instant from which its page says something else
UNTIL = "noress.page_until"
#: requests that carry one of these are for the application
SPECIAL = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")

#: how many values are kept beside the pages; a session's parts weigh some 10 KB
KEPT_VALUES = 500

_lock = Lock()
_pages: "OrderedDict[Key, KeptPage]" = OrderedDict()
_size = 0
#: with the stamp read before each was made, and the day
_values: "OrderedDict[Key, tuple[tuple[int, date] | None, Any]]" = OrderedDict()


@dataclass(frozen=True)
class KeptPage:
    body: bytes
    zipped: bytes
    etag: str
    content_type: str
    disposition: str | None
    stamp: int
    day: date
    #: an hour decides what it says: from then on it is made anew
    until: datetime | None = None
    #: the headers last sent with it, by whether it went out compressed
    headers: dict[bool, Headers] = field(default_factory=dict)

    def is_current(self, stamp: int | None, today: date) -> bool:
        return (self.stamp, self.day) == (stamp, today) and (self.until is None or clock.now() < self.until)

    @property
    def weight(self) -> int:
        return len(self.body) + len(self.zipped)


def cached_public(view: Callable[..., Any]) -> Callable[..., Any]:
    """For pages that are the same for every visitor; signed-in people always get a fresh one.

    Stands above `@public` or `@permission(...)`: what is kept was allowed to a visitor under the same
    stamp, so a kept page is sent without loading anything; refusals (404) are never kept.
    """
    brings_stamp = getattr(view, "brings_stamp", False)

    @wraps(view)
    def serve(*args: Any, **kwargs: Any) -> Any:
        # A message shown once belongs to its reader: such a page is never kept.
        if signed_in() is not None or "_flashes" in cookies or request.method not in {"GET", "HEAD"}:
            return view(*args, **kwargs)
        app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
        key = _key(app, request.environ, language())
        page, today = _recall(key), clock.today()
        stamp = None if page is None and brings_stamp else _stamp()
        if page is None or not page.is_current(stamp, today):
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200:
                return response
            page = _remember(key, response, request.environ[STAMP] if stamp is None else stamp, today)
        return _answer(page)

    return serve


def brings_stamp(view: Callable[..., Any]) -> Callable[..., Any]:
    """Below `cached_public`: the first statement of this view reads the stamp too (`stamps.stamp_column`), and the
    view hands it to `note_stamp`. One query less where nothing is kept yet."""
    view.brings_stamp = True  # type: ignore[attr-defined]
    return view


def note_until(instant: datetime | None) -> None:
    """From this instant on the page says something else, whatever is committed; the earliest of a request counts."""
    known = request.environ.get(UNTIL)
    if instant is not None and (known is None or instant < known):
        request.environ[UNTIL] = instant


def note_stamp(stamp: int) -> None:
    """The stamp read with, or before, all that the page shows; an earlier one of this request stays."""
    request.environ.setdefault(STAMP, stamp)


def _stamp() -> int:
    """Read once a request, before what it vouches for; with the reader's own row when somebody is signed in."""
    known: int | None = request.environ.get(STAMP)
    if known is None and (user := signed_in()) is not None:
        known = user.public_stamp
    return public_stamp(db.session) if known is None else known  # type: ignore[arg-type]


def kept(name: Hashable, make: Callable[[], Any], *, is_of_database: bool = True) -> Any:
    """What several pages show or several readers see, made again once a commit changes what visitors see, or the
    day changes; once and for all when nothing of it comes from the database. For plain values and HTML: no row
    outlives its request."""
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    if not app.config["SETTINGS"].public_cache_bytes or request.method not in {"GET", "HEAD"}:
        return make()  # a request that writes may show what it will not commit
    key, version = (id(app), name), (_stamp(), clock.today()) if is_of_database else None
    with _lock:
        known = _values.get(key)
    if known is None or known[0] != version:
        known = (version, make())
    with _lock:
        _values[key] = known
        _values.move_to_end(key)
        while len(_values) > KEPT_VALUES:
            _values.popitem(last=False)
    return known[1]


def kept_but_for_token(render: Callable[[], str]) -> str:
    """The page of a form that shows nothing of the database and, to a visitor whose cookie holds nothing else, only
    the form's token of their own: kept without it, by address and language."""
    if not cookies.keys() <= {"csrf_token"}:
        return render()

    def render_without() -> tuple[str, str]:
        with token_left_out() as hole:
            return render(), hole

    page, hole = kept(("form", request.full_path, language()), render_without, is_of_database=False)
    return str(page).replace(hole, masked_token())


def _key(app: Flask, environ: dict[str, Any], spoken: str) -> Key:
    return id(app), environ["PATH_INFO"], environ.get("QUERY_STRING", ""), spoken


def _recall(key: Key) -> KeptPage | None:
    """The page if it is ready; pages that are asked for stay, the others leave first."""
    with _lock:
        page = _pages.get(key)
        if page is not None:
            _pages.move_to_end(key)
    return page


def _remember(key: Key, response: Response, stamp: int, day: date) -> KeptPage:
    global _size
    body = response.get_data()
    page = KeptPage(
        body, gzip.compress(body, 3, mtime=0), hashlib.sha256(body).hexdigest()[:20],
        response.headers["Content-Type"], response.headers.get("Content-Disposition"), stamp, day,
        request.environ.get(UNTIL),
    )  # fmt: skip
    with _lock:
        outdated = _pages.pop(key, None)
        _size += page.weight - (outdated.weight if outdated is not None else 0)
        _pages[key] = page
        while _size > current_app.config["SETTINGS"].public_cache_bytes:
            _size -= _pages.popitem(last=False)[1].weight
    return page


def _answer(page: KeptPage) -> Response:
    zipped = _takes_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(page.zipped if zipped else page.body, content_type=page.content_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    if page.disposition:
        response.headers["Content-Disposition"] = page.disposition
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.update(["Accept-Encoding", "Accept-Language", "Cookie"])
    response.set_etag(page.etag, weak=True)
    request.environ[KEPT] = page
    response.make_conditional(request)
    return response


@lru_cache(maxsize=256)
def _takes_gzip(accept_encoding: str) -> bool:
    return bool(parse_accept_header(accept_encoding, Accept).quality("gzip"))


class ReadyAnswers:
    """A kept page is sent without waking the application: one query, and the same headers as before."""

    def __init__(self, app: Flask):
        self.app = app
        self.run = app.wsgi_app
        self.hosts = frozenset(app.config["TRUSTED_HOSTS"])
        self.cookie = app.config["SESSION_COOKIE_NAME"]
        with app.app_context():
            self.engine: Engine = db.engine

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        zipped = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        page = self._ready(environ)
        if page is not None and zipped in page.headers:
            start_response("200 OK", list(page.headers[zipped]))
            return [page.zipped if zipped else page.body]

        def note(status: str, headers: Headers, *error: Any) -> Any:
            sent: KeptPage | None = environ.get(KEPT)
            sets_cookie = any(name == "Set-Cookie" for name, _ in headers)
            if sent is not None and status == "200 OK" and not sets_cookie:
                sent.headers[zipped] = list(headers)
            return start_response(status, headers, *error)

        return self.run(environ, note)

    def _ready(self, environ: dict[str, Any]) -> KeptPage | None:
        """The page this request asks for, if it is a plain one and nothing has changed since."""
        if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in SPECIAL):
            return None
        if environ.get("HTTP_HOST", "").partition(":")[0] not in self.hosts:
            return None
        spoken = self._language(environ)
        page = _recall(_key(self.app, environ, spoken)) if spoken is not None else None
        if page is None:
            return None
        try:
            environ[STAMP] = read_public_stamp(self.engine)
        except SQLAlchemyError:  # the application says it in words
            return None
        return page if page.is_current(environ[STAMP], clock.today()) else None

    def _language(self, environ: dict[str, Any]) -> str | None:
        """The language that `languages.negotiate` finds for a visitor; None where that asks more: a session,
        or `?lang=`."""
        sent = parse_cookie(environ) if "HTTP_COOKIE" in environ else {}
        if self.cookie in sent or "lang=" in environ.get("QUERY_STRING", ""):
            return None
        return of_visitor(sent.get(COOKIE, ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def init_app(app: Flask) -> None:
    app.wsgi_app = ReadyAnswers(app)  # type: ignore[method-assign]


def clear() -> None:
    """For benchmarks that measure cold pages, and for tests."""
    global _size
    with _lock:
        _pages.clear()
        _values.clear()
        _size = 0
