from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, SelectField
from wtforms.fields import SelectChoice

from noress.domain.institutions.models import Membership
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import stale_fields, version_field


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


@pytest.mark.parametrize("typed", ["", "abc", "-1", "9" * 40, "١"])
def test_a_version_that_was_tampered_with_is_stale(app, typed):
    with app.test_request_context():
        form = EditForm(MultiDict({"version": typed}))
        assert form.version.data == -1
        form.version.validate(form)
        assert form.version.errors == []
