"""What the pages of upkeep share."""

from typing import Any

from flask import current_app

from noress.core import formats
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.audience import audiences, visible_values
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.values import say_value
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.institutions.models import Category
from noress.domain.upkeep.models import CardReason
from noress.extensions import db


def contact() -> str:
    address: str = current_app.config["SETTINGS"].mail_sender
    return address


def lines_of(
    structure: Structure, actor: Actor | None, *, keeps: bool = False
) -> list[tuple[Any, str, bool]]:
    """(label, what it says, whether it is a number or an address) of what this person may read; whoever keeps it by a
    link reads everything."""
    words = read_vocabulary()
    values = structure.detail.values if keeps else visible_values(structure, audiences(actor, structure))
    shown = []
    for name, field in FIELDS.items():
        value = values.get(name)
        if field.kind is Kind.CATEGORY and value:
            found = db.session.get(Category, value)
            text = str(found.name) if found is not None else str(value)
        else:
            text = say_value(field, value, words)
        if text and field.kind is not Kind.POINT:
            shown.append((field.label, text, field.kind in {Kind.PHONE, Kind.EMAIL, Kind.URL}))
    return shown


def reasons_words(reasons: list[str]) -> str:
    """Joined as a sentence of the reader's language."""
    return formats.listed(str(CardReason(one).label) for one in reasons if one in set(CardReason))
