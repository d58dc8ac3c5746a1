"""Who may read, write, correct and approve the record of a meeting."""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import queries as attendance
from noress.domain.awards.conflicts import hidden_items
from noress.domain.institutions.models import BodyKind, Institution, MandateRole, Membership
from noress.domain.juries import conflicts as juries
from noress.domain.meetings.models import Finding, Meeting, Proposal
from noress.domain.minutes import queries
from noress.domain.minutes.models import Correction, Minutes, MinutesBlock, MinutesState
from noress.extensions import db

#: who keeps the pen, beside the secretariat
WRITING = frozenset(
    {MandateRole.CHAIR, MandateRole.COORDINATOR, MandateRole.RAPPORTEUR, MandateRole.SECRETARY}
)


def _meeting_of(subject: Any) -> Meeting | None:
    """The meeting that a record, or a part of one, belongs to."""
    if isinstance(subject, Meeting):
        return subject
    if isinstance(subject, MinutesBlock):
        return subject.minutes.meeting
    if isinstance(subject, Correction):
        return subject.block.minutes.meeting
    if isinstance(subject, Proposal):
        return subject.first_meeting
    assert isinstance(subject, Minutes | Finding), f"no record around {subject!r}"
    return subject.meeting


def can_write_minutes(actor: Actor, subject: Any) -> bool:
    """The secretariat, and whoever chairs, coordinates, reports or keeps the pen of one of the bodies. Of a jury's, before its
    results are told: its chair and secretary alone."""
    meeting = _meeting_of(subject)
    of_jury = juries.keeps_record(actor, meeting) if meeting is not None else None
    if of_jury is not None:
        return of_jury
    if actor.is_secretariat:
        return True
    mine = {role.body_id for role in actor.body_roles if role.role in WRITING}
    return bool(mine) and meeting is not None and any(body.id in mine for body in meeting.bodies)


def is_of_body(actor: Actor, meeting: Meeting) -> bool:
    """Sits in one of the meeting's bodies, or acts for an institution that does; members all sit in the
    plenary."""
    mine = {role.body_id for role in actor.body_roles}
    if any(body.id in mine for body in meeting.bodies):
        return True
    if actor.institution_id is None or not any(body.kind is BodyKind.PLENARY for body in meeting.bodies):
        return False
    institution = db.session.get(Institution, actor.institution_id)
    return institution is not None and institution.membership is Membership.MEMBER


def _was_there(actor: Actor, meeting: Meeting) -> bool:
    if actor.institution_id is None:
        return False
    return bool(db.session.scalar(queries.was_there(meeting.id, actor.institution_id)))


def can_read_minutes(actor: Actor | None, subject: Any) -> bool:
    """Writers always; once circulated, the bodies' institutions and those that were there."""
    if actor is None:
        return False
    if can_write_minutes(actor, subject):
        return True
    meeting = _meeting_of(subject)
    if meeting is None or meeting.minutes is None:
        return False
    of_jury = juries.reads_record(actor, meeting)
    if of_jury is not None:
        return of_jury
    if meeting.minutes.state is MinutesState.DRAFTING:
        return False
    return is_of_body(actor, meeting) or _was_there(actor, meeting)


def can_read_confidential(actor: Actor, subject: Any) -> bool:
    """What is confidential is read by the writers and by the bodies' members only."""
    meeting = _meeting_of(subject)
    if can_write_minutes(actor, subject):
        return True
    if meeting is None:
        return False
    of_jury = juries.reads_record(actor, meeting)
    return of_jury if of_jury is not None else is_of_body(actor, meeting)


def can_read_block(actor: Actor | None, block: MinutesBlock) -> bool:
    if actor is None or not can_read_minutes(actor, block):
        return False
    if block.removed_at is not None and not can_write_minutes(actor, block):
        return False
    item = block.agenda_item
    if item is not None and item.is_internal and item.id in hidden_items(actor, item.meeting_id):
        return False
    return not block.is_confidential or can_read_confidential(actor, block)


def can_correct_minutes(actor: Actor, subject: Any) -> bool:
    """Whoever may read a circulated record may propose corrections; rules judge the deadline."""
    return can_read_minutes(actor, subject)


def can_see_correction(actor: Actor, correction: Correction) -> bool:
    """Those who write the record, and the institution that proposed it."""
    if can_write_minutes(actor, correction):
        return True
    is_own = correction.institution_id is not None and correction.institution_id == actor.institution_id
    return is_own or (correction.institution_id is None and correction.person_id == actor.person_id)


def can_withdraw_correction(actor: Actor, correction: Correction) -> bool:
    """The institution that proposed it."""
    if correction.institution_id is None:
        return correction.person_id == actor.person_id
    return correction.institution_id == actor.institution_id


def can_give_voice(actor: Actor, meeting: Meeting) -> bool:
    """A seat of an institution that has a voice in the meeting's bodies; while a consultation runs, that had
    one when it opened."""
    if actor.institution_id is None or actor.seat_id is None or meeting.minutes is None:
        return False
    consultation = db.session.scalars(queries.get_last_consultation(meeting.minutes.id)).one_or_none()
    if consultation is None:
        return can_read_minutes(actor, meeting)
    return actor.institution_id in {voter.id for voter in list_voters(meeting, consultation.opened_at)}


def list_voters(meeting: Meeting, opened_at: datetime) -> list[Institution]:
    """The institutions that had a voice in the meeting's bodies on that day, each once."""
    on, found = clock.today(opened_at), dict[int, Institution]()
    for body in meeting.bodies:
        found |= {voter.id: voter for voter in db.session.scalars(attendance.list_voices(body, on))}
    return list(found.values())


def can_lead_minutes(actor: Actor, subject: Any = None) -> bool:
    """Circulate, answer corrections, consult, approve, publish, rectify: the secretariat; of a jury's record, once its results
    are told."""
    meeting = _meeting_of(subject) if subject is not None else None
    return actor.is_secretariat and (meeting is None or juries.reads_record(actor, meeting) is not False)
