"""Two entries side by side: what each says field by field, and which value the kept one takes."""

from collections.abc import Mapping
from typing import Any

from noress.core.i18n import LANGUAGES
from noress.domain.catalogue.audience import audience_of
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.models import Structure
from noress.domain.merging.sides import KEPT, OTHER, Side
from noress.domain.questionnaires.definition import Visibility

_PAIRS = frozenset({Kind.PAIR, Kind.LONG_PAIR})
#: from the narrowest
_NARROWEST = (Visibility.INTERNAL, Visibility.MEMBERS, Visibility.PUBLIC)


def compare(kept: Structure, other: Structure) -> list[Side]:
    """Every value that the two may differ by, in the order of pages. What only the other one says is proposed."""
    sides = []
    for name, field in FIELDS.items():
        mine, its = kept.detail.values.get(name), other.detail.values.get(name)
        if field.kind in _PAIRS:
            sides += [_side(name, code, (mine or {}).get(code), (its or {}).get(code)) for code in LANGUAGES]
        else:
            sides.append(_side(name, None, mine, its))
    return sides


def _side(name: str, language: str | None, mine: Any, its: Any) -> Side:
    """False and 0 say something."""
    mine, its = (None if value in ("", [], {}) else value for value in (mine, its))
    return _Said(name, language, mine, its, OTHER if mine is None and its is not None else KEPT)


class _Said(Side):
    @property
    def differs(self) -> bool:
        return self.kept != self.other


def taken_values(kept: Structure, other: Structure, choices: Mapping[str, str]) -> dict[str, Any]:
    """{field: value} of those that the kept one takes from the other one, in one language or in all."""
    values: dict[str, Any] = {}
    for side in compare(kept, other):
        chosen = choices.get(side.name) or side.proposed
        if not side.differs or chosen != OTHER:
            continue
        if side.language:
            texts = values.setdefault(side.column, dict(kept.detail.values.get(side.column) or {}))
            texts[side.language] = side.other
        else:
            values[side.column] = side.other
    return {name: _cleared(value) for name, value in values.items()}


def _cleared(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {code: text for code, text in value.items() if text} or None


def taken_audience(kept: Structure, other: Structure, taken: Mapping[str, Any]) -> dict[str, str]:
    """Who reads the fields taken: as the other one chose, and nobody new when it speaks to members only."""
    audience = dict(kept.detail.audience)
    for name in taken:
        allowed = [audience_of(other, name)]
        if FIELDS[name].kind in _PAIRS:
            allowed.append(audience_of(kept, name))
        if not other.is_open and kept.is_open and name != "name":
            allowed.append(Visibility.MEMBERS)
        narrowest = min(allowed, key=_NARROWEST.index)
        audience.pop(name, None)
        if narrowest is not FIELDS[name].audience:
            audience[name] = narrowest.value
    return audience
