"""A sheet of structures to ask: understood, shown row by row, written at once or not at all. Nothing of it is kept
before it is confirmed: the page that shows it carries it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from noress.core import tables, territories
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.tables import Problem
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns import queries
from noress.domain.campaigns.addresses import hashes_of
from noress.domain.campaigns.grid import Grid, read_grid
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.rules.participants import (
    Structure,
    check_not_over,
    check_structure,
    unwanted_message,
    write_participant,
)
from noress.extensions import db

MAX_LINES = 1_000
#: what a column may be: our own word first, then what people write
NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        "structure",
        "nom",
        "nom de la structure",
        "name",
        "البنية",
        "الاسم",
        "اسم البنية",
        "dénomination",
    ),
    "province": (
        "province",
        "préfecture",
        "préfecture ou province",
        "العمالة أو الإقليم",
        "الإقليم",
        "العمالة",
    ),
    "kind": ("type", "genre", "catégorie", "forme", "statut", "kind", "النوع", "الصنف"),
    "email": ("courriel", "email", "e-mail", "mail", "adresse de courriel", "البريد الإلكتروني"),
    "phone": ("téléphone", "tel", "tél", "gsm", "portable", "phone", "الهاتف", "رقم الهاتف"),
    "language": ("langue", "language", "اللغة"),
}
LABELS: dict[str, Any] = {
    "name": _("nom de la structure"), "province": _("préfecture ou province"), "kind": _("type de structure"),
    "email": _("courriel"), "phone": _("téléphone"), "language": _("langue"),
}  # fmt: skip


@dataclass
class Row:
    """One line of the sheet, as it would be written."""

    number: int
    structure: Structure
    #: {what a column is: what the sheet says}, shown when the line cannot be written
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: of the same name as one that is asked already: written only when a person says so
    is_alike: bool = False


@dataclass
class Preview:
    rows: list[Row]

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.problems and not row.is_alike]

    @property
    def alike(self) -> list[Row]:
        return [row for row in self.rows if not row.problems and row.is_alike]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


def pack_rows(rows: Sequence[Sequence[str]]) -> str:
    """The sheet as the page carries it."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpack_rows(text: str) -> list[list[str]]:
    """And back; it went through somebody's browser, so anything may come."""
    try:
        rows = json.loads(text)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(row, list) and row for row in rows):
        message = _("Cette feuille est arrivée incomplète. Envoyez-la de nouveau.")
        raise RuleError("incomplete", message, field="file")
    if len(rows) > MAX_LINES + 1 or any(len(row) > tables.MAX_COLUMNS for row in rows):
        message = _(
            "%(limit)s lignes au plus à la fois. Envoyez la feuille en plusieurs parties.", limit=MAX_LINES
        )
        raise RuleError("too_many", message, field="file")
    return [[str(cell).replace("\x00", "")[: tables.MAX_CELL] for cell in row] for row in rows]


def preview_import(campaign: Campaign, rows: Sequence[Sequence[str]], mapping: Mapping[int, str]) -> Preview:
    """Every line with what is wrong with it: unreadable, known already, twice in the sheet."""
    tables.check_mapping(mapping, LABELS)
    if "name" not in mapping.values():
        message = _("Dites quelle colonne contient le nom de la structure.")
        raise RuleError("no_name", message, field="mapping")
    grid, known = read_grid(campaign), _Known.load(campaign)
    found = [_read(number, cells, mapping, grid) for number, cells in enumerate(rows[1:], 2)]
    known.note_unwanted(row.structure for row in found if not row.problems)
    for row in found:
        if not row.problems:
            known.judge(row)
    return Preview(found)


