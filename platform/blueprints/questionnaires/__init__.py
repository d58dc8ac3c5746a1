"""Questionnaires: built by the secretariat, filled in by the structures."""

from flask import Blueprint

bp = Blueprint("questionnaires", __name__)

from noress.blueprints.questionnaires import (  # noqa: E402
    answers,  # noqa: F401
    building,  # noqa: F401
    comparing,  # noqa: F401
    existing,  # noqa: F401
    exporting,  # noqa: F401
    filling,  # noqa: F401
    keeping,  # noqa: F401
    listing,  # noqa: F401
    models,  # noqa: F401
    offline,  # noqa: F401
    one_question,  # noqa: F401
    own,  # noqa: F401
    own_questions,  # noqa: F401
    paper,  # noqa: F401
    printing,  # noqa: F401
    results,  # noqa: F401
    saving,  # noqa: F401
    sheets,  # noqa: F401
    uploading,  # noqa: F401
    voices,  # noqa: F401
)
from noress.domain.questionnaires import duties  # noqa: E402, F401 -- registers what waits to be finished
