"""What an evaluator types is kept, as often as they like: one statement reads what it takes, one writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.database import read_rows
from noress.core.locking import hold
from noress.domain.accounts.actor import Actor
from noress.domain.reviewing.criteria import total_of
from noress.domain.reviewing.evaluating import MOST_TEXT, clean_text
from noress.domain.reviewing.queries import evaluations as queries
from noress.domain.reviewing.queries import scoring
from noress.domain.reviewing.scoring import fields_of
from noress.extensions import db


def keep_at_once(*, evaluation_id: int, posted: Mapping[str, str], actor: Actor, now: datetime) -> bool:
    """Whether it is kept: what `evaluating.save_evaluation` does, for a form without any fault. False: nothing was done, and the
    whole way says why."""
    key = {"evaluation": evaluation_id}
    hold(queries.hold_grid_of(), key)  # whoever changes it holds it before what was begun
    values = {**key, "person": actor.person_id or 0, "day": clock.today(now), "now": now}
    rows = read_rows(db.session, queries.get_to_keep(), values)
    if not rows or posted.get("version") != str(rows[0].version):
        return False
    stored = fields_of(rows, rows[0].scores, rows[0].comments, rows[0].comment)
    typed = _read(
        rows, {**stored, **posted}
    )  # what the page does not say stays: no button chosen sends nothing
    if typed is None:
        return False
    scores, comments, comment = typed
    found = {
        "key": evaluation_id, "was": rows[0].version, "at": now, "new_scores": scores, "new_comments": comments,
        "new_comment": comment, "new_total": total_of(rows, scores),
    }  # fmt: skip
    return bool(db.session.connection().execute(scoring.keep(), found).rowcount)


def _read(
    rows: Sequence[Any], fields: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, str], str] | None:
    """({criterion: value}, {criterion: why}, of the whole); none where something is not as the page offers it."""
    if any(len(fields[name]) > MOST_TEXT for name in ("comment", *(f"why_{row.id}" for row in rows))):
        return None
    scores, comments = {}, {}
    for row in rows:
        offered = {str(step["value"]): step["value"] for step in row.scale}
        text = fields[f"score_{row.id}"]
        if text in offered:
            scores[str(row.id)] = offered[text]
        elif text or str(row.id) in row.scores:
            return None
        if why := clean_text(fields[f"why_{row.id}"]):
            comments[str(row.id)] = why
    return scores, comments, clean_text(fields["comment"])
