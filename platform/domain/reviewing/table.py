"""The table of results of an edition: what the jurors' sent scores say together, who is ranked and who is not, and why.

Nobody reads it before they have sent their own, nor before the phase says so (`entitled.can_read_table`); whoever stands aside from
a file finds a table without it, ranked as if it had never been there. Totals are thousandths of a mark out of 100.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from noress.core.database import read_rows
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition, TieRule
from noress.domain.juries import panel
from noress.domain.reviewing import conflicts, entitled, severity, ties
from noress.domain.reviewing.criteria import criteria_of
from noress.domain.reviewing.models import Grid, GridCriterion, JuryRuling, RulingKind
from noress.domain.reviewing.queries import evaluations as files
from noress.domain.reviewing.queries import scoring as queries
from noress.domain.reviewing.ranking import mean_of, median_of
from noress.domain.reviewing.severity import Severity
from noress.domain.reviewing.ties import Applied, Settled
from noress.extensions import db


@dataclass(slots=True)
class Line:
    """One file. Built step by step here, read elsewhere."""

    application_id: int
    number: str
    #: empty for a reader from whom names are hidden
    title: str
    lot_id: int
    #: in its category where prizes are of categories; ex æquo have the same
    place: int | None = None
    mean: int | None = None
    median: int | None = None
    #: between the highest and the lowest total
    spread: int | None = None
    count: int = 0
    abstentions: int = 0
    #: given, neither sent nor abstained
    waiting: int = 0
    #: {criterion outside the total: thousandths of its mean value}
    outside: Mapping[int, int] = field(default_factory=dict)
    is_ranked: bool = False
    why_not_ranked: Any = None
    #: how it was told apart from files of the same mean
    tie_note: Any = None
    #: files of the same mean that no rule tells apart, where a prize is at stake: the chair is asked
    tied_with: tuple[int, ...] = ()
    #: advice: its place if every juror were as severe as the others
    adjusted_place: int | None = None
    #: ranked by the chair though it has too few scores
    exception: str | None = None


class Table(NamedTuple):
    lines: Sequence[Line]
    severity: Severity
    #: rules that were used on ties
    applied: Sequence[Applied]
    is_by_category: bool


@dataclass
class _Marks:
    totals: list[int] = field(default_factory=list)
    abstentions: int = 0
    waiting: int = 0
    values: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def results(
    competition: Competition, grid: Grid, *, reader: Actor | None, now: datetime, lot_id: int | None = None
) -> list[Line]:
    """The ranked first, by category then by place; then the others by number. `reader=None`: the rules'."""
    return list(make_table(competition, grid, reader=reader, now=now, lot_id=lot_id).lines)


def make_table(
    competition: Competition, grid: Grid, *, reader: Actor | None, now: datetime, lot_id: int | None = None
) -> Table:
    if reader is not None and not entitled.can_read_table(reader, competition, now=now):
        raise RuleError("not_yet", _("Ce tableau ne vous est pas encore ouvert."), status=403)
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION) if reader is not None else None
    rows = read_rows(db.session, queries.list_judged_rows(competition.call_id, hidden))
    counting = _who_counts(competition)
    marks, pairs = _read(grid, {row.id for row in rows}, counting)
    rulings = list(db.session.scalars(queries.list_rulings(competition.id)))
    shows_names = reader is None or entitled.shows_names(competition, grid, now)
    exceptions = {one.application_ids[0]: one.reason for one in rulings if one.kind is RulingKind.EXCEPTION}
    asked = {key: criteria_of(grid, key) for key in {row.lot_id for row in rows}}
    lines = [
        _line(
            competition,
            asked[row.lot_id],
            row,
            marks[row.id],
            exceptions.get(row.id),
            shows_names=shows_names,
        )
        for row in rows
    ]
    winners = dict(db.session.execute(queries.list_prizes(competition.id)).all())
    is_by_category = any(key is not None for key in winners)
    placed, applied = _place(competition, grid, lines, rulings, winners, counting)
    advice = severity.estimate(pairs, competition.severity_from)
    if advice.why_not is None:
        _advise(placed, advice, is_by_category=is_by_category)
    shown = [one for one in placed if lot_id is None or one.lot_id == lot_id]
    return Table(shown, advice, applied, is_by_category)


