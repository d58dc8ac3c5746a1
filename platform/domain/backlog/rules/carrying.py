"""Items of a meeting that is over are carried over; items of an agenda still being made move or are copied."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.backlog import queries
from noress.domain.backlog.models import ProposedDocument, ProposedItem, ProposedState
from noress.domain.backlog.rules.answering import decide
from noress.domain.institutions.models import Body
from noress.domain.meetings import packs
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting, MeetingDocument, MeetingState
from noress.extensions import db

_OVER = frozenset({MeetingState.HELD, MeetingState.CLOSED, MeetingState.CANCELLED})
#: of a chain of meetings, as many as anybody reads
LONGEST_CHAIN = 20


def check_can_carry(meeting: Meeting, *, now: datetime) -> None:
    """Raise when this meeting is still to come: its agenda changes, nothing is carried from it."""
    is_begun = meeting.state is MeetingState.CONVENED and meeting.starts_at <= now
    if meeting.state not in _OVER and not is_begun:
        message = _("Cette session n'a pas eu lieu : déplacez ses points depuis son ordre du jour.")
        raise RuleError("not_over", message, status=409)


def carry_items(
    *, meeting: Meeting, item_ids: Collection[int], target: Meeting | Body, with_documents: bool, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """Carry these items of a meeting that is over onto a next agenda, or into the body's backlog. The record of
    the meeting keeps them; each goes once."""
    lock(meeting)
    check_can_carry(meeting, now=now)
    chosen = [item for item in meeting.agenda if item.id in item_ids]
    if not chosen:
        raise RuleError("nothing_chosen", _("Cochez au moins un point."), field="items")
    _check_target(meeting, target, now)
    for item in chosen:
        if db.session.scalar(queries.is_carried(item.id)):
            message = _("Le point « %(title)s » est déjà reporté.", title=item.title)
            raise RuleError("already_carried", message, status=409)
        _carry(item, target, with_documents, actor, now)
    return len(chosen)


def _carry(
    item: AgendaItem, target: Meeting | Body, with_documents: bool, actor: Actor, now: datetime
) -> None:
    proposal = db.session.scalars(queries.list_accepted_into([item.id])).first()
    changes: dict[str, tuple[Any, Any]] = {"agenda_item": (None, item.title)}
    if isinstance(target, Meeting):
        source = meetings.Source(ItemOrigin.CARRIED, carried_from_id=item.id)
        made = _copy(item, target, source, with_documents, actor, now)
        if proposal is not None:
            proposal.agenda_item_id, proposal.meeting_id = made.id, target.id
        changes["carried_to"] = (None, target.theme or target.starts_wall)
    elif proposal is not None:
        _wait_again(proposal, item, with_documents, actor, now)
        changes["carried_to"] = (None, target.name)
    else:
        park_copy(item, target, with_documents=with_documents, actor=actor, now=now)
        changes["carried_to"] = (None, target.name)
    record(actor, "meeting.agenda_item_carried", item.meeting, now=now, changes=changes)


def _wait_again(
    proposal: ProposedItem, item: AgendaItem, with_documents: bool, actor: Actor, now: datetime
) -> None:
    """A proposal that was on the agenda and was not treated: it waits for another time, as it was worded there."""
    proposal.carried_from_id, proposal.agenda_item_id, proposal.meeting_id = item.id, None, None
    proposal.title, proposal.note, proposal.kind = item.title, item.note, item.kind
    proposal.minutes, proposal.presenter, proposal.is_internal = (
        item.minutes,
        item.presenter,
        item.is_internal,
    )
    if with_documents:
        known = {document.file_id for document in proposal.documents}
        proposal.documents += [one for one in _documents(item) if one.file_id not in known]
    decide(proposal, ProposedState.PARKED, None, actor=actor, now=now, is_back=True)


def park_copy(
    item: AgendaItem, body: Body, *, with_documents: bool, actor: Actor, now: datetime
) -> ProposedItem:
    """An item that nobody proposed, kept in the backlog of a body."""
    waiting = ProposedItem(
        body_id=body.id, kind=item.kind, title=item.title, note=item.note, minutes=item.minutes,
        presenter=item.presenter, is_internal=item.is_internal, state=ProposedState.PARKED, carried_from_id=item.id,
        proposed_at=now, decided_at=now, decided_by_id=actor.person_id, version=1,
        documents=_documents(item) if with_documents else [],
    )  # fmt: skip
    db.session.add(waiting)
    db.session.flush()  # history needs its number
    changes = {"title": (None, item.title), "body_id": (None, body.id)}
    record(actor, "proposed_item.carried", waiting, now=now, changes=changes)
    return waiting


def check_can_send(item: AgendaItem, *, now: datetime) -> None:
    """Raise when this item's agenda is not made any more."""
    meeting = item.meeting
    meetings.check_open(meeting)
    if meeting.state is MeetingState.CONVENED and meeting.starts_at <= now:
        message = _("La session a commencé : ses points ne se déplacent plus, ils se reportent.")
        raise RuleError("started", message, status=409)


