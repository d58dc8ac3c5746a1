"""What is forgotten of answers: drafts left behind, who gave refused ones, and the words of somebody who is erased.

A snapshot's fingerprint stays: it names what was received. Its content is replaced by what may be kept, and says so.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from noress.core.locking import lock
from noress.core.names import ERASED
from noress.domain.accounts.actor import Actor
from noress.domain.audit.queries import list_history
from noress.domain.audit.rules import record
from noress.domain.files import queries as files
from noress.domain.files.rules import drop_files, withdraw_documents, withdraw_kinds
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires import mails
from noress.domain.questionnaires.definition import Definition, Question, read_definition
from noress.domain.questionnaires.models import Channel, Response, ResponseState
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.received.words import search_text_of
from noress.domain.questionnaires.response_links import response_url
from noress.domain.questionnaires.rules.authoring import canonical
from noress.domain.questionnaires.rules.files import SUBJECT
from noress.domain.questionnaires.rules.reviewing import discard_held, last_seen
from noress.extensions import db

#: of a line of history: the secretariat's words, the name of a file
_NAMING = frozenset({"reason", "document"})


def purge_drafts(*, before: datetime, now: datetime) -> int:
    """Delete what was begun, never sent, and not touched since that instant. How many went."""
    found = db.session.scalars(queries.list_drafts_before(before)).all()
    drafts = [draft for draft in found if _is_left(draft, before)]
    file_ids = [held.file_id for draft in drafts for held in draft.files]
    file_ids += [draft.scan_id for draft in drafts if draft.scan_id]
    db.session.execute(files.delete_uploads_of(SUBJECT, [draft.id for draft in drafts]))
    for draft in drafts:
        db.session.delete(draft)
    drop_files(file_ids)
    return len(drafts)


def _is_left(draft: Response, before: datetime) -> bool:
    """Still: somebody may have come back to it a moment ago."""
    _hold(draft)
    return draft.number is None and draft.saved_at < before


def empty_refused(*, before: datetime, now: datetime) -> int:
    """Take out of refused answers what says who gave them. How many were emptied."""
    done = 0
    for response in db.session.scalars(queries.list_refused_before(before)).all():
        _hold(response)
        if response.state is ResponseState.REFUSED:  # not given back a moment ago
            empty_response(response=response, actor=Actor.system(), now=now)
            done += 1
    return done


def discard_unjudged(*, before: datetime, now: datetime) -> int:
    """What was held back, and judged by nobody since it was sent, is taken for junk and emptied. How many."""
    done = 0
    for response in db.session.scalars(queries.list_held_before(before)).all():
        _hold(response)
        if _is_unjudged(response, before):
            seen, system = last_seen(response), Actor.system()
            discard_held(response=response, seen=seen, actor=system, now=now)
            empty_response(response=response, actor=system, now=now)
            done += 1
    return done


def _is_unjudged(response: Response, before: datetime) -> bool:
    """Still: somebody may have let it in, or corrected it, a moment ago."""
    is_held = response.held_because is not None and response.state is not ResponseState.REFUSED
    return is_held and response.submitted_at is not None and response.submitted_at < before


def forget_responses(*, person_id: int, email: str | None, now: datetime) -> None:
    """The person is erased. What they answered for themselves loses what identifies; an institution's answers are
    its own and stay, without the name of who filled them in."""
    for response in db.session.scalars(queries.list_of_person(person_id, email)).all():
        _hold(response)
        if is_own(response, person_id, email):
            empty_response(response=response, actor=Actor.system(), now=now)
        else:
            _forget_helper(response, email, now)
            _rewrite_snapshots(response, lambda content: content | {"filled_by": None}, now)
            _search_anew(response)


def _forget_helper(response: Response, email: str | None, now: datetime) -> None:
    """Whoever filled it in knew the personal link: it ends, and the structure gets another one. Where no address
    is known but the link itself, the link is the structure's only way, and stays."""
    response.filled_by = None
    is_mailed_to_them = bool(email) and response.email == email
    if is_mailed_to_them:
        response.email = None
    if response.email is None and response.channel is not Channel.SELF and not is_mailed_to_them:
        return
    response.link_generation += 1
    if response.email and response.state is not ResponseState.REFUSED:
        enqueue(mails.new_link(response, response_url(response)), now=now)


