"""The register of decisions: searched and exported by everybody, kept by the secretariat."""

from flask import Blueprint

bp = Blueprint("decisions", __name__)

from noress.blueprints.decisions import entering, register, states  # noqa: E402, F401
