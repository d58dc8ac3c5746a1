"""A juror scores a file: what they type is kept at once, and counts once they send it. Until then nobody else reads it, and they
read nothing made of anybody else's."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from noress.core import clock, formats
from noress.core.database import read_rows
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import phases
from noress.domain.competitions.phases import Phase
from noress.domain.reviewing.criteria import partial_of, total_of
from noress.domain.reviewing.queries import scoring as queries
from noress.domain.reviewing.sitting import not_juror
from noress.extensions import db

MOST_TEXT, MOST_REASON = 3000, 1000
#: of one text: two savings of the same page follow each other closely
_TRIES = 3


class Facts(NamedTuple):
    """A criterion, as far as keeping a score needs it."""

    id: int
    weight: int
    scale: Sequence[Mapping[str, Any]]
    needs_comment: bool
    is_outside_total: bool


@dataclass(frozen=True)
class Kept:
    """What is kept now, for the page that sent it."""

    version: int
    total: int | None
    #: of what has a value so far
    partial: int
    out_of: int
    #: scores and explanations that sending asks for
    missing: int
    #: {input: mark} of what is kept
    marks: Mapping[str, str]
    #: {input: text} of what another page had changed, and this one had not
    merged: Mapping[str, str] = field(default_factory=dict)


def fields_of(
    criteria: Sequence[Any], scores: Mapping[str, Any], comments: Mapping[str, str], comment: str
) -> dict[str, str]:
    """{input: text} as the form holds it."""
    found = {"comment": comment}
    for one in criteria:
        value = scores.get(str(one.id))
        found[f"score_{one.id}"] = "" if value is None else str(value)
        found[f"why_{one.id}"] = comments.get(str(one.id), "")
    return found


def mark_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def marks_of(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: mark_of(text) for name, text in fields.items()}


def keep(
    *, competition_id: int, evaluation_id: int, posted: Mapping[str, str], version: int | None = None,
    marks: Mapping[str, Sequence[str]] | None = None, actor: Actor, now: datetime,
) -> Kept:  # fmt: skip
    """Kept, not sent: history says nothing. One statement reads, one writes. `marks`: for each input, what this page knows that
    was kept, or sent and heard no answer about: only what changed here is taken, only what changed in both places is a conflict.
    Without them, `version` is what the page was written from."""
    for _try in range(_TRIES):
        rows = _read(competition_id, evaluation_id, actor, now)
        row, criteria = rows[0], _facts(rows)
        _check(row, now)
        if marks is None and version != row.version:
            raise _stale({})
        stored = fields_of(criteria, row.scores, row.comments, row.comment)
        typed = read_typed(criteria, posted)
        wanted, merged = (typed, {}) if marks is None else _merge(typed, stored, marks)
        scores, comments = read_values(criteria, wanted)
        total = total_of(criteria, scores)
        kept = Kept(
            row.version,
            total,
            partial_of(criteria, scores),
            row.out_of,
            count_missing(criteria, scores, comments),
            marks_of(wanted),
            merged,
        )
        if wanted == stored:
            return kept
        values = {
            "key": row.id, "was": row.version, "new_scores": scores, "new_comments": comments,
            "new_comment": wanted["comment"], "new_total": total, "at": now,
        }  # fmt: skip
        if db.session.connection().execute(queries.keep(), values).rowcount:
            return Kept(row.version + 1, *_rest(kept))
    raise _stale({})


def _rest(kept: Kept) -> tuple[Any, ...]:
    return kept.total, kept.partial, kept.out_of, kept.missing, kept.marks, kept.merged


def _read(competition_id: int, evaluation_id: int, actor: Actor, now: datetime) -> Sequence[Any]:
    values = {
        "competition": competition_id, "evaluation": evaluation_id, "person": actor.person_id or 0, "day": clock.today(now),
    }  # fmt: skip
    rows = read_rows(db.session, queries.get_kept(), values)
    if not rows or rows[0].is_recused:
        raise RuleError("unknown", _("Ce dossier n'est pas, ou plus, à noter par vous."), status=404)
    return rows


def _facts(rows: Sequence[Any]) -> list[Facts]:
    return [
        Facts(row.criterion_id, row.weight, row.scale, row.needs_comment, row.is_outside_total)
        for row in rows
    ]


def _check(row: Any, now: datetime) -> None:
    """What `why_not` says of objects."""
    if row.juror_id is None:
        raise not_juror()
    call = SimpleNamespace(
        state=row.state, opens_at=row.opens_at, closes_at=row.closes_at, files_close_at=row.files_close_at,
        stages=row.stages, grace_minutes=row.grace_minutes,
    )  # fmt: skip
    edition: Any = SimpleNamespace(
        call=call, deliberated_at=row.deliberated_at, deliberation_opens_at=row.deliberation_opens_at
    )
    grid: Any = SimpleNamespace(opens_at=row.scores_from, closes_at=row.scores_until)
    refusal = refuse(row, phases.phase(edition, grid, now), grid, is_to_judge=bool(row.is_to_judge))
    if refusal is not None:
        raise refusal


def refuse(evaluation: Any, at: Phase, grid: Any, *, is_to_judge: bool) -> RuleError | None:
    """Why nothing more is written; none when it can be."""
    if evaluation.sent_at is not None:
        return RuleError(
            "sent", _("Vos notes sur ce dossier sont envoyées : elles ne changent plus."), status=409
        )
    if evaluation.declined_at is not None:
        return RuleError("unknown", _("Ce dossier n'est pas, ou plus, à noter par vous."), status=404)
    if evaluation.abstained_at is not None:
        message = _("Vous vous êtes abstenu(e) sur ce dossier : revenez d'abord sur votre abstention.")
        return RuleError("abstained", message, status=409)
    if not is_to_judge:
        message = _(
            "Ce dossier n'est plus à noter : il est retiré ou décidé. Vos notes sont gardées et ne comptent pas."
        )
        return RuleError("not_to_judge", message, status=409)
    if at is Phase.SCORING:
        return None
    if at in {Phase.PREPARING, Phase.ANNOUNCED, Phase.ENTRY, Phase.ELIGIBILITY}:
        when = formats.datetime_words(grid.opens_at) if grid is not None and grid.opens_at else "…"
        return RuleError("not_yet", _("La notation commence le %(when)s.", when=when), status=409)
    message = _(
        "La notation est close depuis le %(when)s. Copiez votre texte si vous voulez le garder.",
        when=formats.datetime_words(grid.closes_at) if grid is not None and grid.closes_at else "…",
    )
    return RuleError("closed", message, status=409)


def read_typed(criteria: Sequence[Any], posted: Mapping[str, str]) -> dict[str, str]:
    """What the form says, each value of its scale, each text short enough."""
    found = {}
    for name in ("comment", *(f"why_{one.id}" for one in criteria)):
        text = posted.get(name, "").replace("\r\n", "\n").strip()
        if len(text) > MOST_TEXT:
            message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
            raise RuleError("too_long", message, field=name)
        found[name] = text
    for one in criteria:
        name = f"score_{one.id}"
        text = posted.get(name, "").strip()
        if text and text not in {str(step["value"]) for step in one.scale}:
            message = _(
                "Choisissez une note de %(low)s à %(high)s.",
                low=one.scale[0]["value"],
                high=one.scale[-1]["value"],
            )
            raise RuleError("off_scale", message, field=name)
        found[name] = text
    return found


def _merge(
    typed: Mapping[str, str], stored: Mapping[str, str], marks: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """(what is kept, what another page had changed and this one had not)."""
    wanted, merged, clashes = dict(stored), {}, {}
    for name, text in typed.items():
        if text == stored[name]:
            continue
        known = marks.get(name) or (mark_of(""),)
        if mark_of(stored[name]) in known:
            wanted[name] = text
        elif mark_of(text) in known:
            merged[name] = stored[name]
        else:
            clashes[name] = stored[name]
    if clashes:
        raise _stale(clashes)
    return wanted, merged


def _stale(theirs: Mapping[str, str]) -> StaleVersion:
    return StaleVersion(_("Vous avez écrit autre chose sur une autre page, pour ce même dossier."), theirs)


def read_values(criteria: Sequence[Any], fields: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    scores, comments = {}, {}
    for one in criteria:
        if fields[f"score_{one.id}"]:
            scores[str(one.id)] = int(fields[f"score_{one.id}"])
        if fields[f"why_{one.id}"]:
            comments[str(one.id)] = fields[f"why_{one.id}"]
    return scores, comments


def count_missing(criteria: Sequence[Any], scores: Mapping[str, Any], comments: Mapping[str, str]) -> int:
    """As `evaluating.list_missing` lists them."""
    return sum(
        (scores.get(str(one.id)) is None) + (one.needs_comment and not comments.get(str(one.id), "").strip())
        for one in criteria
    )