def is_own(response: Response, person_id: int, email: str | None) -> bool:
    """Answered by that person for themselves: not for an institution, nor with the pencil held for somebody else."""
    if response.institution_id is not None:
        return False
    wrote = response.person_id == person_id and response.channel is Channel.SELF
    return wrote or bool(email and response.email == email)


def empty_response(*, response: Response, actor: Actor, now: datetime) -> None:
    """What identifies goes: answers, files, addresses, the scan, the receipt; the rest stays and counts as it did."""
    definition = read_definition(response.questionnaire_version.content)
    named = {question.key for question in definition.questions() if question.identifies}
    gone = [held for held in response.files if held.question in named]
    file_ids = [held.file_id for held in gone] + ([response.scan_id] if response.scan_id else [])
    response.files = [held for held in response.files if held.question not in named]
    response.answers = None if response.answers is None else without_names(definition, response.answers)
    response.values, response.unread = without_names(definition, response.values), {}
    response.filled_by = response.email = response.scan_id = response.reason = None
    response.link_generation += 1
    response.version += 1

    def emptied(content: dict[str, Any]) -> dict[str, Any]:
        kept = without_names(definition, content.get("answers") or {})
        return content | {"answers": kept, "filled_by": None}

    _rewrite_snapshots(response, emptied, now)
    _search_anew(response)
    if response.state is ResponseState.REFUSED:
        response.search_text = None  # found by nothing any more: the purge passes it by
    _redact_history(response)
    record(actor, "response.emptied", response, now=now)
    withdraw_documents(kinds=["response_receipt"], subject=response)
    withdraw_kinds(kinds=["answers_sheet"])  # books of answers that may hold these
    db.session.execute(files.delete_uploads_of(SUBJECT, [response.id]))
    drop_files(file_ids)


def _redact_history(response: Response) -> None:
    """Reasons, and names of files, may say who it is about."""
    for event in db.session.scalars(list_history("response", response.id)).all():
        if not _NAMING.isdisjoint(event.changes):
            event.changes = {
                name: [value and ERASED for value in pair] if name in _NAMING else pair
                for name, pair in event.changes.items()
            }


def scrub_response(*, response: Response, scrub: Callable[[Any], Any], now: datetime) -> None:
    """Somebody's name goes out of what others answered."""
    response.answers, response.values = scrub(response.answers), scrub(response.values)
    response.unread = scrub(response.unread)
    _rewrite_snapshots(response, scrub, now)
    _search_anew(response)


def without_names(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those that identify, inside groups too."""
    asked = {question.key: question for question in definition.questions()}
    kept: dict[str, Any] = {}
    for key, answer in answers.items():
        question = asked.get(key)
        if question is None or not question.identifies:
            kept[key] = _inside(question, answer) if question and question.questions else answer
    return kept


def _inside(group: Question, answer: Any) -> Any:
    named = {question.key for question in group.questions if question.identifies}

    def kept(held: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in held.items() if key not in named}

    if group.type == "table":
        return {row: kept(held) for row, held in answer.items()}
    return [kept(held) for held in answer]


def _rewrite_snapshots(
    response: Response, change: Callable[[dict[str, Any]], dict[str, Any]], now: datetime
) -> None:
    for snapshot in response.snapshots:
        before = json.loads(snapshot.content)
        after = change(before)
        if after != before:
            snapshot.content = canonical(after | {"emptied": now.isoformat()})


def _search_anew(response: Response) -> None:
    if response.search_text is not None:
        definition = read_definition(response.questionnaire_version.content)
        response.search_text = search_text_of(response, definition)


def _hold(response: Response) -> None:
    """With what was sent of it and its files, as they are now."""
    lock(response)
    db.session.expire(response, ["snapshots", "files"])
