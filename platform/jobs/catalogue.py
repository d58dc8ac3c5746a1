"""What the worker does for the catalogue: words that many entries carry, once they were renamed."""

from datetime import datetime
from threading import Event

from flask import Flask

from noress.domain.catalogue.rules import finding_again
from noress.extensions import db
from noress.jobs.turns import turn


def index_words(app: Flask, stopping: Event | None = None) -> int:
    """A transaction for each few hundred entries; stopped before the end of a word, the next worker begins that word
    again. How many words came to their end."""
    with app.app_context():
        waiting = finding_again.waiting_words()
    return sum(_index_word(app, mark, asked_at, stopping) for mark, asked_at in waiting.items())


def _index_word(app: Flask, mark: str, asked_at: datetime, stopping: Event | None) -> bool:
    after: int | None = 0
    while after is not None:
        if stopping is not None and stopping.is_set():
            return False
        with turn(app):
            term = finding_again.word_of(mark)
            after = finding_again.index_some(term=term, after=after) if term is not None else None
            is_done = after is None and finding_again.end_word(mark=mark, asked_at=asked_at)
            db.session.commit()
    return is_done
