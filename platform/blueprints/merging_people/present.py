"""How the values of two records of a person are written side by side."""

from typing import Any

from markupsafe import Markup

from noress.core.i18n import DIRECTION, HTML_LANG, LANGUAGE_NAMES
from noress.core.i18n import gettext as _
from noress.core.names import called
from noress.domain.accounts.models import Visibility
from noress.domain.merging.sides import Side
from noress.web.merging import Kind

PERSONS = Kind("person", page="people.show", called="shown_name")
_LABELS = {
    "name": lambda: _("Nom et prénom"), "name_ar": lambda: _("Nom en arabe"),
    "language": lambda: _("Langue de ses courriels"), "email": lambda: _("Adresse de courriel"),
    "phone": lambda: _("Téléphone"), "visibility": lambda: _("Coordonnées visibles par"),
}  # fmt: skip


def side_label(side: Side) -> str:
    return _LABELS[side.column]()


def value_of(side: Side, content: Any) -> Any:
    """A value as people read it, in its own direction."""
    if content is None:
        return _("(vide)")
    if isinstance(content, Visibility):
        return str(content.label)
    if side.column == "language":
        return LANGUAGE_NAMES[content]
    if side.column == "name_ar":
        return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(HTML_LANG["ar"], DIRECTION["ar"], content)
    if side.column == "name":
        return Markup("<bdi>{}</bdi>").format(called(content))
    return Markup('<bdi dir="ltr">{}</bdi>').format(content)
