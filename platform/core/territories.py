"""The official list of Morocco's regions, prefectures and provinces, communes and arrondissements, in French and
Arabic (codes of the Haut-Commissariat au Plan; the cities made of arrondissements end in `.00`)."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from noress.core.folding import fold
from noress.core.i18n import Translated

_FILE = Path(__file__).parent / "data" / "territories.csv"


class Territory(NamedTuple):
    code: str
    parent: str
    #: region, province, commune or arrondissement
    level: str
    #: prefecture or province; urban or rural
    type: str
    name: Translated


@lru_cache
def by_code() -> dict[str, Territory]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Territory(
                row["code"], row["parent_code"], row["level"], row["type"],
                Translated(fr=row["name_fr"], ar=row["name_ar"]),
            )
            for row in csv.DictReader(lines)
        }  # fmt: skip


def get(code: str, level: str = "") -> Territory | None:
    found = by_code().get(code)
    return found if found and level in ("", found.level) else None


def name_of(code: str | None) -> str:
    """In the reader's language; nothing of what is not said, or unknown."""
    found = by_code().get(code or "")
    return str(found.name) if found else ""


@lru_cache(256)
def children(code: str) -> tuple[Territory, ...]:
    """What lies directly in it, in the order of the alphabet in French."""
    found = [territory for territory in by_code().values() if territory.parent == code]
    return tuple(sorted(found, key=lambda territory: fold(territory.name["fr"])))


def of_level(level: str) -> list[Territory]:
    return [territory for territory in by_code().values() if territory.level == level]


def region_of(code: str) -> Territory | None:
    """The region that it lies in."""
    found = by_code().get(code)
    while found and found.parent:
        found = by_code().get(found.parent)
    return found


def find(name: str, level: str, *, within: str = "") -> Territory | None:
    """The one of that name in either language; None when there is none, or more than one."""
    wanted = fold(name)
    found = [
        territory
        for territory in of_level(level)
        if within in ("", territory.parent) and wanted in {fold(text) for text in territory.name.values()}
    ]
    return found[0] if len(found) == 1 else None
