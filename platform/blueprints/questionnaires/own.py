"""The questionnaires of those who speak for an institution: open ones, and what their institution answered."""

from typing import Any, NamedTuple

from flask import render_template, url_for

from noress.blueprints.questionnaires import bp
from noress.blueprints.questionnaires.told import STATE_KINDS
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import response_links
from noress.domain.questionnaires.models import Questionnaire, Response, ResponseState
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.rules.reviewing import is_correctable
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission


class OwnLine(NamedTuple):
    """A questionnaire with what the institution did with it."""

    questionnaire: Questionnaire
    response: Response | None
    state_kind: str
    url: str
    action: str
    is_done: bool


@bp.get("/mes-questionnaires")
@permission(P.QUESTIONNAIRE_FILL_IN)
def own() -> Any:
    """Those that wait first, then those that were sent; archived ones only where the institution answered."""
    actor = acting.actor()
    given = (
        list(db.session.scalars(queries.list_of_institution(actor.institution_id)))
        if actor.institution_id
        else []
    )
    found = {response.questionnaire_version.questionnaire: response for response in reversed(given)}
    asked = [row for row in db.session.scalars(queries.list_open()) if row not in found]
    lines = [_line(row, None) for row in asked] + [_line(row, found[row]) for row in found]
    lines.sort(key=lambda line: (line.is_done, -line.questionnaire.id))
    return render_template("questionnaires/own.html", lines=lines, is_member=actor.institution_id is not None)


def _line(questionnaire: Questionnaire, response: Response | None) -> OwnLine:
    if response is None:
        url = url_for(".begin", questionnaire_id=questionnaire.id)
        return OwnLine(questionnaire, None, "neutral", url, _("Remplir"), False)
    token = response_links.token_of(response)
    kind = STATE_KINDS[response.state]
    if response.state is ResponseState.DRAFT:
        return OwnLine(questionnaire, response, kind, url_for(".resume", token=token), _("Continuer"), False)
    if is_correctable(response, actor=acting.actor(), now=clock.now()):
        is_waiting = response.state is ResponseState.RETURNED
        return OwnLine(
            questionnaire, response, kind, url_for(".resume", token=token), _("Corriger"), not is_waiting
        )
    return OwnLine(questionnaire, response, kind, url_for(".receipt", token=token), _("Revoir"), True)
