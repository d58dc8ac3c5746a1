"""Lines of a grid as they are typed: each whole, and in every category the weights make 100."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, Translated
from noress.core.i18n import lazy as _
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing.models import Grid, GridCriterion

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
#: (its number, its name)
Category = tuple[int, Any]


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
    #: asked of that category alone
    lot_id: int | None = None
    #: in a column of its own, without a weight
    is_outside_total: bool = False


def rows_from_call(call: FundingCall) -> list[CriterionRow]:
    """What a new grid begins with: the announced criteria, on the usual scale."""
    words = {code: [word[code] for word in USUAL_WORDS] for code in LANGUAGES}
    return [
        CriterionRow(f"critere_n{place}", None, one.title, Translated(one.guidance), one.weight, words)
        for place, one in enumerate(call.criteria, 1)
    ]


def rows_from_grid(grid: Grid, call: FundingCall) -> list[CriterionRow]:
    """As another edition judged: a criterion of a category goes to the category of the same place; where there is none, it is
    left out."""
    before = [one.id for one in grid.call.lots] if grid.call is not None else []
    lots = dict(zip(before, [one.id for one in call.lots], strict=False))
    kept = [one for one in grid.criteria if one.lot_id is None or one.lot_id in lots]
    return [
        CriterionRow(
            f"critere_n{place}", None, one.title, Translated(one.guidance), one.weight,
            {code: [step["word"].get(code, "") for step in one.scale] for code in LANGUAGES
             if any(step["word"].get(code) for step in one.scale)},
            one.minimum, one.needs_comment, lots.get(one.lot_id or 0), one.is_outside_total,
        )
        for place, one in enumerate(kept, 1)
    ]  # fmt: skip


def criteria_of(grid: Grid, lot_id: int | None) -> list[GridCriterion]:
    """What a file of that category is judged by: the common criteria and its own."""
    return [one for one in grid.criteria if one.lot_id is None or one.lot_id == lot_id]


def has_own_criteria(grid: Grid) -> bool:
    """Categories are not judged by the same criteria: their marks do not compare."""
    return any(one.lot_id is not None and not one.is_outside_total for one in grid.criteria)


def total_of(criteria: Iterable[Any], scores: Mapping[str, int]) -> int | None:
    """Thousandths of a mark out of 100; none while a criterion of the total has no value."""
    found = Fraction(0)
    for one in criteria:
        if one.is_outside_total:
            continue
        value = scores.get(str(one.id))
        if value is None:
            return None
        found += Fraction(one.weight * value * 1000, one.scale[-1]["value"])
    return int(found + Fraction(1, 2))


def partial_of(criteria: Iterable[Any], scores: Mapping[str, int]) -> int:
    """Thousandths of a mark out of 100, of what has a value so far."""
    found = sum(
        Fraction(one.weight * scores[str(one.id)] * 1000, one.scale[-1]["value"])
        for one in criteria
        if not one.is_outside_total and scores.get(str(one.id)) is not None
    )
    return int(found + Fraction(1, 2))


def check_rows(rows: Sequence[CriterionRow], lots: Sequence[Category] = ()) -> None:
    """Every criterion is whole; common ones and those of a category make 100 together, in each category."""
    if not rows:
        raise RuleError("no_criterion", _("Écrivez au moins un critère."))
    if len(rows) > MOST_CRITERIA:
        raise RuleError("too_many", _("Une grille a %(most)s critères au plus.", most=MOST_CRITERIA))
    for row in rows:
        _check_row(row, {key for key, _name in lots})
    owned = {row.lot_id for row in rows if row.lot_id is not None}
    if not owned:
        if (total := _sum_of(rows, None)) != 100:
            message = _("Les poids font %(sum)s : ils doivent faire 100.", sum=total)
            raise RuleError("wrong_weights", message, field=f"{rows[-1].row}_weight")
        return
    for key, name in lots:
        if (total := _sum_of(rows, key)) != 100:
            message = _(
                "Dans la catégorie « %(category)s », les poids font %(sum)s : avec les critères communs, ils doivent faire 100.",
                category=name, sum=total,
            )  # fmt: skip
            last = [row for row in rows if row.lot_id in {None, key}][-1:] or rows[-1:]
            raise RuleError("wrong_weights", message, field=f"{last[0].row}_weight")


def _sum_of(rows: Iterable[CriterionRow], lot_id: int | None) -> int:
    return sum(row.weight or 0 for row in rows if not row.is_outside_total and row.lot_id in {None, lot_id})


def _check_row(row: CriterionRow, lots: set[int]) -> None:
    if not row.title:
        raise RuleError("no_title", _("Donnez un nom à ce critère."), field=f"{row.row}_title_fr")
    for name, text, limit in (("title", row.title, MOST_TITLE), ("guidance", row.guidance, MOST_GUIDANCE)):
        for code, said in text.items():
            if len(said) > limit:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=limit)
                raise RuleError("too_long", message, field=f"{row.row}_{name}_{code}")
    if row.lot_id is not None and row.lot_id not in lots:
        raise RuleError("no_lot", _("Choisissez une des catégories."), field=f"{row.row}_lot_id")
    _check_weight(row)
    _check_words(row)
    top = len(row.words["fr"]) - 1
    if row.minimum is not None and not 1 <= row.minimum <= top:
        message = _("Écrivez une note entre 1 et %(top)s, ou rien.", top=top)
        raise RuleError("bad_minimum", message, field=f"{row.row}_minimum")


def _check_weight(row: CriterionRow) -> None:
    if not row.is_outside_total:
        if row.weight is None or not 1 <= row.weight <= 100:
            raise RuleError("bad_weight", _("Écrivez un poids entre 1 et 100."), field=f"{row.row}_weight")
        return
    if row.weight:
        message = _("Un critère hors total n'a pas de poids : écrivez 0, ou rien.")
        raise RuleError("bad_weight", message, field=f"{row.row}_weight")
    if row.minimum is not None:
        message = _("Un critère hors total n'élimine personne : laissez la note minimale vide.")
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


def values_of(row: CriterionRow, place: int) -> dict[str, Any]:
    scale = [
        {"value": value, "word": {code: words[value] for code, words in row.words.items() if words}}
        for value in range(len(row.words["fr"]))
    ]
    return {
        "title": row.title, "guidance": row.guidance or None, "weight": row.weight or 0, "scale": scale,
        "minimum": row.minimum, "needs_comment": row.needs_comment, "position": place,
        "lot_id": row.lot_id, "is_outside_total": row.is_outside_total,
    }  # fmt: skip


def said(criteria: Iterable[GridCriterion]) -> list[str]:
    """As history says it."""
    return [
        f"{one.title.pick('fr')[1]} : {one.weight}"
        + (f", min. {one.minimum}" if one.minimum is not None else "")
        + (f", lot {one.lot_id}" if one.lot_id is not None else "")
        for one in criteria
    ]
