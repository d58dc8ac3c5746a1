"""Who acts on a page that asks for somebody signed in, when, the files that they see nothing of, and the way on once it is
done."""

from typing import Any

from flask import redirect
from sqlalchemy import Select

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.reviewing import conflicts
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor


def actor() -> Actor:
    found = current_actor()
    assert found is not None, "the permission asks for somebody signed in"
    return found


def doing() -> dict[str, Any]:
    """Who acts, and when, for a rule."""
    return {"actor": actor(), "now": clock.now()}


def recused() -> Select[int]:
    """The files that the reader sees nothing of, counts included."""
    return conflicts.recused_ids(actor(), conflicts.APPLICATION)


def done(target: str, words: Any, kind: str = "success") -> Any:
    """Committed, told, and on to the next page; `target` is made before the commit. No words: nothing is told."""
    db.session.commit()
    if words:
        say(words, kind)
    return redirect(target, 303)
