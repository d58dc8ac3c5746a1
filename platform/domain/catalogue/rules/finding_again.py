"""A word that was renamed is found under its new name: the entries that carry it are indexed again, at once when
they are few, else by the worker."""

from datetime import datetime

from noress.core import search
from noress.core.stamps import public_changed
from noress.domain.catalogue.models import Term
from noress.domain.catalogue.queries import carrying
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.models import WorkerMark
from noress.extensions import db

#: entries written again while somebody waits for the page: about a second
AT_ONCE = 2_000
BATCH = 500
#: what the worker is left with, a mark for each word
_MARK = "word:"


def index_carriers(*, term: Term, now: datetime) -> bool:
    """In the transaction at hand, or left to the worker: whether it is done."""
    db.session.flush()
    count = db.session.scalar(carrying.count_carriers(term)) or 0
    if count > AT_ONCE:
        outbox.mark(name=f"{_MARK}{term.id}", now=now)
        return False
    after: int | None = 0
    while after is not None:
        after = index_some(term=term, after=after)
    return True


def index_some(*, term: Term, after: int) -> int | None:
    """The next entries by number; the number to go on after, none once all are done."""
    rows = db.session.scalars(carrying.list_carriers(term, after=after, limit=BATCH)).all()
    search.index_again(rows)
    return rows[-1].id if len(rows) == BATCH else None


def waiting_words() -> dict[str, datetime]:
    """What the worker has to do: {mark: when it was asked}."""
    return {mark.name: mark.at for mark in db.session.scalars(carrying.list_marks(_MARK))}


def word_of(mark: str) -> Term | None:
    return db.session.get(Term, int(mark.removeprefix(_MARK)))


def end_word(*, mark: str, asked_at: datetime) -> bool:
    """Done, unless it was renamed once more meanwhile."""
    found = db.session.get(WorkerMark, mark)
    if found is None or found.at != asked_at:
        return found is None
    db.session.delete(found)
    public_changed(db.session())  # lists kept ready were read from the words of before
    return True
