"""What a list of the catalogue is narrowed to: the same words in the address of the page, of its map, of its
exports and of what others embed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from noress.core import territories
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.vocabulary import Vocabulary

#: letters of a search that are read; the rest of a longer one is not
MOST_LETTERS = 300
#: how lists are sorted, as the address says it
BY_NAME, BY_DATE, BEST_FIRST = "nom", "date", "pertinence"
SORTS = (BY_NAME, BY_DATE, BEST_FIRST)
#: {name in the address: name here}
ADDRESS = {
    "q": "words", "province": "province", "commune": "commune", "sorte": "kind", "secteur": "sector",
    "service": "service", "public": "public", "tri": "sort",
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """Nothing chosen is ""; places and words are codes."""

    words: str = ""
    province: str = ""
    commune: str = ""
    kind: str = ""
    sector: str = ""
    service: str = ""
    public: str = ""
    #: "" when it was not chosen: the best match first when words are looked for, else by name
    sort: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self) if field.name != "sort")


def read_filters(args: Mapping[str, str], vocabulary: Vocabulary) -> Filters:
    """From an address: what is not a choice of ours is as if it were not there, a commune brings its province."""
    typed = {name: (args.get(key) or "").strip()[:MOST_LETTERS] for key, name in ADDRESS.items()}
    for name, facet in (("sector", Facet.SECTOR), ("service", Facet.SERVICE), ("public", Facet.PUBLIC)):
        if vocabulary.get(facet, typed[name]) is None:
            typed[name] = ""
    if territories.get(typed["province"], "province") is None:
        typed["province"] = ""
    commune = territories.get(typed["commune"])
    if commune is None or commune.level not in {"commune", "arrondissement"}:
        typed["commune"] = ""
    if typed["sort"] not in SORTS:
        typed["sort"] = ""
    typed["kind"] = typed["kind"][:40]
    return Filters(**typed)


def write_filters(filters: Filters) -> dict[str, str]:
    """As the address says them: only what is chosen, always in the same order."""
    return {key: value for key, name in ADDRESS.items() if (value := getattr(filters, name))}
