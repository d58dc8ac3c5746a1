"""Signing in, acting for a seat, one's own account and data."""

from flask import render_template

from noress.blueprints.accounts import bp
from noress.web.permissions import public


@bp.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> str:
    return "stub"


@bp.route("/qui-agit", methods=["GET", "POST"])
@public
def who_acts() -> str:
    return "stub"


@bp.route("/mon-compte/second-facteur", methods=["GET", "POST"])
@public
def second_factor() -> str:
    return "stub"


@bp.route("/deconnexion", methods=["GET", "POST"])
@public
def sign_out() -> str:
    return "stub"


@bp.get("/reprendre/<token>")
@public
def resume(token: str) -> str:
    return "stub"
