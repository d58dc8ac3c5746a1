"""What the catalogue's booklet says of each entry, in French and in Arabic; and what its indexes say of all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from noress.core import formats, territories
from noress.core.folding import fold, sort_key
from noress.core.i18n import Translated, in_language
from noress.core.i18n import gettext as _
from noress.documents.pieces import spoken
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.models import Facet
from noress.domain.exchange.saying import Told, Words

SIDES = ("fr", "ar")
#: said on each side, after its label
_ROWS = (
    "sectors", "services", "stages", "is_free", "financing_most", "publics", "languages", "scope", "provinces",
    "shares", "needs",
)  # fmt: skip
#: texts in one language: they stand on its side
_TEXTS = (
    "kind_other", "services_other", "schemes", "publics_other", "access", "shares_words", "needs_words",
)  # fmt: skip
#: longer, an entry may break across two pages
LONGEST = 1_400
_ARTICLE = "ال"


@dataclass
class Indexes:
    """Kept while chapters follow each other: names and numbers only."""

    names: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {code: [] for code in SIDES})
    services: dict[str, list[str]] = field(default_factory=dict)

    def note(self, row: Told) -> None:
        key = entry_id(row.id)
        for code, text in row.values["name"].items():
            if code in self.names:
                self.names[code].append((text, key))
        if not set(SIDES) & set(row.values["name"]):
            self.names["fr"].append((row.name.pick("fr")[1], key))
        for service in row.values.get("services") or []:
            self.services.setdefault(service, []).append(key)


def entry_id(key: int) -> str:
    return f"e{key}"


def entry_of(row: Told, words: Words) -> dict[str, Any]:
    sides = {code: _side(code, row, words) for code in SIDES}
    length = max(len(side["about"]) + sum(len(text) for _l, text in side["rows"]) for side in sides.values())
    return {"id": entry_id(row.id), **sides, "contact": list(_contact(row)), "is_long": length > LONGEST}


def _side(code: str, row: Told, words: Words) -> dict[str, Any]:
    values = row.values
    with in_language(code):
        said = {name: words.say(FIELDS[name], values[name]) for name in _ROWS if name in values}
        kinds = [words.say(FIELDS[name], values[name]) for name in ("kind", "legal_form") if name in values]
        rows = [[f"{FIELDS[name].label}\u00a0:", text] for name, text in said.items()]
        for name in _TEXTS:
            text = words.say(FIELDS[name], values[name]) if name in values else ""
            if text and (spoken(text)["lang"] == "ar") == (code == "ar"):
                rows.append([f"{FIELDS[name].label}\u00a0:", text])
        return {
            "name": row.name.pick(code)[1], "kind": " · ".join(dict.fromkeys(kinds)),
            "about": (values.get("description") or {}).get(code, ""), "rows": rows,
        }  # fmt: skip


def _contact(row: Told) -> Iterator[dict[str, str]]:
    values = row.values
    for name in ("address", "commune_other", "contact"):
        if name in values:
            yield spoken(values[name])
    for name in ("phone", "contact_phone", "email", "website"):
        if name in values:
            text = formats.phone(values[name]) if FIELDS[name].kind is Kind.PHONE else values[name]
            yield {"text": text, "lang": "code"}


# --- places ------------------------------------------------------------------------------------------


def place_names(code: str | None, *, level: str) -> dict[str, str]:
    """In both languages; what has no place has a chapter of its own, at the end."""
    found = territories.get(code) if code else None
    if found is not None:
        return {side: found.name.pick(side)[1] for side in SIDES}
    names = {}
    for side in SIDES:
        with in_language(side):
            names[side] = _("Sans province") if level == "province" else _("Commune non précisée")
    return names


def place_order(places: Iterable[Any], code: str) -> list[Any]:
    """(id, province, commune, name) in the order of the booklet: by the names of places in its language, then by
    name; those without a place last."""
    known: dict[str | None, str] = {None: "\uffff"}

    def order(place: str | None) -> str:
        if place not in known:
            found = territories.get(place or "")
            known[place] = fold(found.name.pick(code)[1]) if found else "\ufffe"
        return known[place]

    return sorted(places, key=lambda row: (order(row[1]), order(row[2]), row[3], row[0]))


# --- indexes -----------------------------------------------------------------------------------------


def sorted_names(names: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(what it is sorted by, name, id) of each (name, id)."""
    return sorted((_sorted_by(text), text, key) for text, key in names)


def name_groups(names: list[tuple[str, str, str]], pages: dict[str, int]) -> list[dict[str, Any]]:
    """By first letter: names, that are in their order, with their page."""
    groups: dict[str, list[list[Any]]] = {}
    for sorted_by, text, key in names:
        letter = (sorted_by[:1] or "#").upper()
        groups.setdefault(letter if letter.isalpha() else "#", []).append([text, pages[key]])
    return [{"letter": letter, "names": found} for letter, found in groups.items()]


def _sorted_by(text: str) -> str:
    return sort_key(fold(text).removeprefix(_ARTICLE))


def service_lines(
    services: dict[str, list[str]], pages: dict[str, int], words: Words
) -> list[dict[str, Any]]:
    """In the order of the list of services: its word in both languages, the pages that have it."""
    order = {
        term.code: place for place, term in enumerate(words.vocabulary.terms) if term.facet is Facet.SERVICE
    }
    lines = []
    for code in sorted(services, key=lambda found: order.get(found, len(order))):
        found = sorted({pages[key] for key in services[code]})
        name = words.vocabulary.name(Facet.SERVICE, code)
        texts = {side: name.pick(side)[1] if isinstance(name, Translated) else code for side in SIDES}
        lines.append({**texts, "pages": ", ".join(_spans(found))})
    return lines


def _spans(pages: list[int]) -> Iterator[str]:
    """3, 4, 5, 9 as 3-5, 9."""
    start = 0
    for place in range(1, len(pages) + 1):
        if place == len(pages) or pages[place] != pages[place - 1] + 1:
            first, last = pages[start], pages[place - 1]
            yield str(first) if first == last else f"{first}-{last}"
            start = place
