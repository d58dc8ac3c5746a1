"""The token of a form is that of its session, whatever was signed before it."""

import pytest
from flask import g, session
from flask_wtf.csrf import validate_csrf

from noress.web import csrf

pytestmark = pytest.mark.no_database


def test_two_sessions_of_one_device_have_a_token_each(app):
    """Somebody else signs in while a request lasts: the token signed before is not kept for them."""
    told = []
    with app.test_request_context():
        for raw in ("ab" * 20, "cd" * 20):
            session["csrf_token"] = raw
            g.pop("masked_csrf_token", None)
            told.append(csrf.unmask(csrf.masked_token()))
            validate_csrf(told[-1])
    assert told[0] != told[1]
