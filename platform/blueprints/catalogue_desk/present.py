"""What the pages of the desk share."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from noress.core import formats
from noress.core.errors import RuleError
from noress.domain.catalogue.audience import audience_of
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.likeness import find_likely
from noress.domain.catalogue.models import Source, Structure, StructureChange, StructureState
from noress.domain.catalogue.values import say_value
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.institutions.models import Category
from noress.domain.questionnaires.definition import Visibility
from noress.extensions import db

#: the shape of each state; see components/status.html
KINDS = {
    StructureState.DRAFT: "neutral", StructureState.TO_CHECK: "warning", StructureState.PUBLISHED: "ok",
    StructureState.REFUSED: "danger", StructureState.HIDDEN: "late", StructureState.MERGED: "neutral",
    StructureState.OUTSIDE: "neutral",
}  # fmt: skip


class FieldLine(NamedTuple):
    """A field as pages show it: what it says, where that comes from, who reads it."""

    name: str
    label: Any
    value: str
    source: str
    audience: Any
    kind: Kind


def state_line(structure: Structure) -> tuple[Any, str]:
    """(word, kind) for `status`."""
    return structure.state.label, KINDS[structure.state]


def lines_of(structure: Structure, words: Vocabulary) -> list[FieldLine]:
    """Every field that says something, in the order of pages."""
    detail = structure.detail
    return [
        FieldLine(
            name, field.label, say(name, detail.values[name], words), source_words(detail.sources.get(name)),
            audience_words(audience_of(structure, name)), field.kind,
        )
        for name, field in FIELDS.items()
        if name in detail.values
    ]  # fmt: skip


def shared_source(lines: list[FieldLine]) -> str:
    """Where most of them come from, to be said once; nothing when each has its own."""
    source, count = Counter(line.source for line in lines).most_common(1)[0] if lines else ("", 0)
    return source if count > 1 else ""


def say(name: str, value: Any, words: Vocabulary) -> str:
    """A value in the reader's language; every language of a text."""
    field = FIELDS[name]
    if isinstance(value, Mapping):
        return "\n".join(value[code] for code in ("fr", "ar", "en") if value.get(code))
    if field.kind is Kind.CATEGORY:
        found = db.session.get(Category, value or "")
        return str(found.name) if found is not None else str(value or "")
    return say_value(field, value, words)


def source_words(told: Any) -> str:
    """ "téléphone, 20 novembre 2026, R-2026-0012"."""
    if not told:
        return ""
    source, day, who = told
    label = str(Source(source).label) if source in set(Source) else str(source)
    return ", ".join(part for part in (label, formats.date_words(date.fromisoformat(day)), who) if part)


def audience_words(audience: Visibility) -> Any:
    return "" if audience is Visibility.PUBLIC else audience.label


class Difference(NamedTuple):
    """One field of a proposal."""

    name: str
    label: Any
    now: str
    proposed: str
    #: the entry says something else than on the day of the proposal
    has_moved: bool


def differences(change: StructureChange, words: Vocabulary) -> list[Difference]:
    """What is proposed beside what the entry says today, in the order of pages."""
    known = change.structure.detail.values
    return [
        Difference(
            name, field.label, say(name, known.get(name), words), say(name, change.values[name], words),
            change.settled_at is None and known.get(name) != change.before.get(name),
        )
        for name, field in FIELDS.items()
        if name in change.values
    ]  # fmt: skip


def field_names(change: StructureChange) -> list[Any]:
    return [field.label for name, field in FIELDS.items() if name in change.values]


def likely(values: Mapping[str, Any], *, but: int | None = None) -> list[Any]:
    """Entries that look like the same structure."""
    try:
        return list(find_likely(values, but=but))
    except RuleError:
        return []
