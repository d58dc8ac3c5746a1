"""What files are judged by: a grid for each stage of a call, made from the criteria that the call announced. It changes
until the first evaluation is sent; afterwards only its dates and the number of evaluations wanted do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import LANGUAGES, Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.reviewing.conflicts import APPLICATION
from noress.domain.reviewing.models import Grid, GridCriterion
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db

MOST_CRITERIA, MOST_PER_FILE, MOST_TITLE, MOST_GUIDANCE, MOST_WORD = 20, 20, 200, 1000, 60
FEWEST_WORDS, MOST_WORDS = 2, 11
#: a word for every value, from 0; each network changes them
USUAL_WORDS: tuple[dict[str, str], ...] = (
    {"fr": "Absent", "ar": "غير موجود", "en": "Absent"},
    {"fr": "Très faible", "ar": "ضعيف جدا", "en": "Very weak"},
    {"fr": "Faible", "ar": "ضعيف", "en": "Weak"},
    {"fr": "Moyen", "ar": "متوسط", "en": "Average"},
    {"fr": "Bon", "ar": "جيد", "en": "Good"},
    {"fr": "Très bon", "ar": "جيد جدا", "en": "Very good"},
)
OVER = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})
_SETTINGS = ("per_file", "opens_at", "closes_at")


def usual_scale() -> list[dict[str, Any]]:
    return [{"value": value, "word": dict(word)} for value, word in enumerate(USUAL_WORDS)]


@dataclass(frozen=True)
class CriterionRow:
    """One criterion as it is typed; `row` names its fields in the form."""

    row: str
    id: int | None
    title: Translated
    guidance: Translated
    weight: int | None
    #: {language: a word for each value, from 0}
    words: Mapping[str, Sequence[str]]
    minimum: int | None = None
    needs_comment: bool = False


@dataclass(frozen=True)
class Settings:
    per_file: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def grid_of(call: FundingCall, stage: int) -> Grid | None:
    """With its criteria."""
    return db.session.scalars(queries.get_grid(call.id, stage)).unique().one_or_none()


def rows_from_call(call: FundingCall) -> list[CriterionRow]:
    """What a new grid begins with: the announced criteria, on the usual scale."""
    words = {code: [word[code] for word in USUAL_WORDS] for code in LANGUAGES}
    return [
        CriterionRow(f"critere_n{place}", None, one.title, Translated(one.guidance), one.weight, words)
        for place, one in enumerate(call.criteria, 1)
    ]


def is_frozen(grid: Grid) -> bool:
    """An evaluation was sent: everybody judges by the same criteria."""
    return db.session.scalars(queries.was_sent(grid.id)).first() is not None


def is_open(grid: Grid, now: datetime) -> bool:
    """By the server's clock."""
    return (grid.opens_at is None or grid.opens_at <= now) and not is_closed(grid, now)


def is_closed(grid: Grid, now: datetime) -> bool:
    return grid.closes_at is not None and grid.closes_at <= now


def total_of(criteria: Iterable[GridCriterion], scores: Mapping[str, int]) -> int | None:
    """Thousandths of a mark out of 100; none while a criterion has no value."""
    found = Fraction(0)
    for one in criteria:
        value = scores.get(str(one.id))
        if value is None:
            return None
        found += Fraction(one.weight * value * 1000, one.scale[-1]["value"])
    return int(found + Fraction(1, 2))


def make_grid(*, call: FundingCall, stage: int, settings: Settings, actor: Actor, now: datetime) -> Grid:
    """From the call's own criteria, as they are."""
    return save_grid(
        call=call, stage=stage, rows=rows_from_call(call), settings=settings, version=0, actor=actor, now=now
    )


def save_grid(
    *, call: FundingCall, stage: int, rows: Sequence[CriterionRow] | None, settings: Settings, version: int,
    actor: Actor, now: datetime,
) -> Grid:  # fmt: skip
    """Made with version 0, then changed. `rows=None` leaves the criteria as they are. Whoever has begun an evaluation keeps what
    still fits."""
    lock(call)
    if not 1 <= stage <= call.stages:
        raise RuleError("no_stage", _("Cet appel n'a pas cette étape."), status=409)
    if call.state in OVER:
        raise RuleError(
            "over", _("Les résultats de cet appel sont annoncés : sa grille ne change plus."), status=409
        )
    grid = grid_of(call, stage)
    if (grid.version if grid else 0) != version:
        raise StaleVersion(_("Quelqu'un d'autre a enregistré entre-temps."), None)
    _check_settings(settings, grid, now)
    changes: dict[str, tuple[Any, Any]] = {}
    is_new = grid is None
    if grid is None:
        grid = Grid(
            subject_type=APPLICATION, call_id=call.id, stage=stage, version=0, per_file=settings.per_file
        )
        db.session.add(grid)
    else:
        hold_grid(grid)
    if rows is not None:
        changes |= _set_criteria(grid, rows, is_new=is_new)
    changes |= changed(grid, {name: getattr(settings, name) for name in _SETTINGS})
    if is_new:
        changes["per_file"] = (None, settings.per_file)
    if changes:
        grid.version += 1
        action = "funding_call.grid_made" if is_new else "funding_call.grid_edited"
        told = {"grid_stage": (None, stage), **{f"grid_{name}": pair for name, pair in changes.items()}}
        record(actor, action, call, now=now, changes=told)
    db.session.flush()  # what follows names its criteria
    return grid


def hold_grid(grid: Grid) -> None:
    """Nobody changes it meanwhile; criteria that were read before somebody did are read again."""
    before = grid.version
    lock(grid)
    if grid.version != before:
        db.session.expire(grid, ["criteria"])


