"""Nothing typed is lost: a form posted after the sign-in, or its token, expired is kept and sent again."""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for

from noress.core import clock
from noress.domain.accounts.models import SavedPost
from noress.extensions import db
from noress.web.identity import digest

KEPT = timedelta(days=1)
#: what a form carries besides what was typed
_CARRIED = frozenset({"version", "key", "marks", "leave", "more", "correction"})


def here() -> str:
    """The address to come back to after signing in."""
    return (
        request.full_path.rstrip("?")
        if request.method == "GET"
        else (safe_target(request.referrer) or "/a-faire")
    )


def safe_target(target: str | None) -> str | None:
    """A path of this site, or None: nobody is sent elsewhere by a link."""
    if not target:
        return None
    parts = urlsplit(target)
    own = urlsplit(current_app.config["SETTINGS"].base_url)
    if parts.netloc and parts.netloc not in {own.netloc, request.host}:
        return None
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    is_path = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_path else None


def is_same_origin() -> bool:
    """The browser says that the form stood on this site: without that, nothing is kept for anybody."""
    if request.headers.get("Sec-Fetch-Site"):
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    origin = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(origin).netloc in {request.host, urlsplit(current_app.config["SETTINGS"].base_url).netloc}


def posted_fields() -> list[list[str]]:
    """What was typed, without tokens and passwords."""
    return [
        [name, value]
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]


def keep_post_and_sign_in() -> Any:
    """Store the posted form for a day, then sign in; `/reprendre/<token>` shows it with one button."""
    if not is_same_origin():
        return redirect(url_for("accounts.sign_in"), 303)
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SavedPost(
            token_digest=digest(token), path=request.full_path.rstrip("?"), fields=posted_fields(),
            had_files=any(file.filename for file in request.files.values()),
            created_at=now, expires_at=now + KEPT,
        )
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for("accounts.sign_in", suite=url_for("accounts.resume", token=token)), 303)


def retry_page(title: Any, message: Any, status: int, *, is_over: bool = False) -> tuple[str, int]:
    """A page that still holds what was typed, with one button to send it again, unless it is over for good."""
    fields = [one for one in posted_fields() if not (is_over and one[0] in _CARRIED)]
    return (
        render_template(
            "errors/retry.html", title=title, message=message, fields=fields,
            path=request.full_path.rstrip("?"),
            had_files=any(file.filename for file in request.files.values()), is_over=is_over,
        ),
        status,
    )  # fmt: skip
