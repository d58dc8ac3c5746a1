"""Words and entries of the catalogue, as the rules leave them."""

import itertools
from typing import Any

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Facet, Source, Structure, StructureState, Term
from noress.domain.catalogue.rules.writing import create_structure, list_again
from noress.domain.catalogue.vocabulary import MASKS, forget_vocabulary, read_vocabulary
from noress.extensions import db
from tests.factories import NOW, save

_n = itertools.count(1)
#: province and commune of the Tanger-Tétouan-Al Hoceïma region, by official code
TETOUAN, TANGER = "01.571", "01.511"
#: (facet, code, French, Arabic, code of the sector)
WORDS = (
    (Facet.SECTOR, "financing", "Financement", "التمويل", ""),
    (Facet.SECTOR, "marketing", "Marketing", "التسويق", ""),
    (Facet.SERVICE, "financing.microcredit", "Microcrédit", "سلفات صغيرة", "financing"),
    (Facet.SERVICE, "financing.grant", "Subvention ou prix", "منحة أو جائزة", "financing"),
    (Facet.SERVICE, "marketing.fairs", "Salons et marchés", "معارض وأسواق", "marketing"),
    (Facet.PUBLIC, "women", "Femmes", "النساء", ""),
    (Facet.PUBLIC, "youth", "Jeunes", "الشباب", ""),
    (Facet.STAGE, "idea", "Dès l'idée", "منذ الفكرة", ""),
    (Facet.STAGE, "growth", "Pendant le développement", "خلال التطوير", ""),
    (Facet.RESOURCE, "premises", "Des locaux", "محلات", ""),
    (Facet.RESOURCE, "training", "Des formations", "تكوينات", ""),
    (Facet.LEGAL_FORM, "cooperative", "Coopérative", "تعاونية", ""),
    (Facet.LANGUAGE, "darija", "Darija", "الدارجة", ""),
    (Facet.LABEL, "certified", "Certifiée", "معتمدة", ""),
)  # fmt: skip


def make_words() -> None:
    """A few words of every list; those that exist already stay."""
    known = {(term.facet, term.code): term for term in read_vocabulary().terms}
    bits = dict.fromkeys(set(MASKS.values()), 0)
    for position, (facet, code, fr, ar, parent) in enumerate(WORDS):
        mask = MASKS.get(facet)
        bit = bits[mask] if mask else None
        if mask:
            bits[mask] += 1
        if (facet, code) not in known:
            known[facet, code] = save(
                Term(facet=facet, code=code, name=Translated(fr=fr, ar=ar), position=position, mask=mask, bit=bit,
                     parent_id=known[Facet.SECTOR, parent].id if parent else None)
            )  # fmt: skip
    forget_vocabulary()


def make_structure(name: str | Translated | None = None, **given: Any) -> Structure:
    """Published for everybody, in Tétouan, with the values given; `columns` are those of the row."""
    columns = given.pop("columns", {})
    state = given.pop("state", StructureState.PUBLISHED)
    now = given.pop("now", NOW)
    texts = name if isinstance(name, dict) else {"fr": name or f"Structure {next(_n)} (démonstration)"}
    values = {"name": dict(texts), "province": TETOUAN, **given}
    db.session.rollback()
    with writing():
        columns = {"is_open": True, **columns}
        row = create_structure(
            values={name: value for name, value in values.items() if value is not None}, source=Source.DECLARED,
            said_by="la structure", actor=Actor.system(), now=now, state=state,
            **{key: columns.pop(key) for key in list(columns) if key in _AT_BIRTH},
        )  # fmt: skip
        for column, value in columns.items():
            setattr(row, column, value)
        list_again(row, now=now)
        db.session.commit()
    return row


_AT_BIRTH = frozenset({"institution_id", "response_id", "import_id", "is_open", "is_demonstration"})