class _Counting(NamedTuple):
    """Whose scores count: those who sit in the jury, but for files that they stand aside from."""

    seated: set[int]
    aside: set[tuple[int, int]]

    def counts(self, subject_id: int, person_id: int) -> bool:
        return person_id in self.seated and (subject_id, person_id) not in self.aside


def _who_counts(competition: Competition) -> _Counting:
    jurors = db.session.scalars(panel.list_jurors(competition.id))
    seated = {one.person_id for one in jurors if panel.scores(one)}
    return _Counting(seated, conflicts.list_pairs(files.ids_of_call(competition.call_id), sorted(seated)))


def _read(
    grid: Grid, wanted: set[int], counting: _Counting
) -> tuple[dict[int, _Marks], dict[tuple[int, int], int]]:
    """({file: what stands}, {(file, juror): total})."""
    asked = [one.id for one in grid.criteria if one.is_outside_total or one.minimum is not None]
    rows: Any = read_rows(db.session, queries.list_marks(grid.id, asked))
    found: dict[int, _Marks] = {key: _Marks() for key in wanted}
    pairs: dict[tuple[int, int], int] = {}
    for row in rows:
        subject_id, person_id, total, is_sent, is_abstained = row[:5]
        if subject_id not in wanted or not counting.counts(subject_id, person_id):
            continue
        marks = found[subject_id]
        if is_abstained:
            marks.abstentions += 1
        elif not is_sent or total is None:
            marks.waiting += 1
        else:
            marks.totals.append(total)
            pairs[subject_id, person_id] = total
            for place, key in enumerate(asked, 5):
                if row[place] is not None:
                    marks.values[key].append(row[place])
    return found, pairs


def _line(
    competition: Competition, criteria: Sequence[GridCriterion], row: Any, marks: _Marks, exception: str | None, *,
    shows_names: bool,
) -> Line:  # fmt: skip
    totals = sorted(marks.totals)
    line = Line(
        row.id, row.number, row.title if shows_names else "", row.lot_id, count=len(totals),
        abstentions=marks.abstentions, waiting=marks.waiting, exception=exception,
        outside={
            one.id: mean_of([1000 * value for value in marks.values[one.id]])
            for one in criteria if one.is_outside_total and marks.values.get(one.id)
        },
    )  # fmt: skip
    if not totals:
        line.why_not_ranked = _("aucune note envoyée")
        return line
    line.mean, line.median, line.spread = mean_of(totals), median_of(totals), totals[-1] - totals[0]
    line.why_not_ranked = _why_not(competition, line, criteria, marks)
    line.is_ranked = line.why_not_ranked is None
    return line


def _why_not(competition: Competition, line: Line, criteria: Sequence[GridCriterion], marks: _Marks) -> Any:
    for one in criteria:
        values = marks.values.get(one.id)
        if one.minimum is not None and values and sum(values) < one.minimum * len(values):
            return _("sous la note minimale du critère « %(criterion)s »", criterion=one.title)
    if line.count < competition.minimum_scores and line.exception is None:
        return _(
            "trop peu de notes : %(count)s sur %(fewest)s",
            count=line.count,
            fewest=competition.minimum_scores,
        )
    return None


def _place(
    competition: Competition, grid: Grid, lines: Sequence[Line], rulings: Sequence[JuryRuling], winners: Mapping[int | None, int],
    counting: _Counting,
) -> tuple[list[Line], list[Applied]]:  # fmt: skip
    is_by_category = any(key is not None for key in winners)
    decided = {
        frozenset(one.application_ids): one.application_ids
        for one in rulings
        if one.kind is RulingKind.TIE_BY_CHAIR
    }
    rules = [TieRule(one) for one in competition.tie_rules]
    ranked = sorted(
        (one for one in lines if one.is_ranked),
        key=lambda one: (one.lot_id if is_by_category else 0, -(one.mean or 0), one.number),
    )
    groups = (list(same) for _key, same in groupby(ranked, key=lambda one: _tie_key(one, is_by_category)))
    tied = [one.application_id for same in groups if len(same) > 1 for one in same]
    means = _criteria_means(grid, lines, tied, counting) if TieRule.CRITERIA in rules and tied else {}
    placed: list[Line] = []
    applied: list[Applied] = []
    for lot, group in groupby(ranked, key=lambda one: one.lot_id if is_by_category else 0):
        at_stake = winners.get(lot if is_by_category else None, 0) + (
            winners.get(None, 0) if is_by_category else 0
        )
        place = 1
        for _mean, tie in groupby(group, key=lambda one: one.mean):
            by_id = {one.application_id: one for one in tie}
            settled = ties.settle(list(by_id), rules, means, decided)
            applied += settled.applied
            for block in settled.blocks:
                placed += _placed(block, by_id, place, settled, is_at_stake=place <= at_stake)
                place += len(block.ids)
    others = sorted((one for one in lines if not one.is_ranked), key=lambda one: one.number)
    return [*placed, *others], applied


