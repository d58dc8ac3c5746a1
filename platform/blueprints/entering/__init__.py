"""Entering the prize: who may, the draft; nominations; the timetable of pitches; who is paid for a group or a person."""

from flask import Blueprint

bp = Blueprint("entering", __name__)

from noress.blueprints.entering import (  # noqa: E402, F401
    beginning,
    nominating,
    nominee,
    own,
    payees,
    pitching,
)
