"""What a record says, whole: the content that approval freezes, and what visitors may read of it."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from noress.core.i18n import LANGUAGES, Translated, in_language
from noress.domain.actions.models import Action
from noress.domain.attendance.models import Attendance
from noress.domain.attendance.summary import Summary, summarise
from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.institutions.models import Institution
from noress.domain.meetings.models import AgendaItem, Finding, Proposal
from noress.domain.minutes import queries
from noress.domain.minutes.models import Minutes, MinutesBlock, Rectification
from noress.extensions import db


class Record(NamedTuple):
    """Everything that a paper, a frozen content or a page may need of a record; blocks in their order."""

    minutes: Minutes
    agenda: tuple[AgendaItem, ...]
    blocks: tuple[MinutesBlock, ...]
    decisions: dict[int, Decision]
    actions: dict[int, Action]
    attendance: Summary
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]

    def of_item(self, item: AgendaItem | None) -> list[MinutesBlock]:
        key = item.id if item is not None else None
        return [block for block in self.blocks if block.agenda_item_id == key]


def load_record(minutes: Minutes) -> Record:
    """A fixed number of queries, whatever the record holds."""
    meeting = minutes.meeting
    return Record(
        minutes=minutes, agenda=tuple(meeting.agenda),
        blocks=tuple(block for block in db.session.scalars(queries.list_blocks(minutes.id)) if block.text),
        decisions={d.block_id: d for d in db.session.scalars(queries.list_decisions_of(meeting.id)) if d.block_id},
        actions={a.block_id: a for a in db.session.scalars(queries.list_actions_of(meeting.id)) if a.block_id},
        attendance=summarise(meeting),
        findings=tuple(db.session.scalars(queries.list_meeting_findings(meeting.id))),
        proposals=tuple(db.session.scalars(queries.list_meeting_proposals(meeting.id))),
    )  # fmt: skip


# --- what is frozen -------------------------------------------------------------------------------------


def frozen_content(record: Record, approval: dict[str, Any]) -> dict[str, Any]:
    """The record as plain JSON: what its SHA-256 names for ever."""
    minutes, meeting = record.minutes, record.minutes.meeting
    ranks = {item.id: rank for rank, item in enumerate(record.agenda, 1)}
    return {
        "kind": minutes.kind.value,
        "meeting": {
            "reference": meeting.reference, "type": meeting.type.value, "theme": plain(meeting.theme),
            "starts": plain(meeting.starts_wall), "ends": plain(meeting.ends_wall), "zone": meeting.zone,
            "place": plain(meeting.place), "bodies": [plain(body.name) for body in meeting.bodies],
        },
        "chaired_by": minutes.chaired_by, "written_by": minutes.written_by,
        "agenda": [
            {"rank": ranks[item.id], "kind": item.kind.value, "title": plain(item.title)} for item in record.agenda
        ],
        "attendance": attendance_content(record.attendance),
        "blocks": [_block_content(block, ranks) for block in record.blocks],
        "decisions": [_decision_content(decision) for decision in record.decisions.values()],
        "actions": [_action_content(action) for action in record.actions.values()],
        "findings": [{"axis": plain(f.axis), "text": plain(f.text)} for f in record.findings],
        "proposals": [{"axis": plain(p.axis), "text": plain(p.text)} for p in record.proposals],
        "approval": approval,
    }  # fmt: skip


def attendance_content(summary: Summary) -> dict[str, Any]:
    """Institutions by how they were there, people as counts: no person's name."""
    return {
        "institutions": [_line_content(line) for line in summary.lines if line.institution is not None],
        "guests": len([line for line in summary.lines if line.institution is None]),
        "people": summary.people, "women": summary.women, "men": summary.men, "youth": summary.youth,
        "quorums": [
            {"body": plain(q.body.name), "needed": q.needed, "counted": q.counted, "reached": q.is_reached}
            for q in summary.quorums
        ],
    }  # fmt: skip