def _tie_key(one: Line, is_by_category: bool) -> tuple[int, int]:
    return one.lot_id if is_by_category else 0, one.mean or 0


def _placed(
    block: ties.Block, by_id: Mapping[int, Line], place: int, settled: Settled, *, is_at_stake: bool
) -> Iterable[Line]:
    asks = block.is_waiting and is_at_stake
    for key in sorted(block.ids, key=lambda one: by_id[one].number) if len(block.ids) > 1 else block.ids:
        note = None
        if block.is_shared:
            note = _("ex æquo : le règlement les laisse ensemble")
        elif asks:
            note = _("ex æquo : le règlement ne les départage pas, la présidence décide")
        elif block.is_waiting:
            note = _("ex æquo")
        elif used := next((one for one in reversed(settled.applied) if key in one.ids), None):
            note = _say(used)
        line = by_id[key]
        line.place, line.tie_note, line.tied_with = place, note, block.ids if asks else ()
        yield line


def _say(used: Applied) -> Any:
    if used.rule is TieRule.CHAIR:
        return _("ex æquo départagés par la présidence")
    return _("ex æquo départagés au critère « %(criterion)s »", criterion=used.criterion)


def _criteria_means(
    grid: Grid, lines: Sequence[Line], tied: Sequence[int], counting: _Counting
) -> dict[int, list[tuple[Any, Fraction]]]:
    """Exact means of each criterion of the total, of the files that are tied alone. Scales may differ: shares of the highest
    value."""
    asked = [one.id for one in grid.criteria if not one.is_outside_total]
    sums: dict[tuple[int, int], list[int]] = {}
    # those who stand aside from one of these files are added up here, all the others by the database
    mixed = {person for key, person in counting.aside if key in set(tied)} & counting.seated
    for row in read_rows(db.session, queries.sum_values(grid.id, tied, counting.seated - mixed, asked)):
        for place, key in enumerate(asked):
            if row[2 + 2 * place]:
                sums[row[0], key] = [row[1 + 2 * place], row[2 + 2 * place]]
    for row in read_rows(db.session, queries.list_values(grid.id, tied, mixed)) if mixed else ():
        if counting.counts(row.subject_id, row.person_id):
            for key in asked:
                if (value := row.scores.get(str(key))) is not None:
                    both = sums.setdefault((row.subject_id, key), [0, 0])
                    both[0], both[1] = both[0] + value, both[1] + 1
    lots = {one.application_id: one.lot_id for one in lines}
    return {
        key: [
            (one.title, Fraction(found[0], found[1] * one.scale[-1]["value"]))
            for one in criteria_of(grid, lots[key])
            if (found := sums.get((key, one.id)))
        ]
        for key in tied
    }  # fmt: skip


def _advise(lines: Sequence[Line], advice: Severity, *, is_by_category: bool) -> None:
    """The place that each would have; nothing is moved."""
    places: dict[int, int] = {}
    ranked = [one for one in lines if one.is_ranked]
    for _lot, group in groupby(ranked, key=lambda one: one.lot_id if is_by_category else 0):
        adjusted = sorted(
            (-advice.adjusted[one.application_id], one.place or 0, one.application_id) for one in group
        )
        for position, (mean, _place, key) in enumerate(adjusted, 1):
            same = position > 1 and adjusted[position - 2][0] == mean
            places[key] = places[adjusted[position - 2][2]] if same else position
    for one in ranked:
        one.adjusted_place = places[one.application_id]
