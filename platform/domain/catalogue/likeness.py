"""Entries that look like one structure written twice, whatever the spelling and the script, with the reasons.

Entries that share a key (`structure_key`) are compared, no others: a look is as quick among 300,000 as among 3,000.
Nothing is ever merged by itself.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import combinations, product
from math import asin, cos, radians, sin, sqrt
from typing import Any
from urllib.parse import urlsplit

from noress.core import territories
from noress.core.contacts import phone_key
from noress.core.folding import fold, fold_address
from noress.core.i18n import lazy as _
from noress.domain.catalogue.audience import visible_values
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.queries import Reader
from noress.domain.catalogue.queries.likeness import list_compared, list_sharing
from noress.domain.catalogue.skeleton import Reading, read_name, vowels_agree
from noress.domain.questionnaires.definition import Visibility
from noress.extensions import db

#: a key shared by more says nothing; and no more entries than that are read and compared
MOST_SHARING, MOST_COMPARED = 300, 120
#: below, two entries are two
LOWEST = 50
SURE, LIKELY = 90, 70
_WORDS_IN_KEYS = 6
#: pages of people on these sites are told apart by their path
_SHARED_SITES = re.compile(r"(^|\.)(facebook|instagram|linkedin|youtube|tiktok|twitter|x|google|wordpress|blogspot|"
                           r"wixsite|linktr|wa|t|maroc|over-blog)\.[a-z.]+$")  # fmt: skip
_METRES = 150
#: what visitors may look an entry up by
_TOLD_TO_ALL = frozenset({Visibility.PUBLIC})


class Reason(StrEnum):
    SAME_NAME = "same_name"
    OTHER_WRITING = "other_writing"
    NEAR_NAME = "near_name"
    SAME_ICE = "same_ice"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_WEBSITE = "same_website"
    SAME_ACRONYM = "same_acronym"
    SAME_PLACE = "same_place"
    SAME_COMMUNE = "same_commune"
    SAME_PROVINCE = "same_province"

    @property
    def label(self) -> Any:
        return {
            "same_name": _("même nom"), "other_writing": _("même nom, écrit autrement"),
            "near_name": _("noms proches"), "same_ice": _("même ICE"), "same_email": _("même courriel"),
            "same_phone": _("même téléphone"), "same_website": _("même site"), "same_acronym": _("même sigle"),
            "same_place": _("même endroit sur la carte"), "same_commune": _("même commune"),
            "same_province": _("même province"),
        }[self.value]  # fmt: skip


#: how much each says alone, of 100; a place says nothing alone, and a little beside another reason
_WEIGHT = {
    Reason.SAME_NAME: 84, Reason.OTHER_WRITING: 78, Reason.SAME_ICE: 98, Reason.SAME_EMAIL: 74,
    Reason.SAME_PHONE: 72, Reason.SAME_WEBSITE: 68, Reason.SAME_ACRONYM: 60,
}  # fmt: skip
_BESIDE = {Reason.SAME_PLACE: 12, Reason.SAME_COMMUNE: 10, Reason.SAME_PROVINCE: 4}
_NAMES = frozenset({Reason.SAME_NAME, Reason.OTHER_WRITING, Reason.NEAR_NAME})


@dataclass(frozen=True)
class Score:
    """How likely two entries are one, of 100, and why."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def label(self) -> Any:
        if self.score >= SURE:
            return _("presque sûr")
        return _("probable") if self.score >= LIKELY else _("possible")


@dataclass(frozen=True)
class Likely(Score):
    """An entry that may be the one looked for."""

    structure: Structure


