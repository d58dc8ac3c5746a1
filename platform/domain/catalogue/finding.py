"""What an entry is found by: its names, then what it says for everybody. What only members or the secretariat read
is in no index, so nobody finds an entry by it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import joinedload

from noress.core import search, territories
from noress.domain.catalogue.audience import audience_of
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.models import FOR_ALL, Structure, StructureState
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.questionnaires.definition import Visibility

_HEAD = ("name", "acronym")
_TEXTS = (Kind.LINE, Kind.LONG, Kind.PAIR, Kind.LONG_PAIR)
_PLACES = (Kind.PROVINCE, Kind.COMMUNE, Kind.PROVINCES)


def entry_of(structure: Structure) -> search.Entry:
    """Texts in every language; codes as the words that say them. Nothing of what is outside the catalogue."""
    if structure.state is StructureState.OUTSIDE:
        return search.Entry(head=[], body=[], is_public=False)
    vocabulary = read_vocabulary()
    values = {
        name: value
        for name, value in structure.detail.values.items()
        if name in FIELDS and audience_of(structure, name) is Visibility.PUBLIC
    }
    head = [values[name] for name in _HEAD if values.get(name)]
    body = [
        text for name, value in values.items() if name not in _HEAD for text in _say(name, value, vocabulary)
    ]
    if structure.kind is not None:
        body.append(structure.kind.name)
    return search.Entry(head=head, body=body, is_public=structure.listed == FOR_ALL)


def _say(name: str, value: Any, vocabulary: Vocabulary) -> Iterator[Any]:
    field = FIELDS[name]
    if field.kind in _TEXTS:
        yield value
    elif field.kind in (Kind.TERM, Kind.TERMS):
        codes = [value] if isinstance(value, str) else value
        yield from (vocabulary.name(field.facet, code) for code in codes)
    elif field.kind in _PLACES:
        found = (territories.get(code) for code in ([value] if isinstance(value, str) else value))
        yield from (place.name for place in found if place)
    elif field.kind is Kind.SCHEMES:
        yield from (text for scheme in value for text in (scheme.get("title"), scheme.get("offer")) if text)


search.describe(
    "structure", Structure, entry_of, loads=lambda: (joinedload(Structure.detail), joinedload(Structure.kind))
)
