"""Answers copied from paper: a draft as far as it was typed, sent once it is complete, with the paper beside it."""

from datetime import datetime
from typing import NamedTuple

from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import queries
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.models import Channel, Questionnaire, Response, ResponseState
from noress.domain.questionnaires.rules.answering import (
    Incomplete,
    begin_response,
    definition_of,
    save_page,
    submit_response,
)
from noress.domain.questionnaires.types.base import Posted
from noress.extensions import db

_SCANS = ("application/pdf", "image/")


class Head(NamedTuple):
    """What stands above the questions of a paper."""

    filled_by: str
    language: str
    institution_id: int | None = None
    email: str | None = None


class Entered(NamedTuple):
    """What came of one paper: sent with its number, or kept with what it lacks."""

    response: Response
    missing: int = 0
    #: questions answered on paper that their condition does not ask
    dropped: tuple[str, ...] = ()


def enter_paper(
    *, questionnaire: Questionnaire, response: Response | None, head: Head, posted: Posted, version: int, key: str,
    actor: Actor, now: datetime,
) -> Entered:  # fmt: skip
    """Keep what the page holds, and send it when nothing is missing. A page that arrives twice, known by its key,
    makes one answer."""
    lock(questionnaire)  # what its institutions have begun stands still: each has one draft at most
    if response is None:
        response, version = _begin(questionnaire, head, key, actor, now)
        if response.number:
            return Entered(response)
    lock(response)
    if response.state is not ResponseState.DRAFT or response.channel is not Channel.PAPER:
        raise RuleError(
            "sent", _("Ces réponses sont déjà envoyées : corrigez-les par leur page."), status=409
        )
    _keep_head(response, head)
    definition = definition_of(response)
    questions = tuple(definition.questions())
    place = definition.sections[0].key
    reading = save_page(
        response=response, questions=questions, posted=posted, place=place, version=version, now=now
    )
    dropped = tuple(
        name for name, value in reading.values.items() if not is_empty(value) and name not in response.values
    )
    try:
        submit_response(
            response=response, key=key, version=response.version, email=head.email, actor=actor, now=now
        )
    except Incomplete as incomplete:
        return Entered(response, len(incomplete.missing), dropped)
    return Entered(response, 0, dropped)


def _begin(
    questionnaire: Questionnaire, head: Head, key: str, actor: Actor, now: datetime
) -> tuple[Response, int]:
    again = db.session.scalars(queries.get_paper(questionnaire.id, key)).first()
    if again is not None:
        return again, again.version
    _check_free(questionnaire.id, head.institution_id, None)
    response = begin_response(
        questionnaire=questionnaire, language=head.language, actor=actor, now=now, channel=Channel.PAPER,
        institution_id=head.institution_id, filled_by=head.filled_by or None, email=head.email,
    )  # fmt: skip
    response.sent_key = key
    return response, response.version


def _check_free(questionnaire_id: int, institution_id: int | None, response: Response | None) -> None:
    """Papers name an institution that is there, and never write over what it answered by itself."""
    if institution_id is None:
        return
    institution = db.session.get(Institution, institution_id)
    if institution is None or institution.merged_into_id is not None:
        message = _("Choisissez une institution de la liste.")
        raise RuleError("unknown_institution", message, field="institution_id")
    begun = db.session.scalars(queries.get_begun(questionnaire_id, institution_id)).first()
    if begun is not None and begun is not response:
        message = _(
            "Cette institution a déjà commencé ou envoyé ses réponses : ouvrez-les depuis la liste des réponses."
        )
        raise RuleError("already_begun", message, field="institution_id")


def _keep_head(response: Response, head: Head) -> None:
    if not head.filled_by:
        message = _("Dites qui remplit le questionnaire pour la structure.")
        raise RuleError("no_helper", message, field="filled_by")
    if head.institution_id != response.institution_id:
        _check_free(response.questionnaire_version.questionnaire_id, head.institution_id, response)
        response.institution_id = head.institution_id
    response.filled_by, response.email = head.filled_by, clean_email(head.email)
    if head.language in LANGUAGES:
        response.language = head.language


def attach_scan(*, response: Response, file: StoredFile, actor: Actor, now: datetime) -> None:
    """The paper that the answers were copied from; another takes the place of the first."""
    lock(response)
    if response.channel is not Channel.PAPER:
        raise RuleError("no_paper", _("Ces réponses ne viennent pas d'un papier."), status=409)
    if not file.content_type.startswith(_SCANS):
        raise RuleError("not_a_scan", _("La numérisation est une photo ou un PDF."), field="file")
    response.scan_id = file.id
    record(actor, "response.scan_attached", response, now=now, changes={"document": (None, file.name)})
