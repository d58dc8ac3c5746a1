"""Plans, their lines, what became of each; the page behind the reminder's link."""

from flask import Blueprint

bp = Blueprint("actions", __name__)

from noress.blueprints.actions import (  # noqa: E402, F401
    imports,
    lines,
    linked,
    listing,
    plans,
    reminders,
    reports,
)
