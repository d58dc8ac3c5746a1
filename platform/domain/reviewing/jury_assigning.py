"""Which juror reads what, kept true by itself: everybody everything, or so many readers for each file, evenly and around
conflicts. Files found eligible later, jurors who accept or are called in later, are brought up by the same rule."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
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
from noress.domain.reviewing.spreading import spread
from noress.extensions import db


class BroughtUp(NamedTuple):
    given: int
    #: readers that nobody could be found for
    left: int


def bring_up(*, competition: Competition, grid: Grid, actor: Actor, now: datetime) -> BroughtUp:
    """While scoring is open. Safe to run again: what is there stays, whatever lacks is given, one mail a day to each juror."""
    if phases.phase(competition, grid, now) is not Phase.SCORING:
        return BroughtUp(0, 0)
    wanted = _wanted(competition, grid)
    if not wanted.pairs:
        return BroughtUp(0, wanted.left)
    lock(grid)
    wanted = _wanted(competition, grid)  # somebody may have done it meanwhile
    made = [
        Evaluation(
            grid_id=grid.id, subject_id=application_id, person_id=person_id, assigned_at=now,
            assigned_by_id=actor.person_id, scores={}, comments={}, comment="", version=1,
        )
        for application_id, person_id in wanted.pairs
    ]  # fmt: skip
    db.session.add_all(made)
    counts = Counter(person_id for _file, person_id in wanted.pairs)
    record(
        actor, "competition.scores_assigned", competition, now=now,
        changes={"assigned": (None, len(wanted.pairs)), "jurors": (None, len(counts))},
    )  # fmt: skip
    db.session.flush()  # a mail is about rows
    for person in db.session.scalars(queries.list_people(counts)):
        if mail := scoring_mails.given(competition, grid, person, now=now):
            enqueue(mail, now=now)
    return BroughtUp(len(made), wanted.left)


class _Wanted(NamedTuple):
    pairs: Sequence[tuple[int, int]]
    left: int = 0


def _wanted(competition: Competition, grid: Grid) -> _Wanted:
    """(file, person) that lack."""
    jurors = [one for one in db.session.scalars(panel.list_jurors(competition.id)) if panel.scores(one)]
    entries = db.session.execute(queries.list_open_rows(competition.call_id)).all()
    people = [one.person_id for one in jurors]
    if not entries or not people:
        return _Wanted(())
    rows = db.session.execute(queries.list_given(grid.id)).all()
    busy = {(row.subject_id, row.person_id) for row in rows}
    aside = conflicts.list_pairs(files.ids_of_call(competition.call_id), people)
    away = busy | aside | _out_of_category(jurors, entries)
    if grid.by_everybody:
        return _Wanted([(row.id, key) for row in entries for key in people if (row.id, key) not in away])
    seated = set(people)
    standing = [
        row for row in rows
        if row.person_id in seated and row.declined_at is None and row.abstained_at is None
        and (row.subject_id, row.person_id) not in aside
    ]  # fmt: skip
    return _spread(grid, [row.id for row in entries], people, standing, away)


def _spread(
    grid: Grid,
    entries: Sequence[int],
    people: Sequence[int],
    standing: Sequence[Any],
    away: Collection[tuple[int, int]],
) -> _Wanted:
    """What lacks alone: whoever reads a file already keeps it."""
    has = Counter(row.subject_id for row in standing)
    lacks = {key: grid.per_file - has[key] for key in entries if has[key] < grid.per_file}
    load = Counter(row.person_id for row in standing)
    pairs, left = spread(lacks, sorted(people), load, away)
    return _Wanted(pairs, left)


def _out_of_category(jurors: Sequence[Juror], entries: Sequence[Any]) -> set[tuple[int, int]]:
    return {
        (row.id, one.person_id) for one in jurors if one.lot_ids for row in entries
        if row.lot_id not in one.lot_ids
    }  # fmt: skip
