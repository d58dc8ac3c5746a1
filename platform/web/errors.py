"""Bad input gets a clear answer in the reader's language; never a bare error."""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestURITooLarge
from werkzeug.routing import RoutingException

from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.core.storage import StorageFull
from noress.extensions import db
from noress.web import api, resume

log = logging.getLogger(__name__)

#: bytes of an address, as they travel; gunicorn.conf.py lets through what this refuses in words
MOST_ADDRESS = 4000

MESSAGES: dict[int, tuple[Any, Any]] = {
    400: (lazy("Demande incompréhensible"), lazy("L'adresse ou les données reçues ne sont pas valables.")),
    401: (lazy("Connexion nécessaire"), lazy("Connectez-vous pour continuer.")),
    403: (
        lazy("Cette page ne vous est pas ouverte"),
        lazy("Votre fonction ne donne pas ce droit. Le secrétariat peut vous l'expliquer."),
    ),
    404: (
        lazy("Page introuvable"),
        lazy("L'adresse est peut-être incomplète, ou la page n'existe plus."),
    ),
    405: (lazy("Action impossible ici"), lazy("Revenez à la page précédente et utilisez son bouton.")),
    409: (lazy("Cela n'est plus possible"), lazy("L'état a changé entre-temps.")),
    413: (
        lazy("Envoi trop lourd"),
        lazy(
            "Ce que vous envoyez dépasse la limite. Réduisez le fichier, ou envoyez-le en plusieurs parties."
        ),
    ),
    414: (
        lazy("Adresse trop longue"),
        lazy("Ce qui est cherché est trop long : revenez en arrière et gardez quelques mots."),
    ),
    422: (lazy("Saisie à corriger"), lazy("Ce qui a été envoyé ne peut pas être accepté.")),
    429: (
        lazy("Un instant"),
        lazy("Trop d'essais en peu de temps. Attendez quelques minutes, puis recommencez."),
    ),
}


def page(status: int, message: Any = None, title: Any = None, back: str | None = None) -> tuple[Any, int]:
    """The error page of a status, with its sentence; `back` is a page of this site to go on from."""
    default_title, default_message = MESSAGES.get(status, MESSAGES[400])
    if api.is_api():
        return api.problem(status, title or default_title, message or default_message), status
    return (
        render_template(
            "errors/error.html",
            title=title or default_title,
            message=message or default_message,
            status=status,
            back=back,
        ),
        status,
    )


def object_page() -> str | None:
    """The page of what the request was about: the nearest one above its own address that names it and can be
    read, as /sessions/15 for /sessions/15/points-habituels. Made of that address alone, so it stays on this site.
    An address such as /sessions/points/7/retirer has no such page: then the page that the form stood on, where
    the browser tells it, and where this site has it."""
    values = {str(value) for value in (request.view_args or {}).values()}
    parts = request.path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:end])
        found = _readable(above) or _readable(f"{above}/")
        if found is not None and values & set(parts[:end]) and found[1]:
            return found[0]
    came_from = urlsplit(resume.safe_target(request.referrer) or "").path
    there = _readable(came_from) if came_from and came_from != request.path else None
    return there[0] if there is not None else None


def _readable(path: str) -> tuple[str, bool] | None:
    """(the address, whether it names an object), for an address of ours that can be opened."""
    try:
        _endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RoutingException):
        return None
    return path, bool(values)


def _on_http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    return page(status)


def _on_rule(error: RuleError) -> Any:
    """A refusal that no form caught: the state forbids it."""
    db.session.rollback()
    title = MESSAGES.get(error.status, MESSAGES[409])[0]
    if error.code == "gone" and error.status == 404:
        title = _("Ce lien n'est plus valable")
        if request.method == "POST":
            return resume.retry_page(title, error.message, 404, is_over=True)
    return page(error.status, error.message, title, object_page() if error.status == 409 else None)


def _on_csrf(error: CSRFError) -> Any:
    if api.is_api():
        return _on_http(api.refused_method())
    if resume.is_same_origin():
        return resume.retry_page(
            _("Votre page était ouverte depuis longtemps"),
            _("Rien n'est perdu : vérifiez ce que vous avez saisi, puis envoyez-le de nouveau."),
            400,
        )
    return page(400, _("Cette demande ne vient pas d'une page de la plateforme."))


def _on_database(error: OperationalError) -> Any:
    db.session.rollback()
    text = str(error.orig)
    is_full = "full" in text or "No space" in text or "readonly" in text or "disk I/O" in text
    log.error("database refused: %s", text)
    return _storage_trouble(507 if is_full else 503)


def _on_storage(error: Exception) -> Any:
    db.session.rollback()
    log.error("storage refused: %s", error)
    return _storage_trouble(507)


def _storage_trouble(status: int) -> Any:
    title = _("La plateforme ne peut pas enregistrer pour le moment")
    message = _(
        "Ce que vous avez saisi est ci-dessous. Gardez cette page ouverte et réessayez dans un instant."
    )
    if request.method == "POST":
        return resume.retry_page(title, message, status)
    return page(status, _("Réessayez dans un instant."), title)


def _on_anything(error: Exception) -> Any:
    """A fault of ours: logged with its trace, told without it, and what was typed is still there."""
    db.session.rollback()
    log.error("unexpected error on %s %s", request.method, request.path, exc_info=error)
    title = _("Une erreur est survenue de notre côté")
    message = _("Elle est enregistrée. Ce que vous avez saisi n'est pas perdu : réessayez dans un instant.")
    try:
        if request.method == "POST":
            return resume.retry_page(title, message, 500)
        return page(500, _("Elle est enregistrée. Réessayez dans un instant."), title)
    except Exception:  # even the error page fails: a bare sentence is better than a trace
        return Response(title, 500, content_type="text/plain; charset=utf-8")


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(RuleError, _on_rule)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(StorageFull, _on_storage)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _on_anything)

    @app.before_request
    def refuse_long_address() -> None:
        if len(request.query_string) + len(request.path) > MOST_ADDRESS:
            raise RequestURITooLarge
