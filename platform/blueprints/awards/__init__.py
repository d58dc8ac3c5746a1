"""Deciding on a call: the board, scenarios, outcomes, the committee, letters, appeals, what everybody reads."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from noress.domain.awards import duties  # noqa: F401 -- registers its providers

bp = Blueprint("awards", __name__)

from noress.blueprints.awards import (  # noqa: E402, F401
    appealing,
    board,
    committee,
    deciding,
    letters,
    projects,
    result,
    tasks,
)


@bp.record_once
def _tell_meetings(state: BlueprintSetupState) -> None:
    state.app.extensions["meeting_committee"] = committee.committee_url
