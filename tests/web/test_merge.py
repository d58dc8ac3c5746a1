from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, SelectField
from wtforms.fields import SelectChoice

from noress.domain.institutions.models import Membership
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import INCOMPLETE, seen_field, stale_fields, version_field

pytestmark = pytest.mark.no_database


class EditForm(BaseForm):
    name = line("Nom")
    text = long_text("Texte")
    state = SelectField(
        "État", coerce=Membership, choices=[SelectChoice(m.value, m.label) for m in Membership]
    )
    since = DateField("Depuis")
    shared = BooleanField("Partagée")
    version = version_field()


@pytest.fixture
def form(app):
    with app.test_request_context():
        typed = {
            "name": "Mon nom",
            "text": "a\r\nb",
            "state": "member",
            "since": "2026-11-20",
            "version": "1",
        }
        yield EditForm(MultiDict(typed))


def test_only_what_differs_is_shown_in_the_order_of_the_form(form):
    theirs = {
        "version": 2,
        "since": date(2015, 3, 18),
        "shared": True,
        "state": Membership.LEFT,
        "text": "a\nb",
        "name": "Leur nom",
    }
    assert stale_fields(form, theirs) == [
        ("Nom", "Mon nom", "Leur nom", "name"),
        ("État", "membre", "ancien membre", "state"),
        ("Depuis", "20 novembre 2026", "18 mars 2015", "since"),
        ("Partagée", "non", "oui", "shared"),
    ]


def test_the_form_keeps_mine_and_takes_their_version(form):
    stale_fields(form, {"version": 2, "name": "Leur nom"})
    assert (form.name.data, form.version.data) == ("Mon nom", 2)
    assert 'value="2"' in form.version()


def test_nothing_differs_when_they_wrote_the_same(form):
    assert stale_fields(form, {"version": 2, "name": "Mon nom ", "state": "member", "shared": False}) == []


def test_an_empty_value_is_no_difference(form):
    form.text.data = ""
    assert stale_fields(form, {"text": None}) == []


@pytest.mark.parametrize("typed", [{}, {"version": ""}, {"version": "abc"}, {"version": "-1"},
                                   {"version": "9" * 40}, {"version": "١"}])  # fmt: skip
def test_a_form_that_says_no_version_is_refused_and_takes_the_present_one(app, typed):
    with app.test_request_context():
        form = EditForm(MultiDict({"name": "Mon nom", "state": "member", **typed}), data={"version": 3})
        assert form.validate() is False
        assert form.errors == {"": [str(INCOMPLETE)]}
        assert (form.name.data, form.version.data) == ("Mon nom", 3)
        assert 'value="3"' in form.version()


def test_what_is_being_created_has_no_version_yet(app):
    with app.test_request_context():
        assert EditForm(MultiDict({"name": "Mon nom", "state": "member"})).validate() is True


def test_the_end_that_was_read_may_be_empty_but_not_missing(app):
    class EndForm(BaseForm):
        seen = seen_field()

    with app.test_request_context():
        for typed, is_valid in (
            ({"seen": ""}, True),
            ({"seen": "2026-11-20"}, True),
            ({}, False),
            ({"seen": "x"}, False),
        ):
            form = EndForm(MultiDict({"other": "", **typed}), data={"seen": date(2026, 11, 21)})
            assert (form.validate(), form.errors) == (is_valid, {} if is_valid else {"": [str(INCOMPLETE)]})
            assert form.seen.data == {"": None, "2026-11-20": date(2026, 11, 20)}.get(
                typed.get("seen", "x"), date(2026, 11, 21)
            )
