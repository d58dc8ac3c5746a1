"""The demonstration's catalogue: documented facts of named institutions, everything else of numbered ones."""

from collections import Counter

import pytest
from sqlalchemy import select

from noress.domain.catalogue.models import Structure, StructureState, Term
from noress.domain.institutions.models import Institution
from noress.extensions import db

pytestmark = pytest.mark.usefixtures("demonstration")
#: what documents say of an institution, and no more
DOCUMENTED = {"name", "acronym", "kind"}


def entries():
    return db.session.scalars(select(Structure).order_by(Structure.id)).all()


def test_named_institutions_say_what_documents_say_and_name_the_document():
    named = [row for row in entries() if not row.is_demonstration]
    real = db.session.scalars(select(Institution.id).where(Institution.is_demonstration.is_(False))).all()
    assert sorted(row.institution_id for row in named) == sorted(real)
    for row in named:
        assert set(row.detail.values) <= DOCUMENTED
        assert {source for source, _day, _who in row.detail.sources.values()} == {"register"}


def test_what_is_invented_is_numbered_and_says_so():
    invented = [row for row in entries() if row.is_demonstration]
    assert len(invented) > 180
    for row in invented:
        for text in row.name.values():
            assert any(char.isdigit() for char in text)
            assert "(démonstration)" in text or "(عرض تجريبي)" in text
        email = row.detail.values.get("email")
        assert email is None or email.endswith("@demo.example")


def test_every_state_province_word_and_age_is_there():
    found = entries()
    states = Counter(row.state for row in found)
    assert set(states) == set(StructureState) - {StructureState.DRAFT, StructureState.MERGED}
    shown = [row for row in found if row.listed]
    assert len({row.province_code for row in shown} - {None}) == 8
    for term in db.session.scalars(select(Term).where(Term.mask.in_(("tags", "services")))):
        assert any(getattr(row, term.mask) >> term.bit & 1 for row in shown), term.code
    assert {row.asks for row in shown} == {0, 1, 2, 3}
    assert any(row.needs_phone for row in shown)
    assert {row.listed for row in shown} == {1, 2}
