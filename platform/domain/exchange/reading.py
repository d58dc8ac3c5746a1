"""The rows of a list, read as entries of the catalogue: what cannot be read is a problem of its cell, with how to
mend it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core import territories
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES, Translated, in_language
from noress.core.i18n import lazy as _
from noress.core.numerals import western
from noress.core.tables import Problem, in_its_language
from noress.domain.catalogue.fields import FIELDS, SCOPES, Field, Kind
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.values import clean_value, clean_values
from noress.domain.catalogue.vocabulary import Vocabulary

#: where a word that no list knows is kept, in the words of the sheet
_OTHERS = {
    "services": "services_other",
    "publics": "publics_other",
    "kind": "kind_other",
    "commune": "commune_other",
}
_PARTS = re.compile(r"[;\n،|]|,(?!\d)|\s/\s")
_YEAR = re.compile(r"(1[89]|20)\d\d")
#: what names of places begin with, as `fold` leaves it
_BEFORE_PLACES = re.compile(
    r"^(province|prefecture|commune|ville|municipalite|pachalik|اقليم|عماله|جماعه|مدينه)\s+"
    r"((de la|de l|des|du|de|d)[\s'’]+)?"
)
_SUGGESTED = 3


@dataclass
class Line:
    """One row: what it says, and what is wrong with it. `place` is its place under the headings, from 1."""

    place: int
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: the line before it that says the same structure
    double_of: int | None = None

    @property
    def name(self) -> Translated:
        return Translated(self.values.get("name"))


@dataclass
class Lists:
    """Every word that a cell may hold, by what people write for it."""

    vocabulary: Vocabulary
    terms: dict[Facet, dict[str, str]]
    kinds: dict[str, str]
    places: dict[str, dict[str, list[str]]]
    scopes: dict[str, str]

    @classmethod
    def of(cls, vocabulary: Vocabulary, kinds: Mapping[str, Any]) -> "Lists":
        terms: dict[Facet, dict[str, str]] = {}
        for term in vocabulary.terms:
            for text in (term.code, *term.name.values(), *(term.plain or {}).values()):
                terms.setdefault(term.facet, {}).setdefault(fold(text), term.code)
        known_kinds = {fold(text): code for code, name in kinds.items() for text in (code, *name.values())}
        return cls(vocabulary, terms, known_kinds, _places(), _scopes())


def _places() -> dict[str, dict[str, list[str]]]:
    """{level: {name: codes}}: two communes of one name are told apart by their province."""
    found: dict[str, dict[str, list[str]]] = {"province": {}, "commune": {}}
    for territory in territories.by_code().values():
        level = "commune" if territory.level == "arrondissement" else territory.level
        for text in {territory.code, *(_place_key(name) for name in territory.name.values())}:
            found.setdefault(level, {}).setdefault(text, []).append(territory.code)
    return found


def _scopes() -> dict[str, str]:
    found = {code: code for code in SCOPES}
    for language in LANGUAGES:
        with in_language(language):
            found |= {fold(str(label)): code for code, label in SCOPES.items()}
    return found


def _place_key(text: str) -> str:
    return _BEFORE_PLACES.sub("", " ".join(re.sub(r"[-_:]", " ", fold(text)).split()))


def read_line(place: int, number: int, cells: list[str], mapping: Mapping[int, str], lists: Lists) -> Line:
    """A row as values of an entry."""
    said = {name: cells[column].strip() for column, name in mapping.items() if column < len(cells)}
    columns = {name: column for column, name in mapping.items()}
    line = Line(place, number)
    reader = _Reader(lists, line, columns)
    formulas = [
        name for name, text in said.items() if text.startswith("=")
    ]  # a text sheet holds them as text
    for name in formulas:
        reader.wrong(name, _("« %(text)s » est une formule : écrivez sa valeur.", text=said.pop(name)[:80]))
    _join_pairs(said, reader)
    for name, text in said.items():
        if text and name in FIELDS and name not in {"name", "description", "province", "commune"}:
            reader.read(FIELDS[name], text)
    reader.read_places(said.get("province", ""), said.get("commune", ""))
    if not line.values.get("name") and not {"name", "name_ar"}.intersection(formulas):
        reader.wrong("name", _("Écrivez le nom de la structure, en français ou en arabe."))
    if not line.problems:
        reader.check_together()
    return line


def _is_arabic(text: str) -> bool:
    return bool(in_its_language(text).get("ar"))


def _join_pairs(said: dict[str, str], reader: "_Reader") -> None:
    for name in ("name", "description"):
        texts = in_its_language(said.get(name, ""), said.get(f"{name}_ar", ""))
        if texts:
            reader.keep(FIELDS[name], dict(texts), name if said.get(name) else f"{name}_ar")
    if said.get("latitude") and said.get("longitude") and not said.get("point"):
        lat, lon = (western(said[name]).replace(",", ".") for name in ("latitude", "longitude"))
        reader.keep(FIELDS["point"], f"{lat}, {lon}", "latitude")
    elif said.get("latitude") and not said.get("point"):
        # both in one cell; half of a point is said to be wrong
        reader.keep(FIELDS["point"], western(said["latitude"]), "latitude")


@dataclass
class _Reader:
    lists: Lists
    line: Line
    columns: dict[str, int]

    def wrong(self, name: str, message: Any) -> None:
        self.line.problems.append(Problem(self.line.number, self.columns.get(name), message))

    def keep(self, field: Field, raw: Any, column: str = "") -> None:
        try:
            value = clean_value(field, raw, self.lists.vocabulary)
        except RuleError as refused:
            self.wrong(column or field.name, refused.message)
        else:
            if value is not None:
                self.line.values[field.name] = value

    def read(self, field: Field, text: str) -> None:
        how = _READ.get(field.kind)
        if how is not None:
            how(self, field, text)
        else:
            self.keep(field, text)

    def read_day(self, field: Field, text: str) -> None:
        """A year alone is its first day."""
        year = western(text).strip()
        self.keep(field, f"{year}-01-01" if _YEAR.fullmatch(year) else text)

    def read_term(self, field: Field, text: str) -> None:
        known = self.lists.terms.get(field.facet, {}) if field.facet else {}
        code = known.get(fold(text))
        if code is None:
            self._unknown(field, text, [str(term.name) for term in self.lists.vocabulary.of(field.facet)])  # type: ignore[arg-type]
        else:
            self.keep(field, code)

    def read_terms(self, field: Field, text: str) -> None:
        known = self.lists.terms.get(field.facet, {}) if field.facet else {}
        whole = known.get(fold(text))
        parts = [text] if whole else [part.strip() for part in _PARTS.split(text) if part.strip()]
        codes: list[str] = []
        unknown: list[str] = []
        for part in parts:
            code = known.get(fold(part))
            (codes if code else unknown).append(code or part)
        if codes:
            self.keep(field, codes)
        if unknown and field.name in _OTHERS:
            self._keep_other(field.name, ", ".join(unknown))
        elif unknown:
            names = [str(term.name) for term in self.lists.vocabulary.of(field.facet)]  # type: ignore[arg-type]
            self._unknown(field, unknown[0], names)

    def read_kind(self, field: Field, text: str) -> None:
        code = self.lists.kinds.get(fold(text))
        if code:
            self.keep(field, code)
        else:
            self._keep_other("kind", text)

    def read_scope(self, field: Field, text: str) -> None:
        code = self.lists.scopes.get(fold(text))
        if code:
            self.keep(field, code)
        else:
            self._unknown(field, text, [str(label) for label in SCOPES.values()])

    def read_provinces(self, field: Field, text: str) -> None:
        codes = []
        for part in (part.strip() for part in _PARTS.split(text) if part.strip()):
            code = self._place("province", part, "")
            if code is None:
                return self._unknown_place(field, part, "province", "")
            codes.append(code)
        return self.keep(field, codes)

    def read_places(self, province: str, commune: str) -> None:
        """A commune says its province; one of a name that two have needs it."""
        code = self._place("province", province, "") if province else None
        if province and code is None:
            self._unknown_place(FIELDS["province"], province, "province", "")
            return
        if code:
            self.line.values["province"] = code
        if not commune:
            return
        found = self._place("commune", commune, code or "")
        if found is None and not code and len(self.lists.places["commune"].get(_place_key(commune), [])) > 1:
            message = _(
                "Plusieurs communes s'appellent « %(text)s » : donnez aussi la province.", text=commune[:80]
            )
            self.wrong("commune", message)
        elif found is None:
            self._keep_other("commune", commune)
        else:
            self.line.values["commune"] = found
            if not code:
                territory = territories.by_code()[found]
                if territory.level == "arrondissement":
                    territory = territories.by_code()[territory.parent]
                self.line.values["province"] = territory.parent

    def check_together(self) -> None:
        try:
            clean_values(self.line.values, self.lists.vocabulary)
        except RuleError as refused:
            self.wrong(refused.field or "name", refused.message)

    def _place(self, level: str, text: str, within: str) -> str | None:
        codes = self.lists.places[level].get(text.strip()) or self.lists.places[level].get(
            _place_key(text), []
        )
        if within and level == "commune":
            codes = [code for code in codes if code.startswith(within)]
        return codes[0] if len(codes) == 1 or (codes and within) else None

    def _unknown_place(self, field: Field, text: str, level: str, within: str) -> None:
        names = [name for found in territories.of_level(level) for name in found.name.values()]
        self._unknown(field, text, names)

    def _unknown(self, field: Field, text: str, names: list[str]) -> None:
        from rapidfuzz import fuzz, process  # a library in C++, for words that no list knows only

        names = [name for name in names if _is_arabic(name) is _is_arabic(text)] or names
        folded = {name: fold(name) for name in names}
        close = process.extract(fold(text), folded, scorer=fuzz.WRatio, score_cutoff=70, limit=_SUGGESTED)
        told = {
            "text": text[:80],
            "names": " ; ".join([name for _text, _score, name in close] or names[:_SUGGESTED]),
        }
        message = (
            _("« %(text)s » n'est pas dans la liste. Peut-être : %(names)s.", **told) if close
            else _("« %(text)s » n'est pas dans la liste. Exemples : %(names)s.", **told)
        )  # fmt: skip
        self.wrong(field.name, message)

    def _keep_other(self, name: str, text: str) -> None:
        """In the words of the sheet, beside the list."""
        other = FIELDS[_OTHERS[name]]
        known = self.line.values.get(other.name)
        self.keep(other, f"{known}, {text}" if known else text, name)


_READ: dict[Kind, Callable[[_Reader, Field, str], Any]] = {
    Kind.DAY: _Reader.read_day, Kind.TERM: _Reader.read_term, Kind.TERMS: _Reader.read_terms,
    Kind.CATEGORY: _Reader.read_kind, Kind.SCOPE: _Reader.read_scope, Kind.PROVINCES: _Reader.read_provinces,
}  # fmt: skip
