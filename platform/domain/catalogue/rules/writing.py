"""The only way into an entry: values with their source, and the columns that lists find, filter and sort by."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.folding import fold, sort_key
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import (
    FOR_ALL,
    FOR_MEMBERS,
    UNLISTED,
    Facet,
    Source,
    Structure,
    StructureDetail,
    StructureState,
)
from noress.domain.catalogue.values import clean_values
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.institutions.models import Category
from noress.extensions import db

Changes = dict[str, tuple[Any, Any]]


def create_structure(
    *, values: Mapping[str, Any], source: Source, said_by: str, actor: Actor, now: datetime,
    state: StructureState = StructureState.TO_CHECK, **columns: Any,
) -> Structure:  # fmt: skip
    """A new entry, in no list yet. `columns` are those that say whose it is: institution_id, response_id,
    import_id, is_open, is_demonstration."""
    cleaned = clean_values(values, read_vocabulary())
    if not cleaned.get("name"):
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field="name")
    structure = Structure(
        uuid=str(uuid.uuid4()), name=Translated(cleaned["name"]), name_folded="", name_sort="", state=state,
        created_at=now, updated_at=now, **columns,
    )  # fmt: skip
    structure.detail = StructureDetail(values={}, sources={}, audience={})
    db.session.add(structure)
    set_values(structure, cleaned, source=source, said_by=said_by, now=now)
    list_again(structure, now=now)
    db.session.flush()  # its history needs its number
    record(actor, "structure.created", structure, now=now, changes={"name": (None, dict(structure.name))})
    return structure


def write_values(
    *,
    structure: Structure,
    values: Mapping[str, Any],
    source: Source,
    said_by: str,
    actor: Actor,
    now: datetime,
) -> Changes:
    """Clean and keep these values, for whoever holds the entry; returns what really changed, which is in its
    history too."""
    known = structure.detail.values
    beside = {
        name: known.get(name) for name in ("province", "commune", "members", "women") if name not in values
    }
    cleaned = clean_values({**beside, **values}, read_vocabulary())
    changes = set_values(
        structure, {name: cleaned[name] for name in values}, source=source, said_by=said_by, now=now
    )
    if changes:
        record(actor, "structure.edited", structure, now=now, changes=changes)
    return changes


def set_values(
    structure: Structure, cleaned: Mapping[str, Any], *, source: Source, said_by: str, now: datetime
) -> Changes:
    """Keep values that are clean already, with where they come from."""
    detail = structure.detail
    before = detail.values
    changes = {
        name: (before.get(name), value) for name, value in cleaned.items() if before.get(name) != value
    }
    if "name" in changes and not cleaned["name"]:
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field="name")
    told = [source.value, clock.today(now).isoformat(), said_by]
    kept = {**before, **cleaned}
    detail.values = {name: value for name, value in kept.items() if value is not None}
    sources = {**detail.sources, **dict.fromkeys(cleaned, told)}
    detail.sources = {name: source for name, source in sources.items() if name in detail.values}
    if changes:
        structure.version = (structure.version or 0) + 1
        structure.updated_at = now
        write_columns(structure, read_vocabulary())
    return changes


def write_columns(structure: Structure, vocabulary: Vocabulary) -> None:
    """What lists read follows from what the entry says."""
    values = structure.detail.values
    structure.name = Translated(values["name"])
    structure.name_folded = fold(" ".join(structure.name.values()))[:600]
    structure.name_sort = sort_key(fold(structure.name.pick("fr")[1]))
    structure.acronym = values.get("acronym")
    kind = values.get("kind")
    structure.kind_code = kind if kind and db.session.get(Category, kind) else None
    structure.province_code, structure.commune_code = values.get("province"), values.get("commune")
    point = values.get("point")
    lat, lon = (float(part) for part in point.split(",")) if point else (None, None)
    structure.latitude, structure.longitude = lat, lon
    structure.tags = sum(
        vocabulary.mask(facet, values.get(name) or [])
        for facet, name in ((Facet.SECTOR, "sectors"), (Facet.PUBLIC, "publics"), (Facet.STAGE, "stages"))
    )
    structure.services = vocabulary.mask(Facet.SERVICE, values.get("services") or [])
    structure.shares = vocabulary.mask(Facet.RESOURCE, values.get("shares") or [])
    structure.needs = vocabulary.mask(Facet.RESOURCE, values.get("needs") or [])


def list_again(structure: Structure, *, now: datetime) -> None:
    """Which lists show it follows from its state, its opposition and its consent."""
    is_shown = structure.state is StructureState.PUBLISHED and structure.opposed_at is None
    structure.listed = (FOR_ALL if structure.is_open else FOR_MEMBERS) if is_shown else UNLISTED
    if is_shown and structure.published_at is None:
        structure.published_at = now
