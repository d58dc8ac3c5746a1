"""Each line of an error summary names its field, as the page itself calls it.

The two fields of a pair are both called "En français" and "En arabe": what they are about is the legend that the
page gives them, below the summary. So the summary leaves the name open, between two comments, and the layout
fills it in once the whole page is written."""

import re
from typing import Any

from flask import g
from markupsafe import Markup, escape

from noress.core import formats
from noress.core.i18n import gettext as _

_OPEN = re.compile(r"<!--name:([^>]*?)-->(.*?)<!--/name-->", re.DOTALL)
_ENDS = (":", "?", "!", ".", "؟", "…")


def note_legend(field_id: str, legend: Any) -> str:
    """The page shows this field under this legend."""
    g.setdefault("legends", {})[field_id] = str(legend)
    return ""


def error_line(field: Any, error: Any, within: str = "") -> Markup:
    """Objet, en français : remplissez ce champ. A hidden field has no name for people."""
    if getattr(field.widget, "input_type", "") == "hidden" or not str(field.label.text).strip():
        return escape(error)
    label = str(field.label.text).strip()
    name = formats.listed([within, _small(label)]) if within else label
    said = escape(error) if name.endswith(_ENDS) else escape(_small(str(error)))
    opened = Markup("<!--name:{}-->{}<!--/name-->").format(field.id, name)
    if name.endswith(_ENDS):
        return Markup("{} {}").format(opened, said)
    line: Any = Markup(escape(_("%(label)s : %(value)s")))  # noqa: S704 -- our own text
    return line % {"label": opened, "value": said}


def name_errors(html: str) -> Markup:
    """The page with the names filled in."""
    legends = g.get("legends", {})
    if "<!--name:" not in html:
        return Markup(html)  # noqa: S704 -- what the template has escaped

    def named(found: re.Match[str]) -> str:
        legend = legends.get(found[1])
        return formats.listed([escape(legend), _small(found[2])]) if legend else found[2]

    return Markup(_OPEN.sub(named, html))  # noqa: S704 -- the same


def _small(text: str) -> str:
    """Inside a sentence; what begins with two capitals, or is one letter, stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in {"'", "’"} else text
