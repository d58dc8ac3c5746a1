"""The words of the closed lists, read together: an entry holds their codes, lists count their bits."""

from collections.abc import Iterable
from typing import Any

from noress.core.i18n import Translated
from noress.domain.catalogue import queries
from noress.domain.catalogue.models import Facet, Term
from noress.extensions import db

#: which column of `structure` holds the bits of each facet; the others are not counted in lists
MASKS = {
    Facet.SECTOR: "tags", Facet.PUBLIC: "tags", Facet.STAGE: "tags", Facet.SERVICE: "services",
    Facet.RESOURCE: "resources",
}  # fmt: skip
#: of a column of 64 bits, those that both engines add and compare without a sign
MOST_BITS = 62
_KEPT = "catalogue_vocabulary"


class Vocabulary:
    """Every term, by facet and code."""

    def __init__(self, terms: Iterable[Term]):
        self.terms = list(terms)
        self._by_code = {(term.facet, term.code): term for term in self.terms}

    def get(self, facet: Facet | None, code: str | None) -> Term | None:
        return self._by_code.get((facet, code or "")) if facet else None

    def of(self, facet: Facet, *, parent: Term | None = None) -> list[Term]:
        """Those in use, in their order; the services of one sector when it is given."""
        return [
            term
            for term in self.terms
            if term.facet is facet and term.archived_at is None and parent in (None, term.parent)
        ]

    def name(self, facet: Facet | None, code: str) -> Translated | str:
        """The word; the code itself when the word is gone."""
        term = self.get(facet, code)
        return term.name if term else code

    def mask(self, facet: Facet, codes: Iterable[str]) -> int:
        """The bits of these codes; those that have none weigh nothing."""
        found = (self.get(facet, code) for code in codes)
        return sum(1 << term.bit for term in set(found) if term and term.bit is not None)

    def codes(self, facet: Facet, mask: int) -> list[str]:
        """The codes whose bits are set, in the order of the list."""
        return [
            term.code
            for term in self.terms
            if term.facet is facet and term.bit is not None and mask >> term.bit & 1
        ]

    def free_bit(self, facet: Facet) -> int | None:
        """The first bit that no term of that column has; None when all are taken, or none is needed."""
        mask = MASKS.get(facet)
        taken = {term.bit for term in self.terms if term.mask == mask}
        return next((bit for bit in range(MOST_BITS) if bit not in taken), None) if mask else None


def read_vocabulary() -> Vocabulary:
    """Every term, in the order of lists; read once per transaction of the session at hand."""
    kept: tuple[Any, Vocabulary] | None = db.session.info.get(_KEPT)
    transaction = db.session().get_transaction()
    if kept is not None and transaction is not None and kept[0] is transaction and not _changed():
        return kept[1]
    found = Vocabulary(db.session.scalars(queries.list_terms()).unique())
    db.session.info[_KEPT] = (db.session().get_transaction(), found)
    return found


def _changed() -> bool:
    """A word was written since, in this transaction."""
    return any(isinstance(row, Term) for row in (*db.session.new, *db.session.dirty, *db.session.deleted))


def forget_vocabulary() -> None:
    """After a word was written: the next reader sees it."""
    db.session.info.pop(_KEPT, None)
