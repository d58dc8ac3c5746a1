"""The reader's language: `?lang=` wins and sets nothing; then the remembered choice, then the person's
language, then what the browser asks for."""

from functools import lru_cache

from flask import Flask, Response, request, url_for
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from noress.core.i18n import DEFAULT, LANGUAGES, set_language
from noress.web.identity import current_actor, signed_in

COOKIE = "langue"
#: letters of an address that still fits into another one, where each % takes three
LONGEST_WAY_BACK = 2000


def negotiate() -> str:
    if asked := asked_language():
        return asked
    remembered, accepted = request.cookies.get(COOKIE, ""), request.headers.get("Accept-Language", "")
    actor = current_actor() if remembered not in LANGUAGES else None
    if actor is not None and actor.language in LANGUAGES:
        return actor.language
    return of_visitor(remembered, accepted)


def of_visitor(remembered: str, accepted: str) -> str:
    """The remembered choice, else the best that the browser accepts."""
    return remembered if remembered in LANGUAGES else _best(accepted)


@lru_cache(maxsize=1024)
def _best(accept_language: str) -> str:
    return parse_accept_header(accept_language, LanguageAccept).best_match(LANGUAGES, DEFAULT) or DEFAULT


def lang_url(code: str) -> str:
    """The address that remembers a language and comes back here, unless it would be too long."""
    here = request.full_path.rstrip("?")
    if request.method != "GET" or request.endpoint is None or len(here) > LONGEST_WAY_BACK:
        return url_for("public.set_language", lang=code)
    return url_for("public.set_language", lang=code, suite=here)


def asked_language() -> str:
    """The language of `?lang=`, which is for this page only; empty when none was asked."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else ""


def speak(code: str) -> None:
    """The language of whoever holds a personal link, unless this reader chose another."""
    if not asked_language() and request.cookies.get(COOKIE) not in LANGUAGES:
        set_language(code)


def in_same_language(address: str) -> str:
    """The address of a form, in the language that its page was asked in (`?lang=`): what the form answers is
    read by the same person."""
    asked = asked_language()
    if not asked or "lang=" in address:
        return address
    path, mark, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={asked}{mark}{fragment}"


def init_app(app: Flask) -> None:
    @app.before_request
    def choose_language() -> None:
        set_language(DEFAULT)
        set_language(negotiate())

    @app.after_request
    def carry_language(response: Response) -> Response:
        """A visitor led to another page goes on reading; whoever is signed in has a language of their own."""
        target = response.headers.get("Location", "")
        if (
            asked_language()
            and signed_in() is None
            and 300 <= response.status_code < 400
            and target.startswith("/")
        ):
            response.headers["Location"] = in_same_language(target)
        return response

    app.jinja_env.globals.update(
        lang_url=lang_url, in_same_language=in_same_language, asked_language=asked_language
    )
