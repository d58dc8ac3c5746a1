"""Finding in a text what tells who enters: names, telephones, addresses, places. And putting a mask in its place.

Names and addresses are masked whatever the desk did; places are only proposed, since an initiative often is about one.
"""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from noress.core import territories
from noress.core.folding import fold
from noress.core.i18n import lazy as _

#: the same in every language and direction
MASK = "[***]"
#: shorter ones are found everywhere
SHORTEST = 3
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/])(?:\+|00)?\d(?:[ .()-]{0,2}\d){8,13}(?!\w)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class Told(StrEnum):
    """What a piece of text tells."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"

    @property
    def label(self) -> Any:
        return {
            "name": _("un nom"), "phone": _("un téléphone"), "email": _("une adresse électronique"),
            "address": _("une adresse web"), "place": _("un lieu"),
        }[self.value]  # fmt: skip


class Found(NamedTuple):
    start: int
    end: int
    told: Told


def find(text: str, names: Collection[str], *, with_places: bool = False) -> list[Found]:
    """In their order, without overlaps; of two at the same place, the longer."""
    spans = [
        Found(*hit.span(), told)
        for told, pattern in ((Told.EMAIL, _EMAIL), (Told.ADDRESS, _ADDRESS), (Told.PHONE, _PHONE))
        for hit in pattern.finditer(text)
    ]
    folded, places = _folded(text)
    spans += [Found(*span, Told.NAME) for span in _spans(folded, places, _pattern(_keys(names)))]
    if with_places:
        spans += [Found(*span, Told.PLACE) for span in _spans(folded, places, _communes())]
    kept: list[Found] = []
    for one in sorted(spans, key=lambda span: (span.start, span.start - span.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def mask(text: str, names: Collection[str], *, with_places: bool = False) -> str:
    """The text without them."""
    parts, last = [], 0
    for one in find(text, names, with_places=with_places):
        parts += [text[last : one.start], MASK]
        last = one.end
    return "".join([*parts, text[last:]]) if parts else text


def _keys(names: Iterable[str]) -> tuple[str, ...]:
    found = {fold(name) for name in names}
    return tuple(sorted((one for one in found if len(one) >= SHORTEST), key=lambda one: (-len(one), one)))


@lru_cache(maxsize=256)
def _pattern(keys: tuple[str, ...]) -> re.Pattern[str] | None:
    """Arabic writes "and", "in", "to" with the word that follows: one letter may stand before."""
    if not keys:
        return None
    any_of = "|".join(r"\s+".join(re.escape(word) for word in one.split()) for one in keys)
    return re.compile(rf"(?<!\w)(?:[وبلفك](?=[\u0600-\u06ff]))?(?:{any_of})(?!\w)")


@lru_cache(maxsize=1)
def _communes() -> re.Pattern[str] | None:
    names = [name for one in territories.of_level("commune") for name in one.name.values() if name]
    return _pattern(_keys(name for name in names if len(name) > SHORTEST))


def _folded(text: str) -> tuple[str, list[int]]:
    """Folded letter by letter, and where each folded letter stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in " " if sign.isspace() or sign in "’'`" else fold(sign):
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _spans(folded: str, places: list[int], pattern: re.Pattern[str] | None) -> Iterable[tuple[int, int]]:
    if pattern is None:
        return
    for hit in pattern.finditer(folded):
        yield places[hit.start()], places[hit.end() - 1] + 1