def send_item(
    *, item: AgendaItem, target: Meeting, is_move: bool, with_documents: bool = True, actor: Actor, now: datetime
) -> AgendaItem:  # fmt: skip
    """From an agenda that is still being made to another one. Moved, the item goes with its documents and what
    it comes from; copied, it stays here as well."""
    source = item.meeting
    for meeting in sorted((source, target), key=lambda one: one.id):
        lock(meeting)
    check_can_send(item, now=now)
    _check_target(source, target, now)
    changes: dict[str, tuple[Any, Any]] = {"agenda_item": (None, item.title)}
    if not is_move:
        made = _copy(item, target, meetings.BY_HAND, with_documents, actor, now)
        meetings.touch(source, "meeting.agenda_item_copied", actor, now, changes)
        return made
    for document in item.documents:
        document.meeting_id = target.id
    item.position = max((other.position for other in target.agenda), default=0) + 1
    item.meeting = target
    for proposal in db.session.scalars(queries.list_accepted_into([item.id])):
        proposal.meeting_id = target.id
    db.session.flush()  # both agendas are read again from here
    meetings.touch(source, "meeting.agenda_item_moved_out", actor, now, changes)
    meetings.touch(target, "meeting.agenda_item_moved_in", actor, now, changes)
    meetings.renew_papers(source, (*packs.PACKS, *packs.PUBLIC_PACKS), actor, now)
    return item


def list_chain(item: AgendaItem) -> list[Meeting]:
    """The meetings that an item was on before, the latest first."""
    found: list[Meeting] = []
    key = item.carried_from_id
    while key is not None and len(found) < LONGEST_CHAIN:
        earlier = db.session.scalars(queries.get_with_origin(key)).one_or_none()
        if earlier is None:
            break
        found.append(earlier.meeting)
        key = earlier.carried_from_id
    return found


def _check_target(source: Meeting, target: Meeting | Body, now: datetime) -> None:
    bodies = {body.id for body in source.bodies}
    if isinstance(target, Body):
        is_known = target.id in bodies
    else:
        open_meetings = db.session.scalars(queries.list_open_meetings(bodies, now, except_id=source.id))
        is_known = target.id in {meeting.id for meeting in open_meetings}
    if not is_known:
        message = _("Choisissez une session à venir, ou l'attente, d'une instance de cette session.")
        raise RuleError("unknown_target", message, field="target")


def _copy(
    item: AgendaItem, target: Meeting, source: meetings.Source, with_documents: bool, actor: Actor, now: datetime
) -> AgendaItem:  # fmt: skip
    made = meetings.add_agenda_item(
        meeting=target, values=meetings.ItemValues.of(item), source=source, actor=actor, now=now
    )
    for document in _living(item) if with_documents else []:
        meetings.join_file(
            meeting=target, item=made, file=document.file, title=document.title, is_public=document.is_public,
            actor=actor, now=now,
        )  # fmt: skip
    return made


def _living(item: AgendaItem) -> list[MeetingDocument]:
    return [document for document in item.documents if document.removed_at is None]


def _documents(item: AgendaItem) -> list[ProposedDocument]:
    return [
        ProposedDocument(file_id=one.file_id, title=one.title, is_public=one.is_public)
        for one in _living(item)
    ]
