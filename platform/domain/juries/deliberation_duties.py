"""What a deliberation leaves to do to the jury's chair and secretary: choose its meeting, open it, bring it to its end."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import finding, phases
from noress.domain.competitions.phases import Phase
from noress.domain.duties import Duty, register
from noress.domain.juries import queries
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.juries.rules.opening import deliberation_of
from noress.extensions import db

_LEADING = frozenset({JuryRole.CHAIR, JuryRole.SECRETARY})


@register
def list_deliberations_to_lead(actor: Actor, now: datetime) -> list[Duty]:
    if actor.person_id is None:
        return []
    seats = db.session.scalars(queries.list_seats_of_person(actor.person_id))
    led = [one for one in seats if one.role in _LEADING and one.accepted_at is not None]
    return [duty for juror in led if (duty := _duty(juror, now)) is not None]


def _duty(juror: Juror, now: datetime) -> Duty | None:
    competition = juror.competition
    at = phases.phase(competition, finding.grid_of(competition), now)
    if at is Phase.DELIBERATION:
        title, label, endpoint = (
            _("Conclure la délibération du jury"),
            _("Entrer dans la salle"),
            "deliberating.room",
        )
    elif at is not Phase.SCORED:
        return None
    elif deliberation_of(competition) is None:
        title, label = _("Choisir la réunion où le jury délibère"), _("Choisir la réunion")
        endpoint = "deliberating.choose_meeting"
    else:
        title, label = _("Ouvrir la délibération du jury"), _("Ouvrir la délibération")
        endpoint = "deliberating.open_it"
    return Duty(
        kind="jury.deliberation", title=title, detail=str(competition.call.title), action_label=label, endpoint=endpoint,
        values={"competition_id": competition.id},
    )  # fmt: skip