@dataclass(frozen=True)
class Sayings:
    """What an entry says, as likeness reads it."""

    values: Mapping[str, Any] = field(repr=False)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        texts = self.values.get("name") or {}
        texts = texts if isinstance(texts, Mapping) else {"": str(texts)}
        read = (read_name(str(text)[:600]) for text in texts.values() if text and str(text).strip())
        return tuple(dict.fromkeys(reading for reading in read if reading.words))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(number for reading in self.readings for number in reading.numbers)

    @cached_property
    def exact(self) -> dict[Reason, frozenset[str]]:
        """What must be equal to be a reason."""
        values = self.values
        phones = (phone_key(values.get(name)) for name in ("phone", "contact_phone"))
        email, acronym = values.get("email"), values.get("acronym")
        ice = re.sub(r"\D", "", str(values.get("ice") or ""))
        found = {
            Reason.SAME_ICE: {ice}, Reason.SAME_EMAIL: {fold_address(email) if email else ""},
            Reason.SAME_PHONE: {phone or "" for phone in phones}, Reason.SAME_WEBSITE: {site_key(values.get("website"))},
            Reason.SAME_ACRONYM: {re.sub(r"[\W_]", "", fold(acronym)) if acronym else ""},
        }  # fmt: skip
        return {reason: frozenset(texts - {""}) for reason, texts in found.items()}

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Skeletons of the names of where it is: "Annour Tétouan" is Annour, in Tétouan."""
        found = (territories.get(self.values.get(name) or "") for name in ("commune", "province"))
        names = [name for territory in found if territory for name in territory.name.values()]
        return frozenset(form for name in names for forms in read_name(name).words for form in forms)

    def own_words(self, reading: Reading) -> tuple[tuple[str, ...], ...]:
        """Without those that only say where it is, unless nothing else stays."""
        own = tuple(forms for forms in reading.words if not self.place_words & set(forms))
        return own if any(not form[0].isdigit() for form in own) else reading.words

    @cached_property
    def point(self) -> tuple[float, float] | None:
        point = self.values.get("point")
        lat, _comma, lon = str(point).partition(",")
        return (float(lat), float(lon)) if point else None


def keys_of(values: Mapping[str, Any]) -> set[str]:
    """What likely duplicates share, at most 80 characters each; `StructureKey` rows are these."""
    says = Sayings(values)
    keys = {f"{_PREFIX[reason]}:{text}" for reason, texts in says.exact.items() for text in texts}
    for reading in says.readings:
        keys |= _name_keys(says, reading)
    return {key if len(key) <= 80 else f"{key[:40]}~{_digest(key)}" for key in keys}


_PREFIX = {
    Reason.SAME_ICE: "i", Reason.SAME_EMAIL: "m", Reason.SAME_PHONE: "t", Reason.SAME_WEBSITE: "w",
    Reason.SAME_ACRONYM: "a",
}  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _name_keys(says: Sayings, reading: Reading) -> set[str]:
    """The whole name, alone and with its province; a distinctive word alone, then with where it is; two words
    together. A word that many entries have is known by its place, or by the word beside it."""
    places = [code for name in ("province", "commune") if (code := says.values.get(name))]
    keys, own_words = set(), says.own_words(reading)
    for words in (reading.words, own_words):
        for last in (0, -1):
            keys.add("n:" + "+".join(sorted({forms[last] for forms in words})))
    keys |= {f"f:{'+'.join(sorted({forms[0] for forms in own_words}))}@{place}" for place in places[:1]}
    own = {form for forms in own_words for form in forms}
    for forms in reading.distinctive[:_WORDS_IN_KEYS]:
        for form in own & set(forms):
            if len(form) > 2:
                keys.add(f"s:{form}")
            keys |= {f"s:{form}@{place}" for place in places[:1]} | {
                f"c:{form}@{place}" for place in places[-1:]
            }
    for one, other in combinations(reading.words[:_WORDS_IN_KEYS], 2):
        keys |= {"p:" + "+".join(sorted(pair)) for pair in product(one, other)}
    return keys


def site_key(address: str | None) -> str:
    """The host of a site, with its path where many share one host."""
    text = (address or "").strip().lower()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    if not _SHARED_SITES.search(host):
        return host
    path = parts.path.strip("/")
    return f"{host}/{path}" + (f"?{parts.query}" if "id=" in parts.query else "") if path else ""


def find_likely(
    values: Mapping[str, Any], *, but: int | None = None, limit: int = 5, reader: Reader | None = None,
    lowest: int = LOWEST,
) -> list[Likely]:  # fmt: skip
    """Entries that say nearly the same, the likeliest first. Without a reader all of them, whatever their state;
    a reader is told of entries in their lists, by what everybody reads of them."""
    ids = _candidates(keys_of(values), but)
    if not ids:
        return []
    asked, found = Sayings(values), []
    for structure in db.session.scalars(list_compared(ids, reader)):
        said = structure.detail.values if reader is None else visible_values(structure, _TOLD_TO_ALL)
        alike = compare(asked, Sayings(said))
        if alike.score >= lowest:
            found.append(Likely(alike.score, alike.reasons, structure))
    found.sort(key=lambda likely: (-likely.score, likely.structure.id))
    return found[:limit]


def _candidates(keys: Iterable[str], but: int | None) -> list[int]:
    """Entries that share the rarest keys, or many of them."""
    sharing: dict[str, list[int]] = defaultdict(list)
    keys = sorted(keys)
    if not keys:
        return []
    for key, structure_id in db.session.execute(list_sharing(keys, MOST_SHARING)):
        sharing[key].append(structure_id)
    weight: dict[int, float] = defaultdict(float)
    for ids in sharing.values():
        if len(ids) <= MOST_SHARING:
            for structure_id in ids:
                weight[structure_id] += 1 / len(ids)
    weight.pop(but or 0, None)
    return sorted(weight, key=lambda structure_id: (-weight[structure_id], structure_id))[:MOST_COMPARED]


def compare(one: Sayings, other: Sayings) -> Score:
    """Two entries: what is equal, how near their names are, and how far they lie from one another."""
    name, near = _compare_names(one, other)
    reasons = {reason: _WEIGHT[reason] for reason, texts in one.exact.items() if texts & other.exact[reason]}
    if name is not None:
        reasons[name] = near
    if not reasons:
        return Score(0, ())
    score = max(reasons.values()) + 8 * (len(reasons) - 1)
    if name is None:
        # a telephone that several structures answer; all the more when only their numbers differ
        score -= 14 if one.numbers == other.numbers else 26
    place, beside = _compare_places(one, other)
    kept = [reason for reason in Reason if reason in reasons or reason is place]
    return Score(max(0, min(100, score + beside)), tuple(kept))


def _compare_places(one: Sayings, other: Sayings) -> tuple[Reason | None, int]:
    """What their places add, or take away: two of one name in two provinces are often two."""
    if one.point and other.point and _metres(one.point, other.point) <= _METRES:
        return Reason.SAME_PLACE, _BESIDE[Reason.SAME_PLACE]
    for name, reason, apart in (
        ("province", Reason.SAME_PROVINCE, -22), ("commune", Reason.SAME_COMMUNE, -8),
    ):  # fmt: skip
        mine, its = one.values.get(name), other.values.get(name)
        if mine and its and mine != its:
            return None, apart
        if name == "commune" and mine and its:
            return reason, _BESIDE[reason]
    same = one.values.get("province") and one.values.get("province") == other.values.get("province")
    return (Reason.SAME_PROVINCE, _BESIDE[Reason.SAME_PROVINCE]) if same else (None, 0)


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat, lon, its_lat, its_lon = map(radians, (*one, *other))
    part = sin((its_lat - lat) / 2) ** 2 + cos(lat) * cos(its_lat) * sin((its_lon - lon) / 2) ** 2
    return 12_742_000 * asin(sqrt(min(1.0, part)))


def _compare_names(one: Sayings, other: Sayings) -> tuple[Reason | None, int]:
    """The nearest of their names, whatever the languages."""
    found = [_compare_readings(mine, its, one, other) for mine in one.readings for its in other.readings]
    best = max(found, key=lambda each: each[1], default=(None, 0))
    return best if best[0] is not None else (None, 0)


def _compare_readings(mine: Reading, its: Reading, one: Sayings, other: Sayings) -> tuple[Reason | None, int]:
    if mine.folded == its.folded:
        return Reason.SAME_NAME, _WEIGHT[Reason.SAME_NAME]
    if sorted(mine.numbers) != sorted(its.numbers):
        return None, 0  # "membre 12" and "membre 13" are two
    # an association and a cooperative of one name are often two
    apart = 14 if mine.kinds and its.kinds and not mine.kinds & its.kinds else 0
    words, others = list(one.own_words(mine)), list(other.own_words(its))
    shared = _take_shared(words, others)
    if not words and not others:
        agree = vowels_agree(mine.long, its.long) or _ratio(mine.long, its.long) >= 75
        weight = _WEIGHT[Reason.OTHER_WRITING] - (0 if agree else 16) - apart
        return (Reason.OTHER_WRITING if agree else Reason.NEAR_NAME), weight
    near = round(_ratio(mine.folded, its.folded))
    if (words and others) or len(words) + len(others) > 2 or not shared:
        # each has a word of its own: one word may still be the other with a letter changed
        is_near = near >= 86 and len(words) == len(others) == 1 and _ratio(words[0][0], others[0][0]) >= 60
        return (Reason.NEAR_NAME, near - 18 - apart) if is_near else (None, 0)
    return Reason.NEAR_NAME, 56 + 4 * min(shared, 3) - 4 * (len(words) + len(others)) - apart


def _take_shared(words: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> int:
    """Take away from both what they share; how many distinctive words that was."""
    shared = 0
    for forms in list(words):
        same = next((its for its in others if set(forms) & set(its)), None)
        if same is not None:
            words.remove(forms)
            others.remove(same)
            shared += not (forms[0][0] == "*" or forms[0].isdigit())
    return shared


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # a library in C++, for comparing only

    return fuzz.token_sort_ratio(one, other)
