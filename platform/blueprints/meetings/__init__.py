"""The secretariat's work on a session, and the answers of the invited."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from noress.core.i18n import Translated
from noress.domain.meetings import calendar, secretariat  # noqa: F401 -- registers what waits for the secretariat

bp = Blueprint("meetings", __name__, url_prefix="/sessions")


@bp.record
def name_organizer(state: BlueprintSetupState) -> None:
    """Calendars name the secretariat's mailbox."""
    settings = state.app.config["SETTINGS"]
    calendar.set_organizer(settings.mail_sender, Translated(settings.network_name))


@bp.record
def offer_panel(state: BlueprintSetupState) -> None:
    """The public page of a session shows the secretariat's work (web/meeting_page.py) without knowing this area."""
    state.app.extensions["meeting_panel"] = panel.panel_for


from noress.blueprints.meetings import (  # noqa: E402
    agenda,  # noqa: F401
    answers,  # noqa: F401
    at_once,  # noqa: F401
    editing,  # noqa: F401
    following,  # noqa: F401
    inviting,  # noqa: F401
    panel,
    seats,  # noqa: F401
    standing,  # noqa: F401
)
