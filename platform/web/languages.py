"""The reader's language: `?lang=` wins and sets nothing; then the remembered choice, then the person's
language, then what the browser asks for."""

from flask import Flask, request, url_for

from noress.core.i18n import DEFAULT, LANGUAGES, set_language
from noress.web.identity import current_actor

COOKIE = "langue"


def negotiate() -> str:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    remembered = request.cookies.get(COOKIE, "")
    if remembered in LANGUAGES:
        return remembered
    actor = current_actor()
    if actor is not None and actor.language in LANGUAGES:
        return actor.language
    return request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def lang_url(code: str) -> str:
    """The address that remembers a language and comes back here."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("public.set_language", lang=code)
    return url_for("public.set_language", lang=code, suite=request.full_path.rstrip("?"))


def init_app(app: Flask) -> None:
    @app.before_request
    def choose_language() -> None:
        set_language(DEFAULT)
        set_language(negotiate())

    app.jinja_env.globals["lang_url"] = lang_url
