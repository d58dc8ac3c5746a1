"""Junk, without puzzles: what came by an open link and looks like it is kept and answered like everything else, and
counts once somebody has looked."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.campaigns import queries
from noress.domain.campaigns.models import Means, Participant
from noress.domain.questionnaires.filling import minutes_needed
from noress.domain.questionnaires.listening import after_sending
from noress.domain.questionnaires.models import Channel, Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

#: why; stored in French, shown in the reader's language
HIDDEN_FIELD = _("un champ caché, que personne ne voit, a été rempli")
TOO_FAST = _("le questionnaire a été rempli trop vite pour quelqu'un qui le lit")
MANY_LINKS = _("les textes sont pleins de liens")

#: a tenth of the honest estimate; nobody reads and sends a form in less than this
LEAST_TIME = timedelta(seconds=10)
FASTER = 10
#: a structure gives its site and its pages; beyond that it advertises
MOST_LINKS = 6
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)


@after_sending
def hold_junk(response: Response, now: datetime) -> None:
    """Judged when it is sent, never when somebody has let it in."""
    if response.held_because is not None or response.submitted_at != now:
        return
    participant = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if participant is not None and came_by_itself(participant, response):
        reason = _why(response, now)
        response.held_because = reason.message if reason is not None else None


def came_by_itself(participant: Participant, response: Response) -> bool:
    """It came by an open link, and nobody helped to write it."""
    by_link = participant.means in (Means.LINK, Means.RELAY)
    is_asked = participant.invited_at is not None or participant.created_by_id is not None
    return by_link and not is_asked and response.channel is Channel.SELF


def is_held(response: Response | None) -> bool:
    return response is not None and response.held_because is not None


def _why(response: Response, now: datetime) -> Any:
    is_first = len(response.snapshots) <= 1
    minutes = minutes_needed(definition_of(response), {})
    if is_first and now - response.started_at < max(LEAST_TIME, timedelta(minutes=minutes) / FASTER):
        return TOO_FAST
    count = count_links(response.answers or {})
    # a correction is judged by what it adds
    before = 0 if is_first else count_links(json.loads(response.snapshots[-2].content).get("answers"))
    return MANY_LINKS if count > MOST_LINKS and count > before else None


def count_links(answers: Any) -> int:
    """In every text, inside groups too."""
    if isinstance(answers, str):
        return len(_LINK.findall(answers))
    if isinstance(answers, Mapping):
        return sum(count_links(one) for one in answers.values())
    return sum(count_links(one) for one in answers) if isinstance(answers, list | tuple) else 0
