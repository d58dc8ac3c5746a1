"""The record of a session: written, corrected, approved, published, at one address from the first note on."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from noress.domain.minutes import duties  # noqa: F401 -- registers what waits for people

bp = Blueprint("minutes", __name__, url_prefix="/sessions")


@bp.record
def offer_summary(state: BlueprintSetupState) -> None:
    """A session's page shows where its record stands (web/meeting_page.py) without knowing this area."""
    state.app.extensions["meeting_record"] = summary.summary_for


from noress.blueprints.minutes import (  # noqa: E402, F401
    approving,
    circulating,
    consulting,
    correcting,
    findings,
    publishing,
    reading,
    revisions,
    summary,
    writing,
)
