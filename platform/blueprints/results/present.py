"""What the pages of results share."""

from typing import Any, NamedTuple

from flask import abort

from noress.core import territories
from noress.domain.awards.models import LetterRelease
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import releasing
from noress.extensions import db
from noress.web import acting


def recused() -> Any:
    return releasing.hidden(acting.actor())


def release_of(competition: Competition) -> LetterRelease | None:
    return db.session.scalars(queries.get_release(competition.call_id)).first()


def decided_entry(competition: Competition, entry_id: int) -> Entry:
    """404 before the jury has decided, for another edition's, and for what the reader is recused from."""
    if competition.deliberated_at is None:
        abort(404)
    found = queries.list_decided(competition.id, recused()).where(Entry.id == entry_id)
    entry = db.session.scalars(found).unique().one_or_none()
    return entry if entry is not None else abort(404)


def province_name(code: str | None) -> str:
    place = territories.get(code or "")
    return str(place.name) if place is not None else ""


class Ready(NamedTuple):
    """A line of the list of what is ready: (what, how it stands, shape of the status, where it is put right)."""

    label: Any
    said: Any
    kind: str
    url: str | None = None
