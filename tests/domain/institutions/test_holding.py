"""Holding a row until the commit keeps what this transaction has already changed of it."""

from noress.core.database import writing
from noress.domain.institutions.rules.checks import hold
from noress.extensions import db
from tests.factories import make_institution


def test_a_held_row_keeps_what_was_just_changed(app):
    institution = make_institution("Institution 1")
    db.session.rollback()
    with writing():
        institution.phone = "+212539000000"
        hold(institution)
        assert institution.phone == "+212539000000"
        db.session.commit()
    assert institution.phone == "+212539000000"
