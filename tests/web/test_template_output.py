"""What templates show is escaped once, whatever its type, and markup not at all."""

import pytest
from flask import render_template_string
from markupsafe import Markup, escape

from noress.core.i18n import Translated

pytestmark = pytest.mark.no_database


class Told:
    def __html__(self):
        return "<b>dit</b>"

    def __str__(self):
        return "<i>autre</i>"


class Text(str):
    pass


@pytest.mark.parametrize(
    "value",
    [
        "l'eau & <le> \"pain\"", "rien à échapper", "", Markup("<b>gras</b>"), Told(), Text("<b>"), 12, 2.5, None, True,
        ["<", 1], Translated({"fr": "a & b"}), Exception("<x>"),
    ],
)  # fmt: skip
def test_every_value_is_shown_as_markupsafe_escapes_it(app, value):
    with app.test_request_context():
        shown = render_template_string(
            "a{{ value }}{% macro m(v) %}({{ v }}){% endmacro %}{{ m(value) }}", value=value
        )
    assert shown == f"a{escape(value)}({escape(value)})"


def test_where_escaping_is_turned_off_nothing_is(app):
    with app.test_request_context():
        shown = render_template_string("{% autoescape false %}{{ v }}{% endautoescape %}{{ v }}", v="<")
    assert shown == "<&lt;"
