"""The scores as they stood when deliberation opened: their lines, the order and form of these, and the hash over them.

A line per score, in UTF-8, ended by one line feed: entry number; juror's code; criterion; value; T, H or A.
T counts in the total, H is outside the total, A is an abstention (no criterion: "-"; its reason instead of a value).
Lines go by entry number, then by juror's code, then by criterion. Codes never say who: J01 is the first who was appointed.
Anybody who types the printed lines in again, each ended by one line feed, finds the printed SHA-256.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.juries import panel
from noress.domain.juries.models import DeliberationItem, Juror, ScoreSeal
from noress.domain.juries.queries import deliberating as queries
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.criteria import criteria_of, total_of
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion
from noress.extensions import db

MOST_REASON = 2000


class Line(NamedTuple):
    application_id: int
    text: str


def codes_of(competition: Competition) -> dict[int, str]:
    """{person: "J03"}: by the order in which they were appointed, whoever left since."""
    codes: dict[int, str] = {}
    for juror in db.session.scalars(queries.list_jurors_ever(competition.id)):
        codes.setdefault(juror.person_id, f"J{len(codes) + 1:02d}")
    return codes


def criterion_codes(criteria: Sequence[GridCriterion]) -> dict[int, str]:
    return {one.id: f"C{place}" for place, one in enumerate(criteria, 1)}


def lines_of(competition: Competition) -> list[Line]:
    """Of every score that counts: sent, by somebody who still sits in the jury and does not stand aside from the entry."""
    grid = finding.grid_of(competition)
    if grid is None:
        return []
    codes, criteria = codes_of(competition), criterion_codes(grid.criteria)
    seated = {
        one.person_id for one in db.session.scalars(panel.list_jurors(competition.id)) if panel.scores(one)
    }
    aside = conflicts.list_pairs(queries.judged_ids(competition.id), sorted(seated))
    found = []
    for row in db.session.execute(queries.list_given(grid.id)):
        if row.person_id not in seated or (row.subject_id, row.person_id) in aside:
            continue
        start = f"{row.number};{codes[row.person_id]}"
        if row.abstained_at is not None:
            why = row.abstention.value.replace("_", "-") if row.abstention is not None else "other"
            found.append(Line(row.subject_id, f"{start};-;{why};A"))
            continue
        for one in criteria_of(grid, row.lot_id):
            value = row.scores.get(str(one.id))
            if value is None:
                continue
            kind = "H" if one.is_outside_total else "T"
            found.append(Line(row.subject_id, f"{start};{criteria[one.id]};{value};{kind}"))
    order = {code: place for place, code in enumerate(["-", *criteria.values()])}

    def key(line: Line) -> tuple[str, str, int]:
        number, juror, criterion, *_rest = line.text.split(";")
        return number, juror, order[criterion]

    return sorted(found, key=key)


def text_of(lines: Sequence[Line]) -> str:
    """What the hash is taken over."""
    return "".join(f"{line.text}\n" for line in lines)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def current_seal(competition: Competition) -> ScoreSeal | None:
    return db.session.scalars(queries.get_last_seal(competition.id)).first()


def seal_scores(competition: Competition, reason: str | None, actor: Actor, now: datetime) -> ScoreSeal:
    """A new version, with its reason from the second on; nothing new where nothing changed."""
    lock(competition)
    last = current_seal(competition)
    text = text_of(lines_of(competition))
    if last is not None and last.lines == text:
        return last
    if last is not None and not (reason or "").strip():
        raise RuleError("no_reason", _("Écrivez pourquoi : le procès-verbal le dira."), field="reason")
    seal = ScoreSeal(
        competition_id=competition.id, number=last.number + 1 if last is not None else 1, lines=text,
        sha256=hash_of(text), reason=reason, sealed_at=now, sealed_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(seal)
    db.session.flush()  # history names it
    changes = {"score_seal": (last.sha256 if last is not None else None, seal.sha256)}
    record(actor, "competition.scores_sealed", competition, now=now, changes=changes)
    return seal


def list_late(competition: Competition, reader: Actor) -> list[Juror]:
    """Who has not sent everything, as far as the reader may know: nobody's figure, no entry."""
    grid = finding.grid_of(competition)
    sitting = [one for one in db.session.scalars(panel.list_jurors(competition.id)) if panel.scores(one)]
    if grid is None or not sitting:
        return []
    people = [one.person_id for one in sitting]
    hidden = set(db.session.scalars(conflicts.recused_ids(reader, conflicts.APPLICATION)))
    if not grid.by_everybody:
        waiting = {
            person
            for key, person in db.session.execute(queries.list_waiting(grid.id, people))
            if key not in hidden
        }
        return [one for one in sitting if one.person_id in waiting]
    aside = conflicts.list_pairs(queries.judged_ids(competition.id), people)
    given = {(row.subject_id, row.person_id) for row in db.session.execute(queries.list_given(grid.id))}
    entries = [one.application for one in db.session.scalars(queries.list_entries(competition.id))]
    return [
        juror for juror in sitting
        if any(
            panel.judges(juror, one) and one.id not in hidden and (one.id, juror.person_id) not in aside | given
            for one in entries
        )
    ]  # fmt: skip


def correct_score(
    *, item: DeliberationItem, evaluation_id: int, values: Mapping[int, int], reason: str, actor: Actor, now: datetime,
) -> ScoreSeal:  # fmt: skip
    """The chair has a mark changed after the seal: the juror's own slip, with its reason. Both versions are printed."""
    competition = item.deliberation.competition
    lock(competition)
    if competition.deliberated_at is not None or competition.deliberation_opens_at is None:
        raise RuleError("not_open", _("La délibération n'est pas ouverte."), status=409)
    grid = finding.grid_of(competition)
    asked = queries.list_evaluations_of(grid.id if grid is not None else 0, item.application_id)
    evaluation = next((one for one in db.session.scalars(asked) if one.id == evaluation_id), None)
    if grid is None or evaluation is None:
        raise RuleError("unknown", _("Choisissez une des notes envoyées sur ce dossier."), field="evaluation")
    why = (reason or "").strip()
    if not why:
        raise RuleError("no_reason", _("Écrivez pourquoi : le procès-verbal le dira."), field="reason")
    if len(why) > MOST_REASON:
        raise RuleError("too_long", _("Ce texte est trop long."), field="reason")
    lock(evaluation)
    _set(evaluation, grid, values, item)
    db.session.flush()  # the lines are read from the table
    return seal_scores(competition, why, actor, now)


def _set(evaluation: Evaluation, grid: Grid, values: Mapping[int, int], item: DeliberationItem) -> None:
    asked = {one.id: one for one in criteria_of(grid, item.application.lot_id)}
    scores = dict(evaluation.scores)
    for key, value in values.items():
        one = asked.get(key)
        if one is None or value not in {step["value"] for step in one.scale}:
            message = _("Choisissez une valeur de l'échelle.")
            raise RuleError("value", message, field=f"score_{key}")
        scores[str(key)] = value
    if scores == evaluation.scores:
        raise RuleError("same", _("Aucune note ne change."), field="reason")
    evaluation.scores = scores
    evaluation.total = total_of(asked.values(), scores)
    evaluation.version += 1
