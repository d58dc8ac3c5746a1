"""Records that look like one person written twice, with the reasons. Nothing is ever merged by itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from noress.core.contacts import phone_key
from noress.core.folding import fold_address, fold_name
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Person
from noress.domain.merging.likeness import (
    MOST,
    NEAREST,
    is_one_letter_off,
    note_equal,
    pair_of,
    same_numbers,
)

#: a shorter name differs from another one by a letter too easily
_SHORTEST, _NEAR = 7, 85


class Reason(StrEnum):
    SAME_NAME = "same_name"
    ONE_LETTER = "one_letter"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_INSTITUTION = "same_institution"

    @property
    def label(self) -> Any:
        return {
            "same_name": _("même nom"),
            "one_letter": _("même nom à une lettre près"),
            "same_email": _("même courriel"),
            "same_phone": _("même téléphone"),
            "same_institution": _("même institution"),
        }[self.value]


#: how much each says alone, of 100: two people may bear one name, share a mailbox or a telephone
_WEIGHT = {
    Reason.SAME_NAME: 84, Reason.ONE_LETTER: 78, Reason.SAME_EMAIL: 76, Reason.SAME_PHONE: 78,
    Reason.SAME_INSTITUTION: 0,
}  # fmt: skip
_EACH_MORE = 9


@dataclass
class Likeness:
    """Two records (the older first) and why they look alike."""

    first: Person
    second: Person
    reasons: list[Reason] = field(default_factory=list)

    @property
    def score(self) -> int:
        """The strongest reason, and more for each other one."""
        return min(
            100, max(_WEIGHT[reason] for reason in self.reasons) + _EACH_MORE * (len(self.reasons) - 1)
        )

    @property
    def label(self) -> Any:
        if self.score >= 93:
            return _("presque sûr")
        return _("probable") if self.score >= 84 else _("possible")


def list_alike(
    persons: Sequence[Person], places: Mapping[int, set[int]], distinct: Iterable[tuple[int, int]] = ()
) -> list[Likeness]:
    """Pairs of the first `MOST` persons, the likeliest first. `places`: the institutions each sits or sat in;
    one institution alone is no reason. A mailbox known to be shared says nothing."""
    rows = list(persons[:MOST])
    settled = {pair_of(*pair) for pair in distinct}
    by_id = {row.id: row for row in rows}
    found: dict[tuple[int, int], Likeness] = {}

    def note(one: int, other: int, reason: Reason) -> None:
        pair = pair_of(one, other)
        if one == other or pair in settled:
            return
        alike = found.setdefault(pair, Likeness(by_id[pair[0]], by_id[pair[1]]))
        if reason not in alike.reasons:
            alike.reasons.append(reason)

    _note_names(rows, note)
    note_equal(rows, lambda row: phone_key(row.phone), lambda one, other: note(one, other, Reason.SAME_PHONE))
    note_equal(rows, _own_address, lambda one, other: note(one, other, Reason.SAME_EMAIL))
    for (one, other), alike in found.items():
        if places.get(one, set()) & places.get(other, set()):
            alike.reasons.append(Reason.SAME_INSTITUTION)
        names = {Reason.SAME_NAME, Reason.ONE_LETTER} & set(alike.reasons)
        alike.reasons = [
            r for r in Reason if r in alike.reasons and not (r is Reason.ONE_LETTER and len(names) > 1)
        ]
    return sorted(found.values(), key=lambda alike: (-alike.score, alike.first.name_folded, alike.second.id))


def _own_address(row: Person) -> str | None:
    is_shared = row.account is not None and row.account.is_shared
    return fold_address(row.email) if row.email and not is_shared else None


def _name_keys(row: Person) -> set[str]:
    """In each script, whatever comes first: the first name or the last."""
    return {
        key for name in (row.name, row.name_ar) if name and (key := " ".join(sorted(fold_name(name).split())))
    }


def _note_names(rows: list[Person], note: Callable[[int, int, Reason], None]) -> None:
    from rapidfuzz import fuzz, process  # a library in C++, for this page only

    named = [(row.id, key) for row in rows for key in sorted(_name_keys(row))]
    last: dict[str, int] = {}
    for key, text in named:  # exactly the same: each with the one before it
        if text in last:
            note(last[text], key, Reason.SAME_NAME)
        last[text] = key
    distinct = sorted(last.items())
    texts = [text for text, _key in distinct]
    for place, (text, key) in enumerate(distinct):
        close = process.extract(
            text, texts[place + 1 :], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=NEAREST
        )  # fmt: skip
        for other, _score, offset in close:
            if same_numbers(text, other) and is_one_letter_off(text, other, _SHORTEST):
                note(key, distinct[place + 1 + offset][1], Reason.ONE_LETTER)
