"""Texts of bodies: memorandum, internal rules, charters, committee papers; their versions and signatures."""

from flask import Blueprint

from noress.domain.governance import duties  # noqa: F401 -- registers signatures that are awaited

bp = Blueprint("governance", __name__)

from noress.blueprints.governance import papers, signatures, versions  # noqa: E402, F401
