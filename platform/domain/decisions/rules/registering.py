"""Into the register: numbered, following the record until its approval, public with it."""

from datetime import date, datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.audit import queries as audit
from noress.domain.audit.rules import changed, record
from noress.domain.decisions import queries
from noress.domain.decisions.details import Taken, check_taken, read_details
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.decisions.rules.state import reopen_decision, replace_decision
from noress.domain.decisions.rules.telling import tell_decision
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes.models import BlockKind, MinutesBlock, MinutesState
from noress.extensions import db

_HELD = {MeetingState.HELD, MeetingState.CLOSED}
LOCKED = {MinutesState.APPROVED, MinutesState.PUBLISHED}


def register_decision(
    *, meeting: Meeting, block: MinutesBlock | None, text: Translated, mode: DecisionMode, adopted_on: date,
    actor: Actor, now: datetime, votes_for: int | None = None, votes_against: int | None = None,
    abstentions: int | None = None, reservations: Translated | None = None,
) -> Decision:  # fmt: skip
    """Give a decision its number. A block that is registered already keeps its decision, which then takes
    these values unless the record is approved."""
    lock(meeting)  # ranks follow each other without gap, also when two people register at once
    taken = Taken(mode, votes_for, votes_against, abstentions, reservations or None)
    if block is not None:
        found = db.session.scalars(queries.get_decision_of_block(block.id)).one_or_none()
        if found is not None:
            return _take(found, block, text, taken, actor, now)
    check_decision(meeting=meeting, text=text, taken=taken, adopted_on=adopted_on, now=now)
    rank = (db.session.scalar(queries.get_last_rank(meeting.id)) or 0) + 1
    decision = Decision(
        number=_number(meeting, rank, adopted_on), meeting=meeting, block=block, rank=rank, text=text, mode=mode,
        votes_for=votes_for, votes_against=votes_against, abstentions=abstentions,
        reservations=reservations or None, adopted_on=adopted_on, year=adopted_on.year,
        state=DecisionState.IN_FORCE, is_public=False, created_at=now, version=1,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()  # history needs its id
    changes = {"number": (None, decision.number), "text": (None, text), "mode": (None, mode)}
    record(actor, "decision.registered", decision, now=now, changes=changes)
    return decision


def add_decision(
    *, meeting: Meeting, text: Translated, mode: DecisionMode, adopted_on: date, actor: Actor, now: datetime,
    votes_for: int | None = None, votes_against: int | None = None, abstentions: int | None = None,
    reservations: Translated | None = None, is_public: bool = False,
) -> Decision:  # fmt: skip
    """By hand, for a meeting whose record the platform does not hold."""
    check_takes_decisions_by_hand(meeting)
    decision = register_decision(
        meeting=meeting, block=None, text=text, mode=mode, adopted_on=adopted_on, votes_for=votes_for,
        votes_against=votes_against, abstentions=abstentions, reservations=reservations, actor=actor, now=now,
    )  # fmt: skip
    if is_public:
        _publish(decision, actor, now)
    return decision


def check_takes_decisions_by_hand(meeting: Meeting) -> None:
    """Raise the reason why no decision can be added to it by hand, if there is one."""
    if meeting.state not in _HELD:
        raise RuleError("not_held", _("Seule une session tenue prend des décisions."), status=409)
    if db.session.scalar(queries.has_record(meeting.id)):
        raise RuleError(
            "has_record", _("Cette session a son compte rendu : écrivez-y la décision."), status=409
        )


def follow_block(*, block: MinutesBlock, actor: Actor, now: datetime) -> Decision | None:
    """The decision of a block says what the block says until the record is approved. A block that is removed,
    or is no longer a decision, withdraws it; the number stays taken. None for a block not registered."""
    decision = db.session.scalars(queries.get_decision_of_block(block.id)).one_or_none()
    if decision is None:
        return None
    taken = Taken() if _is_gone(block) else read_details(block.details)
    return _take(decision, block, block.text, taken, actor, now)


def publish_decisions(*, meeting: Meeting, actor: Actor, now: datetime) -> list[Decision]:
    """With the record: every decision of the meeting becomes public, but those of confidential blocks or of
    items that visitors do not see. Those made public by this call."""
    lock(meeting)
    found = list(db.session.scalars(queries.list_decisions_to_publish(meeting.id)))
    for decision in found:
        _publish(decision, actor, now)
    return found


def publish_decision(*, decision: Decision, actor: Actor, now: datetime) -> None:
    """One decision entered by hand; those of a record become public with it."""
    lock(decision)
    check_can_be_published(decision)
    _publish(decision, actor, now)


def check_can_be_published(decision: Decision) -> None:
    """Raise the reason why it is not published by itself, if there is one."""
    if decision.is_public:
        raise RuleError("public", _("Cette décision est déjà publique."), status=409)
    if decision.block_id is not None:
        raise RuleError("of_record", _("Cette décision devient publique avec son compte rendu."), status=409)
    if decision.state is DecisionState.WITHDRAWN:
        raise RuleError("withdrawn", _("Cette décision a été retirée."), status=409)


def check_decision(
    *, meeting: Meeting, text: Translated, taken: Taken, adopted_on: date, now: datetime
) -> None:
    """Raise the reason why this cannot be registered, if there is one."""
    if meeting.state not in _HELD:
        raise RuleError("not_held", _("Seule une session tenue prend des décisions."), status=409)
    if not text:
        raise RuleError("no_text", _("Écrivez le texte de la décision."), field="text_fr")
    if adopted_on > clock.today(now):
        raise RuleError("future", _("La date de la décision est à venir."), field="adopted_on")
    if adopted_on < meeting.starts_wall.date():
        raise RuleError(
            "before_meeting", _("La décision ne peut pas précéder sa session."), field="adopted_on"
        )
    voices = count_voices(meeting, adopted_on) if taken.mode is DecisionMode.SHOW_OF_HANDS else None
    check_taken(taken, voices=voices)


def count_voices(meeting: Meeting, on: date) -> int | None:
    """How many institutions had a voice in the meeting that day; None when no place is known. Members all
    have one in the plenary."""
    if any(body.kind is BodyKind.PLENARY for body in meeting.bodies):
        return db.session.scalar(queries.count_members_with_voice(on)) or None
    ids = [body.id for body in meeting.bodies]
    return db.session.scalar(queries.count_voices_of_bodies(ids, on)) or None


def _number(meeting: Meeting, rank: int, adopted_on: date) -> str:
    """D-2026-04/02 for the second of session S-2026-04; sessions without reference share a series."""
    if meeting.reference:
        return f"D-{meeting.reference.removeprefix('S-')}/{rank:02d}"
    return f"D-{adopted_on.year}-{next_number(db.session(), 'D', adopted_on.year):03d}"


def _is_gone(block: MinutesBlock) -> bool:
    return block.removed_at is not None or block.kind is not BlockKind.DECISION


def _take(
    decision: Decision, block: MinutesBlock, text: Translated, taken: Taken, actor: Actor, now: datetime
) -> Decision:
    lock(decision)
    if block.minutes.state in LOCKED:
        return decision
    is_gone, was_gone = _is_gone(block), decision.state is DecisionState.WITHDRAWN
    undone = _withdrawal(decision) if was_gone and not is_gone else {}
    replaced: list[str] = []
    if is_gone:
        values: dict[str, object] = {
            "state": DecisionState.WITHDRAWN,
            "replaced_by": None,
            "executed_on": None,
        }
        for other in db.session.scalars(queries.list_replaced_by(decision.id)).all():
            reopen_decision(decision=other, actor=actor, now=now)
            replaced.append(other.number)
    else:
        check_decision(
            meeting=decision.meeting, text=text, taken=taken, adopted_on=decision.adopted_on, now=now
        )
        values = {
            "text": text, "mode": taken.mode, "votes_for": taken.votes_for,
            "votes_against": taken.votes_against, "abstentions": taken.abstentions,
            "reservations": taken.reservations or None,
        }  # fmt: skip
        if was_gone:
            values |= _state_before(undone)
    changes = changed(decision, values)
    if "replaced_by" in changes:  # history keeps its number, by which it is found again
        changes["replaced_by"] = tuple(by.number if by else None for by in changes["replaced_by"])  # type: ignore[assignment]
    if replaced:
        changes["replaces"] = (replaced, None)
    if changes:
        decision.version += 1
        word = "decision.withdrawn" if is_gone else "decision.followed"
        record(actor, word, decision, now=now, changes=changes)
    _replace_again(decision, undone, actor, now)
    return decision


def _withdrawal(decision: Decision) -> dict[str, list[Any]]:
    """What its withdrawal changed, field by field (before, after); nothing when it is not known."""
    history = db.session.scalars(audit.list_history(decision.__tablename__, decision.id))
    last = next((event for event in history if "state" in event.changes), None)
    return last.changes if last is not None and last.action == "decision.withdrawn" else {}


def _state_before(undone: dict[str, list[Any]]) -> dict[str, object]:
    """Its block is back: what it was before the withdrawal, unless what replaced it is gone meanwhile."""
    day, number = (undone.get(name, [None])[0] for name in ("executed_on", "replaced_by"))
    if day:
        return {"state": DecisionState.EXECUTED, "executed_on": date.fromisoformat(day)}
    by = db.session.scalars(queries.get_by_number(number)).one_or_none() if number else None
    if by is not None and by.state is not DecisionState.WITHDRAWN:
        return {"state": DecisionState.REPLACED, "replaced_by": by}
    return {"state": DecisionState.IN_FORCE}


def _replace_again(decision: Decision, undone: dict[str, list[Any]], actor: Actor, now: datetime) -> None:
    """Those that came into force again when it was withdrawn, unless somebody decided otherwise since."""
    for number in undone.get("replaces", [None])[0] or []:
        other = db.session.scalars(queries.get_by_number(number)).one_or_none()
        if other is not None and other.state is DecisionState.IN_FORCE:
            replace_decision(decision=other, by=decision, actor=actor, now=now)


def _publish(decision: Decision, actor: Actor, now: datetime) -> None:
    decision.is_public = True
    decision.version += 1
    record(actor, "decision.published", decision, now=now, changes={"is_public": (False, True)})
    tell_decision(decision, "published", actor=actor, now=now)
