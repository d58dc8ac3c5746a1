"""What the pages of results share."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect

from noress.core import clock, territories
from noress.domain.accounts.actor import Actor
from noress.domain.awards.models import LetterRelease
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import releasing
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor


def actor_of() -> Actor:
    actor = current_actor()
    assert actor is not None, "the permission asks for somebody signed in"
    return actor


def doing() -> dict[str, Any]:
    """Who acts, and when, for a rule."""
    return {"actor": actor_of(), "now": clock.now()}


def recused() -> Any:
    return releasing.hidden(actor_of())


def release_of(competition: Competition) -> LetterRelease | None:
    return db.session.scalars(queries.get_release(competition.call_id)).first()


def decided_entry(competition: Competition, entry_id: int) -> Entry:
    """404 before the jury has decided, for another edition's, and for what the reader is recused from."""
    if competition.deliberated_at is None:
        abort(404)
    found = queries.list_decided(competition.id, recused()).where(Entry.id == entry_id)
    entry = db.session.scalars(found).unique().one_or_none()
    return entry if entry is not None else abort(404)


def done(target: str, words: Any, kind: str = "success") -> Any:
    """Committed, told, and on to the next page; `target` is made before the commit."""
    db.session.commit()
    say(words, kind)
    return redirect(target, 303)


def province_name(code: str | None) -> str:
    place = territories.get(code or "")
    return str(place.name) if place is not None else ""


@dataclass(frozen=True)
class Ready:
    """A line of the list of what is ready: (what, how it stands, shape of the status, where it is put right)."""

    label: Any
    said: Any
    kind: str
    url: str | None = None
