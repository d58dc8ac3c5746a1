"""What has a part in an application without being in the catalogue: an informal group or a person who enters the prize.

An application needs the row, nothing else does: no key by which twins are looked for, nothing in the search, no history
that repeats the name, no page of its own. It goes with the application (`applications/rules/forgetting.py`)."""

import uuid
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.folding import fold, sort_key
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.names import ERASED
from noress.domain.catalogue.models import Structure, StructureDetail, StructureState
from noress.extensions import db


def make_outside(
    *, name: str, language: str, province: str | None, now: datetime, **columns: Any
) -> Structure:
    """Of that name as it was typed, in that language."""
    name = name.strip()[:200]
    if not name:
        raise RuleError("no_name", _("Écrivez le nom."), field="holder")
    structure = Structure(
        uuid=str(uuid.uuid4()), name_folded="", name_sort="", state=StructureState.OUTSIDE, created_at=now,
        updated_at=now, province_code=province, **columns,
    )  # fmt: skip
    structure.detail = StructureDetail(values={}, sources={}, audience={})
    _name(structure, Translated({language: name}))
    db.session.add(structure)
    db.session.flush()  # what is made for it needs its number
    return structure


def is_outside(structure: Structure) -> bool:
    return structure.state is StructureState.OUTSIDE


def forget_name(structure: Structure) -> None:
    """Of a person who is erased: the row stays, for what was sent."""
    assert is_outside(structure), "entries of the catalogue are put right by their own rules"
    _name(structure, Translated(fr=ERASED))
    structure.version += 1


def _name(structure: Structure, name: Translated) -> None:
    structure.name = name
    structure.name_folded = fold(" ".join(name.values()))[:600]
    structure.name_sort = sort_key(fold(name.pick("fr")[1]))
