"""What every answer of the open API shares: JSON for anybody, errors in the reader's words, nothing made again that
has not changed."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple

from flask import Response, abort, request
from werkzeug.exceptions import HTTPException

from noress.core import clock, links
from noress.core.i18n import gettext as _
from noress.core.i18n import language, set_language
from noress.core.stamps import public_stamp
from noress.extensions import db
from noress.web.languages import asked_language, of_visitor
from noress.web.public_cache import note_stamp

#: changes when answers of equal data are written otherwise
VERSION = "1.0.0"
PREFIX = "/api/"
METHODS = "GET, HEAD, OPTIONS"
PER_PAGE, MOST_PER_PAGE, LAST_PAGE = 20, 100, 99_999


class Ask(NamedTuple):
    """What may be asked for in the address."""

    name: str
    label: Any
    #: a whole number between these two; a text without them
    least: int | None = None
    most: int | None = None
    default: int | None = None
    #: the values of a closed list
    choices: tuple[str, ...] = ()
    #: letters of a text
    letters: int = 40


class Operation(NamedTuple):
    """An answer as the OpenAPI document describes it: `schema` is a name of api_schemas.SCHEMAS."""

    summary: Any
    tag: str
    schema: str
    asks: tuple[Ask, ...] = ()
    #: 410 for what is known to be no more
    may_be_gone: bool = False
    #: other kinds of keys that the same address takes, through a route of their own that the document leaves out
    also: tuple[str, ...] = ()
    is_told: bool = True


def is_api() -> bool:
    return request.path.startswith(PREFIX) and request.path != PREFIX


def opened(response: Response) -> Response:
    """Pages of any site may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Language"
    return response


# --- errors ------------------------------------------------------------------------------------------


def problem(status: int, title: Any, detail: Any, **more: Any) -> Response:
    """RFC 9457."""
    body = {"type": "about:blank", "title": str(title), "status": status, "detail": str(detail), **more}
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")
    response.headers["Content-Language"] = language()
    response.headers["Cache-Control"] = "no-store"
    if status == 405:
        response.headers["Allow"] = METHODS
    return opened(response)


def refused_method() -> HTTPException:
    """What is said of a request that wants to change something: 405, or 404 where nothing stands."""
    from werkzeug.exceptions import MethodNotAllowed

    found = request.routing_exception
    return found if found is not None and found.code == 404 else MethodNotAllowed()


def refuse(name: str, detail: Any) -> Any:
    """400, naming what in the address is wrong."""
    abort(problem(400, _("Demande incompréhensible"), detail, parameter=name))


# --- what is asked for -------------------------------------------------------------------------------


def read(asks: Sequence[Ask]) -> dict[str, Any]:
    """What the address asks for: "" or the default where it says nothing; 400 where it says it badly."""
    return {ask.name: _read(ask, (request.args.get(ask.name) or "").strip()) for ask in asks}


def _read(ask: Ask, typed: str) -> Any:
    if ask.least is not None and ask.most is not None:
        return _number(ask, typed, ask.least, ask.most)
    if ask.choices and typed and typed not in ask.choices:
        refuse(
            ask.name,
            _("« %(name)s » peut être : %(choices)s.", name=ask.name, choices=", ".join(ask.choices)),
        )
    if len(typed) > ask.letters:
        refuse(
            ask.name,
            _("« %(name)s » est trop long : %(most)s lettres au plus.", name=ask.name, most=ask.letters),
        )
    return typed


def _number(ask: Ask, typed: str, least: int, most: int) -> int | None:
    if not typed:
        return ask.default
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 10 and least <= int(typed) <= most):
        refuse(
            ask.name,
            _(
                "« %(name)s » est un nombre entre %(least)s et %(most)s.",
                name=ask.name,
                least=least,
                most=most,
            ),
        )
    return int(typed)


# --- answers -----------------------------------------------------------------------------------------


def answers(
    summary: Any, tag: str, schema: str, asks: tuple[Ask, ...] = (), **more: Any
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """The view returns plain values; what leaves is what the schema declares, and nothing else of them."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**values: Any) -> Response:
            # whoever is signed in gets what everybody gets
            set_language(asked_language() or of_visitor("", request.headers.get("Accept-Language", "")))
            asked = read(asks)
            etag = _etag()
            response = Response(status=304) if request.if_none_match.contains_weak(etag) else None
            if response is None:
                from noress.web.api_schemas import dump  # marshmallow: 5 MB, for whoever is asked for data

                found = view(**values, **({"asked": asked} if asks else {}))
                if isinstance(found, Response):
                    return found
                response = Response(dump(schema, found), content_type="application/json")
            response.set_etag(etag, weak=True)
            response.headers["Cache-Control"] = "public, no-cache"
            response.headers["Content-Language"] = language()
            response.vary.add("Accept-Language")
            return response

        answer.operation = Operation(summary, tag, schema, asks, **more)  # type: ignore[attr-defined]
        return answer

    return decorate


def _etag() -> str:
    """The same as long as no commit changes what visitors read; read before what it vouches for."""
    stamp = public_stamp(db.session)  # type: ignore[arg-type]
    note_stamp(stamp)
    said = (VERSION, stamp, clock.today(), language(), request.full_path)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def page_of(name: str, items: list[Any], total: int, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of a list, with the addresses of its neighbours; one beyond the last is empty."""
    number, size = asked["page"], asked["per_page"]
    pages = max(1, -(-total // size))

    def at(page: int) -> str:
        said = {key: value for key, value in asked.items() if value not in ("", None)}
        code = {"lang": asked_language()} if asked_language() else {}
        return links.to(request.endpoint or "", **{**said, "page": page, **code})

    return {
        "total": total, "page": number, "per_page": size, "pages": pages,
        "links": {
            "first": at(1), "last": at(pages), "previous": at(min(number - 1, pages)) if number > 1 else None,
            "next": at(number + 1) if number < pages else None,
        },
        name: items,
    }  # fmt: skip
