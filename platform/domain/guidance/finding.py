"""The structures that fit what somebody looks for, the best first; when they are few, those of wider and wider
circles, each said."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.catalogue.models import Facet, Term
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.guidance.asking import Asked
from noress.domain.guidance.places import anywhere, elsewhere_in_region, everywhere, serving
from noress.domain.guidance.queries import finding as queries
from noress.domain.guidance.queries.finding import Fitting, Wanted

#: what is looked for at most; the catalogue lists the others
MOST = 50
#: below that, wider circles are added, each with so many
FEW, PER_CIRCLE = 3, 5
#: wherever they work
ANY: tuple[str, ...] = ()
#: a structure that serves several places at once takes that many lines, most of the time
PLACES = 4


class Circle(NamedTuple):
    """Structures found by asking for less, and what was left aside, in words."""

    words: Any
    ids: list[int]


@dataclass(frozen=True)
class Found:
    #: those that fit what was asked, the best first; never more than MOST
    ids: list[int]
    is_cut: bool
    circles: list[Circle] = field(default_factory=list)


def find(asked: Asked, vocabulary: Vocabulary, *, most: int = MOST, widens: bool = True) -> Found:
    """A few bounded statements: each stops once there are enough."""
    base = _wanted(asked, vocabulary)
    ids = _fitting(base, asked, most + 1)
    found = Found(ids[:most], len(ids) > most)
    if not widens or len(ids) >= FEW:
        return found
    seen = list(found.ids)
    for words, wanted, places in _wider(base, asked):
        more = _look(wanted, places, PER_CIRCLE, seen)
        if more:
            found.circles.append(Circle(words, more))
            seen += more
        if len(seen) >= FEW:
            break
    return found


def load(ids: list[int]) -> list[Fitting]:
    """In their order, with what the reasons need."""
    rows = {row.id: row for row in queries.load_found(ids)} if ids else {}
    return [rows[key] for key in ids if key in rows]


def _wanted(asked: Asked, vocabulary: Vocabulary) -> Wanted:
    tags = tuple(
        (1 << term.bit, _mask(vocabulary, facet))
        for facet, term in ((Facet.STAGE, asked.stage), (Facet.PUBLIC, asked.public))
        if term is not None and term.bit is not None
    )
    return Wanted(_bit(asked.sector), asked.service.bit if asked.service else None, tags)


def _bit(term: Term | None) -> int:
    return 1 << term.bit if term is not None and term.bit is not None else 0


def _mask(vocabulary: Vocabulary, facet: Facet) -> int:
    return sum(_bit(term) for term in vocabulary.terms if term.facet is facet)


def _fitting(base: Wanted, asked: Asked, most: int) -> list[int]:
    """First what says yes to everything, the nearest first; then what says nothing of a question."""
    found: list[int] = []
    near = serving(asked.province, asked.commune) if asked.province else ()
    for with_unsaid in (False, True) if base.tags else (False,):
        wanted = replace(base, with_unsaid=with_unsaid)
        if asked.commune:
            codes = [code for places in near for code in places]
            found += queries.list_settled(wanted, asked.commune, codes, most - len(found), but=found)
        for places in near or (ANY,):
            if len(found) >= most:
                return found
            found += _look(wanted, places, most - len(found), found)
    return found


def _look(wanted: Wanted, places: tuple[str, ...], most: int, but: list[int]) -> list[int]:
    """One statement; each structure once."""
    if not places and wanted.service is None:
        return queries.list_any(wanted, most, but=but)
    places = places or anywhere()
    rows = most if len(places) == 1 else most * PLACES
    return list(dict.fromkeys(queries.list_serving(wanted, places, rows, but=but)))[:most]


def _wider(base: Wanted, asked: Asked) -> Iterator[tuple[Any, Wanted, tuple[str, ...]]]:
    """Nearest first; then less is asked, here; then anything near, so that nobody leaves with an empty page. Who
    serves a single commune is shown to no other one."""
    unsaid, without = replace(base, with_unsaid=True), replace(base, tags=())
    less = replace(without, service=None if base.sector else base.service)
    here = (
        tuple(code for places in serving(asked.province, asked.commune) for code in places)
        if asked.province
        else ANY
    )
    region = elsewhere_in_region(asked.province) if asked.province else ()
    if region:
        yield _("Ailleurs dans la région"), unsaid, region
    if base.tags:
        yield _("Sans tenir compte du moment de votre projet, ni de qui vous êtes"), without, here
    if base.service is not None and base.sector:
        yield _("D'autres services dans le même domaine"), less, here
    if asked.province:
        if region:
            yield _("Plus loin dans la région, en demandant moins"), less, region
        yield _("Ailleurs dans le pays"), less, everywhere()
        yield _("Près de vous, pour d'autres besoins"), Wanted(), here
    yield _("D'autres structures du catalogue"), Wanted(), everywhere() if asked.province else ANY
