"""Long texts in templates: whatever way they came there, they are text, escaped once."""

import pytest
from flask import render_template_string

from noress.core.i18n import Translated, in_language

pytestmark = pytest.mark.no_database

BOTH = Translated(fr="L'accompagnement **gratuit**.\n\n- un\n- <img src=x>", ar="المواكبة **مجانا**")
HTML = "<p>L'accompagnement <strong>gratuit</strong>.</p>\n<ul>\n<li>un</li>\n<li>&lt;img src=x&gt;</li>\n</ul>\n"


@pytest.mark.parametrize("way", ["text", "text|string", "text|tr", "text|tr|trim", "text|tr|string"])
def test_a_text_is_escaped_once_whatever_way_it_came(app, way):
    with app.test_request_context("/"):
        assert render_template_string("{{ " + way + "|markdown }}", text=BOTH).strip() == HTML.strip()


def test_what_is_markup_is_text_all_the_same(app):
    with app.test_request_context("/"):
        said = render_template_string(
            "{{ ('&lt;b&gt;%s'|safe)|markdown }}|{{ ('<script>x</script>'|safe)|markdown }}|{{ none|markdown }}"
        )
    assert said == "<p>&lt;b&gt;%s</p>\n|<p>x</p>\n|"


def test_another_language_says_so(app):
    with app.test_request_context("/"), in_language("en"):
        for way in ("text", "text|tr"):
            said = render_template_string("{{ " + way + "|markdown }}", text=Translated(ar="**نعم**"))
            assert said.startswith('<div lang="ar-MA" dir="rtl" class="other-language"'), way
            assert said.endswith("<p><strong>نعم</strong></p>\n</div>"), way
