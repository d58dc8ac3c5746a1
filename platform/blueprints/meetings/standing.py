"""The usual items of an agenda, put in by a button, and the live list that one of them shows."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import redirect, url_for

from noress.blueprints.meetings import bp
from noress.core import clock, formats
from noress.core.i18n import Translated, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.meetings import queries, rules
from noress.domain.meetings.models import ItemOrigin, Meeting, MeetingState
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
        say(
            ngettext(
                "%(num)s point habituel est inséré. Vous pouvez le modifier ou le retirer.",
                "%(num)s points habituels sont insérés. Vous pouvez les modifier ou les retirer.",
                len(made),
            )
        )
    else:
        say(_("Rien à insérer : les points habituels y sont déjà."))
    return redirect(url_for(".agenda", meeting_id=meeting.id, _anchor="points"), 303)


class Records(NamedTuple):
    """What an agenda says of the records to approve: those that it lacks, or why there is none."""

    missing: list[Translated]
    reason: str = ""
    earlier: Meeting | None = None


def records_to_approve(meeting: Meeting, now: datetime) -> Records | None:
    """None once the agenda approves what is to be approved, or is not made any more. Two queries at most."""
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CONVENED}:
        return None
    if missing := rules.list_missing_approvals(meeting):
        return Records([values.title for values, _source in missing])
    if any(item.origin is ItemOrigin.APPROVAL for item in meeting.agenda):
        return None
    before = min(meeting.starts_at, now)
    latest = queries.standing.get_latest([body.id for body in meeting.bodies], before, except_id=meeting.id)
    found = db.session.execute(latest).one_or_none()
    if found is None:
        return Records(
            [], _("Aucune session de ces instances n'a eu lieu avant celle-ci : aucun compte rendu n'est à approuver.")
        )  # fmt: skip
    earlier, state = found
    return Records([], _why_none(earlier, has_record=state is not None), earlier)


def _why_none(earlier: Meeting, *, has_record: bool) -> str:
    """Of the last session that took place."""
    day = formats.date_short(earlier.starts_wall)
    if has_record:
        return _("Le compte rendu de la session du %(day)s est déjà approuvé.", day=day)
    if earlier.source is not None and earlier.convened_at is None:
        return _(
            "La session du %(day)s est reprise de documents : aucun compte rendu n'est à approuver ici.",
            day=day,
        )
    return _(
        "Le compte rendu de la session du %(day)s n'est pas commencé : il n'y a rien à approuver.", day=day
    )


def live_list(meeting: Meeting, now: datetime) -> FollowUpLines | None:
    """What the item "follow-up of decisions and actions" shows today; None without such an item."""
    actor = current_actor()
    if actor is None or not meeting_page.has_follow_up(meeting):
        return None
    return follow_up_of(meeting, [body.id for body in meeting.bodies], actor, now=now, shown=ALL_SHOWN)
