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


from noress.blueprints.meetings import agenda, answers, editing, following, inviting  # noqa: E402, F401
