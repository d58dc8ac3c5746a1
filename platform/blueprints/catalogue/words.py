"""The words of the catalogue's filters as plain values: they outlive the request that read them."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from noress.core.i18n import Translated
from noress.core.stamps import public_stamp
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.queries import listing
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.extensions import db
from noress.web.public_cache import kept, note_stamp


@dataclass(eq=False, slots=True)
class Word:
    """A term, without its row."""

    facet: Facet
    code: str
    name: Translated
    pictogram: str
    bit: int | None
    archived_at: datetime | None
    parent: "Word | None" = None


def read() -> tuple[Vocabulary, dict[str, Translated]]:
    """The vocabulary, and {code: name} of the kinds of structures, both in their order. Views begin with it: it
    reads the public stamp first of all, once a request."""
    if "catalogue_words" not in g:
        note_stamp(public_stamp(db.session))  # type: ignore[arg-type]
        g.catalogue_words = kept("catalogue words", _read)
    found: tuple[Vocabulary, dict[str, Translated]] = g.catalogue_words
    return found


def _read() -> tuple[Vocabulary, dict[str, Translated]]:
    rows, kinds = listing.read_words()
    words = {
        row.id: Word(row.facet, row.code, row.name, row.pictogram, row.bit, row.archived_at) for row in rows
    }
    for row in rows:
        words[row.id].parent = words.get(row.parent_id)
    return Vocabulary(words.values()), {kind.code: kind.name for kind in kinds}  # type: ignore[arg-type]
