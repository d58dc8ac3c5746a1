"""How entries and their values are written side by side."""

from datetime import date
from typing import Any

from markupsafe import Markup

from noress.core import formats
from noress.core.i18n import DIRECTION, HTML_LANG, LANGUAGE_NAMES
from noress.core.i18n import gettext as _
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.models import Source, Structure
from noress.domain.catalogue.values import say_value
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.institutions.models import Category
from noress.domain.merging.sides import KEPT, Side
from noress.domain.payments.merging import ACCOUNT
from noress.domain.payments.rib import masked
from noress.extensions import db
from noress.web.merging import Kind as RecordKind

STRUCTURES = RecordKind("structure", page="catalogue.show", called="name")


def side_label(side: Side) -> str:
    if side.column == ACCOUNT:
        return _("Compte bancaire confirmé")
    label = str(FIELDS[side.column].label)
    return f"{label} ({LANGUAGE_NAMES[side.language]})" if side.language else label


def value_of(side: Side, content: Any, words: Vocabulary) -> Any:
    """A value as people read it, in its own direction."""
    if content is None:
        return _("(vide)")
    if side.column == ACCOUNT:
        return Markup('<bdi dir="ltr">{}</bdi>').format(masked(content))
    if side.language:
        return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
            HTML_LANG[side.language], DIRECTION[side.language], content
        )
    field = FIELDS[side.column]
    if field.kind is Kind.CATEGORY:
        found = db.session.get(Category, content)
        return str(found.name) if found else content
    return Markup("<bdi>{}</bdi>").format(say_value(field, content, words))


def told_of(kept: Structure, other: Structure, side: Side, which: str) -> str:
    """Which of the two says it, where it comes from, and since when."""
    row = kept if which == KEPT else other
    where = _("fiche gardée") if which == KEPT else _("autre fiche")
    told = row.detail.sources.get(side.column)
    if not told:
        return where
    source, day = Source(told[0]).label, formats.date_short(date.fromisoformat(told[1]))
    return f"{where} · {source}, {day}"
