"""Entries presented aloud: a timetable made by the desk, told to entrants, with who did not come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.queries import applying
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.competitions import entering_mails as mails
from noress.domain.competitions import pitch_calendar
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.models import Competition, PitchSlot
from noress.domain.competitions.queries import entering as queries
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing import conflicts
from noress.extensions import db

MOST_SLOTS = 200
#: still in the running
PRESENTED = (ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE)


@dataclass(frozen=True)
class Row:
    """A run of slots of the same length, one after the other."""

    starts_at: datetime
    minutes: int
    count: int
    #: minutes between two
    pause: int = 0
    place: str = ""


def add_slots(*, competition: Competition, row: Row, actor: Actor, now: datetime) -> int:
    """None of them overlaps one that stands; how many were made."""
    lock(competition)
    if not 1 <= row.minutes <= 120:
        raise RuleError("minutes", _("Une présentation dure de 1 à 120 minutes."), field="minutes")
    if not 0 <= row.pause <= 120:
        raise RuleError("pause", _("La pause dure de 0 à 120 minutes."), field="pause")
    standing = db.session.scalars(queries.list_slots(competition.id)).all()
    if not 1 <= row.count <= MOST_SLOTS - len(standing):
        raise RuleError(
            "count", _("De 1 à %(most)s présentations par édition.", most=MOST_SLOTS), field="count"
        )
    if row.starts_at <= now:
        raise RuleError("past", _("Choisissez un jour et une heure à venir."), field="starts_at")
    made = [
        PitchSlot(
            competition_id=competition.id, starts_at=row.starts_at + number * timedelta(minutes=row.minutes + row.pause),
            minutes=row.minutes, place=row.place.strip()[:200], version=1,
        )
        for number in range(row.count)
    ]  # fmt: skip
    if any(_overlap(one, other) for one in made for other in standing):
        message = _("Une présentation est déjà prévue à cette heure : choisissez une autre heure.")
        raise RuleError("overlap", message, field="starts_at", status=409)
    db.session.add_all(made)
    record(actor, "pitch.slots_added", competition.call, now=now, changes={"slots": (None, len(made))})
    return len(made)


def _overlap(one: PitchSlot, other: PitchSlot) -> bool:
    ends, others = (slot.starts_at + timedelta(minutes=slot.minutes) for slot in (one, other))
    return one.starts_at < others and other.starts_at < ends


def _take(slot: PitchSlot, version: int | None, actor: Actor) -> None:
    lock(slot)
    if slot.application is not None:
        check_not_recused(actor, slot.application)
    if version is not None and version != slot.version:
        message = _("Quelqu'un a changé cet horaire depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": slot.version, "application_id": slot.application_id})


def put_entry(
    *, slot: PitchSlot, application: Application | None, version: int | None, actor: Actor, now: datetime
) -> None:
    """That entry presents then; none: nobody does. Whoever had been told an hour that does not hold any more is told."""
    _take(slot, version, actor)
    if slot.application_id == (application.id if application is not None else None):
        return
    if application is not None:
        _check_presents(slot, application, actor)
        before = db.session.scalars(queries.get_slot_of(application.id)).one_or_none()
        if before is not None:
            lock(before)
            _empty(before, now)
            db.session.flush()  # an entry stands in one place
    _empty(slot, now)
    slot.application = application
    subject = application if application is not None else slot.competition.call
    record(actor, "pitch.placed", subject, now=now, changes={"starts_at": (None, slot.starts_at)})


def _check_presents(slot: PitchSlot, application: Application, actor: Actor) -> None:
    check_not_recused(actor, application)
    entry = entry_of(application)
    if entry is None or entry.competition_id != slot.competition_id:
        raise RuleError(
            "elsewhere", _("Ce dossier n'est pas de ce concours."), field="application", status=404
        )
    if application.state not in PRESENTED:
        message = _("Ce dossier n'est plus en course : il n'est pas présenté.")
        raise RuleError("out", message, field="application", status=409)


def _empty(slot: PitchSlot, now: datetime) -> None:
    if slot.application is not None and slot.told_at is not None:
        key = f"pitch-off-{slot.id}-{slot.application_id}-{slot.version}"
        for person in db.session.scalars(applying.list_people(slot.application_id or 0)):
            off = pitch_calendar.called_off(slot, person, now)
            enqueue(mails.pitch_cancelled(person, key=key, calendar=off), now=now)
    slot.application = slot.told_at = slot.missed_at = None
    slot.version += 1


def fill(*, competition: Competition, actor: Actor, now: datetime) -> int:
    """Entries without a place take the free ones in the order of their numbers; whoever reads stands aside from theirs."""
    lock(competition)
    recused = conflicts.recused_ids(actor, conflicts.APPLICATION)
    free = [
        slot for slot in db.session.scalars(queries.list_slots(competition.id)) if slot.application_id is None
    ]
    waiting = db.session.scalars(queries.list_without_slot(competition.id, recused)).all()
    placed = 0
    for slot, application in zip(free, waiting, strict=False):
        if slot.starts_at > now:
            put_entry(slot=slot, application=application, version=None, actor=actor, now=now)
            placed += 1
    return placed


def tell(*, competition: Competition, actor: Actor, now: datetime) -> int:
    """Those whose hour was not told yet; how many entries. Pressed twice, nobody is told twice."""
    lock(competition)
    recused = conflicts.recused_ids(actor, conflicts.APPLICATION)
    told = 0
    for slot in db.session.scalars(queries.list_slots(competition.id, recused)).all():
        if slot.application is None or slot.told_at is not None or slot.starts_at <= now:
            continue
        if slot.application.state not in PRESENTED:
            continue
        for person in db.session.scalars(applying.list_people(slot.application.id)):
            calendar = pitch_calendar.asked(slot, person, now)
            enqueue(mails.pitch(person, slot, calendar=calendar), now=now)
        slot.told_at = now
        told += 1
        record(actor, "pitch.told", slot.application, now=now, changes={"starts_at": (None, slot.starts_at)})
    return told


def mark_missed(*, slot: PitchSlot, is_missed: bool, actor: Actor, now: datetime) -> None:
    """Nobody came; or they did after all."""
    _take(slot, None, actor)
    if slot.application is None:
        raise RuleError("nobody", _("Personne n'est prévu à cette heure."), status=409)
    if slot.starts_at > now:
        raise RuleError("early", _("L'heure n'est pas encore venue."), status=409)
    if (slot.missed_at is not None) == is_missed:
        return
    slot.missed_at = now if is_missed else None
    slot.version += 1
    record(actor, "pitch.missed" if is_missed else "pitch.came", slot.application, now=now)


def remove_slot(*, slot: PitchSlot, actor: Actor, now: datetime) -> None:
    """With its entry told, when it had one."""
    _take(slot, None, actor)
    competition = slot.competition
    _empty(slot, now)
    db.session.flush()  # what is told names it
    db.session.delete(slot)
    record(actor, "pitch.slot_removed", competition.call, now=now)


def slot_of(application: Application) -> PitchSlot | None:
    """For the entrant's own page and the jury: once it was told."""
    slot = db.session.scalars(queries.get_slot_of(application.id)).one_or_none()
    return slot if slot is not None and slot.told_at is not None else None
