"""Every statement on entering: nominations, pitches, what goes with an entry."""

from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, Update, and_, func, or_, select, union, update
from sqlalchemy.orm import joinedload

from noress.domain.applications.models import Application, ApplicationState
from noress.domain.competitions.models import Competition, Entry, Nomination, NominationState, PitchSlot
from noress.domain.juries.models import JurorCopy, RedactedAnswer
from noress.domain.outbox.models import OutboxMail

#: of an entry that may be presented aloud
_PRESENTED = (ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE)


# --- what goes with an entry ---------------------------------------------------------------------------


def free_slots(application_id: int) -> Update:
    """Nobody presents then any more."""
    freed: dict[str, Any] = {
        "application_id": None, "told_at": None, "missed_at": None, "version": PitchSlot.version + 1,
    }  # fmt: skip
    return update(PitchSlot).where(PitchSlot.application_id == application_id).values(freed)


def list_copied_files(application_id: int) -> CompoundSelect[int | None]:
    """Given to jurors instead of its own."""
    columns = (JurorCopy.file_id, JurorCopy.preview_id, RedactedAnswer.file_id)
    return union(
        *(select(one).where(one.class_.application_id == application_id, one.is_not(None)) for one in columns)
    )


# --- nominations ----------------------------------------------------------------------------------------


def with_edition() -> tuple[Any, ...]:
    competition = joinedload(Nomination.competition)
    return (
        competition.joinedload(Competition.call),
        joinedload(Nomination.institution),
        joinedload(Nomination.lot),
        joinedload(Nomination.made_by),
    )


def list_nominations(competition_id: int, recused: Any) -> Select[Nomination]:
    """What waits first; then the last answered first. Without those that became an entry from which the reader stands aside."""
    return (
        select(Nomination)
        .where(Nomination.competition_id == competition_id)
        .where(or_(Nomination.application_id.is_(None), Nomination.application_id.not_in(recused)))
        .options(*with_edition())
        .order_by(Nomination.state != NominationState.WAITING, Nomination.id.desc())
    )


def list_nominations_of(competition_id: int, institution_id: int) -> Select[Nomination]:
    """Those that an institution made, the last first."""
    return (
        select(Nomination)
        .where(Nomination.competition_id == competition_id, Nomination.institution_id == institution_id)
        .order_by(Nomination.id.desc())
        .limit(50)
    )


def get_waiting(competition_id: int, email: str) -> Select[Nomination]:
    return select(Nomination).where(
        Nomination.competition_id == competition_id, func.lower(Nomination.email) == email.lower(),
        Nomination.state == NominationState.WAITING,
    )  # fmt: skip


def list_nominating(application_id: int) -> Select[int]:
    """The institutions that put this entry forward."""
    return select(Nomination.institution_id).where(Nomination.application_id == application_id)


def is_unconfirmed() -> Any:
    """Their address was given by somebody else, and no entry of theirs keeps it."""
    return or_(
        Nomination.state != NominationState.CONFIRMED,
        and_(Nomination.state == NominationState.CONFIRMED, Nomination.application_id.is_(None)),
    )


def list_forgotten_nominations(before: datetime) -> Select[Nomination]:
    return select(Nomination).where(is_unconfirmed(), Nomination.made_at < before).order_by(Nomination.id)


def list_of_address(email: str) -> Select[Nomination]:
    """Wherever somebody was put forward by that mailbox."""
    return (
        select(Nomination)
        .where(func.lower(Nomination.email) == email.lower())
        .options(*with_edition())
        .order_by(Nomination.id)
    )


def list_mails_of(nomination: Nomination) -> Select[OutboxMail]:
    """What was written to whoever was put forward."""
    return select(OutboxMail).where(
        OutboxMail.key.startswith(f"nomination-{nomination.id}-", autoescape=True)
    )


# --- pitches --------------------------------------------------------------------------------------------


def list_slots(competition_id: int, recused: Any = None) -> Select[PitchSlot]:
    """The timetable; without those of files that its reader stands aside from."""
    query = (
        select(PitchSlot)
        .where(PitchSlot.competition_id == competition_id)
        .options(joinedload(PitchSlot.application).joinedload(Application.structure))
        .order_by(PitchSlot.starts_at, PitchSlot.id)
    )
    if recused is None:
        return query
    return query.where(or_(PitchSlot.application_id.is_(None), PitchSlot.application_id.not_in(recused)))


def get_slot_of(application_id: int) -> Select[PitchSlot]:
    return select(PitchSlot).where(PitchSlot.application_id == application_id)


def list_without_slot(competition_id: int, recused: Any = None) -> Select[Application]:
    """Sent, not turned down, and without a place in the timetable; in the order of their numbers."""
    has_slot = select(PitchSlot.application_id).where(PitchSlot.application_id.is_not(None))
    query = (
        select(Application)
        .join(Entry, Entry.application_id == Application.id)
        .where(
            Entry.competition_id == competition_id, Application.state.in_(_PRESENTED), Application.number.is_not(None),
            Application.id.not_in(has_slot),
        )
        .options(joinedload(Application.structure))
        .order_by(Application.number, Application.id)
    )  # fmt: skip
    return query if recused is None else query.where(Application.id.not_in(recused))
