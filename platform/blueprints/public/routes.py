"""Pages anybody may open."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.public import bp
from noress.core.i18n import LANGUAGES
from noress.web import resume
from noress.web.languages import COOKIE
from noress.web.permissions import public


@bp.get("/")
@public
def home() -> str:
    return render_template("public/home.html")


@bp.get("/langue/<lang>")
@public
def set_language(lang: str) -> BaseResponse:
    """Remember a language and come back."""
    response = redirect(resume.safe_target(request.args.get("suite")) or "/")
    if lang in LANGUAGES:
        response.set_cookie(
            COOKIE, lang, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


@bp.get("/sessions/")
@public
def sessions() -> str:
    return "stub"


@bp.get("/membres/")
@public
def members() -> str:
    return "stub"


@bp.get("/donnees-personnelles")
@public
def personal_data() -> str:
    return "stub"


@bp.get("/sessions.ics")
@public
def calendar() -> str:
    return "stub"
