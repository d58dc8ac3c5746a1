"""Filling in: a draft on the server from the first keystroke, sent once, corrected afterwards."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files.rules import request_document
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires import mails, queries, serving
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.filling import (
    Reading,
    clear_hidden,
    key_of_input,
    list_missing,
    read_page,
    settle,
    still_unread,
)
from noress.domain.questionnaires.listening import check_may_be_sent, tell_sent
from noress.domain.questionnaires.models import (
    Channel,
    Questionnaire,
    Response,
    ResponseSnapshot,
    ResponseState,
)
from noress.domain.questionnaires.published import definition_in
from noress.domain.questionnaires.received.words import search_text_of
from noress.domain.questionnaires.response_links import receipt_url, response_url
from noress.domain.questionnaires.rules.authoring import canonical
from noress.domain.questionnaires.rules.reviewing import check_correctable, check_open
from noress.domain.questionnaires.types.base import Posted
from noress.extensions import db

#: of the JSON of one person's answers
MOST_BYTES = 400_000
#: of the key under which a page sends its answers
MOST_KEY = 40


class Incomplete(RuleError):
    """Sent too early: `missing` is {name of the input: why}, in the order of asking."""

    def __init__(self, missing: dict[str, Any]):
        super().__init__("incomplete", _("Il manque des réponses : elles sont marquées ci-dessous."))
        self.missing = missing


def begin_response(
    *, questionnaire: Questionnaire, language: str, actor: Actor, now: datetime, channel: Channel = Channel.SELF,
    institution_id: int | None = None, filled_by: str | None = None, email: str | None = None,
    for_domain: bool = False,
) -> Response:  # fmt: skip
    """A draft of the version in use; the institution's own, if it has begun one, so that nobody fills it in twice.
    `for_domain`: called by the domain that owns the answers, which knows whose they are."""
    lock(questionnaire)
    if not for_domain:
        serving.check_unserved(questionnaire)
    if questionnaire.archived_at is not None:
        message = _("Ce questionnaire est archivé : il ne prend plus de nouvelles réponses.")
        raise RuleError("archived", message, status=409)
    version = db.session.scalars(queries.get_current_version(questionnaire.id)).one_or_none()
    if version is None:
        raise RuleError("not_published", _("Ce questionnaire n'est pas encore ouvert."), status=409)
    if channel is not Channel.SELF and not filled_by:
        raise RuleError(
            "no_helper", _("Dites qui remplit le questionnaire pour la structure."), field="filled_by"
        )
    if institution_id is not None:
        begun = db.session.scalars(queries.get_begun(questionnaire.id, institution_id)).first()
        if begun is not None:
            return begun
    response = Response(
        questionnaire_version=version, language=language if language in LANGUAGES else "fr", channel=channel,
        filled_by=filled_by, email=email, institution_id=institution_id, person_id=actor.person_id,
        started_at=now, saved_at=now,
    )  # fmt: skip
    db.session.add(response)
    db.session.flush()
    record(actor, "response.begun", response, now=now, changes={"channel": (None, channel)})
    return response


def save_page(
    *, response: Response, questions: Sequence[Question], posted: Posted, place: str, version: int, now: datetime,
) -> Reading:  # fmt: skip
    """Keep what a screen of the form holds, also where it cannot be read yet; answers that are no longer asked for
    are cleared. Raises StaleVersion when another screen saved these answers meanwhile."""
    lock(response)
    return keep_page(
        response=response, questions=questions, posted=posted, place=place, version=version, now=now
    )


def keep_page(
    *, response: Response, questions: Sequence[Question], posted: Posted, place: str, version: int, now: datetime,
) -> Reading:  # fmt: skip
    """`save_page` for whoever holds the response already: to hold it is to read it again."""
    check_open(response)
    serving.check_saving(response, now)
    reading = read_page(questions, posted)
    if response.version != version:
        raise StaleVersion(
            _("Ces réponses ont changé sur un autre appareil depuis que cette page est ouverte."),
            dict(response.values),
        )
    definition = definition_of(response)
    values = clear_hidden(definition, {**response.values, **reading.values})
    shown = {question.key for question in questions}
    kept = {name: texts for name, texts in response.unread.items() if key_of_input(name) not in shown}
    unread = still_unread(definition, values, {**kept, **reading.unread})
    if len(canonical([values, unread]).encode()) > MOST_BYTES:
        raise RuleError("too_big", _("Ces réponses sont trop longues."), status=413)
    if (values, unread, place) != (response.values, response.unread, response.place):
        response.values, response.unread, response.place = values, unread, place
        response.version += 1
    response.saved_at = now
    return reading


def change_language(*, response: Response, language: str) -> None:
    """The language of the mails and of the form; answers stay as they are."""
    if language in LANGUAGES:
        response.language = language


def submit_response(
    *, response: Response, key: str, version: int, email: str | None, actor: Actor, now: datetime,
    number: str | None = None, about: Mapping[str, Any] | None = None, gives_receipt: bool = True,
) -> ResponseSnapshot:  # fmt: skip
    """Send the answers, once however often the phone repeats it with the same key: a number, a snapshot, a receipt
    by mail. Sending again later corrects, and makes another snapshot. Raises Incomplete, StaleVersion.
    The domain that owns the answers gives its own number, what its snapshot says besides, and its own receipt."""
    lock(response)
    key = key[:MOST_KEY]
    if response.sent_key == key and response.snapshots:
        return response.snapshots[-1]
    _check_sending(response, actor, now, number)
    if response.version != version:
        raise StaleVersion(
            _("Ces réponses ont changé sur un autre appareil depuis que cette page est ouverte."),
            dict(response.values),
        )
    definition = definition_of(response, is_fresh=True)
    values = _complete_values(response, definition)
    is_first = response.number is None
    if is_first:
        response.number = number or _next_number(now)
    response.answers, response.values = values, values
    response.state, response.submitted_at, response.sent_key = ResponseState.SUBMITTED, now, key
    response.email = email or response.email
    response.decided_at = response.decided_by_id = response.reason = None
    is_owned = serving.owner_of(response) is not None
    response.search_text = None if is_owned else search_text_of(response, definition)
    response.version += 1
    snapshot = _take_snapshot(response, values, about, now)
    db.session.flush()
    record(actor, "response.submitted" if is_first else "response.corrected", response, now=now,
           changes={"sha256": (None, snapshot.sha256)})  # fmt: skip
    if not is_owned:
        tell_sent(response, now)
    if gives_receipt and not is_owned:
        _give_receipt(response, snapshot, actor, now)
    return snapshot


def _check_sending(response: Response, actor: Actor, now: datetime, number: str | None) -> None:
    """Raise when these answers are not to be sent. Those of another domain are sent by it alone, and it has judged."""
    if serving.owner_of(response) is None:
        check_correctable(response, actor=actor, now=now)
        check_may_be_sent(response, now)
    elif number is None:
        serving.check_unserved(response.questionnaire_version.questionnaire)


def _next_number(now: datetime) -> str:
    year = clock.today(now).year
    return f"R-{year}-{next_number(db.session(), 'R', year):04d}"


def _give_receipt(response: Response, snapshot: ResponseSnapshot, actor: Actor, now: datetime) -> None:
    """As a paper, and by mail to whoever left an address."""
    request_document(
        kind="response_receipt", subject=response, language=response.language, actor=actor, now=now, is_told=False
    )  # fmt: skip
    if response.email:
        enqueue(mails.receipt(response, snapshot, response_url(response), receipt_url(response)), now=now)


def _complete_values(response: Response, definition: Definition) -> dict[str, Any]:
    """Every answer that is asked for; raises Incomplete when one is missing or could not be read."""
    values = settle(definition, clear_hidden(definition, response.values))
    missing = list_missing(definition, values)
    unread = still_unread(definition, values, response.unread)
    missing |= {name: _("Cette réponse n'a pas pu être lue : corrigez-la.") for name in unread}
    if missing:
        raise Incomplete(missing)
    return values


def _take_snapshot(
    response: Response, values: dict[str, Any], about: Mapping[str, Any] | None, now: datetime
) -> ResponseSnapshot:
    version = response.questionnaire_version
    content = canonical({
        "number": response.number, "questionnaire": version.questionnaire_id, "version": version.number,
        "submitted_at": now.isoformat(), "language": response.language, "channel": response.channel.value,
        "filled_by": response.filled_by, "answers": values,
    } | ({"about": dict(about)} if about is not None else {}))  # fmt: skip
    snapshot = ResponseSnapshot(
        response=response, questionnaire_version_id=version.id, content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(), submitted_at=now,
    )  # fmt: skip
    db.session.add(snapshot)
    return snapshot


def definition_of(response: Response, *, is_fresh: bool = False) -> Definition:
    """What this person is asked: the questions that other institutions ask for themselves are not among it.
    `is_fresh`: the domain that owns the answers is asked again what it makes of them."""
    definition = definition_in(response.questionnaire_version).asked_through(response.through_id)
    owner = serving.owner_of(response)
    if owner is None:
        return definition
    return serving.adapted(response, definition, owner, is_fresh=is_fresh)
