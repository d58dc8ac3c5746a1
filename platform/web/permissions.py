"""Every route declares who may; without it the application does not start."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, redirect, request, url_for

from noress.domain.accounts.permissions import P
from noress.web import resume
from noress.web.identity import current_actor, signed_in
from noress.web.loaders import LOADERS
from noress.web.policy import OPEN_TO_VISITORS, SIGN_IN_FIRST, allows

View = Callable[..., Any]


class UndeclaredRoute(RuntimeError):
    """A route says neither `@public` nor `@permission(...)`."""


def public(view: View) -> View:
    """Anybody may open it."""
    view.declared_permission = "public"  # type: ignore[attr-defined]
    return view


def permission(name: P, *, loads: type[Any] | None = None) -> Callable[[View], View]:
    """Only those the policy allows. With `loads`, the address's id is replaced by the object:
    unknown or out of reach is 404, visible but not allowed is 403."""

    def decorate(view: View) -> View:
        key = f"{_snake(loads.__name__)}_id" if loads else None

        @wraps(view)
        def guarded(**values: Any) -> Any:
            actor = current_actor()
            if actor is None:
                if loads is not None and name in OPEN_TO_VISITORS:
                    pass
                else:
                    return send_to_sign_in()
            elif _owes_second_factor(actor):
                return _send_to_second_factor()
            subject = None
            if loads is not None and key is not None:
                subject = LOADERS[loads](actor, values.pop(key))
                if subject is None and actor is None and name in SIGN_IN_FIRST:
                    return send_to_sign_in()
                if subject is None:
                    abort(404)
            if not allows(actor, name, subject):
                abort(403)
            return view(subject, **values) if loads else view(**values)

        guarded.declared_permission = name  # type: ignore[attr-defined]
        guarded.loads = loads  # type: ignore[attr-defined]
        return guarded

    return decorate


def is_script() -> bool:
    """A script of our own pages asks: it is told 401, keeps what it sent, and its page says so."""
    return request.accept_mimetypes.best == "application/json"


def send_to_sign_in() -> Any:
    """To the sign-in page and back; what was posted is kept and posted again afterwards."""
    if is_script():
        abort(401)
    if signed_in() is not None:
        return redirect(url_for("accounts.who_acts", suite=resume.here()), 303)
    if request.method == "POST":
        return resume.keep_post_and_sign_in()
    return redirect(url_for("accounts.sign_in", suite=resume.here()))


def _send_to_second_factor() -> Any:
    if is_script():
        abort(401)
    if request.method == "POST":
        return resume.keep_post_and_sign_in()
    return redirect(url_for("accounts.second_factor", suite=resume.here()))


def _owes_second_factor(actor: Any) -> bool:
    return (
        actor.needs_second_factor
        and not actor.has_second_factor
        and not current_app.config["SETTINGS"].demo
        and request.endpoint not in {"accounts.second_factor", "accounts.sign_out"}
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def check_routes(app: Flask) -> None:
    """Stop the application from starting when a route declares nothing."""
    missing = [name for name, view in app.view_functions.items() if not hasattr(view, "declared_permission")]
    if missing:
        raise UndeclaredRoute(f"routes without @public or @permission: {', '.join(sorted(missing))}")
