"""The words of the catalogue's filters, for pages that show them without loading their rows."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, cast, select

from noress.core.database import AS_JSON, AS_LIST, AS_ROW, read_rows
from noress.domain.catalogue.models import Term
from noress.domain.institutions.models import Category
from noress.extensions import db


def read_words() -> tuple[str, str]:
    """The words of every list, [facet, position, id, code, name, plain, parent, pictogram, bit, archived at], and the
    kinds of structures, [position, code, name], as two lists in JSON, in no order. Texts can be compared: who has read
    the same ones already need not read them again."""
    rows: Sequence[Any] = read_rows(db.session, _words(db.engine.dialect.name))
    words, kinds = rows[0]
    return words or "[]", kinds or "[]"


@lru_cache(2)
def _words(engine: str) -> Any:
    as_json = AS_JSON[engine]
    word = AS_ROW[engine](
        Term.facet, Term.position, Term.id, Term.code, as_json(Term.name), as_json(Term.plain), Term.parent_id,
        Term.pictogram, Term.bit, Term.archived_at,
    )  # fmt: skip
    kind = AS_ROW[engine](Category.position, Category.code, as_json(Category.name))
    lists = [cast(AS_LIST[engine](row), Text) for row in (word, kind)]
    return select(
        select(lists[0]).select_from(Term).scalar_subquery().label("words"),
        select(lists[1]).select_from(Category).scalar_subquery().label("kinds"),
    )