def import_participants(
    *, campaign: Campaign, rows: Sequence[Sequence[str]], mapping: Mapping[int, str], with_alike: bool = False,
    filename: str, actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Write every line that nothing is wrong with; those of a known name only when a person says that they are
    others. How many."""
    lock(campaign)
    check_not_over(campaign)
    preview = preview_import(campaign, rows, mapping)
    written = [*preview.good, *(preview.alike if with_alike else [])]
    if not written:
        message = _("Aucune ligne ne peut être importée. Corrigez les colonnes, ou la feuille.")
        raise RuleError("nothing", message, status=409)
    for row in sorted(written, key=lambda row: row.number):
        write_participant(campaign, row.structure, actor=actor, now=now)
    changes = {"participants": (None, len(written)), "source": (None, filename[:200])}
    record(actor, "campaign.imported", campaign, now=now, changes=changes)
    return len(written)


def _read(number: int, cells: Sequence[str], mapping: Mapping[int, str], grid: Grid) -> Row:
    said = {name: cells[place].strip() for place, name in mapping.items() if place < len(cells)}
    columns = {name: place for place, name in mapping.items()}
    province = _key(said.get("province", ""), grid.provinces)
    kind = _key(said.get("kind", ""), grid.kinds)
    row = Row(number, Structure(name=said.get("name", "")), said)
    for name, value in (("province", province), ("kind", kind)):
        if said.get(name) and value is None:
            message = _("« %(text)s » n'est pas dans la liste.", text=said[name][:80])
            row.problems.append(Problem(number, columns[name], message))
    structure = Structure(
        name=said.get("name", ""), province=province, kind=kind, email=said.get("email"), phone=said.get("phone"),
        language=_language(said.get("language", ""), said.get("name", "")),
    )  # fmt: skip
    try:
        row.structure = check_structure(structure, grid)
    except RuleError as refused:
        row.problems.append(Problem(number, columns.get(refused.field or ""), refused.message))
    return row


def _key(text: str, names: Mapping[str, Any]) -> str | None:
    """By its code, or its name in either language; provinces also without "préfecture" or "province"."""
    if not text:
        return None
    if text in names:
        return text
    wanted = fold(text)
    for key, name in names.items():
        texts = name.values() if isinstance(name, dict) else [str(name)]
        place = territories.get(key)
        spoken = [fold(one) for one in texts]
        if wanted in spoken or (place is not None and any(wanted.endswith(f" {one}") for one in spoken)):
            return key
    return None


def _language(text: str, name: str) -> str:
    """As said, else that of the name's letters."""
    wanted = fold(text)
    for code, word in LANGUAGE_NAMES.items():
        if wanted in (code, fold(word)):
            return code
    return "ar" if "ar" in tables.in_its_language(name) else "fr"


class _Known:
    """Who is asked already; grows with the sheet, so that a line repeated in it is seen."""

    def __init__(self, names: dict[str, set[str | None]], emails: set[str], phones: set[str]):
        self.names, self.emails, self.phones = names, emails, phones
        self.unwanted: set[str] = set()

    @classmethod
    def load(cls, campaign: Campaign) -> "_Known":
        names: dict[str, set[str | None]] = {}
        rows = db.session.execute(queries.list_known(campaign.id)).all()
        for row in rows:
            names.setdefault(row.name_folded, set()).add(row.province)
        return cls(names, {row.email for row in rows}, {row.phone for row in rows})

    def note_unwanted(self, structures: Any) -> None:
        hashes = [one for structure in structures for one in hashes_of(structure.email, structure.phone)]
        for start in range(0, len(hashes), 500):
            self.unwanted |= set(db.session.scalars(queries.list_unwanted(hashes[start : start + 500])))

    def judge(self, row: Row) -> None:
        said = row.structure
        for value, seen in ((said.email, self.emails), (said.phone, self.phones)):
            if value is not None and value in seen:
                row.problems.append(
                    Problem(row.number, None, _("Déjà dans la campagne, ou plus haut dans la feuille."))
                )
                return
        if self.unwanted & set(hashes_of(said.email, said.phone)):
            row.problems.append(Problem(row.number, None, unwanted_message()))
            return
        name = fold(said.name)[:600]
        places = self.names.setdefault(name, set())
        row.is_alike = bool(places) and (said.province is None or None in places or said.province in places)
        places.add(said.province)
        self.emails |= {said.email} - {None}  # type: ignore[arg-type]
        self.phones |= {said.phone} - {None}  # type: ignore[arg-type]