def _line_content(line: Attendance) -> dict[str, Any]:
    proxy = line.proxy_institution
    return {
        "name": plain(line.institution.name) if line.institution else None, "status": line.status.value,
        "proxy": plain(proxy.name) if proxy is not None else None,
    }  # fmt: skip


def _block_content(block: MinutesBlock, ranks: dict[int, int]) -> dict[str, Any]:
    return {
        "item": ranks.get(block.agenda_item_id) if block.agenda_item_id else None, "kind": block.kind.value,
        "text": plain(block.text), "details": dict(block.details or {}), "confidential": block.is_confidential,
        "version": block.version,
    }  # fmt: skip


def _decision_content(decision: Decision) -> dict[str, Any]:
    return {
        "number": decision.number, "text": plain(decision.text), "mode": decision.mode.value,
        "votes_for": decision.votes_for, "votes_against": decision.votes_against,
        "abstentions": decision.abstentions, "reservations": plain(decision.reservations),
        "adopted_on": plain(decision.adopted_on), "state": decision.state.value,
    }  # fmt: skip


def _action_content(action: Action) -> dict[str, Any]:
    owner = action.owner_institution or action.owner_body
    return {
        "number": action.number, "what": plain(action.what), "where": plain(action.where),
        "how": plain(action.how), "deliverables": plain(action.deliverables), "due_on": plain(action.due_on),
        "due_precision": plain(action.due_precision),
        "owner": plain(owner.name) if owner is not None else action.owner_words,
        "decision": action.decision.number if action.decision is not None else None,
    }  # fmt: skip


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return dict(value) if isinstance(value, dict) else value


# --- what visitors read ---------------------------------------------------------------------------------


class PublicRecord(NamedTuple):
    """The extract (decisions, themes, institutions), and the whole text when the body opens it; no person's
    name, nothing confidential, nothing of the items that visitors do not see."""

    minutes: Minutes
    rectifications: tuple[Rectification, ...]
    themes: tuple[AgendaItem, ...]
    decisions: tuple[Decision, ...]
    institutions: tuple[Institution, ...]
    #: empty unless the whole text is open
    blocks: tuple[MinutesBlock, ...] = ()

    def of_item(self, item: AgendaItem | None) -> list[MinutesBlock]:
        key = item.id if item is not None else None
        return [block for block in self.blocks if block.agenda_item_id == key]


def load_public(minutes: Minutes, *, with_text: bool) -> PublicRecord:
    """A fixed number of queries."""
    meeting = minutes.meeting
    items = tuple(item for item in meeting.agenda if not item.is_internal)
    return PublicRecord(
        minutes=minutes, rectifications=tuple(db.session.scalars(queries.list_rectifications(minutes.id))),
        themes=items, decisions=tuple(_public_decisions(db.session.scalars(queries.list_decisions_of(meeting.id)))),
        institutions=tuple(db.session.scalars(queries.list_present(meeting.id))),
        blocks=tuple(_public_blocks(minutes, items)) if with_text else (),
    )  # fmt: skip


def _public_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    return [d for d in decisions if d.is_public and d.state is not DecisionState.WITHDRAWN]


def _public_blocks(minutes: Minutes, items: Iterable[AgendaItem]) -> list[MinutesBlock]:
    """Notes and actions of the items that visitors see; decisions come from the register."""
    seen = {None, *(item.id for item in items)}
    return [
        block
        for block in db.session.scalars(queries.list_blocks(minutes.id))
        if block.text and not block.is_confidential and block.agenda_item_id in seen
    ]


def issuer_of(minutes: Minutes) -> Translated | None:
    """The body in whose name the record is kept; the network's when several met."""
    bodies = minutes.meeting.bodies
    return bodies[0].name if len(bodies) == 1 else None


def title_of(minutes: Minutes) -> Translated:
    """How a frozen content is called: its kind and the reference, in each language."""
    name, texts = minutes.meeting.reference or minutes.meeting.starts_wall.date().isoformat(), {}
    for code in LANGUAGES:
        with in_language(code):
            texts[code] = f"{str(minutes.kind.label).capitalize()} {name}"
    return Translated(texts)