def _check_settings(settings: Settings, grid: Grid | None, now: datetime) -> None:
    if not 1 <= settings.per_file <= MOST_PER_FILE:
        message = _("Écrivez un nombre entre 1 et %(most)s.", most=MOST_PER_FILE)
        raise RuleError("bad_number", message, field="per_file")
    opens, closes = settings.opens_at, settings.closes_at
    if opens and closes and closes <= opens:
        raise RuleError("wrong_order", _("La clôture vient après l'ouverture."), field="closes_at")
    if closes and closes <= now and (grid is None or grid.closes_at != closes):
        raise RuleError("past", _("Cette date est passée. Choisissez-en une à venir."), field="closes_at")


def _set_criteria(grid: Grid, rows: Sequence[CriterionRow], *, is_new: bool) -> dict[str, tuple[Any, Any]]:
    check_rows(rows)
    before = [] if is_new else _said(grid.criteria)
    wanted = [_values_of(row, place) for place, row in enumerate(rows)]
    known = {one.id: one for one in grid.criteria}
    kept = [known.get(row.id or 0) for row in rows]
    is_same = len(kept) == len(known) and all(
        one is not None and all(getattr(one, name) == value for name, value in values.items())
        for one, values in zip(kept, wanted, strict=True)
    )
    if is_same:
        return {}
    if not is_new and is_frozen(grid):
        message = _("Une évaluation est déjà envoyée : les critères ne changent plus.")
        raise RuleError("frozen", message, status=409)
    criteria = []
    for one, values in zip(kept, wanted, strict=True):
        made = one or GridCriterion()
        for name, value in values.items():
            setattr(made, name, value)
        criteria.append(made)
    grid.criteria[:] = criteria
    db.session.flush()  # what was begun is counted again by their keys
    if not is_new:
        _fit_what_was_begun(grid)
    return {"criteria": (before, _said(grid.criteria))}


def check_rows(rows: Sequence[CriterionRow]) -> None:
    """Every criterion is whole, and the weights make 100."""
    if not rows:
        raise RuleError("no_criterion", _("Écrivez au moins un critère."))
    if len(rows) > MOST_CRITERIA:
        raise RuleError("too_many", _("Une grille a %(most)s critères au plus.", most=MOST_CRITERIA))
    for row in rows:
        _check_row(row)
    total = sum(row.weight or 0 for row in rows)
    if total != 100:
        message = _("Les poids font %(sum)s : ils doivent faire 100.", sum=total)
        raise RuleError("wrong_weights", message, field=f"{rows[-1].row}_weight")


def _check_row(row: CriterionRow) -> None:
    if not row.title:
        raise RuleError("no_title", _("Donnez un nom à ce critère."), field=f"{row.row}_title_fr")
    for name, text, limit in (("title", row.title, MOST_TITLE), ("guidance", row.guidance, MOST_GUIDANCE)):
        for code, said in text.items():
            if len(said) > limit:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=limit)
                raise RuleError("too_long", message, field=f"{row.row}_{name}_{code}")
    if row.weight is None or not 1 <= row.weight <= 100:
        raise RuleError("bad_weight", _("Écrivez un poids entre 1 et 100."), field=f"{row.row}_weight")
    _check_words(row)
    top = len(row.words["fr"]) - 1
    if row.minimum is not None and not 1 <= row.minimum <= top:
        message = _("Écrivez une note entre 1 et %(top)s, ou rien.", top=top)
        raise RuleError("bad_minimum", message, field=f"{row.row}_minimum")


def _check_words(row: CriterionRow) -> None:
    french = row.words.get("fr", ())
    if not FEWEST_WORDS <= len(french) <= MOST_WORDS:
        message = _(
            "Écrivez un mot par ligne, de %(fewest)s à %(most)s lignes.", fewest=FEWEST_WORDS, most=MOST_WORDS
        )
        raise RuleError("bad_words", message, field=f"{row.row}_words_fr")
    for code, words in row.words.items():
        if words and len(words) != len(french):
            message = _("Il faut autant de lignes qu'en français : une pour chaque note.")
            raise RuleError("bad_words", message, field=f"{row.row}_words_{code}")
        if any(len(word) > MOST_WORD for word in words):
            message = _("%(limit)s caractères au plus par ligne.", limit=MOST_WORD)
            raise RuleError("too_long", message, field=f"{row.row}_words_{code}")


def _values_of(row: CriterionRow, place: int) -> dict[str, Any]:
    scale = [
        {"value": value, "word": {code: words[value] for code, words in row.words.items() if words}}
        for value in range(len(row.words["fr"]))
    ]
    return {
        "title": row.title, "guidance": row.guidance or None, "weight": row.weight, "scale": scale,
        "minimum": row.minimum, "needs_comment": row.needs_comment, "position": place,
    }  # fmt: skip


def _fit_what_was_begun(grid: Grid) -> None:
    """Values of criteria that are no more, or off the new scale, are forgotten; everything else stays."""
    tops = {str(one.id): one.scale[-1]["value"] for one in grid.criteria}
    for evaluation in db.session.scalars(queries.list_written(grid.id)):
        evaluation.scores = {
            key: value for key, value in evaluation.scores.items() if key in tops and value <= tops[key]
        }
        evaluation.total = total_of(grid.criteria, evaluation.scores)
        evaluation.version += 1


def _said(criteria: Iterable[GridCriterion]) -> list[str]:
    """As history says it."""
    return [
        f"{one.title.pick('fr')[1]} : {one.weight}"
        + (f", min. {one.minimum}" if one.minimum is not None else "")
        for one in criteria
    ]
