"""Who judges what: by hand, or shared out evenly. Whoever stands aside from a file is never given it; what is found out
afterwards is taken back, and somebody else proposed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.audit.rules import record
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing import conflicts, evaluation_mails
from noress.domain.reviewing.grids import is_closed
from noress.domain.reviewing.models import Evaluation, Grid
from noress.domain.reviewing.queries import evaluations as queries
from noress.domain.reviewing.spreading import spread
from noress.extensions import db

#: people offered at once when a name is looked for
MOST_FOUND = 12
MOST_PEOPLE = 200


class Shared(NamedTuple):
    """What sharing out did: files given to each person, and evaluations that nobody could be found for."""

    given: Mapping[int, int]
    left: int


class Lost(NamedTuple):
    """An evaluation that nobody gives any more, and who could."""

    evaluation_id: int
    application: Application
    person: Person
    #: they stand aside; otherwise they said that they cannot
    is_recused: bool
    proposed: Person | None


def find_people(words: str) -> list[Person]:
    """Anybody who can sign in may be asked to evaluate."""
    if len(words.strip()) < 2:
        return []
    return list(db.session.scalars(queries.find_people(words, MOST_FOUND)))


def list_people(ids: Collection[int]) -> list[Person]:
    """Of these, those who can sign in, by name."""
    return list(db.session.scalars(queries.list_people(ids))) if ids else []


def evaluators_of(grid: Grid, hidden: Select[int] | None = None) -> list[Person]:
    """Those who were given a file already and can still sign in; `hidden` for a page: files that its reader knows nothing of."""
    return list_people({row.person_id for row in db.session.execute(queries.list_rows(grid.id, hidden))})


def load_of(grid: Grid, hidden: Select[int] | None = None) -> Counter[int]:
    """How many files each person has to judge, or has judged."""
    rows = db.session.execute(queries.list_rows(grid.id, hidden))
    return Counter(row.person_id for row in rows if row.declined_at is None)


def assign(
    *, grid: Grid, application: Application, person_ids: Sequence[int], actor: Actor, now: datetime
) -> list[Evaluation]:
    """One file, by hand."""
    lock(grid)
    check_can_give(grid, now)
    if application.id not in _to_judge(grid, [application.id]):
        message = _("Ce dossier n'est pas à évaluer : il faut qu'il soit recevable et pas encore décidé.")
        raise RuleError("not_to_judge", message, status=409)
    people = {one.id: one for one in list_people(person_ids)}
    if not people or set(person_ids) - set(people):
        raise RuleError("no_person", _("Choisissez au moins une personne qui a un compte."), field="people")
    known = {one.person_id: one for one in db.session.scalars(queries.list_of_file(grid.id, application.id))}
    aside = conflicts.list_pairs(queries.ids_of_call(application.call_id), list(people))
    for key, person in people.items():
        if (application.id, key) in aside:
            message = _("%(name)s est en déport sur ce dossier.", name=person.name)
            raise RuleError("conflict", message, field="people")
        if key in known:
            message = _("%(name)s a déjà ce dossier, ou l'a décliné.", name=person.name)
            raise RuleError("known", message, field="people", status=409)
    return _give(grid, [(application.id, key) for key in sorted(people)], actor, now)


def share_out(*, grid: Grid, person_ids: Collection[int], actor: Actor, now: datetime) -> Shared:
    """Every file that lacks evaluations, between these people: as evenly as conflicts let, the same each time."""
    lock(grid)
    check_can_give(grid, now)
    people = [one.id for one in list_people(person_ids)]
    if not people or len(people) > MOST_PEOPLE:
        raise RuleError("no_person", _("Choisissez au moins une personne qui a un compte."), field="people")
    wanted, busy, aside = _wanted(grid, people, conflicts.recused_ids(actor, conflicts.APPLICATION))
    pairs, left = spread(wanted, sorted(people), load_of(grid), busy | aside)
    made = _give(grid, pairs, actor, now)
    return Shared(dict(Counter(one.person_id for one in made)), left)


def _wanted(
    grid: Grid, people: Sequence[int], hidden: Select[int]
) -> tuple[dict[int, int], set[tuple[int, int]], set[tuple[int, int]]]:
    """({file: evaluations it lacks}, pairs that were given before, pairs that stand aside)."""
    call_id = grid.call_id or 0
    files = db.session.execute(queries.list_to_judge(call_id, grid.stage, hidden)).all()
    rows = db.session.execute(queries.list_rows(grid.id)).all()
    everybody = sorted({row.person_id for row in rows} | set(people))
    aside = conflicts.list_pairs(queries.ids_of_call(call_id), everybody)
    standing = Counter(
        row.subject_id for row in rows if row.declined_at is None and (row.subject_id, row.person_id) not in aside
    )  # fmt: skip
    wanted = {row[0]: grid.per_file - standing[row[0]] for row in files if standing[row[0]] < grid.per_file}
    return wanted, {(row.subject_id, row.person_id) for row in rows}, aside


def withdraw(*, evaluation: Evaluation, actor: Actor, now: datetime) -> None:
    """Given by mistake: not theirs to judge any more. What was sent stays."""
    application = hold_evaluation(evaluation)
    if evaluation.sent_at is not None:
        raise RuleError("sent", _("Cette évaluation est envoyée : elle reste."), status=409)
    record(
        actor, "application.evaluation_withdrawn", application, now=now,
        changes={"evaluator_id": (evaluation.person_id, None)},
    )  # fmt: skip
    db.session.delete(evaluation)


def list_lost(grid: Grid, reader: Actor) -> list[Lost]:
    """Files that lack an evaluation because somebody stands aside or cannot, each with who could give it: whoever has the
    fewest. Nothing of files that the reader is recused from."""
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION)
    wanted, busy, aside = _wanted(grid, [], hidden)
    gone = [
        row for row in db.session.execute(queries.list_rows(grid.id, hidden))
        if row.subject_id in wanted
        and (row.declined_at is not None or (row.subject_id, row.person_id) in aside)
    ]  # fmt: skip
    gone = _as_many_as_lack(gone, wanted)
    if not gone:
        return []
    evaluators = {one.id: one for one in evaluators_of(grid)}
    lacking = Counter(row.subject_id for row in gone)
    pairs, _left = spread(dict(lacking), sorted(evaluators), load_of(grid), busy | aside)
    offered: dict[int, list[int]] = {}
    for application_id, person_id in pairs:
        offered.setdefault(application_id, []).append(person_id)
    files = {one.id: one for one in db.session.scalars(queries.list_files(list(lacking)))}
    names = {one.id: one for one in db.session.scalars(queries.list_named({row.person_id for row in gone}))}
    return [
        Lost(
            row.id, files[row.subject_id], names[row.person_id], (row.subject_id, row.person_id) in aside,
            evaluators[free.pop(0)] if (free := offered.get(row.subject_id, [])) else None,
        )
        for row in gone
    ]  # fmt: skip


def _as_many_as_lack(rows: Iterable[Any], wanted: Mapping[int, int]) -> list[Any]:
    """The last ones to go, no more than the file lacks: the others were replaced already."""
    taken: Counter[int] = Counter()
    found = []
    for row in sorted(rows, key=lambda one: -one.id):
        if taken[row.subject_id] < wanted[row.subject_id]:
            taken[row.subject_id] += 1
            found.append(row)
    return sorted(found, key=lambda one: (one.subject_id, one.id))


def replace_lost(*, grid: Grid, actor: Actor, now: datetime) -> Shared:
    """Give each of them to who is proposed; what a recused person held is taken back."""
    lock(grid)
    check_can_give(grid, now)
    lost = list_lost(grid, actor)
    if not lost:
        raise RuleError("nothing_lost", _("Il n'y a plus rien à remplacer."), status=409)
    for one in lost:
        evaluation = db.session.get_one(Evaluation, one.evaluation_id)
        if evaluation.declined_at is None:
            evaluation.declined_at, evaluation.version = now, evaluation.version + 1
            record(
                actor, "application.evaluation_withdrawn", one.application, now=now,
                changes={"evaluator_id": (one.person.id, None)},
            )  # fmt: skip
    pairs = [(one.application.id, one.proposed.id) for one in lost if one.proposed is not None]
    made = _give(grid, pairs, actor, now)
    return Shared(dict(Counter(one.person_id for one in made)), len(lost) - len(pairs))


def check_can_give(grid: Grid, now: datetime) -> None:
    if is_closed(grid, now):
        message = _("Les évaluations sont closes. Repoussez d'abord la clôture, dans la grille.")
        raise RuleError("closed", message, status=409)


def hold_evaluation(evaluation: Evaluation) -> Application:
    lock(evaluation)
    return evaluation.application


def _to_judge(grid: Grid, ids: Collection[int]) -> set[int]:
    rows = db.session.execute(queries.list_to_judge(grid.call_id or 0, grid.stage)).all()
    return {row[0] for row in rows} & set(ids)


def _give(grid: Grid, pairs: Sequence[tuple[int, int]], actor: Actor, now: datetime) -> list[Evaluation]:
    """One mail to each person, with all their new files."""
    made = [
        Evaluation(
            grid_id=grid.id, subject_id=application_id, person_id=person_id, assigned_at=now,
            assigned_by_id=actor.person_id, scores={}, comments={}, comment="", version=1,
        )
        for application_id, person_id in pairs
    ]  # fmt: skip
    db.session.add_all(made)
    files = {one.id: one for one in db.session.scalars(queries.list_files({key for key, _person in pairs}))}
    for application_id, person_id in pairs:
        record(
            actor, "application.evaluation_given", files[application_id], now=now,
            changes={"evaluator_id": (None, person_id)},
        )  # fmt: skip
    db.session.flush()  # a mail is about rows
    counts = Counter(person_id for _application_id, person_id in pairs)
    for person in list_people(counts):
        if mail := evaluation_mails.given(grid, person, counts[person.id], now=now):
            enqueue(mail, now=now)
    return made
