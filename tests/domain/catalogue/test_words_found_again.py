"""A word renamed: entries that carry it are found under its new name, and no longer under the old one."""

from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from noress.core import search
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.rules import finding_again, words
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.jobs.catalogue import index_words
from tests.factories import NOW
from tests.factories.catalogue import make_structure, make_words


def found(query):
    matches = search.matching("structure", query)
    return sorted(db.session.scalars(select(matches.c.object_id)))


def rename(work, facet, code, french, *, now=NOW):
    with work():
        term = read_vocabulary().get(facet, code)
        values = {"name": {"fr": french, "ar": term.name["ar"]}, "pictogram": term.pictogram}
        words.edit_word(term=term, values=values, version=term.version, actor=Actor.system(), now=now)


@pytest.fixture
def entry(app):
    make_words()
    carrier = make_structure(
        "Première", sectors=["marketing"], services=["marketing.fairs"], legal_form="cooperative",
        languages=["darija"], publics=["women"], shares=["premises"],
    )  # fmt: skip
    make_structure("Seconde", sectors=["financing"])
    return carrier.id


#: (facet, code, the old word, the new one, is it found by it): who shares what is for members, and in no index
RENAMED = (
    (Facet.SECTOR, "marketing", "Marketing", "Commercialisation", True),
    (Facet.SERVICE, "marketing.fairs", "Salons", "Foires", True),
    (Facet.PUBLIC, "women", "Femmes", "Travailleuses", True),
    (Facet.LEGAL_FORM, "cooperative", "Coopérative", "Coopération", True),
    (Facet.LANGUAGE, "darija", "Darija", "Dialectal", True),
    (Facet.RESOURCE, "premises", "locaux", "Bureaux", False),
)


def test_few_entries_are_found_again_at_once(app, work, entry):
    for facet, code, old, new, is_found in RENAMED:
        assert (code, found(old)) == (code, [entry] if is_found else [])
        rename(work, facet, code, new)
        assert (code, found(old), found(new)) == (code, [], [entry] if is_found else [])
    assert finding_again.waiting_words() == {}


def test_many_entries_are_left_to_the_worker(app, client, work, entry, monkeypatch):
    monkeypatch.setattr(finding_again, "AT_ONCE", 0)
    monkeypatch.setattr(finding_again, "BATCH", 1)
    rename(work, Facet.SECTOR, "marketing", "Commercialisation")
    term = read_vocabulary().get(Facet.SECTOR, "marketing")
    assert (finding_again.waiting_words(), found("commercialisation")) == ({f"word:{term.id}": NOW}, [])
    assert "Première" not in client.get("/catalogue/?q=commercialisation").text  # kept ready from now on
    stopping = Event()
    stopping.set()
    assert index_words(app, stopping) == 0
    assert index_words(app) == 1
    assert "Première" in client.get("/catalogue/?q=commercialisation").text
    assert (finding_again.waiting_words(), found("marketing"), index_words(app)) == ({}, [], 0)
    # renamed once more while the worker is at it: not done yet
    later = NOW + timedelta(hours=1)
    rename(work, Facet.SECTOR, "marketing", "Vente", now=later)
    with work():
        assert finding_again.end_word(mark=f"word:{term.id}", asked_at=NOW) is False
    assert finding_again.waiting_words() == {f"word:{term.id}": later}
