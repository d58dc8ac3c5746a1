"""Lists of the catalogue: what each reader finds, in what order, and what each choice would leave."""

import pytest

from noress.core import search
from noress.core.i18n import Translated
from noress.domain.catalogue import facets
from noress.domain.catalogue.listing import Filters
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.queries import Reader, listing
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from tests.factories.catalogue import TANGER, TETOUAN, make_structure, make_words

VISITOR, MEMBER = Reader(), Reader(is_member=True)
#: the city, and one of its arrondissements
CITY, QUARTER = "01.511.00", "01.511.01.03"


@pytest.fixture
def entries(app):
    """{letter: id}: four entries for everybody, one for members, one for nobody."""
    make_words()
    made = {
        "a": make_structure(Translated(fr="Coopérative de Tétouan", ar="التعاونيات"), sectors=["financing"],
                            services=["financing.grant", "marketing.fairs"], publics=["women"],
                            description={"fr": "Elle vend du safran."}),
        "b": make_structure("Atelier 10", sectors=["financing", "marketing"], services=["marketing.fairs"]),
        "c": make_structure("Atelier 9", province=TANGER, commune=QUARTER, publics=["women", "youth"],
                            contact="Responsable Secret"),
        "d": make_structure(Translated(ar="جمعية آسفي"), province=TANGER, sectors=["marketing"]),
        "m": make_structure("Coopérative des membres", columns={"is_open": False}),
        "n": make_structure("Coopérative à vérifier", state="to_check"),
    }  # fmt: skip
    return {letter: row.id for letter, row in made.items()}


CASES = (
    (VISITOR, Filters(), "cbad"), (MEMBER, Filters(), "cbamd"),
    (VISITOR, Filters(words="cooperatives"), "a"), (MEMBER, Filters(words="tetouan"), "abm"),
    (VISITOR, Filters(words="تعاونية"), "a"), (VISITOR, Filters(words="اسفي"), "d"), (VISITOR, Filters(words="safr"), "a"),
    (VISITOR, Filters(words="atelier", sort="nom"), "cb"), (VISITOR, Filters(words="marketing", province=TETOUAN), "b"),
    (VISITOR, Filters(words="responsable"), ""), (MEMBER, Filters(words="secret"), ""),
    (VISITOR, Filters(words='"((* NEAR OR -'), ""), (VISITOR, Filters(province=TANGER), "cd"),
    (VISITOR, Filters(commune=CITY), "c"), (VISITOR, Filters(commune=QUARTER), "c"),
    (VISITOR, Filters(sector="marketing"), "bd"), (VISITOR, Filters(service="marketing.fairs"), "ba"),
    (VISITOR, Filters(public="women", sector="financing"), "a"), (VISITOR, Filters(sort="date"), "dcba"),
    (VISITOR, Filters(sector="none such"), ""),
)  # fmt: skip


def test_every_way_of_reading_a_list_finds_the_same_entries(app, entries):
    letters = {key: letter for letter, key in entries.items()}
    wrong = []
    for reader, filters, expected in CASES:
        whole = "".join(letters[key] for key in db.session.scalars(listing.select_ids(reader, filters)))
        pages = []
        if filters.words:
            lines, columns, _stamp = listing.read_found(reader, filters, limit=9, offset=0)
            pages.append(lines)
            if not filters.sort:  # the best match first: which one is best is not asked here
                whole, expected = "".join(sorted(whole)), "".join(sorted(expected))
        else:
            columns, _stamp = listing.read_counted(reader, filters)
            ways = (listing.IN_ORDER, listing.GATHERED)
            pages += [listing.read_lines(reader, filters, how, limit=9, offset=0) for how in ways]
        found = ["".join(letters[line.id] for line in lines) for lines in pages]
        if filters.words and not filters.sort:
            found = ["".join(sorted(text)) for text in found]
        if {whole, *found} != {expected} or columns.total != len(expected):
            wrong.append((filters, expected, whole, found, columns.total))
    assert wrong == []


def test_a_page_of_members_is_cut_after_both_lists_are_one(app, entries):
    letters = {key: letter for letter, key in entries.items()}
    pages = [
        "".join(
            letters[line.id]
            for line in listing.read_lines(MEMBER, Filters(), listing.IN_ORDER, limit=2, offset=start)
        )
        for start in (0, 2, 4)
    ]
    assert pages == ["cb", "am", "d"]


def test_frequent_words_are_read_otherwise_and_find_the_same(app, entries, monkeypatch):
    def read():
        lines, columns, stamp = listing.read_found(VISITOR, Filters(words="atelier"), limit=9, offset=0)
        return lines, [sorted(str(part).split(",")) for part in columns], stamp  # gathered in any order

    rare = read()
    monkeypatch.setattr(listing, "MANY", 1)
    monkeypatch.setattr(listing, "SAMPLED", 100)
    listing._sampled.cache_clear()
    is_postgresql = db.engine.dialect.name == "postgresql"
    assert listing._is_frequent(search.asked("structure", "atelier")) is is_postgresql
    assert listing._is_frequent(search.asked("structure", "introuvable")) is False
    assert read() == rare
    listing._sampled.cache_clear()


def test_facets_count_what_each_choice_would_leave(app, entries):
    counted = facets.count(listing.read_counted(VISITOR, Filters())[0], read_vocabulary())
    assert counted == facets.Facets(
        total=4, provinces={TETOUAN: 2, TANGER: 2},
        words={
            Facet.SECTOR: {"financing": 2, "marketing": 2},
            Facet.SERVICE: {"financing.microcredit": 0, "financing.grant": 1, "marketing.fairs": 2},
            Facet.PUBLIC: {"women": 2, "youth": 1},
        },
    )  # fmt: skip
    narrowed = facets.count(listing.read_counted(VISITOR, Filters(province=TANGER))[0], read_vocabulary())
    assert (narrowed.total, narrowed.provinces, narrowed.communes) == (2, {}, {QUARTER: 1})


def test_bits_are_counted_up_to_the_last_one():
    assert facets.count_bits(f"{1 << 61},{(1 << 61) + 5},0")[:4] == [1, 0, 1, 0]
    assert facets.count_bits(f"{1 << 61},{(1 << 61) + 5},0")[61] == 2
    assert facets.count_bits(None) == [0] * 64
