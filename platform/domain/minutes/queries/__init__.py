"""Reading records: their blocks, revisions, corrections, consultations, and who is concerned by them."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, case, cast, func, literal, select, text, union_all
from sqlalchemy.orm import joinedload, raiseload

from noress.core.i18n import Translated
from noress.domain.accounts.models import Person
from noress.domain.actions.models import Action
from noress.domain.attendance.models import Attendance
from noress.domain.decisions.models import Decision
from noress.domain.institutions.models import Body, Institution, Membership
from noress.domain.meetings.models import (
    AgendaItem,
    AgendaKind,
    Finding,
    ItemOrigin,
    Meeting,
    MeetingState,
    Proposal,
    meeting_body,
)
from noress.domain.minutes.models import (
    BlockRevision,
    Consultation,
    ConsultationVoice,
    Correction,
    CorrectionState,
    Minutes,
    MinutesBlock,
    MinutesReading,
    MinutesState,
    Rectification,
)
from noress.domain.minutes.queries.concerned import (
    CAME,
    list_present,
    list_seats_of,
    list_seats_that_came,
    was_there,
)
from noress.domain.minutes.queries.waiting import list_to_review, list_to_voice, list_to_write, list_under_way

__all__ = [
    "CAME", "list_present", "list_seats_of", "list_seats_that_came", "list_to_review", "list_to_voice",
    "list_to_write", "list_under_way", "was_there",
]  # fmt: skip

_NOTHING_MORE = raiseload("*", sql_only=True)
_OVER = (MeetingState.HELD, MeetingState.CLOSED)


@cache
def get_minutes_of() -> Select[Minutes]:
    """The record of `meeting_id`."""
    return select(Minutes).where(Minutes.meeting_id == bindparam("meeting_id"))


@cache
def get_block() -> Select[MinutesBlock]:
    """A block with its record and meeting, by `block_id`."""
    return (
        select(MinutesBlock)
        .where(MinutesBlock.id == bindparam("block_id"))
        .options(joinedload(MinutesBlock.minutes).joinedload(Minutes.meeting))
    )


@cache
def list_block_lines() -> Any:
    """What the page of `minutes_id` shows of each block, as plain rows: with the numbers that it registered
    and who wrote last; removed ones too, in the order of the agenda. Text and details come as JSON."""
    return (
        select(
            MinutesBlock.id, MinutesBlock.kind, cast(MinutesBlock.text, Text).label("text"),
            cast(MinutesBlock.details, Text).label("details"), MinutesBlock.version,
            MinutesBlock.is_confidential, MinutesBlock.agenda_item_id, MinutesBlock.updated_at,
            MinutesBlock.removed_at, Person.name.label("person_name"), Person.name_ar.label("person_name_ar"), Decision.number.label("decision_number"),
            Action.number.label("action_number"),
        )
        .outerjoin(Person, MinutesBlock.updated_by_id == Person.id)
        .outerjoin(Decision, Decision.block_id == MinutesBlock.id)
        .outerjoin(Action, Action.block_id == MinutesBlock.id)
        .where(MinutesBlock.minutes_id == bindparam("minutes_id"))
        .order_by(MinutesBlock.position, MinutesBlock.id)
    )  # fmt: skip


@cache
def list_item_lines() -> Select[int, Translated, AgendaKind, bool]:
    """The agenda of `meeting_id` as plain rows."""
    return (
        select(AgendaItem.id, AgendaItem.title, AgendaItem.kind, AgendaItem.is_internal)
        .where(AgendaItem.meeting_id == bindparam("meeting_id"))
        .order_by(AgendaItem.position, AgendaItem.id)
    )


@cache
def list_findings_and_proposals() -> Any:
    """Rows (what, id, axis, text) of the meeting `meeting_id`: its findings, then its ways forward."""
    key: Any = bindparam("meeting_id")
    findings = select(
        literal("finding").label("what"),
        Finding.id.label("id"),
        Finding.axis.label("axis"),
        Finding.text.label("text"),
        Finding.position.label("position"),
    ).where(Finding.meeting_id == key)
    proposals = select(
        literal("proposal"), Proposal.id, Proposal.axis, Proposal.text, Proposal.position
    ).where(Proposal.first_meeting_id == key, Proposal.last_meeting_id == key)
    both = findings.union_all(proposals).subquery()
    return select(both).order_by(both.c.what, both.c.position, both.c.id)


@cache
def list_owner_names() -> Any:
    """Rows (what, id, name, acronym) of everybody who may be made responsible for an action."""
    institutions = select(
        literal("institution").label("what"), Institution.id.label("id"), Institution.name.label("name"),
        Institution.acronym.label("acronym"), Institution.name_sort.label("sort"),
    ).where(Institution.membership.in_((Membership.MEMBER, Membership.SERVICE, Membership.UNKNOWN)))  # fmt: skip
    bodies = select(literal("body"), Body.id, Body.name, literal(None), literal("")).where(
        Body.dissolved_on.is_(None)
    )
    both = institutions.union_all(bodies).subquery()
    return select(both).order_by(both.c.what, both.c.sort, both.c.id)


@cache
def count_waiting() -> Select[int]:
    """How many corrections of `minutes_id` wait for an answer."""
    return (
        select(func.count(Correction.id))
        .join(MinutesBlock, Correction.block_id == MinutesBlock.id)
        .where(
            MinutesBlock.minutes_id == bindparam("minutes_id"), Correction.state == CorrectionState.PROPOSED
        )
    )


def list_blocks(minutes_id: int) -> Select[MinutesBlock]:
    """The blocks that make up the record, in its order: before all items first."""
    return (
        select(MinutesBlock)
        .outerjoin(AgendaItem, MinutesBlock.agenda_item_id == AgendaItem.id)
        .where(MinutesBlock.minutes_id == minutes_id, MinutesBlock.removed_at.is_(None))
        .options(joinedload(MinutesBlock.agenda_item).options(_NOTHING_MORE))
        .order_by(
            case((AgendaItem.id.is_(None), 0), else_=1), AgendaItem.position, AgendaItem.id,
            MinutesBlock.position, MinutesBlock.id,
        )
    )  # fmt: skip


def list_siblings(minutes_id: int, agenda_item_id: int | None) -> Select[MinutesBlock]:
    """The living blocks of one item, in order."""
    of_item = (
        MinutesBlock.agenda_item_id.is_(None)
        if agenda_item_id is None
        else MinutesBlock.agenda_item_id == agenda_item_id
    )
    return (
        select(MinutesBlock)
        .where(MinutesBlock.minutes_id == minutes_id, MinutesBlock.removed_at.is_(None), of_item)
        .order_by(MinutesBlock.position, MinutesBlock.id)
    )


def count_blocks(minutes_id: int) -> Select[int, int | None]:
    """(how many, the last position)."""
    return select(func.count(MinutesBlock.id), func.max(MinutesBlock.position)).where(
        MinutesBlock.minutes_id == minutes_id
    )


def get_block_of_key(client_key: str) -> Select[MinutesBlock]:
    return select(MinutesBlock).where(MinutesBlock.client_key == client_key)


def list_fingerprint(minutes_id: int) -> Select[int, int, int, datetime | None]:
    """What changes whenever the blocks do."""
    return (
        select(MinutesBlock.id, MinutesBlock.version, MinutesBlock.position, MinutesBlock.removed_at)
        .where(MinutesBlock.minutes_id == minutes_id)
        .order_by(MinutesBlock.id)
    )


def list_paper_parts(minutes_id: int, meeting_id: int) -> Any:
    """Rows (what, id, version) of what the papers show beside the blocks."""
    decisions = select(literal("decision"), Decision.id, Decision.version).where(
        Decision.meeting_id == meeting_id
    )
    actions = select(literal("action"), Action.id, literal(0)).where(
        Action.meeting_id == meeting_id, Action.block_id.is_not(None)
    )
    lines = select(literal("line"), Attendance.id, Attendance.version).where(
        Attendance.meeting_id == meeting_id
    )
    findings = select(literal("finding"), Finding.id, Finding.version).where(Finding.meeting_id == meeting_id)
    proposals = select(literal("proposal"), Proposal.id, Proposal.version).where(
        Proposal.first_meeting_id == meeting_id
    )
    rectified = select(literal("rectification"), Rectification.id, Rectification.number).where(
        Rectification.minutes_id == minutes_id
    )
    return union_all(decisions, actions, lines, findings, proposals, rectified).order_by(text("1"), text("2"))


@cache
def share_minutes() -> Select[MinutesState, datetime | None]:
    """What says whether `minutes_id` may be written, held against whoever approves it."""
    found = select(Minutes.state, Minutes.corrections_until).where(Minutes.id == bindparam("minutes_id"))
    return found.with_for_update(read=True)


# --- revisions ------------------------------------------------------------


def get_revision(block_id: int, version: int) -> Select[BlockRevision]:
    return select(BlockRevision).where(BlockRevision.block_id == block_id, BlockRevision.version == version)


def get_last_revision_of(block_id: int, writer: str) -> Select[BlockRevision]:
    """The last text that one open page saved in a block."""
    return (
        select(BlockRevision)
        .where(BlockRevision.block_id == block_id, BlockRevision.writer == writer)
        .order_by(BlockRevision.version.desc())
        .limit(1)
    )


def list_revisions(block_id: int) -> Select[BlockRevision]:
    """Every text of a block, the last first, with who saved it."""
    return (
        select(BlockRevision)
        .where(BlockRevision.block_id == block_id)
        .options(joinedload(BlockRevision.saved_by).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(BlockRevision.version.desc())
    )


# --- corrections and readings ------------------------------------------------------------


def list_corrections(minutes_id: int, institution_id: int | None = None) -> Select[Correction]:
    """The corrections of a record, or of one institution: those that wait first, then the last ones."""
    query = (
        select(Correction)
        .join(MinutesBlock, Correction.block_id == MinutesBlock.id)
        .where(MinutesBlock.minutes_id == minutes_id)
        .options(
            joinedload(Correction.institution).options(_NOTHING_MORE),
            joinedload(Correction.person).options(_NOTHING_MORE),
            joinedload(Correction.decided_by).options(_NOTHING_MORE),
            joinedload(Correction.block).joinedload(MinutesBlock.agenda_item).options(_NOTHING_MORE),
            _NOTHING_MORE,
        )
        .order_by(case((Correction.state == CorrectionState.PROPOSED, 0), else_=1), Correction.id.desc())
    )
    return query.where(Correction.institution_id == institution_id) if institution_id is not None else query


def list_corrections_of_block(block_id: int, institution_id: int | None) -> Select[Correction]:
    """What one institution has proposed in one block and not withdrawn."""
    return (
        select(Correction)
        .where(
            Correction.block_id == block_id, Correction.institution_id == institution_id,
            Correction.state != CorrectionState.WITHDRAWN,
        )
        .order_by(Correction.id)
    )  # fmt: skip


def get_reading(minutes_id: int, institution_id: int) -> Select[MinutesReading]:
    return select(MinutesReading).where(
        MinutesReading.minutes_id == minutes_id, MinutesReading.institution_id == institution_id
    )


def count_readings(minutes_id: int) -> Select[int]:
    return select(func.count(MinutesReading.id)).where(MinutesReading.minutes_id == minutes_id)


# --- consultation, approval, rectifications ------------------------------------------------------------


def get_last_consultation(minutes_id: int) -> Select[Consultation]:
    return (
        select(Consultation)
        .where(Consultation.minutes_id == minutes_id)
        .order_by(Consultation.id.desc())
        .limit(1)
    )


def list_voices(consultation_id: int) -> Select[ConsultationVoice]:
    return (
        select(ConsultationVoice)
        .where(ConsultationVoice.consultation_id == consultation_id)
        .order_by(ConsultationVoice.id)
    )


def get_voice(consultation_id: int, institution_id: int) -> Select[ConsultationVoice]:
    return select(ConsultationVoice).where(
        ConsultationVoice.consultation_id == consultation_id,
        ConsultationVoice.institution_id == institution_id,
    )


def list_later_meetings(meeting: Meeting) -> Select[Meeting, int | None]:
    """Rows (meeting, the item that approves this record, if any): later meetings of the same bodies that are
    not drafts, the nearest first."""
    same_body = select(meeting_body.c.meeting_id).where(
        meeting_body.c.body_id.in_([body.id for body in meeting.bodies])
    )
    approves = and_(
        AgendaItem.meeting_id == Meeting.id, AgendaItem.approves_meeting_id == meeting.id,
        AgendaItem.origin == ItemOrigin.APPROVAL,
    )  # fmt: skip
    return (
        select(Meeting, AgendaItem.id)
        .outerjoin(AgendaItem, approves)
        .where(
            Meeting.id.in_(same_body), Meeting.id != meeting.id, Meeting.starts_at > meeting.starts_at,
            Meeting.state.in_((MeetingState.CONVENED, *_OVER)),
        )
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(50)
    )  # fmt: skip


def list_rectifications(minutes_id: int) -> Select[Rectification]:
    return (
        select(Rectification)
        .where(Rectification.minutes_id == minutes_id)
        .order_by(Rectification.number.desc())
    )


def get_last_number(minutes_id: int) -> Select[int | None]:
    return select(func.max(Rectification.number)).where(Rectification.minutes_id == minutes_id)


def list_decisions_of(meeting_id: int) -> Select[Decision]:
    """The decisions that a meeting registered, in their order."""
    return (
        select(Decision)
        .where(Decision.meeting_id == meeting_id)
        .order_by(Decision.rank)
        .options(_NOTHING_MORE)
    )


def list_actions_of(meeting_id: int) -> Select[Action]:
    """The actions that a meeting registered, with their owners."""
    return (
        select(Action)
        .where(Action.meeting_id == meeting_id)
        .options(
            joinedload(Action.owner_institution).options(_NOTHING_MORE),
            joinedload(Action.owner_body).options(_NOTHING_MORE),
            joinedload(Action.decision).options(_NOTHING_MORE),
            _NOTHING_MORE,
        )
        .order_by(Action.id)
    )


def list_meeting_findings(meeting_id: int) -> Select[Finding]:
    return select(Finding).where(Finding.meeting_id == meeting_id).order_by(Finding.position, Finding.id)


def list_meeting_proposals(meeting_id: int) -> Select[Proposal]:
    """Ways forward written with this record; those restated from documents belong to several sessions."""
    return (
        select(Proposal)
        .where(Proposal.first_meeting_id == meeting_id, Proposal.last_meeting_id == meeting_id)
        .order_by(Proposal.position, Proposal.id)
    )


def get_last_proposal_position() -> Select[int | None]:
    return select(func.max(Proposal.position))


def is_proposal_used(proposal_id: int) -> Select[bool]:
    """Whether an action comes from this way forward."""
    return select(select(Action.id).where(Action.proposal_id == proposal_id).exists())
