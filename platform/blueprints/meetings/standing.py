"""The usual items of an agenda, put in by a button, and the live list that one of them shows."""

from datetime import datetime
from typing import Any

from flask import redirect, url_for

from noress.blueprints.meetings import bp
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.meetings import rules
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web import meeting_page
from noress.web.flashes import say
from noress.web.follow_up import FollowUpLines, follow_up_of
from noress.web.identity import current_actor
from noress.web.permissions import permission

#: on the page of the item itself, and before the convocation
ALL_SHOWN = 30


@bp.post("/<int:meeting_id>/points-habituels")
@permission(P.MEETING_EDIT, loads=Meeting)
def insert_usual_items(meeting: Meeting) -> Any:
    """The records to approve and the follow-up, where they are missing; once more adds nothing."""
    made = rules.insert_standing_items(meeting=meeting, actor=current_actor(), now=clock.now())
    db.session.commit()
    if made:
        said = ngettext(
            "%(num)s point habituel est inséré.", "%(num)s points habituels sont insérés.", len(made)
        )
        say(_("%(said)s Vous pouvez le modifier ou le retirer.", said=said))
    else:
        say(_("Rien à insérer : les points habituels y sont déjà."))
    return redirect(url_for(".agenda", meeting_id=meeting.id, _anchor="points"), 303)


def live_list(meeting: Meeting, now: datetime) -> FollowUpLines | None:
    """What the item "follow-up of decisions and actions" shows today; None without such an item."""
    actor = current_actor()
    if actor is None or not meeting_page.has_follow_up(meeting):
        return None
    return follow_up_of(meeting, [body.id for body in meeting.bodies], actor, now=now, shown=ALL_SHOWN)
