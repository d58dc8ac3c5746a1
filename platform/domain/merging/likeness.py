"""Records that look like one institution written twice, with the reasons. Nothing is ever merged by itself."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from noress.core.contacts import phone_key
from noress.core.folding import fold, fold_address, fold_name, search_words
from noress.core.i18n import lazy as _
from noress.domain.institutions.models import Institution

#: more would make the page wait: 2,000 records are two million pairs, and about a second
MOST = 2_000
#: names that a name is compared with closely
NEAREST = 20
_NUMBERS = re.compile(r"\d+")
#: two words are one word written in two ways from here on, and two names from there
_SAME_WORD, _NEAR_NAME = 78, 80
_SHORTEST = 5


class Reason(StrEnum):
    SAME_NAME = "same_name"
    ONE_LETTER = "one_letter"
    NEAR_NAME = "near_name"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_ACRONYM = "same_acronym"
    SAME_WEBSITE = "same_website"

    @property
    def label(self) -> Any:
        return {
            "same_name": _("même nom"),
            "one_letter": _("même nom à une lettre près"),
            "near_name": _("noms proches"),
            "same_email": _("même courriel"),
            "same_phone": _("même téléphone"),
            "same_acronym": _("même sigle"),
            "same_website": _("même site"),
        }[self.value]


#: how much each says alone, of 100
_WEIGHT = {
    Reason.SAME_NAME: 98, Reason.ONE_LETTER: 95, Reason.SAME_EMAIL: 90, Reason.SAME_PHONE: 86,
    Reason.SAME_ACRONYM: 82, Reason.SAME_WEBSITE: 78,
}  # fmt: skip


@dataclass
class Likeness:
    """Two records (the older first) and why they look alike; `near` is how close their names are."""

    first: Institution
    second: Institution
    reasons: list[Reason] = field(default_factory=list)
    near: int = 0

    @property
    def score(self) -> int:
        """The strongest reason, and a little more for each other one."""
        weights = [_WEIGHT.get(reason, self.near) for reason in self.reasons]
        return min(100, max(weights) + 3 * (len(weights) - 1))

    @property
    def label(self) -> Any:
        if self.score >= 95:
            return _("presque sûr")
        return _("probable") if self.score >= 86 else _("possible")


def list_alike(
    institutions: Sequence[Institution], distinct: Iterable[tuple[int, int]] = ()
) -> list[Likeness]:
    """Pairs of the first `MOST` records, the likeliest first; without those said to be two, nor a service and
    the institution that it is part of."""
    rows = list(institutions[:MOST])
    settled = set(distinct) | {pair_of(row.id, row.part_of_id) for row in rows if row.part_of_id}
    by_id = {row.id: row for row in rows}
    found: dict[tuple[int, int], Likeness] = {}

    def note(first: int, second: int, reason: Reason, near: int = 0) -> None:
        pair = pair_of(first, second)
        if first == second or pair in settled:
            return
        alike = found.setdefault(pair, Likeness(by_id[pair[0]], by_id[pair[1]]))
        alike.near = max(alike.near, near)
        if reason not in alike.reasons:
            alike.reasons.append(reason)

    _note_names(rows, note)
    for reason, value in _EXACT.items():
        note_equal(rows, value, lambda first, second, reason=reason: note(first, second, reason))  # type: ignore[misc]
    for alike in found.values():
        alike.reasons = _strongest(alike.reasons)
    return sorted(found.values(), key=lambda alike: (-alike.score, alike.first.name_sort, alike.second.id))


_EXACT: dict[Reason, Callable[[Institution], str | None]] = {
    Reason.SAME_EMAIL: lambda row: fold_address(row.email) if row.email else None,
    Reason.SAME_PHONE: lambda row: phone_key(row.phone),
    Reason.SAME_ACRONYM: lambda row: fold(row.acronym) if row.acronym else None,
    Reason.SAME_WEBSITE: lambda row: (
        re.sub(r"^https?://(www\.)?|/+$", "", (row.website or "").lower()) or None
    ),
}


def pair_of(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _strongest(reasons: list[Reason]) -> list[Reason]:
    """Of the reasons about names, the strongest; all in the order of their list."""
    kept = [reason for reason in Reason if reason in reasons]
    names = [reason for reason in kept if reason in {Reason.SAME_NAME, Reason.ONE_LETTER, Reason.NEAR_NAME}]
    return [reason for reason in kept if reason not in names[1:]]


def note_equal(
    rows: Sequence[Any], value: Callable[[Any], str | None], note: Callable[[int, int], None]
) -> None:
    """Each row with the one before it of the same value: ten records behind one telephone are nine pairs."""
    last: dict[str, int] = {}
    for row in rows:
        text = value(row)
        if text and text in last:
            note(last[text], row.id)
        if text:
            last[text] = row.id


def _note_names(rows: list[Institution], note: Callable[..., None]) -> None:
    """Every name with every other one, whatever their languages; the close ones are looked at word by word."""
    from rapidfuzz import fuzz, process  # a library in C++, for this page only

    named = [
        (row.id, folded)
        for row in rows
        for folded in {fold_name(text) for text in row.name.values()}
        if folded
    ]
    texts = [folded for _id, folded in named]
    for place, (key, text) in enumerate(named):
        close = process.extract(
            text, texts[place + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR_NAME, limit=NEAREST
        )
        for other, score, offset in close:
            other_key = named[place + 1 + offset][0]
            if text == other:
                note(key, other_key, Reason.SAME_NAME)
            elif not same_numbers(text, other):
                continue
            elif is_one_letter_off(text, other, _SHORTEST):
                note(key, other_key, Reason.ONE_LETTER)
            elif _same_words(text, other, fuzz.ratio):
                note(key, other_key, Reason.NEAR_NAME, round(score))


def same_numbers(one: str, other: str) -> bool:
    """ "membre 12" and "membre 13" are two."""
    return _NUMBERS.findall(one) == _NUMBERS.findall(other)


def is_one_letter_off(one: str, other: str, shortest: int) -> bool:
    """A name shorter than that differs from another one by a letter too easily."""
    from rapidfuzz.distance import Levenshtein  # a library in C++, for these pages only

    return min(len(one), len(other)) >= shortest and Levenshtein.distance(one, other, score_cutoff=1) <= 1


def _same_words(one: str, other: str, ratio: Callable[[str, str], float]) -> bool:
    """Each word has its counterpart; one of the two names may say one word more. "Direction de Tétouan" and
    "Direction de Larache" share all but the word that matters."""
    words, others = search_words(one), search_words(other)
    if not words or not others:
        return False
    alone = 0
    for word in words:
        best = max(others, key=lambda candidate: ratio(word, candidate), default=None)
        if best is None or ratio(word, best) < _SAME_WORD:
            alone += 1
        else:
            others.remove(best)
    return not (alone and others) and alone + len(others) <= 1
