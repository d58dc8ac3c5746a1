"""How far scoring has come: who has sent how much, never a figure; reminders to those who are late and have something to do."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import joinedload

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.competitions import phases
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase
from noress.domain.juries import panel
from noress.domain.juries.models import Juror
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing import conflicts, scoring_mails
from noress.domain.reviewing.models import Evaluation, Grid
from noress.domain.reviewing.queries import evaluations as files
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db

AGAIN_AFTER = timedelta(hours=20)
#: the one reminder that leaves by itself
BEFORE_CLOSING = timedelta(days=3)


@dataclass
class Progress:
    """Of a juror or of a file; of files that they stand aside from, nothing."""

    given: int = 0
    begun: int = 0
    sent: int = 0
    abstained: int = 0
    reminded_at: datetime | None = None

    @property
    def left(self) -> int:
        return self.given - self.sent - self.abstained

    def add(self, row: Any) -> None:
        self.given += 1
        self.sent += row.sent_at is not None
        self.abstained += row.abstained_at is not None
        self.begun += row.saved_at is not None and row.sent_at is None and row.abstained_at is None
        if row.reminded_at is not None and (self.reminded_at is None or row.reminded_at > self.reminded_at):
            self.reminded_at = row.reminded_at


class Board(NamedTuple):
    jurors: Sequence[tuple[Juror, Progress]]
    #: (file's row, progress)
    entries: Sequence[tuple[Any, Progress]]
    total: Progress


def board_of(competition: Competition, grid: Grid | None, reader: Actor) -> Board:
    """Without files that the reader stands aside from."""
    if grid is None:
        return Board((), (), Progress())
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION)
    entries = db.session.execute(queries.list_judged_rows(competition.call_id, hidden)).all()
    seats = panel.list_jurors(competition.id).options(joinedload(Juror.person))
    jurors = [one for one in db.session.scalars(seats) if panel.scores(one)]
    people = {one.person_id for one in jurors}
    aside = conflicts.list_pairs(files.ids_of_call(competition.call_id), sorted(people))
    shown = {row.id for row in entries}
    by_person: dict[int, Progress] = defaultdict(Progress)
    by_entry: dict[int, Progress] = defaultdict(Progress)
    total = Progress()
    for row in db.session.execute(queries.list_given(grid.id)):
        is_out = row.declined_at is not None or (row.subject_id, row.person_id) in aside
        if row.subject_id in shown and row.person_id in people and not is_out:
            for one in (by_person[row.person_id], by_entry[row.subject_id], total):
                one.add(row)
    return Board(
        [(one, by_person[one.person_id]) for one in jurors],
        [(row, by_entry[row.id]) for row in entries],
        total,
    )


def list_late(
    competition: Competition,
    grid: Grid,
    reader: Actor | None,
    now: datetime,
    *,
    again_after: timedelta = AGAIN_AFTER,
) -> list[tuple[Person, list[Evaluation]]]:
    """Those who can still send something, with what; not those who were reminded a moment ago."""
    if phases.phase(competition, grid, now) is not Phase.SCORING:
        return []
    seated = {
        one.person_id: one
        for one in db.session.scalars(panel.list_jurors(competition.id))
        if panel.scores(one)
    }
    readers = [reader.person_id] if reader is not None and reader.person_id else []
    aside = conflicts.list_pairs(files.ids_of_call(competition.call_id), [*seated, *readers])
    waiting: Mapping[int, list[Evaluation]] = defaultdict(list)
    for row in db.session.scalars(queries.list_waiting(grid.id)):
        is_hidden = any((row.subject_id, one) in aside for one in (row.person_id, *readers))
        if row.person_id in seated and not is_hidden:
            waiting[row.person_id].append(row)
    recent = now - again_after
    return [
        (person, waiting[person.id]) for person in db.session.scalars(queries.list_people(list(waiting)))
        if not any(one.reminded_at is not None and one.reminded_at > recent for one in waiting[person.id])
    ]  # fmt: skip


def remind(*, competition: Competition, grid: Grid, actor: Actor, now: datetime) -> int:
    """One mail to each; how many."""
    due = list_late(competition, grid, actor, now)
    if not due:
        message = _("Personne n'a de dossier à noter, ou tous ont été rappelés aujourd'hui.")
        raise RuleError("nobody", message, status=409)
    return _send(competition, grid, due, actor, now)


def remind_before_closing(*, competition: Competition, grid: Grid, now: datetime) -> int:
    """By itself, once: to whoever has something left when the hour comes near, and was not reminded since that moment began."""
    closes = grid.closes_at
    if closes is None or not closes - BEFORE_CLOSING <= now < closes:
        return 0
    due = list_late(competition, grid, None, now, again_after=now - (closes - BEFORE_CLOSING))
    return _send(competition, grid, due, Actor.system(), now) if due else 0


def _send(
    competition: Competition,
    grid: Grid,
    due: Sequence[tuple[Person, list[Evaluation]]],
    actor: Actor,
    now: datetime,
) -> int:
    counts: Counter[str] = Counter()
    for person, waiting in due:
        for one in waiting:
            one.reminded_at = now
        key = f"score-reminder-{grid.id}-{person.id}-{now:%Y%m%d}"
        mail = scoring_mails.reminder(competition, grid, person, len(waiting), key=key)
        if mail is not None:
            enqueue(mail, now=now)
            counts["sent"] += 1
    record(
        actor,
        "competition.jurors_reminded",
        competition,
        now=now,
        changes={"reminded": (None, counts["sent"])},
    )
    return counts["sent"]
