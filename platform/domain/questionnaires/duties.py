"""What questionnaires leave to do for those who speak for an institution: to finish what it began, to correct."""

from datetime import datetime

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db


@register
def list_response_duties(actor: Actor, now: datetime) -> list[Duty]:
    """One line for each answer that waits. One query for those who speak for an institution, none for the others."""
    if actor.institution_id is None:
        return []
    return [
        _to_finish(response) for response in db.session.scalars(queries.list_unfinished(actor.institution_id))
    ]


def _to_finish(response: Response) -> Duty:
    title = response.questionnaire_version.questionnaire.title
    if response.state is ResponseState.RETURNED:
        return Duty(
            kind="response.correct", title=_("Corriger vos réponses : %(title)s", title=title), detail=response.reason or "",
            action_label=_("Corriger"), endpoint="questionnaires.resume", values={"token": token_of(response)},
        )  # fmt: skip
    return Duty(
        kind="response.finish", title=_("Finir le questionnaire : %(title)s", title=title),
        detail=_("Enregistré %(when)s, pas encore envoyé.", when=formats.datetime_words(response.saved_at)),
        action_label=_("Continuer"), endpoint="questionnaires.resume", values={"token": token_of(response)},
    )  # fmt: skip
