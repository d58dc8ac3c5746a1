"""The only way into an entry: values with their source, and the columns that lists find, filter and sort by."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core import clock, territories
from noress.core.errors import RuleError
from noress.core.folding import fold, sort_key
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.areas import codes_of
from noress.domain.catalogue.models import (
    COUNTRY,
    FOR_ALL,
    FOR_MEMBERS,
    UNLISTED,
    Facet,
    Source,
    Structure,
    StructureArea,
    StructureDetail,
    StructureState,
)
from noress.domain.catalogue.rules.keys import keep_keys
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
    db.session.flush()  # its history and its keys need its number
    keep_keys(structure)
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
    told: Mapping[str, list[Any]] | None = None,
) -> Changes:
    """Clean and keep these values, for whoever holds the entry; returns what really changed, which is in its
    history too. `told` says of a value that comes from elsewhere where it was said: [source, day, who]."""
    if structure.state is StructureState.MERGED:
        message = _("Cette fiche a été fusionnée avec une autre : rien ne s'y écrit plus.")
        raise RuleError("merged", message, status=409)
    known = structure.detail.values
    beside = {
        name: known.get(name) for name in ("province", "commune", "members", "women") if name not in values
    }
    cleaned = clean_values({**beside, **values}, read_vocabulary())
    changes = set_values(
        structure,
        {name: cleaned[name] for name in values},
        source=source,
        said_by=said_by,
        now=now,
        told=told,
    )
    if changes:
        record(actor, "structure.edited", structure, now=now, changes=changes)
    return changes


def set_values(
    structure: Structure, cleaned: Mapping[str, Any], *, source: Source, said_by: str, now: datetime,
    told: Mapping[str, list[Any]] | None = None,
) -> Changes:  # fmt: skip
    """Keep values that are clean already, with where they come from."""
    detail = structure.detail
    before = detail.values
    changes = {
        name: (before.get(name), value) for name, value in cleaned.items() if before.get(name) != value
    }
    if "name" in changes and not cleaned["name"]:
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field="name")
    here = [source.value, clock.today(now).isoformat(), said_by]
    kept = {**before, **cleaned}
    detail.values = {name: value for name, value in kept.items() if value is not None}
    sources = {**detail.sources, **{name: (told or {}).get(name, here) for name in cleaned}}
    detail.sources = {name: source for name, source in sources.items() if name in detail.values}
    if changes:
        structure.version = (structure.version or 0) + 1
        structure.updated_at = now
        write_columns(structure, read_vocabulary())
        if structure.id is not None:
            keep_keys(structure)
    return changes


def write_audience(structure: Structure, audience: Mapping[str, str], *, now: datetime) -> None:
    """Who reads which field: what is found and the files that were made follow, as for any other change."""
    if audience == structure.detail.audience:
        return
    structure.detail.audience = dict(audience)
    structure.version = (structure.version or 0) + 1
    structure.updated_at = now


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
    known = {area.code: area for area in structure.areas}
    codes = sorted(codes_of(served(values), structure.services))
    structure.areas = [known.get(code) or StructureArea(code=code) for code in codes]


def served(values: Mapping[str, Any]) -> set[str]:
    """The codes of the places that it serves, as narrow as it says; where it says nothing, its own province."""
    scope, province = values.get("scope"), values.get("province")
    if scope == "country":
        return {COUNTRY}
    region = territories.region_of(province) if province else None
    if scope == "region" and region is not None:
        return {region.code}
    if scope == "commune" and values.get("commune"):
        return {values["commune"]}
    return {code for code in (province, *(values.get("provinces") or ())) if code}


def list_again(structure: Structure, *, now: datetime) -> None:
    """Which lists show it follows from its state, its opposition and its consent."""
    is_shown = structure.state is StructureState.PUBLISHED and structure.opposed_at is None
    structure.listed = (FOR_ALL if structure.is_open else FOR_MEMBERS) if is_shown else UNLISTED
    if is_shown and structure.published_at is None:
        structure.published_at = now
