"""The secretariat answers proposals: onto an agenda, kept for another time, or declined; who asked is told."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.backlog import mails
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.backlog.recipients import list_recipients
from noress.domain.backlog.rules.proposing import ProposedValues
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting, MeetingState
from noress.domain.outbox import rules as outbox
from noress.extensions import db

STALE = _("Ce point vient d'être modifié par qui le propose. Comparez les deux textes.")
MOST_ANSWER = 2000


def accept_item(
    *, item: ProposedItem, meeting: Meeting, values: meetings.ItemValues, version: int, answer: str | None = None,
    actor: Actor, now: datetime,
) -> AgendaItem:  # fmt: skip
    """Onto the end of this agenda, as the secretariat words it, with its documents. It keeps its link."""
    _open(item, version)
    _check_meeting(item, meeting, now)
    answer = _clean(answer)
    origin = ItemOrigin.CARRIED if item.carried_from_id is not None else ItemOrigin.PROPOSED
    made = meetings.add_agenda_item(
        meeting=meeting, values=values, source=meetings.Source(origin, carried_from_id=item.carried_from_id),
        actor=actor, now=now,
    )  # fmt: skip
    for document in item.documents:
        meetings.join_file(
            meeting=meeting, item=made, file=document.file, title=document.title, is_public=document.is_public,
            actor=actor, now=now,
        )  # fmt: skip
    item.agenda_item_id, item.meeting_id = made.id, meeting.id
    decide(item, ProposedState.ACCEPTED, answer, actor=actor, now=now, into=meeting)
    return made


def park_item(*, item: ProposedItem, reason: str, version: int, actor: Actor, now: datetime) -> None:
    """Kept for another meeting of the body."""
    _open(item, version)
    if item.state is ProposedState.PARKED:
        raise RuleError("parked", _("Ce point est déjà gardé pour une autre fois."), status=409)
    reason = _need_reason(reason)
    item.meeting_id = None
    decide(item, ProposedState.PARKED, reason, actor=actor, now=now)


def decline_item(*, item: ProposedItem, reason: str, version: int, actor: Actor, now: datetime) -> None:
    """It will not come onto an agenda."""
    _open(item, version)
    decide(item, ProposedState.DECLINED, _need_reason(reason), actor=actor, now=now)


def decide(
    item: ProposedItem, state: ProposedState, answer: str | None, *, actor: Actor, now: datetime,
    into: Meeting | None = None, is_back: bool = False,
) -> None:  # fmt: skip
    """Note the answer and tell whoever asked, in the same transaction."""
    changes: dict[str, tuple[Any, Any]] = {"title": (None, item.title), "state": (item.state, state)}
    if answer:
        changes["answer"] = (None, answer)
    if into is not None:
        changes["meeting_id"] = (None, into.id)
    item.state, item.answer = state, answer
    item.decided_at, item.decided_by_id = now, actor.person_id
    item.version += 1
    db.session.flush()  # the mail's key holds the version, history the state
    for person, label in list_recipients(item):
        outbox.enqueue(mails.proposed_item_answered(item, person, label, into=into, is_back=is_back), now=now)
    record(actor, f"proposed_item.{state.value}", item, now=now, changes=changes)


def _open(item: ProposedItem, version: int) -> None:
    lock(item)
    if not item.state.is_waiting:
        message = _("Ce point a déjà sa réponse : il est %(state)s.", state=item.state.label)
        raise RuleError("decided", message, status=409)
    if item.version != version:
        raise StaleVersion(STALE, ProposedValues.of(item))


def _check_meeting(item: ProposedItem, meeting: Meeting, now: datetime) -> None:
    if item.body_id not in {body.id for body in meeting.bodies}:
        message = _("Choisissez une session de l'instance à qui ce point est proposé.")
        raise RuleError("other_body", message, field="meeting_id")
    meetings.check_open(meeting)
    if meeting.state is not MeetingState.POSTPONED and meeting.starts_at <= now:
        message = _("Cette session a commencé. Choisissez-en une autre.")
        raise RuleError("started", message, field="meeting_id", status=409)


def _need_reason(reason: str) -> str:
    answer = _clean(reason)
    if answer is None:
        raise RuleError(
            "no_reason", _("Écrivez la raison : elle part à qui a proposé le point."), field="answer"
        )
    return answer


def _clean(answer: str | None) -> str | None:
    answer = (answer or "").strip()
    if len(answer) > MOST_ANSWER:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_ANSWER)
        raise RuleError("too_long", message, field="answer")
    return answer or None
