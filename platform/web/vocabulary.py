"""The words of the catalogue for public pages, as plain values: they outlive the request that read them."""

import json
from dataclasses import dataclass
from functools import lru_cache

from flask import g, request

from noress.core.i18n import Translated
from noress.core.stamps import public_stamp
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.queries.words import read_words
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.extensions import db
from noress.web.public_cache import STAMP, kept, note_stamp


@dataclass(eq=False, slots=True)
class Word:
    """A term, without its row."""

    facet: Facet
    code: str
    name: Translated
    plain: Translated | None
    pictogram: str
    bit: int | None
    #: written by the database: only whether it is there is asked
    archived_at: str | None
    parent: "Word | None" = None


Words = tuple[Vocabulary, dict[str, Translated]]


def read() -> Words:
    """The vocabulary, and {code: name} of the kinds of structures, both in their order. Views begin with it: it
    reads the public stamp first of all, once a request."""
    if "catalogue_words" not in g:
        if STAMP not in request.environ:
            note_stamp(public_stamp(db.session))  # type: ignore[arg-type]
        g.catalogue_words = kept("catalogue words", lambda: _made(*read_words()))
    found: Words = g.catalogue_words
    return found


@lru_cache(2)
def _made(terms: str, kinds: str) -> Words:
    """The same texts make the same words."""
    words, parents = {}, {}
    for facet, _position, key, code, name, plain, parent, pictogram, bit, archived_at in sorted(
        json.loads(terms), key=lambda row: row[:3]
    ):
        said = Translated(plain) if plain else None
        words[key] = Word(Facet(facet), code, Translated(name), said, pictogram, bit, archived_at)
        parents[key] = parent
    for key, word in words.items():
        word.parent = words.get(parents[key])
    found = sorted(json.loads(kinds), key=lambda row: row[:2])
    return Vocabulary(words.values()), {code: Translated(name) for _position, code, name in found}  # type: ignore[arg-type]
